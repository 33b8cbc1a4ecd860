/** Validation of episode tasks: their form, their shape, and the outcomes that they give. */
import { UserError } from '../errors.ts';
import { show } from './check-shape.ts';
import type { Task, TaskSuccess } from './define-task.ts';
import type { EpisodeOutcome, EpisodeShape, Reading } from './episode.ts';
import { calling } from './task-call.ts';

export const READINGS: readonly Reading[] = ['linear', 'logistic', 'tanh', 'softmax'];

/** Most actions of an episode: a longer one would hold up whatever waits for it. */
const MOST_STEPS = 10_000_000;

/**
 * Requires a valid shape of an episode task.
 * @throws UserError unless `shape` is one; messages begin with the field
 */
export function checkEpisodeShape(shape: EpisodeShape): void {
  if (typeof shape !== 'object' || shape === null) {
    throw new UserError(
      `it is ${show(shape)}, it must be an object with observations, actions, reads and steps`,
    );
  }
  for (const field of ['observations', 'actions', 'steps'] as const) {
    const value = shape[field];
    if (!(Number.isSafeInteger(value) && value >= 1))
      throw new UserError(`${field} is ${show(value)}, it must be a whole number from 1`);
  }
  if (shape.steps > MOST_STEPS)
    throw new UserError(`steps is ${shape.steps}, it must be at most ${MOST_STEPS}`);
  if (!READINGS.includes(shape.reads))
    throw new UserError(`reads is ${show(shape.reads)}, it must be linear, logistic, tanh or softmax`);
  requireNames('observationNames', shape.observationNames, shape.observations);
  requireNames('actionNames', shape.actionNames, shape.actions);
  if (shape.reads === 'softmax' && shape.actions === 1)
    throw new UserError(
      'reads is softmax, it must be linear, logistic or tanh with one action, whose softmax is always 1',
    );
}

function requireNames(field: string, names: readonly string[] | undefined, size: number): void {
  if (names !== undefined && !(Array.isArray(names) && names.length === size))
    throw new UserError(`${field} is ${show(names)}, it must be a list of ${size}`);
}

const REQUIRED = ['shape', 'begin'] as const;
const OPTIONAL = [
  'prepare',
  'versions',
  'cases',
  'isExhaustive',
  'isGate',
  'success',
  'chance',
  'agents',
] as const;

/** Faults of the functions of an episode task, each in one line. */
export function episodeProblems({ episode }: Task): string[] {
  if (typeof episode !== 'object' || episode === null)
    return [`it is ${show(episode)}, it must be what defineEpisode({...}) gives`];
  const isWrong = (field: (typeof REQUIRED)[number] | (typeof OPTIONAL)[number]): boolean =>
    typeof episode[field] !== 'function' &&
    (episode[field] !== undefined || REQUIRED.some((one) => one === field));
  return [...REQUIRED, ...OPTIONAL]
    .filter(isWrong)
    .map((field) => `${field} is ${show(episode[field])}, it must be a function`);
}

/**
 * Requires a valid outcome.
 * @throws UserError with the field at fault
 */
export function checkOutcome({ name }: Pick<Task, 'name'>, outcome: EpisodeOutcome): void {
  const where = `task ${name}: outcome`;
  if (typeof outcome !== 'object' || outcome === null)
    throw new UserError(`${where} gave ${show(outcome)}, it must give { loss, wrong, measures }`);
  const { loss, wrong, measures = {} } = outcome;
  if (typeof loss !== 'number' || !Number.isFinite(loss))
    throw new UserError(`${where}: loss is ${show(loss)}, it must be a finite number`);
  if (typeof wrong !== 'boolean')
    throw new UserError(`${where}: wrong is ${show(wrong)}, it must be true or false`);
  if (typeof measures !== 'object' || measures === null)
    throw new UserError(`${where}: measures is ${show(measures)}, it must be an object of numbers`);
  for (const [measure, value] of Object.entries(measures)) {
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new UserError(`${where}: ${measure} is ${show(value)}, it must be a finite number`);
  }
}

/**
 * Requires the measure that success is by.
 * @throws UserError where it is not among the measures of an outcome
 */
export function requireMeasure(
  { name }: Pick<Task, 'name'>,
  { measure }: TaskSuccess,
  measures: Readonly<Record<string, number>>,
): void {
  if (measure !== undefined && measures[measure] === undefined)
    throw new UserError(`task ${name}: outcome: gave no '${measure}', which success.measure asks for`);
}

/** @throws UserError unless what `act` gave is a boolean */
export function requireGoesOn(goesOn: unknown): asserts goesOn is boolean {
  if (typeof goesOn !== 'boolean')
    throw new UserError(`act gave ${show(goesOn)}, it must give true while the episode goes on, else false`);
}

/** Fault of observations; null where all are finite. */
export function observationFault(observations: Float64Array): string | null {
  const at = observations.findIndex((value) => !Number.isFinite(value));
  return at < 0 ? null : `observation ${at} is ${observations[at]}, it must be a finite number`;
}

/** @throws UserError unless all observations are finite */
export function requireNumbers(observations: Float64Array): void {
  const fault = observationFault(observations);
  if (fault !== null) throw new UserError(fault);
}

/**
 * Versions of what an episode task rests on, as plain data; undefined where it names none.
 * @throws UserError where the task throws, or they are not texts by names
 */
export function versionsOf(task: Task): Readonly<Record<string, string>> | undefined {
  const versions: unknown = calling(task, 'versions', () => task.episode?.versions?.());
  if (versions === undefined && task.episode?.versions === undefined) return undefined;
  const right = 'it must give texts by names, such as { "engine": "1.2.0" }';
  if (typeof versions !== 'object' || versions === null || Array.isArray(versions))
    throw new UserError(`task ${task.name}: versions gave ${show(versions)}, ${right}`);
  const entries = Object.entries(versions);
  const wrong = entries.find(([, version]) => typeof version !== 'string');
  if (wrong !== undefined)
    throw new UserError(`task ${task.name}: versions: ${wrong[0]} is ${show(wrong[1])}, ${right}`);
  return Object.fromEntries(entries);
}
