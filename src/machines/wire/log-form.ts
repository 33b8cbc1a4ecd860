/** Form of a log's events, as JSON beside the arrays. Numbers may be NaN or infinite where a trial's may. */
import * as z from 'zod';
import { WIRE_VERSION } from './trial-job.ts';

/** Most events of a log: validations of a trial are some hundreds, or some thousands where it trains to the end. */
const MOST_EVENTS = 100_000;

const amount = z.number().nonnegative();
const whole = z.int().nonnegative();
const share = z.number().min(0).max(1);
/** Number of any kind, NaN and the infinite ones too. */
const number = z.custom<number>((value) => typeof value === 'number', 'must be a number');
const measures = z.record(z.string(), number);
const text = z.string().max(100_000);

const cost = z.strictObject({
  macs: amount,
  updates: whole,
  evaluations: whole,
  sequences: whole,
  seconds: amount,
});

const series = z.array(z.number().nullable());
const inside = z.record(z.string(), z.union([z.number(), z.null(), series]));

const net = z.looseObject({
  architecture: z.string(),
  inputs: whole,
  outputs: whole,
  parameters: whole,
  blocks: z.array(z.looseObject({ name: z.string(), shape: z.array(whole), offset: whole, size: whole })),
});

/** Champion; its parameters lie among the arrays. */
const champion = z.strictObject({
  net: net.optional(),
  origin: z.looseObject({ kind: z.string() }).optional(),
});

/** Snapshot; its arrays lie among the arrays. */
const snapshot = z.strictObject({ values: z.record(z.string(), z.unknown()) });

/**
 * Values of a trial's snapshot as `wrapSnapshot` makes them, to be looked at alone: a form may change the order of keys,
 * which a run file keeps. The state of the search is looked at by its learner where the trial goes on.
 */
export const snapshotForm = z.looseObject({
  search: z.record(z.string(), z.unknown()),
  trial: z.looseObject({
    cost,
    nextValidation: number,
    validatedAt: number,
    parameters: whole,
    standing: z.looseObject({ error: number, loss: number, cost, net: net.optional() }).nullable(),
  }),
});

const id = z.string().min(1).max(4096);

const started = z.strictObject({ type: z.literal('started'), id, parameters: whole });

const checkpoint = z.strictObject({
  type: z.literal('checkpoint'),
  id,
  checkpoint: z.strictObject({
    cost,
    trainingLoss: number,
    validationLoss: number,
    validationError: number,
    validationMeasures: measures.optional(),
    validationScore: number.optional(),
    inside,
  }),
  spent: share,
  champion: champion.nullable(),
  snapshot: snapshot.nullable(),
  snapshotValidatedAt: z.number().optional(),
});

const finished = z.strictObject({
  type: z.literal('finished'),
  id,
  result: z.strictObject({
    id,
    repetition: z.int().min(1),
    stop: z.strictObject({
      reason: z.enum(['solved', 'exploded', 'budget', 'failed']),
      detail: text,
    }),
    solved: z.boolean(),
    testError: share.nullable(),
    testLoss: number.nullable(),
    testMeasures: measures,
    cost,
    costToSolve: cost.nullable(),
    parameters: whole,
    champion: champion.nullable(),
  }),
  extendable: z.literal(true).optional(),
});

export const logForm = z.strictObject({
  wire: z.literal(WIRE_VERSION),
  job: z.string().min(1).max(200),
  trial: id,
  attempt: whole,
  worker: z.string().min(1).max(200),
  name: z.string().min(1).max(1000),
  machine: z.string().min(1).max(1000),
  genoprop: z.string().min(1).max(100),
  from: z.strictObject({ macs: z.number(), snapshot: snapshot.nullable() }).nullable(),
  events: z.array(z.discriminatedUnion('type', [started, checkpoint, finished])).max(MOST_EVENTS),
});

export type PlainLog = z.output<typeof logForm>;
