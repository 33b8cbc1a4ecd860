/** `genoprop duel --far`: the second default duel, and what the command line changes of it. */
import { describe, expect, it } from 'vitest';
import { farFlags } from '../../src/cli/duel/far.ts';
import type { DuelFlags } from '../../src/cli/duel/flags.ts';
import { planDuel } from '../../src/cli/duel/plan.ts';
import { runDuel } from '../../src/cli/duel/run.ts';
import { runCommandLine } from '../../src/cli/program.ts';
import { recordingTerminal, script } from '../support/cli/recording.ts';

/** Flags as the command line gives them where nothing else is written. */
const bare: DuelFlags = { far: true, seeds: 10, seed: 1, workers: 2, device: 'wasm' };

const planned = (flags: DuelFlags, seedsGiven = false, task?: string) =>
  planDuel('temporal-order', farFlags(task, flags, seedsGiven));

describe('the far duel', () => {
  it('is temporal order over 200 steps, with seeds that can name a winner', async () => {
    const { spec, repeat } = await planned(bare);
    expect(spec.tasks[0]).toMatchObject({ name: 'temporal-order', options: { length: 200 } });
    expect(spec.contestants.map(({ name }) => name)).toEqual(['genitor', 'msgd-c', 'msgd-cr']);
    expect(spec).toMatchObject({ seeds: 5, seed: 1, budget: { macs: 6e11 } });
    expect(repeat.join(' ')).toBe(
      'npx genoprop duel temporal-order --set length=200 --contestant genitor --contestant msgd-c ' +
        '--contestant msgd-cr --seeds 5 --seed 1 --budget 6e11mac --device wasm',
    );
  });

  it('yields to the command line, in options of the task one by one', async () => {
    const { spec } = await planned({ ...bare, set: ['definition=code'], seed: 7 });
    expect(spec.tasks[0]!.options).toMatchObject({ length: 200, definition: 'code' });
    expect(spec).toMatchObject({ seeds: 5, seed: 7, budget: { macs: 6e11 } });
    const other = await planned(
      { ...bare, set: [' length = 500'], contestant: ['genitor', 'random'], budget: ['1e12mac'] },
      true,
      'temporal-order',
    );
    expect(other.spec.tasks[0]!.options).toMatchObject({ length: 500 });
    expect(other.spec.contestants.map(({ name }) => name)).toEqual(['genitor', 'random']);
    expect(other.spec).toMatchObject({ seeds: 10, budget: { macs: 1e12 } });
  });

  it('is asked for on the command line, where another task is refused in one line', async () => {
    const terminal = recordingTerminal();
    const code = await runCommandLine(['duel', 'parity', '--far'], terminal);
    expect({ code, ...terminal.written }).toEqual({
      code: 2,
      out: '',
      err: 'genoprop: --far: plays temporal-order with length=200, not parity; leave out one of the two\n',
    });
    const faulty = recordingTerminal();
    expect(await runCommandLine(['duel', '--far', '--set', 'length=abc'], faulty)).toBe(2);
    expect(faulty.written.err).toMatch(/^genoprop: --set length=abc: [^\n]+\n$/);
  });
});

describe('a note on the origin of settings', () => {
  const outputOf = async (flags: DuelFlags): Promise<string> => {
    const terminal = recordingTerminal();
    await runDuel('temporal-order', flags, terminal, script([]).parts);
    return terminal.written.out.replace(/\n +/g, ' ');
  };
  const note =
    'note    settings of both sides come from a search on temporal order, with other seeds than these; CHANGELOG.md names the former\n';

  it('stands before the default duels, and not before a duel of contestants that are named', async () => {
    const near = { seeds: 10, seed: 1, workers: 2, device: 'wasm' };
    expect(await outputOf(near)).toContain(note);
    expect(await outputOf(farFlags(undefined, bare, false))).toContain(note);
    expect(await outputOf({ ...near, contestant: ['genitor'] })).not.toContain('settings of both sides');
  });
});
