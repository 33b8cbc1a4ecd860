/**
 * Reproduction of what Doya (1993) says of teacher forcing: gradients find an oscillation sooner with the targets in place
 * of the net's own outputs than without.
 */
import type { TrialOutcome } from '../../src/tournament/earlier-session.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import { quantile } from '../measure.ts';
import type { Reproduction } from './reproduction.ts';

const tasks = ['sine', 'figure-eight'];

export const forcing: Reproduction = {
  name: 'forcing',
  title: 'Teacher forcing: patterns to go on with',
  claim:
    'On a sine and a figure eight, Adam with teacher forcing solves both on 5 of 5 seeds, and at a lower median of multiply-accumulates than Adam on free runs does (trials that do not solve count as dearer). Beside them: visible units forced, and a share of forced sequences that falls from 1 to .25 within 300 batches. All are `adam` as it is offered. The claim was made after 3 seeds of tournament seed 1, and these are others.',
  spec: {
    tasks: tasks.map((name) => resolveTask(name)),
    contestants: [
      resolveContestant('adam', { forcing: 'outputs' }, { as: 'forced' }),
      resolveContestant('adam', { forcing: 'visible' }, { as: 'visible' }),
      resolveContestant('adam', { forcingFloor: 0.25, forcingSpan: 300 }, { as: 'mixed' }),
      resolveContestant('adam', { forcing: 'none' }, { as: 'free' }),
    ],
    seeds: 5,
    seed: 2,
    budget: { macs: 1e10 },
    device: 'wasm',
  },
  holds: (results) =>
    tasks.every((task) => {
      const trialsOf = (name: string) =>
        (results.get(name) ?? []).filter(({ id }) => id.startsWith(`${task}/`));
      const [forced, free] = [trialsOf('forced'), trialsOf('free')];
      return forced.every(({ solved }) => solved) && medianCost(forced) < medianCost(free);
    }),
};

/** Median of the MACs to solve; infinite for a trial that did not. */
function medianCost(trials: readonly TrialOutcome[]): number {
  const costs = trials.map(({ costToSolve }) => costToSolve?.macs ?? Number.POSITIVE_INFINITY);
  return quantile(
    costs.sort((a, b) => a - b),
    0.5,
  );
}
