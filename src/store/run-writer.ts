/**
 * Writer of a tournament's events into the run file. One event is one transaction, so a trial's checkpoint, its metrics
 * and its champion are there together or not at all.
 *
 * A trial that is resumed, or retried after its thread died, repeats part of its events. The key of a row is the cost
 * of its event, which is the same each time, so writing is idempotent: rows at or beyond an incoming one are of the
 * earlier attempt and are deleted.
 *
 * A trial that its budget ended keeps its last checkpoint, from which it goes on under a larger budget. That checkpoint
 * is from before the validation at the end, so its row lies at the MACs of the validation before, and the champion of
 * then is kept beside that of the end.
 */

import { fromExactJson, toExactJson } from '../formats/exact-json.ts';
import { writeSafetensors } from '../formats/safetensors.ts';
import type {
  Cost,
  TournamentEvent,
  TournamentSpec,
  TrialResult,
  TrialSpec,
} from '../tournament/spec/tournament.ts';
import type { TrialChampion } from '../tournament/spec/trial-champion.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import { checkedNotes } from './checksum.ts';
import { laterColumns } from './schema.ts';
import type { DatabaseSync } from './sqlite.ts';

type EventOf<Type extends TournamentEvent['type']> = Extract<TournamentEvent, { type: Type }>;

/** Function that writes an event, inside the transaction that is open. */
export function eventWriter(database: DatabaseSync, spec: TournamentSpec): (event: TournamentEvent) => void {
  addLaterColumns(database);
  const trials = new Map(trialsOf(spec).map((trial) => [trial.id, trial]));
  const prepare = (sql: string) => database.prepare(sql);
  /** Trials that this session has placed on other machines; every other one that begins is played here. */
  const placed = new Set<string>();
  const setRunState = prepare('UPDATE run SET state = ?');
  const start = prepare(`UPDATE trials SET state = 'running', parameters = ?, ${cleared} WHERE id = ?`);
  const retry = prepare(
    `UPDATE trials SET state = 'planned', retries = retries + 1, retried_because = ? WHERE id = ?`,
  );
  const place = prepare('UPDATE trials SET machine = ? WHERE id = ?');
  const placeHere = prepare('UPDATE trials SET machine = NULL WHERE id = ?');
  const finish = prepare(
    `UPDATE trials SET state = ?, parameters = ?, ${resultColumns.map((column) => `${column} = ?`)} WHERE id = ?`,
  );
  const resumable = 'coalesce((SELECT macs FROM checkpoints WHERE trial = :trial), -1)';
  const dropUnresumable = ['metrics', 'champions'].map((table) =>
    prepare(`DELETE FROM ${table} WHERE trial = :trial AND macs > ${resumable}`),
  );
  const dropFrom = ['metrics', 'champions', 'checkpoints'].map((table) =>
    prepare(`DELETE FROM ${table} WHERE trial = ? AND macs >= ?`),
  );
  const addMetrics = prepare(
    `INSERT INTO metrics (${metricsColumns}) VALUES (${metricsColumns.map(() => '?')})`,
  );
  const setCheckpoint = prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)');
  const dropCheckpoint = prepare('DELETE FROM checkpoints WHERE trial = ?');
  const addChampion = prepare('INSERT OR REPLACE INTO champions VALUES (?, ?, ?, ?)');
  const lastChampion = prepare('SELECT metadata FROM champions WHERE trial = ? ORDER BY macs DESC LIMIT 1');
  const dropFormerChampions = prepare(
    `DELETE FROM champions WHERE trial = :trial AND macs < (
       SELECT max(macs) FROM champions WHERE trial = :trial
       AND macs <= coalesce((SELECT macs FROM checkpoints WHERE trial = :trial), 1e308))`,
  );

  const knownTrial = (id: string): TrialSpec => {
    const trial = trials.get(id);
    if (trial === undefined) throw new Error(`trial ${id} is not in this run`);
    return trial;
  };

  const writeChampion = (id: string, champion: TrialChampion, found: Found, test: object | null): void => {
    const { task, contestant, seed, repetition, device } = knownTrial(id);
    const { net, parameters, origin } = champion;
    const { cost, validation } = found;
    const notes = {
      trial: id,
      task,
      contestant,
      seed,
      repetition,
      device,
      ...(net === undefined ? {} : { net }),
      ...(origin === undefined ? {} : { origin }),
      cost: withoutSeconds(cost),
      validation,
      test,
    };
    const bytes = writeSafetensors({ parameters }, { genoprop: toExactJson(notes) });
    addChampion.run(id, cost.macs, bytes, checkedNotes(notes, bytes));
  };

  /** Adds the test to the champion of an ended trial, whose net was written when it was found. */
  const completeChampion = (champion: TrialChampion, { id, ...result }: TrialResult): void => {
    const row = lastChampion.get(id);
    const found = row === undefined ? null : (fromExactJson(String(row.metadata)) as Found);
    const test =
      result.testError === null
        ? null
        : {
            error: result.testError,
            loss: result.testLoss,
            measures: result.testMeasures,
            solved: result.solved,
          };
    writeChampion(id, champion, found ?? { cost: result.cost, validation: null }, test);
  };

  const writeCheckpoint = (event: EventOf<'checkpoint'>): void => {
    const { id, checkpoint, spent, champion, snapshot } = event;
    const { cost, trainingLoss, validationLoss, validationError } = checkpoint;
    for (const drop of dropFrom) drop.run(id, cost.macs);
    const inside = toExactJson(checkpoint.inside);
    const { validationMeasures, validationScore } = checkpoint;
    const measures = validationMeasures === undefined ? null : toExactJson(validationMeasures);
    const losses = [trainingLoss, validationLoss, validationError];
    addMetrics.run(id, ...costValues(cost), ...losses, spent, inside, measures, validationScore ?? null);
    if (champion !== null) {
      const validation = { loss: validationLoss, error: validationError };
      writeChampion(id, champion, { cost, validation }, null);
    }
    if (snapshot === null) return;
    const bytes = writeSafetensors(snapshot.arrays);
    const { snapshotValidatedAt: validatedAt } = event;
    const own = { trial: id, cost, spent, ...(validatedAt === undefined ? {} : { validatedAt }) };
    const notes = checkedNotes({ ...own, values: snapshot.values }, bytes);
    setCheckpoint.run(id, validatedAt ?? cost.macs, bytes, notes);
    dropFormerChampions.run({ trial: id });
  };

  const writeResult = ({ id, result, extendable }: EventOf<'finished'>): void => {
    const { reason } = result.stop;
    const state = reason === 'stopped' ? 'stopped' : 'finished';
    finish.run(state, result.parameters, ...resultValues(result), id);
    if (result.champion !== null) completeChampion(result.champion, result);
    // A stopped trial may go on, and a failed one be retried, from the last checkpoint.
    if (reason === 'stopped' || reason === 'failed') return;
    if (!extendable) dropCheckpoint.run(id);
    dropFormerChampions.run({ trial: id });
  };

  return (event) => {
    if (event.type === 'done') {
      setRunState.run(event.stopped ? 'stopped' : 'done');
      return;
    }
    knownTrial(event.id);
    if (event.type === 'started') {
      for (const drop of dropUnresumable) drop.run({ trial: event.id });
      setRunState.run('running');
      start.run(event.parameters, event.id);
      if (!placed.has(event.id)) placeHere.run(event.id);
    } else if (event.type === 'retried') retry.run(event.reason, event.id);
    else if (event.type === 'placed') {
      placed.add(event.id);
      place.run(event.machine, event.id);
    } else if (event.type === 'checkpoint') writeCheckpoint(event);
    else if (event.type === 'finished') writeResult(event);
  };
}

/** Adds columns that a file of an earlier version lacks. */
function addLaterColumns(database: DatabaseSync): void {
  for (const { table, column, type } of laterColumns) {
    const known = database.prepare('SELECT 1 FROM pragma_table_info(?) WHERE name = ?').get(table, column);
    if (known === undefined) database.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
  }
}

/** Cost at which a trial found a net, and the net's validation. */
interface Found {
  readonly cost: Omit<Cost, 'seconds'>;
  readonly validation: { readonly loss: number; readonly error: number } | null;
}

const withoutSeconds = ({ macs, updates, evaluations, sequences }: Found['cost']): Found['cost'] => ({
  macs,
  updates,
  evaluations,
  sequences,
});

const costColumns = ['macs', 'updates', 'evaluations', 'sequences', 'seconds'] as const;
const metricsColumns = [
  ...['trial', ...costColumns, 'training_loss', 'validation_loss', 'validation_error'],
  ...['spent', 'inside', 'measures', 'score'],
];
const resultColumns = [
  ...['solved', 'stop_reason', 'stop_detail', 'test_error', 'test_loss', 'test_measures'],
  ...costColumns,
  ...costColumns.map((column) => `solve_${column}`),
];
const cleared = resultColumns.map((column) => `${column} = NULL`).join(', ');

function costValues(cost: Cost): number[] {
  return costColumns.map((column) => cost[column]);
}

function resultValues(result: TrialResult) {
  return [
    Number(result.solved),
    result.stop.reason,
    result.stop.detail,
    result.testError,
    result.testLoss,
    toExactJson(result.testMeasures),
    ...costValues(result.cost),
    ...(result.costToSolve === null ? costColumns.map(() => null) : costValues(result.costToSolve)),
  ];
}
