/** JSON of a tuning, which `--json` writes: `genoprop.tuning/1`. */
import type { TrialOutcome } from '../tournament/earlier-session.ts';
import { formatBudget } from '../tournament/spec/budget.ts';
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { tunedContestants } from '../tournament/tuning/tuned-contestants.ts';
import { tuningSummary } from '../tournament/tuning/tuning-summary.ts';

/**
 * The tuning as data: of each contestant its space, its candidates, best first, the expected best of n, the importance
 * of its settings, and the best as an entry of a script. Numbers that are not finite are null.
 */
export function tuningJson(spec: TournamentSpec, results: ReadonlyMap<string, TrialOutcome>): object {
  const { sampler, seeds, searches, isComplete } = tuningSummary(spec, results)!;
  const tuned = tunedContestants(spec, results);
  return {
    format: 'genoprop.tuning/1',
    seed: spec.seed,
    seeds,
    sampler,
    rounds: spec.tuning!.rounds,
    isComplete,
    tasks: spec.tasks.map(({ name, label, options, budget }) => ({
      task: name,
      label,
      options,
      budget: formatBudget(budget ?? spec.budget),
    })),
    contestants: searches.map(({ contestant, best, ...search }, index) => ({
      name: contestant,
      ...(search.order.length === 0 ? { tuned: null } : { tuned: tuned[index]! }),
      best: best?.name ?? null,
      candidates: search.candidates,
      trials: search.trials,
      macs: search.spentMacs,
      space: spec.tuning!.searches[index]!.space,
      order: search.order,
      bestOf: search.bestOf,
      bestOfRemark: search.bestOfRemark,
      importance: search.importance,
    })),
  };
}
