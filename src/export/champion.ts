/**
 * Champion outside its run: its weights, and all that is known of them. All file formats hold the same sections under
 * the same names, so that a reader of one can read the others.
 */
import * as z from 'zod';
import type { Fail } from '../formats/strict-json.ts';
import type { Net } from '../nets/net.ts';

export const championFormat = 'genoprop.champion/1';

const count = z.int().min(0);
const size = z.int().min(1);
const share = z.number().min(0).max(1);
const values = z.record(z.string(), z.unknown());

const cost = z.strictObject({
  macs: z.number().min(0),
  updates: count,
  evaluations: count,
  sequences: count,
  seconds: z.number().min(0),
});

const places = z.array(z.array(z.number()).readonly()).readonly();

const shape = z.strictObject({
  inputs: z.strictObject({ kind: z.enum(['symbols', 'dense']), size }),
  outputs: size,
  loss: z.enum(['softmax', 'squared', 'bernoulli']),
  scored: z.enum(['last', 'masked']),
  reduction: z.enum(['mean', 'sum']).optional(),
  continues: z.boolean().optional(),
  streams: size.optional(),
  epochs: z.boolean().optional(),
  feedback: z.strictObject({ washout: size }).optional(),
  episode: z
    .strictObject({ reads: z.enum(['linear', 'logistic', 'tanh', 'softmax']), steps: size })
    .optional(),
  places: z.strictObject({ inputs: places, outputs: places, hidden: places.optional() }).optional(),
  inputNames: z.array(z.string()).readonly().optional(),
  outputNames: z.array(z.string()).readonly().optional(),
});

const sequences = { sequences: size, validation: size.optional(), exhaustive: z.boolean() };
const measured = {
  measure: z.string().min(1),
  unit: z.string().optional(),
  of: z.literal('loss').optional(),
  alone: z.literal(true).optional(),
  gate: z.literal(true).optional(),
  ...sequences,
};

/** Sections, in the order in which they are written. Numbers that are not finite are null. */
export const sections = {
  task: z.strictObject({
    name: z.string().min(1),
    /**
     * File or package of a plugin task, without its folder; null for a built-in one. Former versions wrote a file URL.
     */
    module: z.string().nullable(),
    options: values,
    shape,
    /** Success criterion: an error below that, or a mean of the judge's measure of at least or at most that much. */
    success: z.union([
      z.strictObject({ error: share, ...sequences }),
      z.strictObject({ ...measured, atLeast: z.number() }),
      z.strictObject({ ...measured, atMost: z.number() }),
    ]),
    chance: z.strictObject({ error: share.optional(), loss: z.number().optional() }),
    /** Hash of the task's first sequences, by which a reader checks that it still draws the same. */
    fingerprint: z.string().nullable(),
    /** Hash of its first episodes under drawn actions, with their outcomes; former versions wrote none. */
    played: z.string().optional(),
    /** Versions of packages on which the task's results depend. */
    versions: z.record(z.string(), z.string()).optional(),
    /** Preprocessing of the task's data, for programs that feed the net raw data. */
    preprocessing: values.optional(),
  }),
  net: z.strictObject({
    architecture: z.string(),
    options: values,
    inputs: size,
    outputs: size,
    parameters: size,
    /**
     * The whole net, blocks and all, where the learner handed in one of its own; left out where it is the one that
     * the options make.
     */
    own: values.optional(),
    /** Genome that the parameters were computed from: of `hyperneat` its CPPN. Left out where there is none. */
    origin: z.looseObject({ kind: z.string() }).optional(),
  }),
  contestant: z.strictObject({ name: z.string(), learner: z.string(), settings: values }),
  trial: z.strictObject({
    id: z.string(),
    seed: count,
    /** Set where the trial was one of a tuning, whose sequences no other tournament's equal. */
    tuning: z.literal(true).optional(),
    repetition: size,
    device: z.string(),
    budget: z.strictObject({
      macs: z.number().optional(),
      updates: z.number().optional(),
      evaluations: z.number().optional(),
      seconds: z.number().optional(),
    }),
  }),
  result: z.strictObject({
    /** Reason of the trial's end; null while it runs. */
    stop: z.strictObject({ reason: z.string(), detail: z.string() }).nullable(),
    solved: z.boolean(),
    /** Validation that made it champion, the best of its trial's, with the cost at which it was found. */
    validation: z.strictObject({ error: share, loss: z.number().nullable(), cost }).nullable(),
    /** Test; null where the trial was not tested. */
    test: z
      .strictObject({
        error: share,
        loss: z.number().nullable(),
        sequences: size,
        measures: z.record(z.string(), z.number().nullable()),
      })
      .nullable(),
    /** Cost of the whole trial. */
    cost: cost.nullable(),
    costToSolve: cost.nullable(),
  }),
  provenance: z.strictObject({
    genoprop: z.string(),
    node: z.string(),
    machine: z.string(),
    created: z.string(),
    /** Command line, in files of former versions. */
    commandLine: z.array(z.string()).optional(),
  }),
} as const;

const about = z.strictObject(sections);

/** Facts on a champion beside its weights. */
export type ChampionAbout = z.output<typeof about>;

export interface Champion {
  readonly about: ChampionAbout;
  readonly net: Net;
  /** Parameters, `[net.parameters]`, the net's blocks end to end. */
  readonly parameters: Float32Array;
}

/** Parameter block as a file holds it. */
export interface StoredBlock {
  readonly shape: readonly number[];
  /** Values, row-major. */
  readonly data: Float32Array;
}

/** Checks the sections. Sections that are missing, unknown or of the wrong type are named. */
export function checkAbout(given: unknown, fail: Fail): ChampionAbout {
  const parsed = about.safeParse(given);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  return fail(`metadata${path.map((key) => `.${String(key)}`).join('')}: ${message}`);
}
