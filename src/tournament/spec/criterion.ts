/**
 * Criterion of a task: the share of sequences answered wrong, or the mean of a measure of its own judge. Losses and
 * scores are such that lower is better; the direction of a measure is data of the criterion.
 */
import { percent } from '../../words/numbers.ts';

/** Criterion by error: solved is a share of wrong sequences below `error`. */
export interface ByError {
  readonly error: number;
  readonly measure?: undefined;
  readonly alone?: undefined;
}

/** Criterion by measure: solved is a mean of the measure over sequences of at least, or at most, that much. */
export type ByMeasure = {
  readonly error?: undefined;
  /** Name of the measure in the task's judge. */
  readonly measure: string;
  /** Unit, for people to read; left out where the task names none. */
  readonly unit?: string;
  /** Set where the measure is the mean loss. */
  readonly of?: 'loss';
  /** Set where the share answered wrong says nothing, and is shown to nobody. */
  readonly alone?: true;
  /** Set where the first episode is a gate: solved is none that loses it, and with it all. */
  readonly gate?: true;
} & (
  | { readonly atLeast: number; readonly atMost?: undefined }
  | { readonly atMost: number; readonly atLeast?: undefined }
);

export type Criterion = ByError | ByMeasure;

/** False where a task is judged by its score alone: the share answered wrong is then shown to nobody. */
export const showsError = (criterion: Criterion): boolean => criterion.alone !== true;

/** False where the loss is the score that a task is judged by, and stands under its name. */
export const showsLoss = (criterion: Criterion): boolean =>
  criterion.measure === undefined || criterion.of !== 'loss';

/** Names of the measures in that order, without the one that the loss is shown as. */
export const besideLoss = (names: readonly string[], criterion: Criterion): string[] =>
  names.filter((name) => showsLoss(criterion) || name !== criterion.measure);

/** Name and unit of the loss; its own where the task is judged by it under a name. */
export const lossName = (
  criterion: Criterion,
): { readonly name: string; readonly unit?: string | undefined } =>
  criterion.measure !== undefined && criterion.of === 'loss'
    ? { name: criterion.measure, unit: criterion.unit }
    : { name: 'loss' };

/** Results of a net on some sequences, as far as a criterion needs them. */
export interface Reached {
  /** Share answered wrong, 0 to 1. */
  readonly error: number;
  /** Means of the judge's measures. */
  readonly measures?: Readonly<Record<string, number | null>>;
}

/**
 * Score by which nets are compared before their loss, lower being better: the error, or the measure, negated where it
 * should be high. Infinite where it is not known.
 */
export function scoreOf(criterion: Criterion, { error, measures = {} }: Reached): number {
  if (criterion.measure === undefined) return error;
  const mean = measures[criterion.measure] ?? Number.NaN;
  if (Number.isNaN(mean)) return Number.POSITIVE_INFINITY;
  // Not -mean, which of 0 would be -0, which JSON does not hold.
  return criterion.atLeast === undefined ? mean : 0 - mean;
}

/** True where the criterion holds for that mean, or that share wrong, as if it were exact. */
export function isMet(criterion: Criterion, { error, measures = {} }: Reached): boolean {
  if (criterion.measure === undefined) return error < criterion.error;
  return passesGate(criterion, error) && reaches(criterion, measures[criterion.measure] ?? Number.NaN);
}

/** False where the criterion has a gate and all episodes are lost, as they are where the first is. */
export const passesGate = ({ gate }: ByMeasure, error: number): boolean => gate !== true || error < 1;

/** True where the criterion holds for that score or error. */
export function isMetByScore(criterion: Criterion, { error, score }: ByScore): boolean {
  if (criterion.measure === undefined) return error < criterion.error;
  if (score === undefined || !passesGate(criterion, error)) return false;
  return reaches(criterion, valueOfScore(criterion, score));
}

interface ByScore {
  readonly error: number;
  readonly score?: number | undefined;
}

/** Measure that a score stands for. */
export const valueOfScore = ({ atLeast }: ByMeasure, score: number): number =>
  atLeast === undefined ? score : -score;

/** Text of a result: `longest 7.2 steps` of a score, `12.3 % wrong` where the task is judged by the error. */
export function reachedText(criterion: Criterion, { error, score }: ByScore): string {
  if (criterion.measure === undefined) return `${percent(error)} wrong`;
  const { measure, unit } = criterion;
  return `${measure} ${measureText(valueOfScore(criterion, score ?? Number.NaN), unit)}`;
}

/** True for a mean of the measure that is enough; NaN never is. */
export const reaches = ({ atLeast, atMost }: ByMeasure, mean: number): boolean =>
  atLeast === undefined ? mean <= atMost : mean >= atLeast;

/** Level that must be reached. */
export const levelOf = ({ atLeast, atMost }: ByMeasure): number => (atLeast === undefined ? atMost : atLeast);

/** Text of a measure: `12.3 steps` */
export function measureText(value: number | null | undefined, unit?: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '-';
  return `${Number(value.toPrecision(3))}${unit === undefined ? '' : ` ${unit}`}`;
}

/** Head of a column: `longest (steps)`. */
export const measureHead = (name: string, unit?: string): string =>
  unit === undefined ? name : `${name} (${unit})`;

/** Head of a column of losses: `test loss`, `test nll (nats a frame)`. */
export function lossHead(part: string, criterion: Criterion): string {
  const { name, unit } = lossName(criterion);
  return `${part} ${measureHead(name, unit)}`;
}

/** Goal in words, without the number of sequences: `less than 1.0 % wrong`, `a mean longest of at least 10 steps`. */
export function goalText(criterion: Criterion): string {
  if (criterion.measure === undefined) return `less than ${percent(criterion.error)} wrong`;
  const { measure, atLeast, unit } = criterion;
  const level = `${levelOf(criterion)}${unit === undefined ? '' : ` ${unit}`}`;
  return `a mean ${measure} of at ${atLeast === undefined ? 'most' : 'least'} ${level}`;
}

/** Goal in words, with the examined sequences: `less than 1.0 % of 10000 test sequences wrong`. */
export function criterionText(criterion: Criterion, sequences: string, bad = 'wrong'): string {
  return criterion.measure === undefined
    ? `less than ${percent(criterion.error)} of ${sequences} ${bad}`
    : `${goalText(criterion)} over ${sequences}${criterion.gate === true ? ', the first not lost' : ''}`;
}

/** Goal as short as a table's cell: `< 1.0 % of 10000`, `longest ≥ 10 steps, 10000`. */
export function shortCriterion(criterion: Criterion, sequences: string): string {
  if (criterion.measure === undefined) return `< ${percent(criterion.error)} of ${sequences}`;
  const { measure, atLeast, unit } = criterion;
  const level = `${levelOf(criterion)}${unit === undefined ? '' : ` ${unit}`}`;
  return `${measure} ${atLeast === undefined ? '≤' : '≥'} ${level} over ${sequences}`;
}
