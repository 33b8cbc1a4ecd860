/** Reads a run file's tables back into the words of a tournament. */
import type { Inside, Snapshot } from '../learners/learner.ts';
import type { Measured, TrialOutcome } from '../tournament/past.ts';
import type { Cost, StopReason, TournamentSpec } from '../tournament/tournament.ts';
import { fromExactJson } from './exact-json.ts';
import type { RunAbout } from './run-file.ts';
import { readSafetensors } from './safetensors.ts';
import type { DatabaseSync } from './sqlite.ts';

/** Who made the run file, and how the run stands. */
export interface StoredAbout extends RunAbout {
  readonly node: string;
  /** As its last process left it. running: under way, or its process was killed. */
  readonly state: 'running' | 'stopped' | 'done';
}

/** A process that wrote the run file: it made it, went on with it, or added trials to it. */
export interface StoredSession extends RunAbout {
  readonly purpose: 'create' | 'resume' | 'extend';
  readonly node: string;
}

export interface StoredTrial {
  readonly id: string;
  /** The task's label. */
  readonly task: string;
  readonly contestant: string;
  readonly repetition: number;
  /** running: under way, or its process was killed. stopped: by the user. */
  readonly state: 'planned' | 'running' | 'stopped' | 'finished';
  readonly parameters: number | null;
  /** How often it was redone because its thread died. */
  readonly retries: number;
  readonly retriedBecause: string | null;
  /** Set once it is stopped or finished. */
  readonly result: TrialOutcome | null;
}

/** All that resuming a trial takes. */
export interface StoredCheckpoint {
  readonly snapshot: Snapshot;
  readonly cost: Cost;
  /** Share of the budget spent, 0 to 1. */
  readonly spent: number;
  /** The best validated parameters by then. */
  readonly champion: Float32Array | null;
}

export interface Champion {
  readonly parameters: Float32Array;
  /**
   * trial, task, contestant, seed, repetition, device; `cost` (without seconds) and `validation` when it was found;
   * `test` once its trial was tested. Where and when that was is in `about()`.
   */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The safetensors file as stored, which holds both. */
  readonly bytes: Uint8Array;
}

export interface RunReader {
  spec(): TournamentSpec;
  about(): StoredAbout;
  /** The processes that have written it, the first being the one that made it. */
  sessions(): StoredSession[];
  /** Changes whenever another process has written. For whoever looks again and again. */
  version(): number;
  /** In the order in which they were planned. */
  trials(): StoredTrial[];
  /** A trial's validations by rising cost; those beyond so many MACs where that is given. */
  metrics(trialId: string, beyond?: number): Measured[];
  champion(trialId: string): Champion | null;
  checkpoint(trialId: string): StoredCheckpoint | null;
}

type Row = Readonly<Record<string, unknown>>;

/** @param path names the file in errors */
export function runReader(database: DatabaseSync, path: string): RunReader {
  const one = (sql: string, ...values: (string | number)[]): Row | undefined =>
    database.prepare(sql).get(...values);
  const all = (sql: string, ...values: (string | number)[]): Row[] => database.prepare(sql).all(...values);

  const championUpTo = (trialId: string, macs: number): Champion | null => {
    const row = one(
      'SELECT tensors, metadata FROM champions WHERE trial = ? AND macs <= ? ORDER BY macs DESC LIMIT 1',
      trialId,
      macs,
    );
    if (row === undefined) return null;
    const bytes = row.tensors as Uint8Array;
    const { tensors } = readSafetensors(bytes, { name: `${path}, champion of ${trialId}`, finite: true });
    const parameters = tensors.parameters?.data as Float32Array;
    return { parameters, metadata: fromExactJson(String(row.metadata)) as Row, bytes };
  };

  return {
    spec: () => fromExactJson(String(one('SELECT spec FROM run')!.spec)) as TournamentSpec,
    about: () => {
      const { purpose: _, ...made } = sessionOf(one('SELECT * FROM sessions ORDER BY number LIMIT 1')!);
      return { ...made, state: one('SELECT state FROM run')!.state as StoredAbout['state'] };
    },
    sessions: () => all('SELECT * FROM sessions ORDER BY number').map(sessionOf),
    version: () => Number(one('PRAGMA data_version')!.data_version),
    trials: () => all('SELECT * FROM trials ORDER BY position').map(trialOf),
    metrics: (trialId, beyond = -1) =>
      all('SELECT * FROM metrics WHERE trial = ? AND macs > ? ORDER BY macs', trialId, beyond).map(metricsOf),
    champion: (trialId) => championUpTo(trialId, Number.MAX_VALUE),
    checkpoint(trialId) {
      const row = one('SELECT * FROM checkpoints WHERE trial = ?', trialId);
      if (row === undefined) return null;
      const metadata = fromExactJson(String(row.metadata)) as Pick<StoredCheckpoint, 'cost' | 'spent'> & {
        values: Snapshot['values'];
      };
      const { tensors } = readSafetensors(row.snapshot as Uint8Array, {
        name: `${path}, checkpoint of ${trialId}`,
      });
      const arrays = Object.entries(tensors).map(([name, { data }]) => [name, data] as const);
      return {
        snapshot: { arrays: Object.fromEntries(arrays), values: metadata.values },
        cost: metadata.cost,
        spent: metadata.spent,
        champion: championUpTo(trialId, Number(row.macs))?.parameters ?? null,
      };
    },
  };
}

function sessionOf(row: Row): StoredSession {
  return {
    purpose: row.purpose as StoredSession['purpose'],
    genoprop: String(row.genoprop),
    created: String(row.began),
    commandLine: JSON.parse(String(row.command_line)) as string[],
    machine: String(row.machine),
    node: String(row.node),
  };
}

function trialOf(row: Row): StoredTrial {
  const id = String(row.id);
  const repetition = Number(row.repetition);
  const parameters = row.parameters === null ? null : Number(row.parameters);
  return {
    id,
    task: String(row.task),
    contestant: String(row.contestant),
    repetition,
    state: row.state as StoredTrial['state'],
    parameters,
    retries: Number(row.retries),
    retriedBecause: row.retried_because as string | null,
    result:
      row.stop_reason === null
        ? null
        : {
            id,
            repetition,
            stop: { reason: row.stop_reason as StopReason, detail: String(row.stop_detail) },
            solved: row.solved === 1,
            testError: row.test_error as number | null,
            testLoss: row.test_error === null ? null : orNaN(row.test_loss),
            testMeasures: fromExactJson(String(row.test_measures)) as Record<string, number>,
            cost: costOf(row),
            costToSolve: row.solve_macs === null ? null : costOf(row, 'solve_'),
            parameters: parameters ?? 0,
          },
  };
}

function metricsOf(row: Row): Measured {
  return {
    cost: costOf(row),
    trainingLoss: orNaN(row.training_loss),
    validationLoss: orNaN(row.validation_loss),
    validationError: orNaN(row.validation_error),
    ...((row.measures ?? null) === null
      ? {}
      : { validationMeasures: fromExactJson(String(row.measures)) as Record<string, number> }),
    inside: fromExactJson(String(row.inside)) as Inside,
    spent: Number(row.spent),
  };
}

function costOf(row: Row, prefix = ''): Cost {
  return {
    macs: Number(row[`${prefix}macs`]),
    updates: Number(row[`${prefix}updates`]),
    evaluations: Number(row[`${prefix}evaluations`]),
    sequences: Number(row[`${prefix}sequences`]),
    seconds: Number(row[`${prefix}seconds`]),
  };
}

/** SQLite stores a NaN as NULL. */
function orNaN(value: unknown): number {
  return value === null ? Number.NaN : Number(value);
}
