/**
 * Ranking of the contestants on one task while they run: a row a contestant, made from the standing and the story. No
 * layout.
 */

import { learners } from '../learners/index.ts';
import type { Learner } from '../learners/learner.ts';
import { isBetterThanChance } from '../statistics/chance.ts';
import type { StopReason } from '../stop-reason.ts';
import { isMetByScore } from '../tournament/spec/criterion.ts';
import { screenSize } from '../tournament/spec/success.ts';
import type { TaskFacts, TournamentSpec } from '../tournament/spec/tournament.ts';
import { type Standing, secondsLeft, type TrialStanding } from '../tournament/standing.ts';
import { median } from '../words/numbers.ts';
import { type Best, isBetter, type Story } from './story.ts';

export interface Racer {
  /** Index among the tournament's contestants, which decides colour and letter. */
  readonly index: number;
  readonly name: string;
  readonly activity: Activity;
  /** Trials in the order of the repetitions. */
  readonly trials: readonly TrialStanding[];
  readonly finished: number;
  readonly running: number;
  readonly solved: number;
  /** Median MACs over the trials that solved the task; null where none did. */
  readonly macsToSolve: number | null;
  /** Best validation of all the contestant's trials so far. */
  readonly best: Best | null;
  /**
   * True where a trial solved the task, or the best validation is better than chance by a test that knows of how many
   * it is the best; null where chance is not known or nothing was validated.
   *
   */
  readonly beatsChance: boolean | null;
  /** True where the best validation meets the success criterion. */
  readonly meets: boolean;
  /** MACs spent by all the contestant's trials. */
  readonly macs: number;
  /** Share of the budgets of all the contestant's trials that is spent or no longer needed. */
  readonly progress: number;
  /** Seconds until the contestant's running trials end at the latest; null where none runs, or nothing is known yet. */
  readonly left: number | null;
}

/** `waiting`, `paused`, how its trials ended, `done` where they ended in several ways; at work its learner's own word. */
export type Activity = string;

const ENDED: Readonly<Record<StopReason, Activity>> = {
  solved: 'solved',
  exploded: 'exploded',
  budget: 'out of budget',
  stopped: 'stopped',
  failed: 'failed',
};

/** Learner of that name; undefined where a run file names one that this version does not know. */
const known = (learner: string): Learner | undefined => learners.find(({ name }) => name === learner);

/** Activity of a contestant with that learner while its trials run. */
export const atWork = (learner: string): Activity => known(learner)?.atWork ?? 'training';

/** True of a learner whose steps count in that unit; false of one that only guesses, and of an unknown one. */
export function learnsBy(learner: string, unit: Learner['counts']): boolean {
  const { counts, floor } = known(learner) ?? {};
  return counts === unit && floor !== true;
}

export const endedAs = (reason: StopReason): Activity => ENDED[reason];

/** Rows of the contestants on the task of that label, in the tournament's order. */
export function racers(
  spec: TournamentSpec,
  standing: Standing,
  story: Story,
  task: string,
  paused: boolean,
): Racer[] {
  const trials = new Map<string, TrialStanding[]>(spec.contestants.map(({ name }) => [name, []]));
  for (const trial of standing.values()) {
    if (trial.task === task) trials.get(trial.contestant)?.push(trial);
  }
  const facts = spec.tasks.find(({ label }) => label === task)?.facts;
  const criterion = facts?.success ?? { error: 0 };
  const validations = sum(
    [...trials.values()].flat().map(({ id }) => story.trials.get(id)?.validations ?? 0),
  );
  return spec.contestants.map(({ name, learner }, index) => {
    const own = trials.get(name)!;
    const running = own.filter(({ state }) => state === 'running');
    const best = bestOf(own, story);
    return {
      index,
      name,
      activity: activityOf(own, running.length > 0, paused, learner),
      trials: own,
      finished: own.filter(({ result }) => result !== null).length,
      running: running.length,
      solved: own.filter(({ result }) => result?.solved === true).length,
      macsToSolve: median(own.flatMap(({ result }) => result?.costToSolve?.macs ?? [])),
      best,
      beatsChance: beatsChance(own, best, validations, facts),
      meets: best !== null && isMetByScore(criterion, best),
      macs: sum(own.map(({ cost }) => cost.macs)),
      progress: own.length === 0 ? 0 : sum(own.map(({ spent }) => spent)) / own.length,
      left: secondsLeft(new Map(running.map((trial) => [trial.id, trial])), running.length),
    };
  });
}

function beatsChance(
  trials: readonly TrialStanding[],
  best: Best | null,
  validations: number,
  facts: TaskFacts | undefined,
): boolean | null {
  if (trials.some(({ result }) => result?.solved === true)) return true;
  if (best === null || facts === undefined) return null;
  // The screening, whose size is all that is known about the number.
  const sequences = screenSize(facts.success);
  return isBetterThanChance({ ...best, sequences, bestOf: validations }, facts.chance);
}

function bestOf(trials: readonly TrialStanding[], story: Story): Best | null {
  let best: Best | null = null;
  for (const { id } of trials) {
    const own = story.trials.get(id)?.best ?? null;
    if (own !== null && (best === null || isBetter(own, best))) best = own;
  }
  return best;
}

function activityOf(
  trials: readonly TrialStanding[],
  running: boolean,
  paused: boolean,
  learner: string,
): Activity {
  if (running) return paused ? 'paused' : atWork(learner);
  const reasons = new Set(trials.map(({ state }) => state));
  if (reasons.has('stopped')) return 'stopped';
  if (reasons.has('waiting') || trials.length === 0) return 'waiting';
  const [only] = reasons;
  return reasons.size === 1 ? endedAs(only as StopReason) : 'done';
}

/**
 * Rows by lead: more solved, then cheaper solved, then nearer to solved first; contestants without a validation are
 * left out.
 */
export function inOrderOfLead(rows: readonly Racer[]): Racer[] {
  return rows.filter(({ best, solved }) => best !== null || solved > 0).sort(compareLead);
}

/**
 * Comparison by lead: more solved comes first, then cheaper solved, then nearer to solved. 0 where neither is ahead.
 */
export function compareLead(a: Racer, b: Racer): number {
  if (a.solved !== b.solved) return b.solved - a.solved;
  if (a.macsToSolve !== null && b.macsToSolve !== null) return a.macsToSolve - b.macsToSolve;
  return compareBest(a.best, b.best);
}

function compareBest(a: Best | null, b: Best | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return isBetter(a, b) ? -1 : isBetter(b, a) ? 1 : 0;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
