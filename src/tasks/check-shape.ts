/** Validation of the shape and chance that a task gives, and the display of values in messages. */
import { UserError } from '../errors.ts';
import { type Bad, checkPlaces } from './check-places.ts';
import type { TaskShape } from './define-task.ts';

/**
 * Requires a valid shape: sizes from 1, known kinds, as many names as there are things to name.
 * @throws UserError unless `shape` is one
 */
export function checkShape(shape: TaskShape, where: string): void {
  const bad: Bad = (field, value, right) => {
    throw new UserError(`${where}: shape.${field} is ${show(value)}, it must be ${right}`);
  };
  if (typeof shape !== 'object' || shape === null) {
    throw new UserError(
      `${where}: shape is ${show(shape)}, it must be an object with inputs, outputs, loss and scored`,
    );
  }
  const { inputs, outputs, loss, scored, reduction = 'mean', continues = false, feedback } = shape;
  if (typeof inputs !== 'object' || inputs === null) bad('inputs', inputs, '{ kind, size }');
  if (inputs.kind !== 'symbols' && inputs.kind !== 'dense')
    bad('inputs.kind', inputs.kind, 'symbols or dense');
  if (!isSize(inputs.size)) bad('inputs.size', inputs.size, 'a whole number from 1');
  if (!isSize(outputs)) bad('outputs', outputs, 'a whole number from 1');
  if (loss !== 'softmax' && loss !== 'squared' && loss !== 'bernoulli') {
    bad('loss', loss, 'softmax, squared or bernoulli');
  }
  if (scored !== 'last' && scored !== 'masked') bad('scored', scored, 'last or masked');
  if (reduction !== 'mean' && reduction !== 'sum') bad('reduction', reduction, 'mean or sum');
  if (typeof continues !== 'boolean') bad('continues', continues, 'true or false');
  const { streams, epochs = false } = shape;
  if (typeof epochs !== 'boolean') bad('epochs', epochs, 'true or false');
  if (epochs && continues) bad('epochs', epochs, 'false where sequences continue');
  if (streams !== undefined && !isSize(streams)) bad('streams', streams, 'a whole number from 1');
  if (streams !== undefined && !continues)
    bad('streams', streams, 'left out where sequences do not continue');
  if (feedback !== undefined) checkFeedback();
  if (shape.places !== undefined) checkPlaces(shape.places, { inputs: inputs.size, outputs }, bad);
  checkNames('inputNames', shape.inputNames, inputs.size);
  checkNames('outputNames', shape.outputNames, outputs);

  function checkFeedback(): void {
    if (typeof feedback !== 'object' || feedback === null || !isSize(feedback.washout))
      bad('feedback', feedback, '{ washout } with a whole number from 1');
    if (loss !== 'squared') bad('loss', loss, 'squared where outputs are fed back');
    if (inputs.kind !== 'dense') bad('inputs.kind', inputs.kind, 'dense where outputs are fed back');
    if (inputs.size < outputs)
      bad('inputs.size', inputs.size, `at least ${outputs} where so many outputs are fed back`);
    if (continues) bad('continues', continues, 'false where outputs are fed back');
  }

  function checkNames(field: string, names: readonly string[] | null | undefined, size: number): void {
    if (names !== undefined && names?.length !== size) bad(field, names, `a list of ${size}`);
  }
}

/**
 * Requires a valid chance level.
 * @throws UserError unless `chance` has numbers from 0, or none
 */
export function checkChance(
  chance: { readonly loss?: number; readonly error?: number },
  where: string,
): void {
  if (typeof chance !== 'object' || chance === null) {
    throw new UserError(`${where}: chance gave ${show(chance)}, it must give { loss, error }`);
  }
  for (const field of ['loss', 'error'] as const) {
    const value = chance[field];
    if (value !== undefined && !(Number.isFinite(value) && value >= 0)) {
      throw new UserError(`${where}: chance gave ${field} ${show(value)}, it must be a number from 0`);
    }
  }
  if (chance.error !== undefined && chance.error > 1) {
    throw new UserError(`${where}: chance gave error ${chance.error}, it must be a share, 0 to 1`);
  }
}

const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;

/** Text of a value for a message: short, and safe for any value. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (typeof value === 'function') return 'a function';
  if (isList(value)) return `a list of ${value.length}`;
  if (value instanceof Promise) return 'a promise';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** True for an array or a typed array. */
export const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
