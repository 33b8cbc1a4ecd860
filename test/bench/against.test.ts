/** Comparisons of updates with another checkout. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runBench } from '../../bench/run.ts';
import { openOther } from '../../bench/updates/against.ts';
import { comparedCases } from '../../bench/updates/cases.ts';
import { medianOf, ratioInTurns } from '../../bench/updates/ratios.ts';
import { updateOf } from '../../bench/updates/update.ts';
import { openWasmDevice } from '../../src/engine/wasm/device.ts';
import { HostDescent } from '../../src/learners/gradient/host-descent.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('a comparison of updates', () => {
  it('opens the device of a checkout, whose gradients have the same bits', async () => {
    const { cell, hidden, batch, goal } = comparedCases.at(-1)!;
    const short = { cell, hidden, goal, batch: { ...batch, steps: 5 } };
    const own = { device: openWasmDevice(), Descent: HostDescent };
    const [ours, theirs] = [own, await openOther(root)].map((build) => updateOf('one', short, build));
    expect(await ours!.gradient()).toEqual(await theirs!.gradient());
  });

  it('refuses a folder that is no checkout, and other suites', async () => {
    await expect(openOther('/')).rejects.toThrow('--against /: must be the folder of another checkout');
    const alone = '--against x: goes with --only updates, and without --record';
    await expect(runBench({ against: 'x' })).rejects.toThrow(alone);
    await expect(runBench({ against: 'x', only: ['updates'], record: true })).rejects.toThrow(alone);
  });

  it('gives the median of the ratios and the order statistics around it', () => {
    const ratios = Array.from({ length: 25 }, (_, index) => (index * 7) % 25);
    expect(medianOf(ratios)).toEqual({ median: 12, low: 7, high: 17, pairs: 25 });
  });

  it('begins with either subject in turn', async () => {
    const order: string[] = [];
    const subject = (name: string) => ({
      name,
      run: () => {
        if (order.at(-1) !== name) order.push(name);
      },
    });
    const { pairs } = await ratioInTurns(subject('a'), subject('b'), 0);
    expect(pairs).toBe(8);
    // Both once to warm up; then a b, b a, a b and so on: where one follows itself there is one entry.
    expect(order.join('')).toBe('abababababa');
  });
});
