/** Spec of a tournament as a run file holds it, checked before any code trusts its sizes. */
import { fromExactJson } from '../formats/exact-json.ts';
import { tournamentForm } from '../tournament/spec/spec-form.ts';
import type { TournamentSpec, TrialSpec } from '../tournament/spec/tournament.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import { checked, Damage } from './damage.ts';

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
  checked(tournamentForm, given, 'the spec');
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
