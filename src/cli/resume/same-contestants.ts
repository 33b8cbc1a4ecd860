/** Check before a resume: the run's contestants can still be built as the run file has them. */
import { UserError } from '../../errors.ts';
import { findLearner } from '../../learners/index.ts';
import { findArchitecture } from '../../nets/index.ts';
import { validateOptions } from '../../options/validate.ts';
import type { Contestant, TournamentSpec } from '../../tournament/spec/tournament.ts';

/**
 * Requires that all contestants of the run can be built.
 * @param path the run file, for messages
 * @throws UserError that names the first contestant whose learner, net or setting does not exist
 */
export function requireSameContestants(path: string, { contestants }: TournamentSpec): void {
  for (const contestant of contestants)
    requireContestant(`run file ${path}: contestant ${contestant.name}`, contestant);
}

function requireContestant(where: string, { learner, architecture, settings, netOptions }: Contestant): void {
  validateOptions(findArchitecture(architecture, where).options, netOptions, where);
  try {
    validateOptions(findLearner(learner).settings, settings, where);
  } catch (error) {
    if (!(error instanceof UserError) || error.message.startsWith(where)) throw error;
    throw new UserError(`${where}: ${error.message}`, { cause: error });
  }
}
