/** Problems and searches to time, as a trial builds them, in the calling thread. */

import type { Device } from '../src/engine/device.ts';
import type { Problem, Search } from '../src/learners/learner.ts';
import type { TaskOptions } from '../src/tasks/batches.ts';
import { builtIn } from '../src/tournament/spec/catalogue.ts';
import { resolveContestant, resolveTask } from '../src/tournament/spec/resolve.ts';
import type { TrialSpec } from '../src/tournament/spec/tournament.ts';
import type { BatchStore } from '../src/tournament/trial/batch-store.ts';
import type { DrawAhead } from '../src/tournament/trial/draw-ahead.ts';
import { assembleTrial, makeProblem } from '../src/tournament/trial/problem.ts';

/** GENITOR's genes and their start in what RESULTS.md has: speeds with bit strings are others. */
export const REAL_GENES = { encoding: 'real', initialisation: 'gaussian' };

/** Spec of a trial of temporal order without a limit. */
export function trialSpec(
  contestant: string,
  settings: Record<string, unknown>,
  options: TaskOptions,
  repetition = 1,
): TrialSpec {
  const resolved = resolveContestant(contestant, settings);
  return {
    id: `bench/${contestant}/${repetition}`,
    task: resolveTask('temporal-order', options),
    contestant: resolved,
    seed: 1,
    repetition,
    budget: {},
    device: 'wasm',
  };
}

/**
 * Problem of that trial.
 * @param batches where its training batches are shared with other trials
 * @param ahead where they are drawn ahead by other threads
 */
export function trialProblem(
  spec: TrialSpec,
  device: Device,
  batches?: BatchStore,
  ahead?: DrawAhead,
): Problem {
  return makeProblem(spec, assembleTrial(spec, builtIn), device, { batches, ahead });
}

/** Search on that trial, and the problem it works on; `wrap` may put something between the two. */
export async function startSearch(
  spec: TrialSpec,
  device: Device,
  wrap: (problem: Problem) => Problem = (problem) => problem,
): Promise<{ search: Search; problem: Problem }> {
  const parts = assembleTrial(spec, builtIn);
  const problem = wrap(trialProblem(spec, device));
  return { search: await parts.learner.start(problem, parts.settings), problem };
}
