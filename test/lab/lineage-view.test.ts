import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabGraph, LabIntervals, LabLines } from '../../src/lab/figure.ts';
import { breeds } from '../../src/lab/lineage/choose-trials.ts';
import { lineage } from '../../src/lab/lineage/index.ts';
import { type LabFindings, plainWork } from '../../src/lab/view.ts';
import { createRun, openRun, type RunFile } from '../../src/store/run-file.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import type { TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { findTask } from '../../tasks/index.ts';
import { about } from '../support/store/example-run.ts';
import { play, smallContestant, toySpec } from '../support/tournament/toys.ts';

const bits = {
  ...smallContestant('genitor'),
  name: 'bits',
  settings: { ...smallContestant('genitor').settings, encoding: 'bits', crossoverRate: 0.9, flipRate: 0.01 },
};
const spec: TournamentSpec = toySpec(
  [bits, { ...smallContestant('genitor'), name: 'real' }, smallContestant('msgd')],
  { evaluations: 700 },
  { tasks: [chooseTask(findTask('temporal-order'), { length: 10 })], seed: 2, device: 'wasm' },
);
const options = { ...lineage.options.parse({}), sequences: 64 };

const folder = mkdtempSync(join(tmpdir(), 'lineage-'));
const runs: RunFile[] = [];
let run: RunFile;

async function written(name: string, played: TournamentSpec, isPlayed: boolean): Promise<RunFile> {
  const path = join(folder, name);
  const writer = createRun(path, played, about);
  for (const trial of trialsOf(played).filter(
    ({ contestant }) => isPlayed && contestant.learner === 'genitor',
  ))
    for (const event of (await play(trial)).events) writer.record(event);
  writer.close();
  const opened = openRun(path, { readOnly: true });
  runs.push(opened);
  return opened;
}

beforeAll(async () => {
  run = await written('one.run.sqlite', spec, true);
});

afterAll(() => {
  for (const one of runs) one.close();
  rmSync(folder, { recursive: true, force: true });
});

const look = (
  given: Partial<typeof options>,
  contestants: readonly string[] = ['bits'],
): Promise<LabFindings> => lineage.look({ options: { ...options, ...given }, run, contestants }, plainWork());

describe('the view lineage', () => {
  it('replays the champion exactly, and shows its ancestors and the mutations that mattered', async () => {
    expect(lineage.lacks!(run)).toBeNull();
    const { says, figures, data } = await look({ replays: 1 });
    expect(says).toContain('on temporal-order:length=10, seed 1, is replayed exactly: all ');
    const by = new Map(figures.map((figure) => [figure.id, figure]));
    const tree = by.get('tree')!.drawings[0] as LabGraph;
    const ends = tree.nodes.filter(({ id }) => tree.edges.every(({ from }) => from !== id));
    expect(ends.map(({ mark }) => mark)).toEqual(['accepting']);
    const starts = tree.nodes.filter(({ id }) => tree.edges.every(({ to }) => to !== id));
    expect(starts.every(({ mark }) => mark === 'start')).toBe(true);
    // The mutations that mattered most are all drawn, and arrows lead from older to younger.
    expect(tree.nodes.filter(({ text }) => text.includes('no. 1: '))).toHaveLength(1);
    const age = new Map(tree.nodes.map(({ id }, place) => [id, place]));
    for (const { from, to } of tree.edges) expect(age.get(from)!).toBeLessThan(age.get(to)!);
    const mutations = by.get('mutations')!.drawings[0] as LabIntervals;
    const values = mutations.rows.map(({ value }) => value!);
    expect(values.length).toBeGreaterThan(3);
    expect(values).toEqual([...values].sort((one, other) => other - one));
    const descent = by.get('descent')!.drawings[0] as LabLines;
    expect(descent.lines[0]!.points.at(-1)![1]).toBe(descent.levels![0]!.at);
    const whole = by.get('replays')!.drawings[0] as LabIntervals;
    expect(whole.rows.map(({ name }) => name.split(' ')[0])).toEqual(['without', 'control']);
    const { line, changes } = (
      data as { line: { number: number }[]; changes: Record<string, { number: number }[]> }[]
    )[0]!;
    const numbers = new Set(line.map(({ number }) => number));
    for (const { number } of changes.mutation!) expect(numbers.has(number)).toBe(true);
  });

  it('lets the reader choose where there are several that breed, and leaves the oldest births out where asked', async () => {
    const { figures, facts, says } = await look({ births: 2 }, []);
    for (const { choices, drawings } of figures) {
      expect(choices).toEqual([{ name: 'contestant', values: ['bits', 'real'] }]);
      expect(drawings).toHaveLength(2);
    }
    expect(facts.filter(([label]) => label === 'Trial')).toHaveLength(2);
    expect(facts.some(([label, text]) => label === 'Left out' && text.includes('--set births='))).toBe(true);
    expect(says).toContain('Only the youngest births were changed');
  });

  it('refuses what it cannot do, in one line', async () => {
    await expect(look({}, ['msgd'])).rejects.toThrow(
      'lineage: msgd: reads the births of genitor without alignment and trainingSteps alone',
    );
    for (const settings of [{ alignment: 'weights' }, { trainingSteps: 1 }])
      expect(breeds({ ...bits, settings: { ...bits.settings, ...settings } })).toBe(false);
    await expect(look({}, ['bit'])).rejects.toThrow("unknown contestant 'bit', did you mean 'bits'?");
    await expect(look({ task: 'temporal-order:length=1' })).rejects.toThrow(
      '--set task=temporal-order:length=1',
    );
    await expect(look({ repetition: 9 })).rejects.toThrow('has no champion of bits with seed 9');
    await expect(look({ minutes: 1e-9 })).rejects.toThrow('--set minutes=1 allows it');
    const empty = await written('empty.run.sqlite', spec, false);
    expect(lineage.lacks!(empty)).toBe('no contestant of it that breeds has a champion yet');
    const others = await written(
      'msgd.run.sqlite',
      { ...spec, contestants: [smallContestant('msgd')] },
      false,
    );
    expect(lineage.lacks!(others)).toBe(
      'no contestant of it breeds by genitor without alignment and training',
    );
  });
});
