/** Reader of a run file's tables as the types of a tournament. */
import * as z from 'zod';
import { UserError } from '../errors.ts';
import { readSafetensors } from '../formats/safetensors.ts';
import type { Snapshot } from '../learners/learner.ts';
import type { Net } from '../nets/net.ts';
import type { Origin } from '../nets/solution.ts';
import { restoreNet } from '../nets/stored-net.ts';
import type { Measured } from '../tournament/earlier-session.ts';
import type { Cost, TournamentSpec } from '../tournament/spec/tournament.ts';
import { bareChampion, type TrialChampion } from '../tournament/spec/trial-champion.ts';
import type { RunAbout } from './about.ts';
import { verifiedNotes } from './checksum.ts';
import { checked, Damage } from './damage.ts';
import type { DatabaseSync } from './sqlite.ts';
import {
  bytesOf,
  championNotesOf,
  checkpointNotesOf,
  metricsOf,
  type Row,
  sessionOf,
  trialOf,
} from './stored-rows.ts';
import { readPlan, type StoredPlan } from './stored-spec.ts';
import type { StoredSession, StoredTrial } from './stored-trial.ts';
import { type TrialRows, trialRows } from './trial-rows.ts';

/** Maker of the run file, and the state of the run. */
export interface StoredAbout extends RunAbout {
  readonly node: string;
  /** State as its last process left it. running: under way, or its process was killed. */
  readonly state: 'running' | 'stopped' | 'done';
}

/** Checkpoint: all that resuming a trial takes. */
export interface StoredCheckpoint {
  readonly snapshot: Snapshot;
  readonly cost: Cost;
  /** Share of the budget spent, 0 to 1. */
  readonly spent: number;
  /** MACs at the last validation before it. */
  readonly validatedAt: number;
  /** Best validated net by then. */
  readonly champion: TrialChampion | null;
}

export interface Champion extends TrialChampion {
  /**
   * Metadata: trial, task, contestant, seed, repetition, device; `net` and `origin` as in a TrialChampion; `cost` (without seconds)
   * and `validation` when it was found; `test` once its trial was tested. Place and time are in `about()`.
   */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The safetensors file as stored, which holds both. */
  readonly bytes: Uint8Array;
}

export interface RunReader {
  spec(): TournamentSpec;
  about(): StoredAbout;
  /** Processes that have written the file; the first made it. */
  sessions(): StoredSession[];
  /** Version number that changes whenever another process has written, for readers that poll. */
  version(): number;
  /** Trials in the order in which they were planned. */
  trials(): StoredTrial[];
  /** Validations of a trial by rising cost; with `beyond`, only those beyond so many MACs. */
  metrics(trialId: string, beyond?: number): Measured[];
  champion(trialId: string): Champion | null;
  checkpoint(trialId: string): StoredCheckpoint | null;
  hasCheckpoint(trialId: string): boolean;
  /** Rows of a trial in all tables, as they are stored, for another run file. */
  rows(trialId: string): TrialRows;
}

/** RunReader over the rows of the database. Throws SQLite's errors, and Damage. */
export function runReader(database: DatabaseSync): RunReader {
  const one = (sql: string, ...values: (string | number)[]): Row | undefined =>
    database.prepare(sql).get(...values);
  const all = (sql: string, ...values: (string | number)[]): Row[] => database.prepare(sql).all(...values);
  let known: { readonly json: unknown; readonly rows: number; readonly plan: StoredPlan } | null = null;

  /** Cached row of the run: it is parsed again only after a change. */
  const held = (): { readonly plan: StoredPlan; readonly state: StoredAbout['state'] } => {
    const row = one('SELECT spec, state, (SELECT count(*) FROM trials) AS rows FROM run');
    if (row === undefined) throw new Damage('the table run is empty');
    const { state } = checked(runRow, row, 'run row');
    const { spec: json } = row;
    const rows = Number(row.rows);
    if (known === null || known.json !== json || known.rows !== rows)
      known = { json, rows, plan: readPlan(json, rows) };
    return { plan: known.plan, state };
  };

  const sessions = (): StoredSession[] => {
    const found = all('SELECT * FROM sessions ORDER BY number').map(sessionOf);
    if (found[0]?.purpose !== 'create') throw new Damage('the table sessions lacks who made the run');
    return found;
  };

  const championUpTo = (trialId: string, macs: number): Champion | null => {
    const row = one(
      'SELECT tensors, metadata FROM champions WHERE trial = ? AND macs <= ? ORDER BY macs DESC LIMIT 1',
      trialId,
      macs,
    );
    if (row === undefined) return null;
    const name = `champion of ${trialId}`;
    const bytes = bytesOf(row.tensors, name);
    const { tensors } = readSafetensors(bytes, { name, finite: true });
    const parameters = tensors.parameters?.data;
    if (!(parameters instanceof Float32Array)) throw new Damage(`${name}: holds no parameters`);
    const notes = championNotesOf(row.metadata, `${name}, metadata`);
    const metadata = verifiedNotes(notes, bytes, name);
    return {
      ...ownNetOf(metadata, parameters, name),
      ...originOf(metadata, name),
      parameters,
      metadata,
      bytes,
    };
  };

  const checkpoint = (trialId: string): StoredCheckpoint | null => {
    const row = one('SELECT * FROM checkpoints WHERE trial = ?', trialId);
    if (row === undefined) return null;
    const name = `checkpoint of ${trialId}`;
    const notes = checkpointNotesOf(row.metadata, `${name}, metadata`);
    const { values, cost, spent, validatedAt = cost.macs } = notes;
    if (row.macs !== validatedAt) throw new Damage(`${name}: is of ${row.macs} MACs, and of ${validatedAt}`);
    const bytes = bytesOf(row.snapshot, name);
    const { tensors } = readSafetensors(bytes, { name });
    verifiedNotes(notes, bytes, name);
    const champion = championUpTo(trialId, validatedAt);
    const arrays = Object.entries(tensors).map(([key, { data }]) => [key, data] as const);
    return {
      snapshot: { arrays: Object.fromEntries(arrays), values },
      ...{ cost, spent, validatedAt },
      champion: champion && bareChampion(champion),
    };
  };

  return {
    spec: () => held().plan.spec,
    about: () => {
      const { purpose: _, ...made } = sessions()[0]!;
      return { ...made, state: held().state };
    },
    sessions,
    version: () => Number(one('PRAGMA data_version')!.data_version),
    trials: () => planned(all('SELECT * FROM trials ORDER BY position').map(trialOf), held().plan),
    metrics: (trialId, beyond = -1) =>
      all('SELECT * FROM metrics WHERE trial = ? AND macs > ? ORDER BY macs', trialId, beyond).map(metricsOf),
    champion: (trialId) => championUpTo(trialId, Number.MAX_VALUE),
    checkpoint,
    hasCheckpoint: (trialId) => one('SELECT 1 FROM checkpoints WHERE trial = ?', trialId) !== undefined,
    rows: (trialId) => trialRows(all, trialId),
  };
}

const runRow = z.looseObject({ state: z.enum(['running', 'stopped', 'done']) });

/** Trials with their state, checked to be those of the plan and no others. */
function planned(trials: StoredTrial[], { trials: plan }: StoredPlan): StoredTrial[] {
  const odd = plan.findIndex(({ id, task, contestant, repetition }, position) => {
    const row = trials[position];
    return (
      row?.id !== id ||
      row.task !== task.label ||
      row.contestant !== contestant.name ||
      row.repetition !== repetition
    );
  });
  if (odd >= 0) throw new Damage(`trials row ${trials[odd]?.id}: the spec has ${plan[odd]!.id} in its place`);
  return trials;
}

/** The champion's own net; nothing where it has its contestant's. */
function ownNetOf(
  { net: stored }: Champion['metadata'],
  { length }: Float32Array,
  name: string,
): { net?: Net } {
  if (stored === undefined) return {};
  const net = restored(stored, name);
  if (net.parameters !== length)
    throw new Damage(`${name}: has ${length} parameters, its net ${net.parameters}`);
  return { net };
}

/** The genome that its parameters were computed from; nothing where it has none. */
function originOf({ origin }: Champion['metadata'], name: string): Pick<TrialChampion, 'origin'> {
  if (origin === undefined) return {};
  if (typeof (origin as Partial<Origin> | null)?.kind !== 'string')
    throw new Damage(`${name}: its origin has no kind`);
  return { origin: origin as Origin };
}

function restored(stored: unknown, name: string): Net {
  try {
    return restoreNet(stored);
  } catch (error) {
    if (error instanceof UserError) throw new Damage(`${name}: ${error.message}`);
    throw error;
  }
}
