/** Rows of a run file as values of a tournament. A row that genoprop cannot have written is damage. */
import * as z from 'zod';
import { type Inside, known } from '../learners/inside.ts';
import type { Measured } from '../tournament/earlier-session.ts';
import type { Cost } from '../tournament/spec/tournament.ts';
import { checked, Damage } from './damage.ts';
import { fromJson } from './stored-spec.ts';
import type { StoredSession, StoredTrial } from './stored-trial.ts';

export type Row = Readonly<Record<string, unknown>>;

const amount = z.number().nonnegative();
const whole = z.number().int().nonnegative();
/** Losses, infinite ones too. A NaN is stored as NULL. */
const loss = z.custom<number>((value) => typeof value === 'number' && !Number.isNaN(value)).nullable();
const share = z.number().min(0).max(1);
const stopReason = z.enum(['solved', 'exploded', 'budget', 'stopped', 'failed']);

const costColumns = ['macs', 'updates', 'evaluations', 'sequences', 'seconds'] as const;
const columnsOf = <Kind extends z.ZodType>(prefix: string, kind: Kind) =>
  Object.fromEntries(costColumns.map((column) => [prefix + column, kind] as const));

const session = z.looseObject({
  purpose: z.enum(['create', 'resume', 'extend']),
  began: z.string().refine((stamp) => Number.isFinite(Date.parse(stamp))),
  genoprop: z.string(),
  node: z.string(),
  machine: z.string(),
  command_line: z.string(),
});

/** @throws Damage */
export function sessionOf(row: Row): StoredSession {
  const where = `sessions row ${row.number}`;
  const { purpose, began, genoprop, node, machine, command_line } = checked(session, row, where);
  const commandLine = fromJson(command_line, `${where}, command_line`);
  if (!Array.isArray(commandLine) || !commandLine.every((word) => typeof word === 'string'))
    throw new Damage(`${where}: command_line is no list of words`);
  return { purpose, genoprop, created: began, commandLine, machine, node };
}

const trial = z.looseObject({
  id: z.string(),
  position: whole,
  task: z.string(),
  contestant: z.string(),
  repetition: z.number().int().min(1),
  state: z.enum(['planned', 'running', 'stopped', 'finished']),
  parameters: whole.nullable(),
  retries: whole,
  retried_because: z.string().nullable(),
  // Missing in files of an earlier version.
  machine: z.string().nullish(),
  stop_reason: stopReason.nullable(),
});

const outcome = z.looseObject({
  solved: z.union([z.literal(0), z.literal(1)]),
  stop_reason: stopReason,
  stop_detail: z.string(),
  test_error: share.nullable(),
  test_loss: loss,
  test_measures: z.string(),
  ...columnsOf('', amount),
});

const solvedAt = z.looseObject(columnsOf('solve_', amount));

/** @throws Damage */
export function trialOf(row: Row): StoredTrial {
  const where = `trials row ${row.id}`;
  const {
    id,
    repetition,
    retries,
    parameters,
    state,
    task,
    contestant,
    retried_because,
    machine,
    stop_reason,
  } = checked(trial, row, where);
  if ((state === 'finished' || state === 'stopped') && stop_reason === null)
    throw new Damage(`${where}: state is '${state}' without a stop_reason`);
  return {
    ...{ id, task, contestant, repetition, state, parameters, retries },
    retriedBecause: retried_because,
    machine: machine ?? null,
    result: stop_reason === null ? null : outcomeOf(row, where, { id, repetition, parameters }),
  };
}

function outcomeOf(
  row: Row,
  where: string,
  { id, repetition, parameters }: Pick<StoredTrial, 'id' | 'repetition' | 'parameters'>,
): NonNullable<StoredTrial['result']> {
  const found = checked(outcome, row, where);
  const isSolved = row.solve_macs !== null;
  if (isSolved) checked(solvedAt, row, where);
  return {
    id,
    repetition,
    stop: { reason: found.stop_reason, detail: found.stop_detail },
    solved: found.solved === 1,
    testError: found.test_error,
    testLoss: found.test_error === null ? null : orNaN(found.test_loss),
    testMeasures: measuresOf(found.test_measures, `${where}, test_measures`),
    cost: costOf(row),
    costToSolve: isSolved ? costOf(row, 'solve_') : null,
    parameters: parameters ?? 0,
  };
}

function measuresOf(json: unknown, where: string): Readonly<Record<string, number>> {
  const measures = fromJson(json, where);
  if (!isRecord(measures) || !Object.values(measures).every((one) => typeof one === 'number'))
    throw new Damage(`${where}: is no list of named numbers`);
  return measures as Readonly<Record<string, number>>;
}

const measured = z.looseObject({
  trial: z.string(),
  ...columnsOf('', amount),
  training_loss: loss,
  validation_loss: loss,
  validation_error: share.nullable(),
  spent: amount,
  inside: z.string(),
  // Infinite where the measure that the task is judged by is not known.
  score: z.union([z.number(), z.literal(Number.POSITIVE_INFINITY)]).nullish(),
});

/** @throws Damage */
export function metricsOf(row: Row): Measured {
  const where = `metrics row ${row.trial} at ${row.macs} MACs`;
  const { training_loss, validation_loss, validation_error, spent, inside, score } = checked(
    measured,
    row,
    where,
  );
  return {
    cost: costOf(row),
    trainingLoss: orNaN(training_loss),
    validationLoss: orNaN(validation_loss),
    validationError: orNaN(validation_error),
    // NULL where the task has none, and missing in files of an earlier version.
    ...((row.measures ?? null) === null
      ? {}
      : { validationMeasures: measuresOf(row.measures, `${where}, measures`) }),
    ...((score ?? null) === null ? {} : { validationScore: score! }),
    inside: insideOf(inside, `${where}, inside`),
    spent,
  };
}

/** Measures of a search, parsed. Files of earlier versions have NaN for unknown values. */
function insideOf(json: string, where: string): Inside {
  const inside = fromJson(json, where);
  const isNumber = (one: unknown): boolean => typeof one === 'number' || one === null;
  const isMeasure = (one: unknown): boolean => isNumber(one) || (Array.isArray(one) && one.every(isNumber));
  if (!isRecord(inside) || !Object.values(inside).every(isMeasure))
    throw new Damage(`${where}: is no list of named numbers and series`);
  const told = Object.entries(inside as Inside);
  return Object.fromEntries(told.map(([name, value]) => [name, known(value)]));
}

const checkpointNotes = z.looseObject({
  cost: z.looseObject(columnsOf('', amount)),
  spent: amount,
  validatedAt: amount.optional(),
  values: z.record(z.string(), z.unknown()),
});

/** Metadata of a checkpoint. Throws Damage. */
export function checkpointNotesOf(json: unknown, where: string) {
  const notes = fromJson(json, where);
  checked(checkpointNotes, notes, where);
  return notes as Row & { cost: Cost; spent: number; validatedAt?: number; values: Row };
}

/** @throws Damage */
export function bytesOf(value: unknown, name: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new Damage(`${name}: holds no bytes`);
}

/** Metadata of a champion. Throws Damage. */
export function championNotesOf(json: unknown, where: string): Row {
  const notes = fromJson(json, where);
  if (!isRecord(notes)) throw new Damage(`${where}: is no object`);
  return notes;
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

const isRecord = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Number of a column, since SQLite stores a NaN as NULL. */
const orNaN = (value: number | null): number => value ?? Number.NaN;
