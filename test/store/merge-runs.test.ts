import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planMerge, writeMerge } from '../../src/store/merge-runs.ts';
import { repeatOf } from '../../src/store/repeat.ts';
import { createRun, openRun } from '../../src/store/run-file.ts';
import { openSessionRun } from '../../src/store/session-run.ts';
import { runTournament } from '../../src/tournament/run-tournament.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import { type Part, partOf } from '../../src/tournament/spec/part.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import type { TournamentEvent, TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { findTask } from '../../tasks/index.ts';
import { runContent } from '../support/store/run-content.ts';

const spec: TournamentSpec = {
  tasks: [chooseTask(findTask('parity'), { length: 3 })],
  contestants: [resolveContestant('genitor', { hidden: 3 }), resolveContestant('msgd-cr', { hidden: 4 })],
  seeds: 3,
  seed: 1,
  budget: { macs: 3e6 },
  device: 'wasm',
};

const folder = mkdtempSync(join(tmpdir(), 'genoprop-merge-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, `${name}.run`);

const about = (name: string, ...commandLine: string[]) => ({
  genoprop: '1',
  created: '2026-11-23T00:00:00.000Z',
  commandLine: ['tournament', 'x.yaml', ...commandLine],
  machine: `machine ${name}`,
});

/** Plays the trials of the part into a run file; `change` may change events on their way. */
async function play(
  name: string,
  { part, of = spec, change = (event) => event, command = [] }: Playing = {},
): Promise<void> {
  const { run, past } = openSessionRun(at(name), of, about(name, ...command));
  const mine = new Set(partOf(trialsOf(of), part ?? { number: 1, of: 1 }).map(({ id }) => id));
  const finished = new Set(trialsOf(of).flatMap(({ id }) => (mine.has(id) ? [] : [id])));
  const { resume } = past;
  for await (const event of runTournament(of, { workers: 1, finished, resume })) run.record(change(event));
  run.close();
}

interface Playing {
  readonly part?: Part;
  readonly of?: TournamentSpec;
  readonly change?: (event: TournamentEvent) => TournamentEvent;
  readonly command?: readonly string[];
}

function merge(out: string, ...names: string[]) {
  const runs = names.map((name) => openRun(at(name), { readOnly: true }));
  try {
    const plan = planMerge(runs);
    const made = createRun(at(out), plan.spec, runs[0]!.about());
    writeMerge(made, runs, plan);
    made.close();
    return plan;
  } finally {
    for (const run of runs) run.close();
  }
}

beforeAll(async () => {
  await play('whole');
  await play('a', { part: { number: 1, of: 2 }, command: ['--part', '1/2'] });
  await play('b', { part: { number: 2, of: 2 }, command: ['--part', '2/2'] });
});

describe('a merge of run files', () => {
  it('equals the run that was played as one, byte for byte, save for seconds', () => {
    const plan = merge('both', 'a', 'b');
    expect(plan).toMatchObject({ ended: 6, alike: 0 });
    expect(runContent(at('both'))).toEqual(runContent(at('whole')));
  });

  it('does not depend on the order of the files', () => {
    merge('reversed', 'b', 'a');
    expect(runContent(at('reversed'))).toEqual(runContent(at('whole')));
  });

  it('keeps every session, and repeats the whole tournament', () => {
    merge('sessions', 'a', 'b');
    const run = openRun(at('sessions'), { readOnly: true });
    expect(run.sessions().map(({ machine, purpose }) => [machine, purpose])).toEqual([
      ['machine a', 'create'],
      ['machine b', 'resume'],
    ]);
    expect(repeatOf(run.sessions())).toEqual(['npx', 'genoprop', 'tournament', 'x.yaml']);
    run.close();
  });

  it('names the machine of every trial, where the files are of several', () => {
    merge('machines', 'a', 'b');
    const run = openRun(at('machines'), { readOnly: true });
    const mine = new Set(partOf(trialsOf(spec), { number: 1, of: 2 }).map(({ id }) => id));
    for (const { id, machine } of run.trials())
      expect(machine).toBe(mine.has(id) ? 'machine a' : 'machine b');
    run.close();
  });

  it('leaves what nobody has played, which then is played as if it had never been apart', async () => {
    await play('a2', { part: { number: 1, of: 2 } });
    const plan = merge('half', 'a', 'a2');
    expect(plan.ended).toBe(3);
    await play('half', { part: { number: 1, of: 1 } });
    expect(runContent(at('half'))).toEqual(runContent(at('whole')));
  });

  it('takes a trial of several files once, where they agree', () => {
    expect(merge('twice', 'whole', 'a')).toMatchObject({ ended: 6, alike: 3 });
    expect(runContent(at('twice'))).toEqual(runContent(at('whole')));
  });

  it('names the trial and both machines where they do not', async () => {
    const change = (event: TournamentEvent): TournamentEvent =>
      event.type === 'finished' && event.id === 'parity:length=3/genitor/1'
        ? { ...event, result: { ...event.result, testLoss: event.result.testLoss! + 2 ** -40 } }
        : event;
    await play('odd', { part: { number: 1, of: 2 }, change });
    expect(() => merge('never', 'a', 'odd')).toThrow(
      /^trial parity:length=3\/genitor\/1: ended differently in .*a\.run \(machine a\) and in .*odd\.run \(machine odd\)/,
    );
  });

  it('gathers seeds', async () => {
    await play('first', { of: { ...spec, seeds: 1 }, command: ['--seeds', '1'] });
    await play('rest', { of: { ...spec, seeds: 2, repetitions: [2, 3] }, command: ['--seeds', '2-3'] });
    merge('seeds', 'rest', 'first');
    expect(runContent(at('seeds'))).toEqual(runContent(at('whole')));
    const run = openRun(at('seeds'), { readOnly: true });
    expect(repeatOf(run.sessions()).join(' ')).toBe('npx genoprop tournament x.yaml --seeds 1-3');
    run.close();
  });

  it('refuses a tuning, whichever file holds it', () => {
    const tuning = { searches: [], rounds: [] } as unknown as NonNullable<TournamentSpec['tuning']>;
    createRun(at('tuning'), { ...spec, tuning }, about('tuning')).close();
    for (const names of [
      ['a', 'tuning'],
      ['tuning', 'a'],
    ])
      expect(() => merge('never', ...names)).toThrow(
        `run file ${at('tuning')}: holds a tuning, whose rounds depend on all of its trials; it cannot be merged`,
      );
  });

  it.each([
    ['seed', { seed: 2 }, 'has another seed'],
    ['budget', { budget: { macs: 2e7 } }, 'task parity:length=3 has another budget'],
    ['device', { device: 'reference' }, 'has another device'],
    ['contestants', { contestants: spec.contestants.slice(1) }, 'has the contestants msgd-cr'],
    [
      'settings',
      { contestants: [resolveContestant('genitor', { hidden: 4 }), spec.contestants[1]!] },
      'contestant genitor has another hidden',
    ],
    ['options', { tasks: [chooseTask(findTask('parity'), { length: 4 })] }, 'has the tasks parity:length=4'],
  ])('refuses a run with another %s', (name, other, fault) => {
    createRun(at(`other ${name}`), { ...spec, ...other }, about(name)).close();
    expect(() => merge('never', 'a', `other ${name}`)).toThrow(
      `run file ${at(`other ${name}`)}: ${fault}; ${at('a')} is another tournament or has other results`,
    );
  });
});
