import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSafetensors } from '../../../src/formats/safetensors.ts';
import type { Snapshot } from '../../../src/learners/learner.ts';
import { agree, comparableLog, logLimits, openLog, packLog } from '../../../src/machines/wire/pack-log.ts';
import {
  endOf,
  type LoggedCheckpoint,
  type LoggedEvent,
  newestSnapshot,
  reachedMacs,
  type TrialLog,
  thinned,
} from '../../../src/machines/wire/trial-log.ts';
import { createRun, openRun } from '../../../src/store/run-file.ts';
import { comparableRows } from '../../../src/store/trial-rows.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { TournamentEvent, TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { BEST, unwrapSnapshot } from '../../../src/tournament/trial/trial-state.ts';
import { loggedOf, logOf, playedHere, smallSpec } from '../../support/machines/logs.ts';
import { about } from '../../support/store/example-run.ts';

const spec: TournamentSpec = { ...smallSpec, seeds: 1 };
const trials = trialsOf(spec);
let events: TournamentEvent[] = [];
beforeAll(async () => {
  events = await playedHere(spec);
});

const folder = mkdtempSync(join(tmpdir(), 'genoprop-logs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** Rows of a trial in a run file to which these events have been written. */
function rowsAfter(trial: string, written: readonly TournamentEvent[]): string {
  const path = join(folder, `${files++}.run.sqlite`);
  const run = createRun(path, spec, about);
  for (const event of written) run.record(event);
  run.close();
  const read = openRun(path, { readOnly: true });
  try {
    return comparableRows(read.rows(trial));
  } finally {
    read.close();
  }
}

/** State of a trial in its snapshot. */
const trialIn = (values: Snapshot['values']): object => values.trial as object;

const bytesOf = (log: TrialLog): Uint8Array => packLog(log);
const wantedOf = ({ job, trial }: TrialLog) => ({ job, trial });

describe('a log of a trial', () => {
  it('comes out of its bytes as it went in, NaN and all', () => {
    for (const trial of trials) {
      const whole = loggedOf(events, trial.id);
      for (const length of [1, 3, whole.length]) {
        const log = logOf(trial, whole.slice(0, length));
        const opened = openLog(bytesOf(log), wantedOf(log));
        expect(opened).toEqual(log);
        expect(Object.is(opened.events.length, length)).toBe(true);
      }
    }
    const losses = loggedOf(events, trials[1]!.id).flatMap((event) =>
      event.type === 'checkpoint' ? [event.checkpoint.trainingLoss] : [],
    );
    expect(losses.some(Number.isNaN)).toBe(true);
  });

  it('holds nets that a search built itself, and genomes that parameters come from', async () => {
    const grown: TournamentSpec = {
      ...spec,
      contestants: [
        resolveContestant('neat', { population: 8, sequences: 16 }),
        resolveContestant('hyperneat', { population: 4, sequences: 16, passes: 1 }),
      ],
      budget: { evaluations: 24 },
    };
    const played = await playedHere(grown);
    for (const trial of trialsOf(grown)) {
      const log = logOf(trial, loggedOf(played, trial.id));
      expect(openLog(packLog(log), wantedOf(log))).toEqual(log);
      const { net, origin } = endOf(log)!.result.champion!;
      expect([net !== undefined, origin !== undefined]).toContain(true);
    }
  });

  it('says how far it reaches, and from where its trial goes on', () => {
    for (const trial of trials) {
      const whole = loggedOf(events, trial.id);
      const begun = logOf(trial, whole.slice(0, 1));
      expect([reachedMacs(begun), newestSnapshot(begun), endOf(begun)]).toEqual([-1, null, null]);
      const log = logOf(trial, whole.slice(0, 4));
      const last = whole[3] as Extract<LoggedEvent, { type: 'checkpoint' }>;
      expect(reachedMacs(log)).toBe(last.checkpoint.cost.macs);
      expect(newestSnapshot(log)).toBe(last.snapshot);
      const later = { ...log, from: { macs: 0, snapshot: last.snapshot }, events: [] };
      expect([reachedMacs(later), newestSnapshot(later)]).toEqual([0, last.snapshot]);
      expect(endOf(logOf(trial, whole))).toBe(whole.at(-1));
    }
  });

  it('keeps one snapshot, and leaves the rows that the whole leaves, wherever it is cut into logs', () => {
    for (const trial of trials) {
      const whole = loggedOf(events, trial.id);
      const rows = rowsAfter(trial.id, whole);
      fc.assert(
        fc.property(fc.uniqueArray(fc.nat(whole.length - 1), { maxLength: 4 }), (cuts) => {
          const ends = [...cuts.sort((a, b) => a - b), whole.length];
          let told = 0;
          const written = ends.flatMap((end) => {
            const log = logOf(trial, whole.slice(0, end));
            const kept = log.events.filter((event) => event.type === 'checkpoint' && event.snapshot !== null);
            expect(kept.length).toBeLessThanOrEqual(1);
            const news = openLog(bytesOf(log), wantedOf(log)).events.slice(told);
            told = end;
            return news;
          });
          expect(rowsAfter(trial.id, written)).toBe(rows);
        }),
        { numRuns: 12 },
      );
    }
  });

  it('is repeated without harm: the start and the validations that a trial taken up again repeats are known', () => {
    const [trial] = trials;
    const whole = loggedOf(events, trial!.id);
    const again = [...whole.slice(0, 4), whole[0]!, ...whole.slice(2)];
    expect(logOf(trial!, again)).toEqual(logOf(trial!, whole));
  });

  it('compares equal to that of another worker, and differs in any number but seconds', async () => {
    const [trial] = trials;
    const others = await playedHere({ ...spec, contestants: [spec.contestants[0]!] });
    const log = logOf(trial!, loggedOf(events, trial!.id));
    const other = logOf(trial!, loggedOf(others, trial!.id), {
      worker: 'w-2',
      machine: 'another',
      attempt: 2,
    });
    expect(agree(log, other)).toBe(true);
    expect(comparableLog(other)).toBe(comparableLog(log));
    const end = endOf(other)!;
    const changed = (result: Partial<typeof end.result>): TrialLog => ({
      ...other,
      events: [...other.events.slice(0, -1), { ...end, result: { ...end.result, ...result } }],
    });
    expect(agree(log, changed({ cost: { ...end.result.cost, seconds: 99 } }))).toBe(true);
    expect(agree(log, changed({ testLoss: end.result.testLoss! + 1e-12 }))).toBe(false);
    expect(agree(log, changed({ cost: { ...end.result.cost, updates: end.result.cost.updates + 1 } }))).toBe(
      false,
    );
    const parameters = end.result.champion!.parameters.slice();
    parameters[0]! += 1;
    expect(agree(log, changed({ champion: { ...end.result.champion!, parameters } }))).toBe(false);
  });

  it('compares equal to one that began at a checkpoint, as far as that one goes', async () => {
    const [trial] = trials;
    const whole = loggedOf(events, trial!.id);
    const begun = logOf(trial!, whole.slice(0, 4));
    const snapshot = newestSnapshot(begun)!;
    const own: TournamentSpec = { ...spec, contestants: [spec.contestants[0]!] };
    const later = await playedHere(own, { resume: new Map([[trial!.id, snapshot]]) });
    const from = { macs: unwrapSnapshot(snapshot).state.validatedAt, snapshot };
    const resumed = logOf(trial!, loggedOf(later, trial!.id), { from });
    expect(resumed.from).toEqual({ macs: reachedMacs(begun), snapshot: null });
    expect(agree(resumed, logOf(trial!, whole))).toBe(true);
    expect(agree(logOf(trial!, whole), resumed)).toBe(true);
    expect(agree(resumed, begun)).toBe(false);
  });
});

describe('the reader of logs', () => {
  const sample = (): TrialLog => logOf(trials[0]!, loggedOf(events, trials[0]!.id));
  const fault = (log: TrialLog, wanted = wantedOf(log)): string => {
    try {
      openLog(packLog(log), wanted);
      return 'none';
    } catch (error) {
      expect((error as Error).name).toBe('WireFault');
      return (error as Error).message;
    }
  };

  it('refuses any cut and any changed byte, or reads the very log', () => {
    const log = sample();
    const bytes = packLog(log);
    const read = (given: Uint8Array): void => {
      let opened: TrialLog;
      try {
        opened = openLog(given, wantedOf(log));
      } catch (error) {
        expect((error as Error).name).toBe('WireFault');
        return;
      }
      expect(opened).toEqual(log);
    };
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        expect(() => openLog(bytes.subarray(0, length), wantedOf(log))).toThrow(/unpacked|safetensors|JSON/);
      }),
      { numRuns: 30 },
    );
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = bytes.slice();
        changed[at]! ^= change;
        read(changed);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses logs of other jobs, trials, versions and orders, in a line each', () => {
    const log = sample();
    expect(fault(log, { job: 't-other', trial: log.trial })).toMatch(/^the log is of job t-/);
    expect(fault(log, { job: log.job, trial: 'another' })).toMatch(/^the log is of trial parity/);
    expect(fault({ ...log, wire: 7 })).toMatch(/^the log has version 7, this genoprop has 1/);
    expect(fault({ ...log, events: [...log.events, ...log.events] })).toMatch(/after its end|starts twice/);
    const [start, first, second, ...rest] = log.events;
    expect(fault({ ...log, events: [start!, second!, first!, ...rest] })).toMatch(/do not rise/);
    const end = endOf(log)!;
    const stopped = { ...end.result, stop: { reason: 'stopped', detail: '' } } as const;
    expect(fault({ ...log, events: [{ ...end, result: stopped }] })).toMatch(/reason/);
    const wrong = { ...end.result, testError: 1.5 };
    expect(fault({ ...log, events: [{ ...end, result: wrong }] })).toMatch(/testError/);
    const more = { ...log, other: 1 } as TrialLog;
    expect(fault(more)).toMatch(/other/);
  });

  it('unpacks no more than a limit', () => {
    const bomb = zstdCompressSync(new Uint8Array(257 * 2 ** 20));
    expect(bomb.length).toBeLessThan(2 ** 20);
    expect(() => openLog(bomb, wantedOf(sample()))).toThrow(/cannot be unpacked/);
  });

  it('reads no more JSON than a limit, since little of it makes many values', () => {
    const json = `[${'{},'.repeat(logLimits.json / 3)}{}]`;
    const bomb = zstdCompressSync(writeSafetensors({}, { genoprop: json }));
    expect(bomb.length).toBeLessThan(2 ** 14);
    expect(() => openLog(bomb, wantedOf(sample()))).toThrow(/^the log has \d+ characters of JSON, at most/);
    const log = sample();
    const values = { search: {}, note: 'x'.repeat(logLimits.json) };
    const event = log.events.find((one) => one.type === 'checkpoint')!;
    const long = { ...log, events: [{ ...event, snapshot: { arrays: {}, values } }] };
    expect(() => packLog(long)).toThrow(/: its log has 33 MB of JSON, at most 32 MB go over machines/);
  });

  it('refuses snapshots from which no trial can go on', () => {
    const log = sample();
    const at = log.events.findIndex((event) => event.type === 'checkpoint' && event.snapshot !== null);
    const event = log.events[at] as LoggedCheckpoint;
    const { arrays, values } = event.snapshot!;
    const with_ = (snapshot: Snapshot): string =>
      fault({ ...log, events: log.events.with(at, { ...event, snapshot }) });
    expect(with_({ arrays, values })).toBe('none');
    expect(with_({ arrays: {}, values: {} })).toMatch(/^the log: a snapshot: search: /);
    expect(with_({ arrays, values: { ...values, trial: null } })).toMatch(/^the log: a snapshot: trial: /);
    expect(with_({ arrays, values: { ...values, trial: { ...trialIn(values), cost: {} } } })).toMatch(/cost/);
    const { [BEST]: best, ...rest } = arrays;
    const other = /^the log: a snapshot whose best net/;
    expect(with_({ arrays: rest, values })).toMatch(other);
    expect(with_({ arrays: { ...rest, [BEST]: Float64Array.from(best!) }, values })).toMatch(other);
    expect(with_({ arrays, values: { ...values, trial: { ...trialIn(values), standing: null } } })).toMatch(
      other,
    );
  });

  it('knows a log whose events are thinned already', () => {
    const log = sample();
    expect(thinned(log)).toEqual(log);
  });
});
