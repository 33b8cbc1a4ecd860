/**
 * Larger budget for trials that a run holds. Trials that the smaller budget ended go on from there, and their results
 * are those of the larger budget from the beginning, to the last bit.
 */

import { toExactJson } from '../formats/exact-json.ts';
import { readSafetensors, writeSafetensors } from '../formats/safetensors.ts';
import { isSameBudget, spent } from '../tournament/spec/budget.ts';
import type { Budget, Cost, TournamentSpec, TrialSpec } from '../tournament/spec/tournament.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import { checkedNotes, verifiedNotes } from './checksum.ts';
import { Damage } from './damage.ts';
import type { RunReader } from './run-reader.ts';
import type { DatabaseSync } from './sqlite.ts';
import { bytesOf, championNotesOf, checkpointNotesOf } from './stored-rows.ts';

/** Ids of ended trials that have more to spend. */
export interface Raised {
  /** Trials that go on from where their budget ended them. */
  readonly goOn: readonly string[];
  /** Trials that begin again: the file is of an older version, which kept no state of ended trials. */
  readonly anew: readonly string[];
}

/** Trials that a raise of the run's budgets to the wanted ones will reopen. */
export function raisedBy(run: RunReader, wanted: TournamentSpec): Raised {
  const raised = raisedTrials(run.spec(), wanted);
  const goOn: string[] = [];
  const anew: string[] = [];
  for (const { id, state, result } of run.trials()) {
    if (state !== 'finished' || !raised.has(id) || result?.stop.reason === 'failed') continue;
    // A trial without a checkpoint is solved or exploded for good, unless its budget ended it.
    if (run.hasCheckpoint(id)) goOn.push(id);
    else if (result?.stop.reason === 'budget') anew.push(id);
  }
  return { goOn, anew };
}

/** Trials of both specs whose budget differs, as the wanted spec has them. */
function raisedTrials(held: TournamentSpec, wanted: TournamentSpec): Map<string, TrialSpec> {
  const before = new Map(trialsOf(held).map(({ id, budget }) => [id, budget]));
  const raised = trialsOf(wanted).filter(({ id, budget }) => {
    const former = before.get(id);
    return former !== undefined && !isSameBudget(former, budget);
  });
  return new Map(raised.map((trial) => [trial.id, trial]));
}

/** Reopens the raised trials. Call it inside the transaction that replaces the held spec by the wanted one. */
export function writeRaised(
  database: DatabaseSync,
  held: TournamentSpec,
  wanted: TournamentSpec,
  { goOn, anew }: Raised,
): void {
  for (const id of anew) {
    for (const table of ['metrics', 'champions']) {
      database.prepare(`DELETE FROM ${table} WHERE trial = ?`).run(id);
    }
    database
      .prepare(`UPDATE trials SET state = 'planned', parameters = NULL, ${CLEARED} WHERE id = ?`)
      .run(id);
  }
  for (const id of goOn) setGoing(database, id);
  for (const trial of raisedTrials(held, wanted).values()) {
    measureAgainst(database, trial.id, trial.budget);
    describeChampions(database, trial, goOn.includes(trial.id));
  }
}

const COST = ['macs', 'updates', 'evaluations', 'sequences', 'seconds'];
const SOLVED_AT = COST.map((column) => `solve_${column}`);
const RESULT = ['solved', 'stop_reason', 'stop_detail', 'test_error', 'test_loss', 'test_measures'];
const CLEARED = [...RESULT, ...COST, ...SOLVED_AT].map((column) => `${column} = NULL`).join(', ');

/** Reopens a trial: sets its state back to one that was stopped before the validation at its end. */
function setGoing(database: DatabaseSync, id: string): void {
  for (const table of ['metrics', 'champions']) {
    database
      .prepare(
        `DELETE FROM ${table} WHERE trial = :id AND macs > (SELECT macs FROM checkpoints WHERE trial = :id)`,
      )
      .run({ id });
  }
  const untested = ['test_error', 'test_loss', ...SOLVED_AT].map((column) => `${column} = NULL`);
  database
    .prepare(
      `UPDATE trials SET state = 'stopped', stop_reason = 'stopped', stop_detail = 'its budget was raised',
       solved = 0, test_measures = '{}', ${untested.join(', ')} WHERE id = ?`,
    )
    .run(id);
}

/** Converts shares that were spent to shares of the new budget. */
function measureAgainst(database: DatabaseSync, id: string, budget: Budget): void {
  const share = (cost: Cost): number => Math.min(1, spent(budget, cost));
  const setShare = database.prepare('UPDATE metrics SET spent = ? WHERE trial = ? AND macs = ?');
  for (const row of database.prepare('SELECT * FROM metrics WHERE trial = ?').all(id)) {
    setShare.run(share(row as unknown as Cost), id, Number(row.macs));
  }
  const row = database.prepare('SELECT snapshot, metadata FROM checkpoints WHERE trial = ?').get(id);
  if (row === undefined) return;
  const name = `checkpoint of ${id}`;
  const bytes = bytesOf(row.snapshot, name);
  const notes = checkpointNotesOf(row.metadata, `${name}, metadata`);
  const kept = verifiedNotes(notes, bytes, name);
  database
    .prepare('UPDATE checkpoints SET metadata = ? WHERE trial = ?')
    .run(checkedNotes({ ...kept, spent: share(notes.cost) }, bytes), id);
}

/** Updates the metadata of champions: the task's budget, and no test of a trial that goes on. */
function describeChampions(database: DatabaseSync, { id, task }: TrialSpec, isUntested: boolean): void {
  const set = database.prepare('UPDATE champions SET tensors = ?, metadata = ? WHERE trial = ? AND macs = ?');
  for (const row of database.prepare('SELECT * FROM champions WHERE trial = ?').all(id)) {
    const name = `champion of ${id}`;
    const former = bytesOf(row.tensors, name);
    const held = verifiedNotes(championNotesOf(row.metadata, `${name}, metadata`), former, name);
    const notes = { ...held, task, ...(isUntested ? { test: null } : {}) };
    const { tensors } = readSafetensors(former, { name, finite: true });
    const parameters = tensors.parameters?.data;
    if (!(parameters instanceof Float32Array)) throw new Damage(`${name}: holds no parameters`);
    const bytes = writeSafetensors({ parameters }, { genoprop: toExactJson(notes) });
    set.run(bytes, checkedNotes(notes, bytes), id, Number(row.macs));
  }
}
