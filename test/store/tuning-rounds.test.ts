import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepRun } from '../../src/store/kept-run.ts';
import { openRun, type RunFile } from '../../src/store/run-file.ts';
import { runState } from '../../src/store/run-state.ts';
import { openSessionRun } from '../../src/store/session-run.ts';
import { noEarlierSession } from '../../src/tournament/earlier-session.ts';
import { runTournament } from '../../src/tournament/run-tournament.ts';
import { planTournament } from '../../src/tournament/script/plan-tournament.ts';
import type { TournamentEvent, TournamentSpec, TrialResult } from '../../src/tournament/spec/tournament.ts';
import { inRoundOf } from '../../src/tournament/tuning/next-round.ts';
import { playRounds } from '../../src/tournament/tuning/play-rounds.ts';
import { TuningMemory } from '../../src/tournament/tuning/tuning-memory.ts';
import { type RunContent, runContent } from '../support/store/run-content.ts';
import { timeless } from '../support/tournament/toys.ts';

const folder = mkdtempSync(join(tmpdir(), 'genoprop-rounds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two contestants, nine small candidates each, in two rounds. */
const planned = async (budget = '1500000mac'): Promise<TournamentSpec> =>
  (
    await planTournament(
      {
        tasks: [{ task: 'parity', options: { length: 3 } }],
        contestants: [
          {
            contestant: 'genitor',
            settings: { hidden: 3, sequences: 16, inFlight: 8 },
            space: { population: [12, 16, 20, 24, 28], hidden: false, sequences: false },
          },
          {
            contestant: 'msgd',
            settings: { hidden: 3 },
            space: { learningRate: { from: 0.01, to: 1, scale: 'log' }, hidden: false },
          },
        ],
        tune: { candidates: 9, seeds: 1 },
        budget,
        device: 'wasm',
      },
      { source: 'the test', tune: {} },
    )
  ).spec;

const about = (created: string) => ({ genoprop: '1', created, commandLine: ['tune'], machine: 'm' });

/** True where the process is killed once the event has been written. */
type Killed = (event: TournamentEvent, count: number) => boolean;

interface Play {
  readonly workers?: number;
  readonly killed?: Killed;
}

/** Plays it into that run file, from the round that the file has come to. */
async function playInto(name: string, { workers = 1, killed = () => false }: Play = {}) {
  const path = join(folder, name);
  const wanted = existsSync(path) ? inRoundOf(spec, specOf(name)) : spec;
  const { run, past } = openSessionRun(path, wanted, about('2026-11-27T00:00:00.000Z'));
  const kept = keepRun(run, path, { spec: wanted, now: () => 0, note: () => {} });
  const events = playRounds(wanted, past, {
    play: (round, { resume, finished }) =>
      runTournament(round, { workers, jobMacs: 1e4, resume, finished: new Set(finished.keys()) }),
    open: (next) => kept.goOn!(next),
  });
  const rounds: number[] = [];
  let count = 0;
  for await (const event of events) {
    if (event.type === 'round') rounds.push(event.round);
    else {
      kept.record(event);
      if (killed(event, ++count)) break;
    }
  }
  kept.close();
  return rounds;
}

function read<Value>(name: string, part: (run: RunFile) => Value): Value {
  const run = openRun(join(folder, name), { readOnly: true });
  try {
    return part(run);
  } finally {
    run.close();
  }
}

const specOf = (name: string): TournamentSpec => read(name, (run) => run.spec());
const finishedIn = (name: string): number =>
  read(name, (run) => run.trials().filter(({ state }) => state === 'finished').length);
const contentOf = (name: string): RunContent => runContent(join(folder, name));

let spec: TournamentSpec;

describe('a tuning in rounds', () => {
  let expected: RunContent;
  beforeAll(async () => {
    spec = await planned();
    expect(await playInto('whole.run')).toEqual([2]);
    expected = contentOf('whole.run');
  }, 120_000);

  it('raises the budget of those that go on, within one session', () => {
    const whole = specOf('whole.run').contestants.filter(({ budgetShare }) => budgetShare === undefined);
    expect(whole).toHaveLength(6);
    expect(read('whole.run', (run) => run.sessions())).toHaveLength(1);
    expect(read('whole.run', runState)).toBe('done');
  });

  it('gives the same with three workers, byte for byte', { timeout: 120_000 }, async () => {
    await playInto('three.run', { workers: 3 });
    expect(contentOf('three.run')).toEqual(expected);
  });

  it('goes on where it was killed, inside its rounds and between them', { timeout: 240_000 }, async () => {
    await playInto('killed.run', { killed: (_, count) => count === 40 });
    let ended = finishedIn('killed.run');
    expect(ended).toBeLessThan(18);
    await playInto('killed.run', { killed: ({ type }) => type === 'finished' && ++ended === 18 });
    expect(finishedIn('killed.run')).toBe(18);
    expect(read('killed.run', runState)).toBe('interrupted');
    expect(specOf('killed.run')).toEqual(spec);
    expect(await playInto('killed.run', { killed: (_, count) => count === 4 })).toEqual([2]);
    expect(await playInto('killed.run', { killed: (_, count) => count === 7 })).toEqual([]);
    await playInto('killed.run', { workers: 2 });
    expect(contentOf('killed.run')).toEqual(expected);
  });

  it('finds the same without a run file', { timeout: 120_000 }, async () => {
    const memory = new TuningMemory(noEarlierSession);
    const results = new Map<string, TrialResult>();
    const events = playRounds(spec, noEarlierSession, {
      play: (round, { resume, finished }) =>
        runTournament(round, { workers: 2, resume, finished: new Set(finished.keys()) }),
      open: (next, held) => memory.goOn(held, next),
    });
    for await (const event of events) {
      if (event.type === 'round') continue;
      memory.hear(event);
      if (event.type === 'finished') results.set(event.id, event.result);
    }
    const held = read('whole.run', (run) => run.trials());
    expect(held).toHaveLength(18);
    for (const { id, result } of held) {
      const { champion: _, ...found } = results.get(id)!;
      expect(timeless(found)).toEqual(timeless(result));
    }
  });

  it('is refused another plan', async () => {
    const path = join(folder, 'whole.run');
    const other = inRoundOf(await planned('3000000mac'), specOf('whole.run'));
    expect(() => openSessionRun(path, other, about('2026-11-27T00:00:01.000Z'))).toThrow(
      'a tuning cannot be changed once it has begun; name another run file',
    );
    const { tuning: _, ...plain } = spec;
    const refused = (wanted: TournamentSpec) => () =>
      openSessionRun(path, wanted, about('2026-11-27T00:00:01.000Z'));
    // Candidates are many: one line stands for all of them.
    expect(refused({ ...plain, contestants: plain.contestants.slice(0, 1) })).toThrow(
      /^run file .*: it holds a tuning; `genoprop tune` goes on with it, or name another run file$/,
    );
    const wider = spec.contestants.map((one) => ({ ...one, netOptions: { ...one.netOptions, hidden: 4 } }));
    expect(refused({ ...inRoundOf(spec, specOf('whole.run')), contestants: wider })).toThrow(
      /^run file .*: a tuning cannot be changed once it has begun: contestant genitor:.*; name another run file$/,
    );
  });
});
