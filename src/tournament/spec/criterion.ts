/**
 * Criterion of a task: the share of sequences answered wrong, or the mean of a measure of its own judge. Losses and
 * scores are such that lower is better; whether a measure should be high or low is data of the criterion.
 */
import { percent } from '../../words/numbers.ts';

/** Solved is a share of wrong sequences below `error`. */
export interface ByError {
  readonly error: number;
  readonly measure?: undefined;
  readonly alone?: undefined;
}

/** Solved is a mean of the measure over sequences of at least, or at most, that much. */
export type ByMeasure = {
  readonly error?: undefined;
  /** As the task's judge names it. */
  readonly measure: string;
  /** For people to read; left out where the task names none. */
  readonly unit?: string;
  /** Set where the measure is the mean loss. */
  readonly of?: 'loss';
  /** Set where the share answered wrong says nothing, and is shown to nobody. */
  readonly alone?: true;
} & (
  | { readonly atLeast: number; readonly atMost?: undefined }
  | { readonly atMost: number; readonly atLeast?: undefined }
);

export type Criterion = ByError | ByMeasure;

/** False where a task is judged by its score alone: the share answered wrong is then shown to nobody. */
export const showsError = (criterion: Criterion): boolean => criterion.alone !== true;

/** Name and unit of the loss; its own where the task is judged by it under a name. */
export const lossName = (
  criterion: Criterion,
): { readonly name: string; readonly unit?: string | undefined } =>
  criterion.measure !== undefined && criterion.of === 'loss'
    ? { name: criterion.measure, unit: criterion.unit }
    : { name: 'loss' };

/** What a net reached on some sequences, as far as a criterion asks. */
export interface Reached {
  /** Share answered wrong, 0 to 1. */
  readonly error: number;
  /** Means of what the task's judge measures. */
  readonly measures?: Readonly<Record<string, number | null>>;
}

/**
 * By which nets are told apart before their loss, lower being better: the error, or the measure, negated where it
 * should be high. Infinite where it is not known.
 */
export function scoreOf(criterion: Criterion, { error, measures = {} }: Reached): number {
  if (criterion.measure === undefined) return error;
  const mean = measures[criterion.measure] ?? Number.NaN;
  if (Number.isNaN(mean)) return Number.POSITIVE_INFINITY;
  // Not -mean, which of 0 would be -0, which JSON does not hold.
  return criterion.atLeast === undefined ? mean : 0 - mean;
}

/** The criterion holds for that mean, or that share wrong, as if it were exact. */
export function isMet(criterion: Criterion, { error, measures = {} }: Reached): boolean {
  if (criterion.measure === undefined) return error < criterion.error;
  return reaches(criterion, measures[criterion.measure] ?? Number.NaN);
}

/** The same of what nets are told apart by. */
export function isMetByScore(criterion: Criterion, { error, score }: ByScore): boolean {
  if (criterion.measure === undefined) return error < criterion.error;
  return score !== undefined && reaches(criterion, valueOfScore(criterion, score));
}

interface ByScore {
  readonly error: number;
  readonly score?: number | undefined;
}

/** The measure that a score stands for. */
export const valueOfScore = ({ atLeast }: ByMeasure, score: number): number =>
  atLeast === undefined ? score : -score;

/** `longest 7.2 steps` of a score, `12.3 % wrong` where the task is judged by the error. */
export function reachedText(criterion: Criterion, { error, score }: ByScore): string {
  if (criterion.measure === undefined) return `${percent(error)} wrong`;
  const { measure, unit } = criterion;
  return `${measure} ${measureText(valueOfScore(criterion, score ?? Number.NaN), unit)}`;
}

/** A mean of the measure that is enough; NaN never is. */
export const reaches = ({ atLeast, atMost }: ByMeasure, mean: number): boolean =>
  atLeast === undefined ? mean <= atMost : mean >= atLeast;

/** The level that must be reached. */
export const levelOf = ({ atLeast, atMost }: ByMeasure): number => (atLeast === undefined ? atMost : atLeast);

/** `12.3 steps` */
export function measureText(value: number | null | undefined, unit?: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '-';
  return `${Number(value.toPrecision(3))}${unit === undefined ? '' : ` ${unit}`}`;
}

/** `longest (steps)`: the head of a column. */
export const measureHead = (name: string, unit?: string): string =>
  unit === undefined ? name : `${name} (${unit})`;

/** What solved means, without the number of sequences: `less than 1.0 % wrong`, `a mean longest of at least 10 steps`. */
export function goalText(criterion: Criterion): string {
  if (criterion.measure === undefined) return `less than ${percent(criterion.error)} wrong`;
  const { measure, atLeast, unit } = criterion;
  const level = `${levelOf(criterion)}${unit === undefined ? '' : ` ${unit}`}`;
  return `a mean ${measure} of at ${atLeast === undefined ? 'most' : 'least'} ${level}`;
}

/** The same with what is examined named: `less than 1.0 % of 10000 test sequences wrong`. */
export function criterionText(criterion: Criterion, sequences: string): string {
  return criterion.measure === undefined
    ? `less than ${percent(criterion.error)} of ${sequences} wrong`
    : `${goalText(criterion)} over ${sequences}`;
}

/** The same as short as a table's cell: `< 1.0 % of 10000`, `longest ≥ 10 steps, 10000`. */
export function shortCriterion(criterion: Criterion, sequences: string): string {
  if (criterion.measure === undefined) return `< ${percent(criterion.error)} of ${sequences}`;
  const { measure, atLeast, unit } = criterion;
  const level = `${levelOf(criterion)}${unit === undefined ? '' : ` ${unit}`}`;
  return `${measure} ${atLeast === undefined ? '≤' : '≥'} ${level} over ${sequences}`;
}
