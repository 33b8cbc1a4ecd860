/**
 * Success criterion of a task, exact and with confidence. The test set decides by the task's own criterion; on the
 * validation set, which is used many times, the criterion must hold with confidence: the one-sided 99 % Wilson upper
 * bound of the error lies under it; of a measure, the one-sided 99 % bound of its mean, by Student's t from the spread
 * over sequences, reaches it. Where the cases are all there are (`exhaustive`) there is no sampling error, so there the
 * error or the mean itself decides.
 *
 * The bound of a mean rests on the central limit theorem, so a criterion by a measure asks for at least 100 sequences
 * (src/tasks/check-success.ts). Where all sequences measure the same its width is 0: no difference was seen.
 */

import { UserError } from '../../errors.ts';
import { studentQuantile } from '../../numeric/student.ts';
import { wilsonInterval } from '../../statistics/wilson.ts';
import { caseCount } from '../../tasks/batches.ts';
import { successProblems } from '../../tasks/check-success.ts';
import { episodeSuccess } from '../../tasks/define-episode.ts';
import type { Task, TaskCriterion, TaskSuccess } from '../../tasks/define-task.ts';
import { calling } from '../../tasks/task-call.ts';
import { type ByMeasure, type Criterion, isMet, passesGate, reaches } from './criterion.ts';
import type { Examination } from './examination.ts';

export type Success = Criterion & {
  /** Number of sequences that the test goes through, and validation in full. */
  readonly sequences: number;
  /** Number that validation goes through in full, where the task's parts have other numbers of cases. */
  readonly validation?: number;
  /** True where these sequences are all there are, in training as in validation and test. */
  readonly exhaustive: boolean;
};

const DEFAULT = { error: 0.01, sequences: 10_000 };
const SCREEN = 1000;

const ONE_SIDED = 0.99;
/** Confidence of the two-sided interval, 98 %, whose end is the one-sided bound of 99 %. */
const CONFIDENCE = 0.98;
/** Standard errors within which a screening must come to the criterion of a measure. */
const PROMISING = 3;

export function successOf(task: Task, options: Readonly<Record<string, unknown>>): Success {
  const { sequences, ...criterion } = goalOf(task, options);
  const test = caseCount(task, options, 'test');
  const validation = caseCount(task, options, 'validation');
  const training = caseCount(task, options, 'training');
  const { episode } = task;
  const isWhole =
    episode === undefined
      ? task.exhaustive === true
      : calling(task, 'isExhaustive', () => episode.isExhaustive?.(options)) === true;
  const exhaustive = isWhole && test !== undefined;
  // Episodes are trained on starts of their own.
  if (exhaustive && !(test === validation && (test === training || episode !== undefined))) {
    const counts = `${training} for training, ${validation} for validation, ${test} for test`;
    throw new UserError(
      `task ${task.name}: cases gave ${counts}; where \`exhaustive\` is true, all parts have all cases`,
    );
  }
  const score = episode === undefined ? task.score : scoreOfEpisodes(criterion, task);
  const plain = criterionOf(criterion, { ...task, score });
  const hasGate = episode !== undefined && calling(task, 'isGate', () => episode.isGate?.(options)) === true;
  const whole = {
    ...(hasGate && plain.measure !== undefined ? { ...plain, gate: true as const } : plain),
    ...{ sequences: test ?? sequences, exhaustive },
  };
  const inValidation = validation ?? sequences;
  return inValidation === whole.sequences ? whole : { ...whole, validation: inValidation };
}

/** Success as the task states it, under these options. */
function goalOf(task: Task, options: Readonly<Record<string, unknown>>): TaskSuccess {
  const { episode } = task;
  if (episode === undefined) return task.success ?? DEFAULT;
  return calling(task, 'success', () => {
    const given = episodeSuccess(episode, options);
    const [problem] = successProblems({ ...task, success: given });
    if (problem !== undefined) throw new UserError(problem.replace(/^success\b\.?/, '').trim());
    return given;
  });
}

/** Score of episodes: the measure of the criterion, in place of the share lost; none where that is the criterion. */
const scoreOfEpisodes = (
  { measure, loss }: Pick<TaskCriterion, 'measure' | 'loss'>,
  { units }: Task,
): NonNullable<Task['score']> | undefined => {
  const name = measure ?? (loss === undefined ? undefined : 'loss');
  if (name === undefined) return undefined;
  const unit = units?.[name];
  return { name, ...(unit === undefined ? {} : { unit }) };
};

/** Criterion as plain data, without a plugin's further fields; a mean loss is a measure under the name of the score. */
export function criterionOf(
  given: TaskCriterion,
  { units, score }: { readonly units?: Task['units']; readonly score?: Task['score'] | undefined } = {},
): Criterion {
  const alone = score === undefined ? {} : { alone: true as const };
  const withUnit = (unit: string | undefined) => (unit === undefined ? {} : { unit });
  if (given.loss !== undefined) {
    const { name = 'loss', unit = units?.loss } = score ?? {};
    return { measure: name, atMost: given.loss, ...withUnit(unit), of: 'loss', ...alone };
  }
  if (given.measure === undefined) return { error: given.error };
  const { measure, atLeast, atMost } = given;
  const level = atLeast === undefined ? { atMost } : { atLeast };
  return { measure, ...level, ...withUnit(score?.unit ?? units?.[measure]), ...alone };
}

/** Success as a task writes it, as plain data. */
export function plainSuccess(success: TaskSuccess): TaskSuccess {
  const { sequences } = success;
  if (success.loss !== undefined) return { loss: success.loss, sequences };
  if (success.measure === undefined) return { error: success.error, sequences };
  const { measure, atLeast, atMost } = success;
  return atLeast === undefined ? { measure, atMost, sequences } : { measure, atLeast, sequences };
}

/** Number of sequences of a validation in full. */
export const validationSize = ({ sequences, validation = sequences }: Success): number => validation;

/** Number of sequences of a screening, which tells whether a full validation is worth its cost. */
export const screenSize = (success: Success): number => Math.min(SCREEN, validationSize(success));

type Looked = Pick<Examination, 'error' | 'sequences' | 'measures' | 'standardErrors'>;

/** True for a screening after which the full validation may show success. */
export function isPromising(success: Success, examined: Looked): boolean {
  if (success.measure === undefined) return examined.error < 2 * success.error;
  return reaches(success, boundOf(success, examined, -PROMISING));
}

/** True where the validation shows success. */
export function isShown(success: Success, examined: Looked): boolean {
  const { error, sequences } = examined;
  if (sequences < validationSize(success)) return false;
  if (success.exhaustive) return isMet(success, examined);
  if (success.measure !== undefined)
    return passesGate(success, error) && reaches(success, confidentMean(success, examined));
  return wilsonInterval(Math.round(error * sequences), sequences, CONFIDENCE).high < success.error;
}

/** Reliable mean of the criterion's measure: its one-sided 99 % bound, towards the worse; NaN of a single sequence. */
export const confidentMean = (criterion: ByMeasure, examined: Looked): number =>
  examined.sequences > 1
    ? boundOf(criterion, examined, studentQuantile(ONE_SIDED, examined.sequences - 1))
    : Number.NaN;

/** Mean, so many standard errors towards the worse. */
function boundOf({ measure, atLeast }: ByMeasure, examined: Looked, errors: number): number {
  const mean = examined.measures[measure] ?? Number.NaN;
  const distance = errors * (examined.standardErrors[measure] ?? Number.NaN);
  return atLeast === undefined ? mean + distance : mean - distance;
}
