/** The runner of a genome on the host, held to the reference device. */
import { describe, expect, it } from 'vitest';
import { traceSequence } from '../../../src/engine/reference/trace.ts';
import { neatSettings } from '../../../src/learners/neat/evolution-settings.ts';
import { express } from '../../../src/learners/neat/express.ts';
import { GraphRunner } from '../../../src/learners/neat/runner.ts';
import { logistic } from '../../../src/numeric/elementary.ts';
import { randomBatch } from '../../support/engine/random-batch.ts';
import { growing, grown } from '../../support/learners/graph-genomes.ts';

describe('a runner', () => {
  it('computes what the net of the genome does, step after step', () => {
    for (let seed = 0; seed < 20; seed++) {
      const genome = grown(seed, { steps: 12 });
      const passes = 1 + (seed % 3);
      const { net, parameters } = express(genome, { unit: 'steep', passes });
      const batch = randomBatch({
        loss: 'squared',
        input: 'dense',
        inputs: 2,
        outputs: 1,
        sequences: 1,
        steps: 6,
        seed,
      });
      const runner = new GraphRunner(genome);
      for (const [step, [sum]] of traceSequence(net, parameters, batch, 0).outputs.entries()) {
        const [own] = runner.update(batch.dense!.subarray(2 * step, 2 * step + 2), passes);
        // Parameters have 24 bits.
        if (sum !== 0) expect(own).toBeCloseTo(logistic(4.9 * sum!), 4);
      }
    }
  });

  it('relaxes a net without cycles to what depth + 1 updates from a reset give', () => {
    const feedForward = neatSettings('classic-2002', { ...growing, recurrentLinks: 0 });
    let deepest = 0;
    for (let seed = 0; seed < 40; seed++) {
      const runner = new GraphRunner(grown(seed, { steps: 12, options: feedForward }));
      const relaxed = [...runner.relax([1, 0.5])];
      runner.reset();
      expect([...runner.update([1, 0.5], runner.depth + 1)]).toEqual(relaxed);
      deepest = Math.max(deepest, runner.depth);
    }
    expect(deepest).toBeGreaterThan(3);
  });

  it('refuses another number of inputs', () => {
    const runner = new GraphRunner(grown(1, { steps: 5 }));
    const message = (length: number) => `GraphRunner: inputs has a length of ${length}, it must be 2`;
    expect(() => runner.update([1])).toThrow(message(1));
    expect(() => runner.relax([1, 0, 1])).toThrow(message(3));
  });

  it('keeps states between updates, and forgets them on a reset', () => {
    const recurrent = grown(3, { steps: 20, options: { ...growing, recurrentLinks: 1 } });
    const runner = new GraphRunner(recurrent);
    const first = runner.update([1, 1])[0];
    const second = runner.update([1, 1])[0];
    expect(second).not.toBe(first);
    runner.reset();
    expect(runner.update([1, 1])[0]).toBe(first);
    expect(runner.relax([1, 1])[0]).toBe(runner.relax([1, 1])[0]);
  });
});
