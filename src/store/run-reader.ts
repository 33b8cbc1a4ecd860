/** Reads a run file's tables back into the words of a tournament. */
import type { Inside, Snapshot } from '../learners/learner.ts';
import type { Checkpoint, Cost, StopReason, TournamentSpec, TrialResult } from '../tournament/tournament.ts';
import { fromExactJson } from './exact-json.ts';
import type { RunAbout } from './run-file.ts';
import { readSafetensors } from './safetensors.ts';
import type { DatabaseSync } from './sqlite.ts';

/** A run's own line: how it came to be, and how it stands. */
export interface StoredAbout extends RunAbout {
  readonly node: string;
  /** running: under way, or its process was killed. */
  readonly state: 'running' | 'stopped' | 'done';
}

export interface StoredTrial {
  readonly id: string;
  /** The task's name, with a number where several have the same. */
  readonly task: string;
  readonly contestant: string;
  readonly repetition: number;
  /** running: under way, or its process was killed. stopped: by the user. */
  readonly state: 'planned' | 'running' | 'stopped' | 'finished';
  readonly parameters: number | null;
  /** How often it was redone because its thread died. */
  readonly retries: number;
  /** Set once it is stopped or finished. A NaN test loss comes back as null. */
  readonly result: Omit<TrialResult, 'champion'> | null;
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
  /** Task, contestant, seed, cost and provenance. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The safetensors file as stored, which holds both. */
  readonly bytes: Uint8Array;
}

export interface RunReader {
  spec(): TournamentSpec;
  about(): StoredAbout;
  /** In the order in which they were planned. */
  trials(): StoredTrial[];
  /** A trial's validations by rising cost. */
  metrics(trialId: string): Checkpoint[];
  champion(trialId: string): Champion | null;
  checkpoint(trialId: string): StoredCheckpoint | null;
}

type Row = Readonly<Record<string, unknown>>;

/** @param path names the file in errors */
export function runReader(database: DatabaseSync, path: string): RunReader {
  const one = (sql: string, ...values: (string | number)[]): Row | undefined =>
    database.prepare(sql).get(...values);
  const all = (sql: string, ...values: string[]): Row[] => database.prepare(sql).all(...values);

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
    about: () => aboutOf(one('SELECT * FROM run')!),
    trials: () => all('SELECT * FROM trials ORDER BY position').map(trialOf),
    metrics: (trialId) => all('SELECT * FROM metrics WHERE trial = ? ORDER BY macs', trialId).map(metricsOf),
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

function aboutOf(row: Row): StoredAbout {
  return {
    genoprop: String(row.genoprop),
    created: String(row.created),
    commandLine: JSON.parse(String(row.command_line)) as string[],
    machine: String(row.machine),
    node: String(row.node),
    state: row.state as StoredAbout['state'],
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
    result:
      row.stop_reason === null
        ? null
        : {
            id,
            repetition,
            stop: { reason: row.stop_reason as StopReason, detail: String(row.stop_detail) },
            solved: row.solved === 1,
            testError: row.test_error as number | null,
            testLoss: row.test_loss as number | null,
            testMeasures: fromExactJson(String(row.test_measures)) as Record<string, number>,
            cost: costOf(row),
            costToSolve: row.solve_macs === null ? null : costOf(row, 'solve_'),
            parameters: parameters ?? 0,
          },
  };
}

function metricsOf(row: Row): Checkpoint {
  return {
    cost: costOf(row),
    trainingLoss: orNaN(row.training_loss),
    validationLoss: orNaN(row.validation_loss),
    validationError: orNaN(row.validation_error),
    inside: fromExactJson(String(row.inside)) as Inside,
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
