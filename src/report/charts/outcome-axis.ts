/** Vertical axis of candidates' outcomes: MACs to solve, share of the test wrong, or share of trials solved. */
import type { ReportCandidate } from '../tuning/reported.ts';
import { compact, logTicks, percentTick } from './ticks.ts';
import type { Outcome, Scale } from './view.ts';

export interface OutcomeAxis {
  readonly name: string;
  readonly scale: Scale;
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  write(value: number): string;
  /** Height of a candidate's mark; null of a candidate without that outcome. */
  at(candidate: ReportCandidate): number | null;
  /** True of a candidate that stands in the strip above all values, since it did not solve the task. */
  isBeyond(candidate: ReportCandidate): boolean;
}

/** Axis for these candidates, of which each has ended a trial. */
export function outcomeAxis(candidates: readonly ReportCandidate[], outcome: Outcome): OutcomeAxis {
  if (outcome === 'cost') return costAxis(candidates);
  const isWrong = outcome === 'wrong';
  const values = candidates.flatMap(({ wrong }) => wrong ?? []);
  const high = isWrong ? Math.min(1, 1.05 * values.reduce((a, b) => Math.max(a, b), 0.02)) : 1;
  return {
    name: isWrong ? 'test wrong' : 'trials solved',
    scale: 'linear',
    low: isWrong ? 0 : -0.04,
    high: isWrong ? high : 1.04,
    ticks: isWrong ? [0, roundPart(high)] : [0, 0.5, 1],
    write: percentTick,
    at: ({ wrong, solved, ended }) => (isWrong ? wrong : ended === 0 ? null : solved / ended),
    isBeyond: () => false,
  };
}

/** Round number near the upper end: one significant digit. */
const roundPart = (high: number): number => {
  const power = 10 ** Math.floor(Math.log10(high));
  return Math.floor(high / power) * power;
};

function costAxis(candidates: readonly ReportCandidate[]): OutcomeAxis {
  const costs = candidates.flatMap(({ macsToSolve }) => macsToSolve ?? []).filter((cost) => cost > 0);
  const least = costs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = costs.reduce((a, b) => Math.max(a, b), 0);
  const widen = costs.length === 0 ? 1 : Math.max(1.15, Math.sqrt(10 / (most / least)));
  const [low, high] = costs.length === 0 ? [1, 10] : [least / widen, most * widen];
  // The strip for unsolved candidates takes the upper fifth.
  const beyond = high * (high / low) ** 0.14;
  const ticks = costs.length === 0 ? [] : logTicks(low, high);
  return {
    name: 'MACs to solve',
    scale: 'log',
    low,
    high: high * (high / low) ** 0.25,
    ticks: [...ticks, beyond],
    write: (value) => (value > high ? 'unsolved' : compact(value)),
    at: ({ macsToSolve }) => macsToSolve ?? beyond,
    isBeyond: ({ macsToSolve }) => macsToSolve === null,
  };
}
