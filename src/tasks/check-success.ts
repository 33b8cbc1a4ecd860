/** Validation of a task's success criterion: a share wrong, or the mean of a measure of its judge. */
import { show } from './check-shape.ts';
import type { Task } from './define-task.ts';

const FIELDS = ['error', 'loss', 'measure', 'atLeast', 'atMost', 'sequences'];
/** Fewest sequences for a mean, whose confidence rests on the central limit theorem. */
const FEWEST_OF_A_MEAN = 100;
const MOST_SEQUENCES = 10_000_000;

type Written = Readonly<
  Partial<Record<'error' | 'loss' | 'measure' | 'atLeast' | 'atMost' | 'sequences', unknown>>
>;

/** Faults of `success`, each in one line. */
export function successProblems(task: Task): string[] {
  if (task.success === undefined) return [];
  const success: Written = task.success;
  if (typeof success !== 'object' || success === null || Array.isArray(success)) {
    return [
      `success is ${show(success)}, it must be { error, sequences }, { loss, sequences } or { measure, atLeast or atMost, sequences }`,
    ];
  }
  const unknown = Object.keys(success).filter((field) => !FIELDS.includes(field));
  return [
    ...unknown.map((field) => `success.${field} is unknown, there are ${FIELDS.join(', ')}`),
    ...criterionProblems(success, task),
    ...sequencesProblems(success, task),
  ];
}

function criterionProblems(success: Written, task: Task): string[] {
  const { error, loss, measure, atLeast, atMost } = success;
  if (loss === undefined) {
    return measure === undefined ? errorProblems(success) : measureProblems(success, task);
  }
  const others = Object.entries({ error, measure, atLeast, atMost }).filter(
    ([, value]) => value !== undefined,
  );
  return [
    ...others.map(([field]) => `success has a loss and ${field}, it must have one of them`),
    ...(Number.isFinite(loss) ? [] : [`success.loss is ${show(loss)}, it must be a finite number`]),
  ];
}

function errorProblems({ error, atLeast, atMost }: Written): string[] {
  const bounds = { atLeast, atMost };
  const ofMeasure = (['atLeast', 'atMost'] as const).filter((field) => bounds[field] !== undefined);
  if (ofMeasure.length > 0) {
    return [`success.measure is missing, it must name what success.${ofMeasure[0]} is of`];
  }
  return (error as number) > 0 && (error as number) <= 1
    ? []
    : [`success.error is ${show(error)}, it must be above 0 and at most 1`];
}

function measureProblems({ error, measure, atLeast, atMost }: Written, task: Task): string[] {
  const problems: string[] = [];
  if (typeof measure !== 'string' || measure.trim() === '' || measure === 'wrong') {
    problems.push(
      `success.measure is ${show(measure)}, it must be the name of a number that judge returns beside wrong`,
    );
  }
  if (task.judge === undefined && task.episode === undefined)
    problems.push('success.measure is there, but no judge that returns it');
  if (error !== undefined) problems.push('success has an error and a measure, it must have one of them');
  if ((atLeast === undefined) === (atMost === undefined)) {
    problems.push('success.measure needs one of success.atLeast and success.atMost');
    return problems;
  }
  const [field, level] = atLeast === undefined ? ['atMost', atMost] : ['atLeast', atLeast];
  if (!Number.isFinite(level))
    problems.push(`success.${field} is ${show(level)}, it must be a finite number`);
  return problems;
}

function sequencesProblems({ measure, loss, sequences }: Written, task: Task): string[] {
  const least =
    (measure === undefined && loss === undefined) || task.cases !== undefined ? 1 : FEWEST_OF_A_MEAN;
  if (Number.isSafeInteger(sequences) && (sequences as number) > MOST_SEQUENCES) {
    return [
      `success.sequences is ${show(sequences)}, it must be at most ${MOST_SEQUENCES}: validation is in no budget`,
    ];
  }
  if (Number.isSafeInteger(sequences) && (sequences as number) >= least) return [];
  const why =
    least === 1
      ? ''
      : ` for a ${measure === undefined ? 'loss' : 'measure'}, whose mean is too uncertain otherwise`;
  return [`success.sequences is ${show(sequences)}, it must be a whole number from ${least}${why}`];
}

/** Faults of `score`. */
export function scoreProblems({ score, success }: Task): string[] {
  if (score === undefined) return [];
  if (typeof score !== 'object' || score === null || Array.isArray(score)) {
    return [
      `score is ${show(score)}, it must be { name, unit }, such as { name: 'nll', unit: 'nats a frame' }`,
    ];
  }
  const { name, unit } = score;
  const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
  const problems = [
    ...(isText(name) && (name as string) !== 'wrong'
      ? []
      : [`score.name is ${show(name)}, it must be a text, and not 'wrong'`]),
    ...(unit === undefined || isText(unit) ? [] : [`score.unit is ${show(unit)}, it must be a text`]),
  ];
  if (success?.loss !== undefined) return problems;
  if (success?.measure === undefined)
    return [...problems, 'score is there, but success is by no loss and no measure'];
  if (success.measure !== name)
    problems.push(`score.name is ${show(name)}, it must be success.measure, ${show(success.measure)}`);
  return problems;
}

/** Faults of `units`. */
export function unitProblems({ units }: Task): string[] {
  if (units === undefined) return [];
  if (typeof units !== 'object' || units === null || Array.isArray(units)) {
    return [`units is ${show(units)}, it must be an object of texts, such as { longest: 'steps' }`];
  }
  return Object.entries(units)
    .filter(([, unit]) => typeof unit !== 'string' || unit.trim() === '')
    .map(([name, unit]) => `units.${name} is ${show(unit)}, it must be a text`);
}
