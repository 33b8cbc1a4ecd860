/** The spec of a tournament as a run file holds it, checked before anything takes its sizes as they are written. */
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

/** Of a task's success criterion. */
const extent = { sequences: count, validation: count.optional(), exhaustive: z.boolean() };

/** Of a part: how many sequences were looked at, and how many of them training has too. */
const shared = z.object({ sequences: count, inTraining: z.int().min(0) });

/** Keys beyond these are left as they are. */
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

/** The spec, and the trials that it plans. */
export interface StoredPlan {
  readonly spec: TournamentSpec;
  readonly trials: readonly TrialSpec[];
}

/**
 * @param rows how many trials the file has: a spec that plans others is damaged, and so are they
 * @throws Damage
 */
export function readPlan(json: unknown, rows: number): StoredPlan {
  const given = fromJson(json, 'the spec');
  // The value itself, not the schema's copy of it, so that nothing in it changes.
  checked(spec, given, 'the spec');
  const held = given as TournamentSpec;
  const { tasks, contestants, seeds } = held;
  requireDistinct(tasks.map(({ label }) => label));
  requireDistinct(contestants.map(({ name }) => name));
  requireRising(held);
  // Counted before they are made: there may be very many by a damaged number.
  const planned = tasks.length * contestants.length * seeds;
  if (planned !== rows) throw new Damage(`the spec plans ${planned} trials, and the file has ${rows}`);
  return { spec: held, trials: trialsOf(held) };
}

/** @throws Damage where it is no text, and where the text is no JSON */
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
