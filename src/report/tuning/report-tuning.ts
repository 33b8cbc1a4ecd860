/** Tuning of a run as the report has it, and the spec in which each search is its best candidate alone. */
import { optionText } from '../../options/written.ts';
import { showsError } from '../../tournament/spec/criterion.ts';
import type { Contestant, TournamentSpec } from '../../tournament/spec/tournament.ts';
import type { TuningSearch } from '../../tournament/spec/tuning.ts';
import { isActive } from '../../tournament/tuning/candidates.ts';
import { defaultSpaceOf } from '../../tournament/tuning/default-space.ts';
import { valuesOf } from '../../tournament/tuning/space-of.ts';
import type { CandidateSummary, TuningSummary } from '../../tournament/tuning/tuning-summary-types.ts';
import type { ReportCandidate, ReportSearch, ReportTuning, Tried } from './reported.ts';

/** Spec of the report's other sections: of each search the best candidate, or the first before there is one. */
export function bestAlone(spec: TournamentSpec, { searches }: TuningSummary): TournamentSpec {
  const { contestants, tuning } = spec;
  const tuned = new Set(tuning!.searches.flatMap(({ candidates }) => candidates));
  const shown = tuning!.searches.map(
    ({ candidates }, index) => searches[index]!.best?.name ?? candidates[0]!,
  );
  return {
    ...spec,
    contestants: [
      ...shown.flatMap((name) => contestants.find((one) => one.name === name) ?? []),
      ...contestants.filter(({ name }) => !tuned.has(name)),
    ],
  };
}

/** Trials of a run, as far as a tuning shows them. */
export interface TunedTrial {
  readonly contestant: string;
  readonly macs: number;
}

/**
 * Tuning as the report shows it.
 * @param spec of the run, with all candidates
 * @param trials of the run, ended or not
 */
export function reportTuning(
  spec: TournamentSpec,
  summary: TuningSummary,
  trials: readonly TunedTrial[],
): ReportTuning {
  const { sampler, rounds, searches } = spec.tuning!;
  const withError = spec.tasks.some(({ facts }) => showsError(facts.success));
  const byName = new Map(spec.contestants.map((one) => [one.name, one]));
  const macsOf = Map.groupBy(trials, ({ contestant }) => contestant);
  return {
    ...{ sampler, rounds, seeds: summary.seeds, isComplete: summary.isComplete },
    searches: searches.map((search, place): ReportSearch => {
      const found = summary.searches[place]!;
      const ranks = new Map(found.order.map(({ name }, index) => [name, index]));
      return {
        ...{ contestant: search.contestant, place, space: search.space },
        best: found.best?.name ?? null,
        changed: found.best?.changed ?? [],
        macs: found.spentMacs,
        bestOf: found.bestOf,
        bestOfRemark: found.bestOfRemark,
        importance: found.importance,
        candidates: search.candidates.flatMap((name): ReportCandidate[] => {
          const contestant = byName.get(name);
          if (contestant === undefined) return [];
          const rank = ranks.get(name);
          return [
            {
              name,
              settings: triedSettings(search, contestant),
              rank: rank === undefined ? null : rank + 1,
              share: contestant.budgetShare ?? 1,
              planned: spec.tasks.length * summary.seeds,
              ...resultsOf(rank === undefined ? undefined : found.order[rank], withError),
              macs: (macsOf.get(name) ?? []).reduce((sum, { macs }) => sum + macs, 0),
            },
          ];
        }),
      };
    }),
  };
}

const resultsOf = (found: CandidateSummary | undefined, withError: boolean) => ({
  solved: found?.solved ?? 0,
  ended: found?.trials ?? 0,
  macsToSolve: found?.medianMacs ?? null,
  // Where no task is judged by it, it says nothing.
  wrong: withError ? (found?.medianError ?? null) : null,
  ...(found?.medianScore === undefined ? {} : { score: found.medianScore }),
});

/** Values of the searched settings; null of those without effect beside the others. */
function triedSettings({ space }: TuningSearch, contestant: Contestant): Record<string, Tried> {
  const conditions = { ...defaultSpaceOf(contestant.learner, contestant.architecture), ...space };
  const values = valuesOf(contestant);
  return Object.fromEntries(
    Object.keys(space).map((name) => [
      name,
      isActive(name, conditions, values) ? triedValue(values[name]) : null,
    ]),
  );
}

const triedValue = (value: unknown): Tried =>
  typeof value === 'number' || typeof value === 'boolean' ? value : optionText(value);
