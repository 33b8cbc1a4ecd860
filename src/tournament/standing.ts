/** Standing of a tournament: the state of every trial, a pure function of the events so far. Plain data, no wording. */

import type { StopReason } from '../stop-reason.ts';
import { THIS_MACHINE } from '../words/machines.ts';
import type { EarlierSession, TrialOutcome } from './earlier-session.ts';
import { withEntry } from './persistent-map.ts';
import { spent } from './spec/budget.ts';
import type { Checkpoint, Cost, TournamentEvent, TrialSpec } from './spec/tournament.ts';

export interface TrialStanding {
  readonly id: string;
  /** Label of the task. */
  readonly task: string;
  readonly contestant: string;
  readonly repetition: number;
  readonly state: 'waiting' | 'running' | StopReason;
  readonly parameters: number | null;
  /** Machine that plays it, or has played it; null where it is this one. */
  readonly machine: string | null;
  readonly cost: Cost;
  /** Share of the budget spent, 0 to 1. */
  readonly spent: number;
  readonly latest: Checkpoint | null;
  readonly result: TrialOutcome | null;
}

/** Trials by their id, in the order in which they were planned. */
export type Standing = ReadonlyMap<string, TrialStanding>;

const NOTHING: Cost = { macs: 0, updates: 0, evaluations: 0, sequences: 0, seconds: 0 };

type PlannedTrial = Pick<TrialSpec, 'id' | 'task' | 'contestant' | 'repetition'>;

/** Standing with all trials waiting. */
export function standingBefore(trials: readonly PlannedTrial[]): Standing {
  return new Map(
    trials.map(({ id, task, contestant, repetition }) => [
      id,
      {
        id,
        task: task.label,
        contestant: contestant.name,
        repetition,
        state: 'waiting',
        parameters: null,
        machine: null,
        cost: NOTHING,
        spent: 0,
        latest: null,
        result: null,
      },
    ]),
  );
}

/** Standing that an earlier session left: ended trials have their result, the others wait with the cost so far. */
export function standingOf(trials: readonly PlannedTrial[], past: EarlierSession): Standing {
  const standing = new Map(standingBefore(trials));
  for (const [id, trial] of standing) {
    const result = past.finished.get(id);
    if (result === undefined && !past.resume.has(id)) continue;
    const latest = past.metrics(id).at(-1) ?? null;
    standing.set(
      id,
      result === undefined
        ? { ...trial, cost: latest?.cost ?? NOTHING, spent: latest?.spent ?? 0, latest }
        : { ...trial, ...ended(result), machine: past.machines?.get(id) ?? null, latest },
    );
  }
  return standing;
}

/** Fields of a trial that needs the rest of its budget no more. */
const ended = (result: TrialOutcome) => ({
  state: result.stop.reason,
  parameters: result.parameters,
  cost: result.cost,
  spent: 1,
  result,
});

/**
 * Standing before a further round, in which some trials have more to spend.
 * @param trials of the round's spec
 * @param past session before the round
 */
export function standingRaised(
  standing: Standing,
  trials: readonly Pick<TrialSpec, 'id' | 'budget'>[],
  { finished }: Pick<EarlierSession, 'finished'>,
): Standing {
  const budgets = new Map(trials.map(({ id, budget }) => [id, budget]));
  return new Map(
    [...standing].map(([id, trial]) => {
      const budget = budgets.get(id);
      if (trial.result === null || finished.has(id) || budget === undefined) return [id, trial] as const;
      const share = Math.min(1, spent(budget, trial.cost));
      return [id, { ...trial, state: 'waiting', spent: share, result: null }] as const;
    }),
  );
}

/** Standing after the event. */
export function standingAfter(standing: Standing, event: TournamentEvent): Standing {
  if (event.type === 'done') return standing;
  const before = standing.get(event.id);
  if (before === undefined) return standing;
  return withEntry(standing, event.id, trialAfter(before, event));
}

function trialAfter(trial: TrialStanding, event: Exclude<TournamentEvent, { type: 'done' }>): TrialStanding {
  switch (event.type) {
    case 'started':
      return { ...trial, state: 'running', parameters: event.parameters };
    case 'progress':
      return { ...trial, state: 'running', cost: event.cost, spent: event.spent };
    case 'checkpoint':
      return {
        ...trial,
        state: 'running',
        cost: event.checkpoint.cost,
        spent: event.spent,
        latest: event.checkpoint,
      };
    case 'finished':
      return {
        ...trial,
        ...ended(event.result),
        // A stopped trial would have needed the rest of its budget.
        ...(event.result.stop.reason === 'stopped' ? { spent: trial.spent } : {}),
      };
    case 'placed':
      return { ...trial, machine: event.machine };
    case 'retried':
      return { ...trial, state: 'waiting', cost: NOTHING, spent: 0, latest: null };
  }
}

/** Sums over one contestant's trials. */
export interface ContestantStanding {
  readonly name: string;
  readonly trials: readonly TrialStanding[];
  readonly finished: number;
  readonly solved: number;
  readonly running: number;
  /** Lowest share of validation sequences wrong among running trials, else among those that ran. */
  readonly error: number | null;
  /** MACs spent by all trials so far. */
  readonly macs: number;
  /** Share of all trials' budgets that is spent or no longer needed. */
  readonly progress: number;
}

export function contestantStandings(standing: Standing): ContestantStanding[] {
  const names = [...new Set([...standing.values()].map((trial) => trial.contestant))];
  return names.map((name) => {
    const trials = [...standing.values()].filter((trial) => trial.contestant === name);
    const running = trials.filter((trial) => trial.state === 'running');
    const shown = running.some((trial) => trial.latest !== null) ? running : trials;
    const errors = shown.flatMap((trial) => (trial.latest === null ? [] : [trial.latest.validationError]));
    return {
      name,
      trials,
      finished: trials.filter((trial) => trial.result !== null).length,
      solved: trials.filter((trial) => trial.result?.solved === true).length,
      running: running.length,
      error: errors.length === 0 ? null : Math.min(...errors),
      macs: sum(trials.map((trial) => trial.cost.macs)),
      progress: sum(trials.map((trial) => trial.spent)) / trials.length,
    };
  });
}

/**
 * Seconds until the last trial ends if none is solved before its budget; null before anything is known. Waiting trials
 * are assumed to last as long as the known ones on average.
 */
export function secondsLeft(standing: Standing, workers: number): number | null {
  const trials = [...standing.values()];
  const isKnown = (trial: TrialStanding): boolean => trial.state === 'running' && trial.spent > 0;
  const running = trials.filter(isKnown);
  const lasting = [
    ...running.map((trial) => trial.cost.seconds / trial.spent),
    ...trials.filter((trial) => trial.result !== null).map((trial) => trial.cost.seconds),
  ];
  if (lasting.length === 0) return null;
  const usual = sum(lasting) / lasting.length;
  const remaining = running.map((trial) => (trial.cost.seconds / trial.spent) * (1 - trial.spent));
  const unknown = trials.filter((trial) => trial.result === null && !isKnown(trial)).length;
  const inParallel = (sum(remaining) + unknown * usual) / Math.max(1, workers);
  return Math.max(inParallel, ...remaining);
}

/**
 * Number of trials that run at a time, for estimates: on other machines as many as do run.
 * @param own number of those that this machine would play
 */
export function atATime(standing: Standing, own: number): number {
  const trials = [...standing.values()];
  if (trials.every(({ machine }) => machine === null)) return own;
  return Math.max(1, trials.filter(({ state }) => state === 'running').length);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Results of ended trials, by contestant, in the order of their seeds. */
export function resultsByContestant(standing: Standing): Map<string, TrialOutcome[]> {
  return new Map(
    contestantStandings(standing).map((one) => [one.name, one.trials.flatMap((trial) => trial.result ?? [])]),
  );
}

/**
 * Machine in words of each trial that has begun, by trial id.
 * @param here words for the machine that the standing does not name
 */
export function machinesOf(standing: Standing, here = THIS_MACHINE): Map<string, string> {
  return new Map(
    [...standing].flatMap(([id, { state, machine }]) =>
      state === 'waiting' ? [] : [[id, machine ?? here] as const],
    ),
  );
}

/** Results of ended trials, by trial id. */
export function resultsOf(standing: Standing): Map<string, TrialOutcome> {
  return new Map(
    [...standing].flatMap(([id, { result }]) => (result === null ? [] : [[id, result] as const])),
  );
}
