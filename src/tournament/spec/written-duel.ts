/** A duel as a command line writes it: options of its task, and the command that repeats it. */
import { oneLine } from '../../blame.ts';
import { UserError } from '../../errors.ts';
import type { OptionDescription } from '../../options/describe.ts';
import { assignmentWording, readAssignments } from '../../options/parse.ts';
import type { Wording } from '../../options/validate.ts';
import { formatBudget } from './budget.ts';
import { seedsText } from './repetitions.ts';
import type { TournamentSpec } from './tournament.ts';

/** Options of the assignments of `--set`, and the wording of messages about them. @throws UserError on a wrong one */
export const writtenOptions = (
  assignments: readonly string[],
  options: readonly OptionDescription[],
): { readonly values: Record<string, unknown>; readonly wording: Wording } => ({
  values: readAssignments(assignments, options, '--set'),
  wording: assignmentWording(assignments, '--set'),
});

/**
 * Error to throw where a task refused the options: a combination that it refuses becomes a `UserError`, whatever error
 * the task threw.
 */
export function optionsFault(assignments: readonly string[], error: unknown): unknown {
  const line = oneLine(error);
  if (line.startsWith('--set') || assignments.length === 0) return error;
  return new UserError(`--set ${assignments.join(' --set ')}: ${line}`, { cause: error });
}

export interface RepeatedDuel {
  /** Task as it was named. */
  readonly task: string;
  /** Assignments, `key=value`, of its options that differ from their defaults. */
  readonly set: readonly string[];
  /** Contestants as they were written. */
  readonly contestants: readonly string[];
  readonly spec: Pick<TournamentSpec, 'seeds' | 'repetitions' | 'seed' | 'budget' | 'device'>;
}

/** Arguments of the command that repeats a duel. @param more flags before the device */
export const repeatDuel = (
  { task, set, contestants, spec }: RepeatedDuel,
  more: readonly string[] = [],
): string[] => [
  ...['npx', 'genoprop', 'duel', task],
  ...set.flatMap((assignment) => ['--set', assignment]),
  ...contestants.flatMap((text) => ['--contestant', text]),
  ...['--seeds', seedsText(spec), '--seed', String(spec.seed)],
  ...formatBudget(spec.budget).flatMap((limit) => ['--budget', limit]),
  ...more,
  ...['--device', spec.device],
];
