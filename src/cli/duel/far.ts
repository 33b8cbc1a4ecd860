/** `genoprop duel --far`: the far duel's values stand for those that the command line leaves out. */
import { UserError } from '../../errors.ts';
import { farDuel } from '../../tournament/spec/usual-duel.ts';
import type { DuelFlags } from './flags.ts';

/**
 * Flags of the far duel. Values on the command line hold before its own; the task's options do so one by one.
 * @param task the task on the command line, if any
 * @param seedsGiven true where the number of seeds stands on the command line
 * @throws UserError on a task other than the far duel's
 */
export function farFlags(task: string | undefined, flags: DuelFlags, seedsGiven: boolean): DuelFlags {
  if (task !== undefined && task !== farDuel.task) {
    throw new UserError(
      `--far: plays ${farDuel.task} with ${farDuel.set.join(', ')}, not ${task}; leave out one of the two`,
    );
  }
  const given = flags.set ?? [];
  const isOpen = (assignment: string): boolean => !given.some((one) => keyOf(one) === keyOf(assignment));
  return {
    ...flags,
    set: [...farDuel.set.filter(isOpen), ...given],
    seeds: seedsGiven ? flags.seeds : farDuel.seeds,
    budget: flags.budget ?? farDuel.budget,
  };
}

const keyOf = (assignment: string): string => assignment.split('=', 1)[0]!.trim();
