/** Planning of a tuning: from the contestants of a script to the candidates that are tried for each. */
import { UserError } from '../../errors.ts';
import { findLearner } from '../../learners/index.ts';
import type { Space } from '../../options/space.ts';
import { beyondBudget } from '../forecast/first-step.ts';
import { unfitness } from '../spec/fit.ts';
import type { Budget, Contestant, TaskChoice, ToTheEnd } from '../spec/tournament.ts';
import type { Tuning, TuningSearch } from '../spec/tuning.ts';
import { candidatesOf } from '../tuning/candidates.ts';
import { roundsOf } from '../tuning/halving.ts';
import { withShare } from '../tuning/next-round.ts';
import { spaceOf } from '../tuning/space-of.ts';
import { isFloor, type ReadContestant } from './contestants.ts';
import type { FaultList } from './fault-list.ts';
import type { Tune } from './tune.ts';

/** Searched space of a contestant; faults of a written one are reported. */
export const searchedSpace = (
  { contestant, path, preset, space, fixed }: ReadContestant,
  faults: FaultList,
): Space => spaceOf(preset, contestant, space, [...path, 'space'], faults, fixed);

export interface PlannedTuning {
  /** Candidates of all contestants, with their share of the first round. */
  readonly contestants: readonly Contestant[];
  readonly tuning: Tuning;
}

export interface TuningOptions {
  readonly tune: Tune;
  /** Seed of the tournament. */
  readonly seed: number;
  readonly tasks: readonly TaskChoice[];
  /** Budget on tasks without one of their own. */
  readonly budget: Budget | null;
  /** True where random search is to take part in the tournament afterwards. */
  readonly floor: boolean;
}

/** Candidates and rounds. Contestants whose space has no, or too few, settings are reported. */
export function planTuning(
  contestants: readonly ReadContestant[],
  { tune, seed, tasks, budget: common, floor }: TuningOptions,
  faults: FaultList,
): PlannedTuning {
  const rounds = roundsOf(tune.sampler, tune.candidates);
  const beyond: Beyond = (one) =>
    tasks
      .flatMap((task) => {
        const budget = task.budget ?? common;
        return budget === null ? [] : (beyondBudget(one, task, budget, rounds[0]!.share) ?? []);
      })
      .at(0) ?? null;
  const found = contestants.map((one) => ({
    search: searchOf(one, { tune, seed, tasks, beyond, isInRounds: rounds.length > 1 }, faults),
    preset: one.preset,
  }));
  const { sampler, afterwards: seeds, budgetAfterwards: budget } = tune;
  return {
    contestants: found.flatMap(({ search }) =>
      search.candidates.map((candidate) => withShare(candidate, rounds[0]!.share)),
    ),
    tuning: {
      sampler,
      rounds,
      searches: found.map(
        ({ search: { space, candidates, contestant }, preset }): TuningSearch => ({
          contestant,
          preset,
          space,
          candidates: candidates.map(({ name }) => name),
        }),
      ),
      afterwards: { seeds, ...(budget === undefined ? {} : { budget }), floor },
    },
  };
}

interface Search {
  readonly contestant: string;
  readonly space: Space;
  readonly candidates: readonly Contestant[];
}

/** Reason why the first round's budget does not cover a contestant's first step; null where it does. */
type Beyond = (one: Contestant) => string | null;

interface SearchOptions extends Pick<TuningOptions, 'tune' | 'seed' | 'tasks'> {
  readonly beyond: Beyond;
  /** True where the budget of the first round is a share of the whole. */
  readonly isInRounds: boolean;
}

function searchOf(
  one: ReadContestant,
  { tune: { candidates: count, sampler }, seed, tasks, beyond, isInRounds }: SearchOptions,
  faults: FaultList,
): Search {
  const { contestant: base, preset, path } = one;
  const before = faults.size;
  const space = searchedSpace(one, faults);
  if (isInRounds && findLearner(base.learner).pacedByBudget)
    faults.add(
      path,
      `${base.name} hands over at a share of the budget, which the sampler halving raises round by round; tune it with the sampler sobol`,
    );
  const none: Search = { contestant: base.name, space, candidates: [] };
  if (faults.size > before) return none;
  const reason = beyond(base);
  if (reason !== null) {
    const mend = isInRounds
      ? ' in the first round; give it more budget, or fewer candidates'
      : '; give it more budget';
    faults.add(path, `${base.name}: ${reason}${mend}`);
    return none;
  }
  let candidates: readonly Contestant[];
  try {
    // All candidates spend within their budgets, so that each contestant is tuned at the same cost.
    const accepts = (candidate: Contestant) => beyond(candidate) === null;
    candidates = candidatesOf({ preset, base, space, count, sampler, seed, accepts });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    faults.add(path, error.message);
    return none;
  }
  if (candidates.length < count) {
    const least = candidates.length < 2 ? '' : `, or ask for ${candidates.length} candidates`;
    faults.add(
      [...path, 'space'],
      `${base.name} has only ${candidates.length} settings to try and ${count} candidates are asked for; widen its space${least}`,
    );
  }
  const misfit = candidates.flatMap((one) => tasks.map((task) => unfitness(one, task) ?? [])).flat()[0];
  if (misfit !== undefined) faults.add(path, misfit);
  return { ...none, candidates };
}

/** Refuses what a tuning cannot have: random search, ends beyond success, and budgets in seconds. */
export function refuseForTuning(
  contestants: readonly ReadContestant[],
  given: {
    readonly tasks: readonly TaskChoice[];
    readonly budget: Budget | null;
    readonly toTheEnd: ToTheEnd | undefined;
  },
  faults: FaultList,
): void {
  for (const { contestant, path } of contestants) {
    if (isFloor(contestant.learner)) {
      faults.add(path, `${contestant.name} only guesses, so there is nothing to tune; leave it out`);
    }
    if (contestant.tuned !== undefined) {
      faults.add([...path, 'tuned'], `${contestant.name} is tuned already; leave tuned out to tune it again`);
    }
  }
  const { tasks, budget, toTheEnd } = given;
  if (toTheEnd !== undefined) {
    faults.add(
      [],
      'until and untilSolved: false do not go with a tuning, whose trials end once they are solved',
    );
  }
  const budgets = [budget, ...tasks.map((task) => task.budget)];
  if (budgets.some((one) => one?.seconds !== undefined)) {
    faults.add(
      [],
      'a tuning takes no budget in seconds, which would not repeat and would differ between machines; give it in mac, such as 5e9mac',
    );
  }
}
