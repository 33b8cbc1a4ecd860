/** Forms (zod schemas) of the parts of a spec that come from outside: out of a run file, or over a job queue. */
import * as z from 'zod';

const values = z.record(z.string(), z.unknown());
const count = z.number().int().min(1);
const limit = z.number().positive().optional();

export const budgetForm = z
  .looseObject({ macs: limit, updates: limit, evaluations: limit, seconds: limit })
  .refine((limits) => Object.values(limits).some((one) => one !== undefined));

/** Sizes of a task's success criterion. */
const extent = { sequences: count, validation: count.optional(), exhaustive: z.boolean() };

/** Overlap of a part: the number of sequences that were looked at, and the number of them that training has too. */
const shared = z.object({ sequences: count, inTraining: z.int().min(0) });

/** Task; keys beyond these are left unchanged. */
export const taskForm = z.looseObject({
  name: z.string().min(1),
  label: z.string().min(1),
  module: z.string().optional(),
  options: values,
  budget: budgetForm.optional(),
  facts: z.looseObject({
    shape: z.looseObject({
      inputs: z.looseObject({ kind: z.enum(['symbols', 'dense']), size: count }),
      outputs: count,
      loss: z.string(),
      scored: z.enum(['last', 'masked']),
    }),
    success: z.union([
      z.looseObject({ error: z.number(), ...extent }),
      z.looseObject({ measure: z.string(), atLeast: z.number(), ...extent }),
      z.looseObject({ measure: z.string(), atMost: z.number(), ...extent }),
    ]),
    units: z.record(z.string(), z.string()).optional(),
    chance: z.looseObject({ loss: z.number().optional(), error: z.number().optional() }),
    steps: z.number().nonnegative().nullable(),
    fingerprint: z.string().nullable(),
    versions: z.record(z.string(), z.string()).optional(),
    played: z.string().optional(),
    overlap: z.object({ training: count, validation: shared, test: shared }).optional(),
    preprocessing: values.optional(),
  }),
});

/** Contestant; keys beyond these are left unchanged. */
export const contestantForm = z.looseObject({
  name: z.string().min(1),
  learner: z.string(),
  settings: values,
  architecture: z.string(),
  netOptions: values,
});

export const toTheEndForm = z.looseObject({ until: z.number().min(0).max(1).nullable() });

/** Tournament; keys beyond these are left unchanged. */
export const tournamentForm = z.looseObject({
  tasks: z.array(taskForm),
  contestants: z.array(contestantForm),
  seeds: count,
  repetitions: z.array(count).optional(),
  seed: z.number().int(),
  budget: budgetForm,
  toTheEnd: toTheEndForm.optional(),
  device: z.string(),
});

/** Trial; no other keys. */
export const trialForm = z.strictObject({
  id: z.string().min(1).max(4096),
  task: taskForm,
  contestant: contestantForm,
  seed: z.number().int(),
  repetition: count,
  budget: budgetForm,
  toTheEnd: toTheEndForm.optional(),
  device: z.string().min(1),
  tuning: z.literal(true).optional(),
});
