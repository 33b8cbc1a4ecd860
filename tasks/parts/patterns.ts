/**
 * Patterns that a net goes on with by itself: its outputs come back as its inputs. The first `washout` inputs are the
 * pattern's; then the net predicts `free` steps, the first from the pattern itself and each further one from its own
 * prediction before.
 *
 *   input    d_0 … d_{S-1}  y_{S-1}  y_S  …
 *   answer           ŷ_S     ŷ_{S+1} …  ŷ_{S+F-1}        scored: 1 to F steps ahead
 */
import * as z from 'zod';
import type { Answer, Judgement, Sequence, TaskShape } from '../../src/tasks/define-task.ts';
import { periodOf } from './periods.ts';

/** Options of the protocol, with these defaults. */
export const protocolOptions = (defaults: { readonly washout: number; readonly free: number }) => ({
  washout: z
    .int()
    .min(1)
    .max(10_000)
    .default(defaults.washout)
    .describe('S, steps whose inputs are the pattern itself, before the net runs free'),
  free: z
    .int()
    .min(2)
    .max(10_000)
    .default(defaults.free)
    .describe(
      'F, steps that the net predicts after them, the first from the pattern, the others from its outputs',
    ),
});

export interface Protocol {
  readonly washout: number;
  readonly free: number;
}

/** Values of a pattern that a sequence of the protocol needs. */
export const patternLength = ({ washout, free }: Protocol): number => washout + free;

/** Shape of a pattern of those channels. */
export const patternShape = (channels: readonly string[], { washout }: Protocol): TaskShape => ({
  inputs: { kind: 'dense', size: channels.length },
  outputs: channels.length,
  loss: 'squared',
  scored: 'masked',
  feedback: { washout },
  inputNames: channels,
  outputNames: channels,
});

/**
 * Sequence of the pattern.
 * @param values `[patternLength][channels]`
 */
export function patternSequence(values: readonly (readonly number[])[], { washout }: Protocol): Sequence {
  const targets = values.slice(1).map((value, step) => (step < washout - 1 ? null : value));
  return { inputs: values.slice(0, -1), targets };
}

/** Numbers of steps ahead at which errors are measured, where a free run is that long. */
const HORIZONS = [1, 10, 84, 100];

/**
 * Judgement of a free run: wrong where its mean squared error is above `tolerance`. Measures are `nmse1`, `nmse10`,
 * `nmse84` and `nmse100`, the squared error so many steps ahead divided by the pattern's variance (both summed over the
 * channels), and `amplitude`, the range of the outputs over that of the targets, a mean over the channels.
 * @param variance of the pattern, summed over its channels
 * @param tolerance share of that variance
 */
export function judgePattern({ outputs, targets }: Answer, variance: number, tolerance: number): Judgement {
  const errors = outputs.map(
    (output, step) => squaredError(output, targets[step] as ArrayLike<number>) / variance,
  );
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const judged: Record<string, number> = {};
  for (const ahead of HORIZONS.filter((one) => one <= errors.length))
    judged[`nmse${ahead}`] = errors[ahead - 1]!;
  const channels = outputs[0]!.length;
  let amplitude = 0;
  for (let channel = 0; channel < channels; channel++) {
    const range = (rows: readonly ArrayLike<number>[]): number => rangeOf(rows.map((row) => row[channel]!));
    const right = range(targets as readonly ArrayLike<number>[]);
    amplitude += right > 0 ? range(outputs) / right / channels : 0;
  }
  // Not above is not enough: a mean of NaN is wrong.
  return { wrong: !(mean <= tolerance), ...judged, amplitude };
}

/**
 * Judgement of a periodic pattern: that of `judgePattern`, and `periodError`, by how many steps the period of the first
 * output is off; left out where the targets are too short to tell theirs.
 * @param period of the pattern, in steps
 */
export function judgePeriodic(
  answer: Answer,
  period: number,
  variance: number,
  tolerance: number,
): Judgement {
  const first = (rows: readonly unknown[]) => rows.map((row) => (row as ArrayLike<number>)[0]!);
  const right = periodOf(first(answer.targets), period);
  const own = periodOf(first(answer.outputs), period);
  return {
    ...judgePattern(answer, variance, tolerance),
    // Without spread there is no period: all of it is missed.
    ...(right === null ? {} : { periodError: own === null ? period : Math.abs(own - right) }),
  };
}

function squaredError(output: ArrayLike<number>, target: ArrayLike<number>): number {
  let sum = 0;
  for (let channel = 0; channel < target.length; channel++)
    sum += (output[channel]! - target[channel]!) * (output[channel]! - target[channel]!);
  return sum;
}

function rangeOf(values: readonly number[]): number {
  let [least, greatest] = [values[0]!, values[0]!];
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return greatest - least;
}
