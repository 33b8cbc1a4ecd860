/** Spec of a tournament as a run file holds it, checked before any code trusts its sizes. */
import { z } from 'zod';
import { fromExactJson } from '../formats/exact-json.ts';
import type { TournamentSpec, TrialSpec } from '../tournament/spec/tournament.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import { checked, Damage } from './damage.ts';

const values = z.record(z.string(), z.unknown());
const count = z.number().int().min(1);
const limit = z.number().positive().optional();
const budget = z
  .looseObject({ macs: limit, updates: limit, evaluations: limit, seconds: limit })
  .refine((limits) => Object.values(limits).some((one) => one !== undefined));

/** Sizes of a task's success criterion. */
const extent = { sequences: count, validation: count.optional(), exhaustive: z.boolean() };

/** Overlap of a part: the number of sequences that were looked at, and the number of them that training has too. */
const shared = z.object({ sequences: count, inTraining: z.int().min(0) });

/** Task; keys beyond these are left unchanged. */
const task = z.looseObject({
  name: z.string().min(1),
  label: z.string().min(1),
  module: z.string().optional(),
  options: values,
  budget: budget.optional(),
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

const contestant = z.looseObject({
  name: z.string().min(1),
  learner: z.string(),
  settings: values,
  architecture: z.string(),
  netOptions: values,
});

const spec = z.looseObject({
  tasks: z.array(task),
  contestants: z.array(contestant),
  seeds: count,
  repetitions: z.array(count).optional(),
  seed: z.number().int(),
  budget,
  toTheEnd: z.looseObject({ until: z.number().min(0).max(1).nullable() }).optional(),
  device: z.string(),
});

/** Spec, and the trials that it plans. */
export interface StoredPlan {
  readonly spec: TournamentSpec;
  readonly trials: readonly TrialSpec[];
}

/**
 * Parses the plan.
 * @param rows number of trials in the file: a spec that plans others is damaged, and so are they
 * @throws Damage
 */
export function readPlan(json: unknown, rows: number): StoredPlan {
  const given = fromJson(json, 'the spec');
  // The value itself is kept, not the schema's copy of it, so that nothing in it changes.
  checked(spec, given, 'the spec');
  const held = given as TournamentSpec;
  const { tasks, contestants, seeds } = held;
  requireDistinct(tasks.map(({ label }) => label));
  requireDistinct(contestants.map(({ name }) => name));
  requireRising(held);
  // Trials are counted before they are made: a damaged number may stand for very many.
  const planned = tasks.length * contestants.length * seeds;
  if (planned !== rows) throw new Damage(`the spec plans ${planned} trials, and the file has ${rows}`);
  return { spec: held, trials: trialsOf(held) };
}

/**
 * Parses JSON.
 * @throws Damage where it is no text, and where the text is no JSON
 */
export function fromJson(json: unknown, where: string): unknown {
  try {
    if (typeof json === 'string') return fromExactJson(json);
  } catch {}
  throw new Damage(`${where}: is no JSON`);
}

function requireRising({ seeds, repetitions }: TournamentSpec): void {
  if (repetitions === undefined) return;
  const rises = repetitions.every((one, index) => index === 0 || one > repetitions[index - 1]!);
  if (!rises || repetitions.length !== seeds)
    throw new Damage(`the spec has ${seeds} seeds, and not as many rising numbers of them`);
}

function requireDistinct(names: readonly string[]): void {
  if (new Set(names).size < names.length) throw new Damage('the spec names something twice');
}
