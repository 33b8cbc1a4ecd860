/** Trace of one test sequence through a net, step by step, in the form in which the nets panel draws it. */
import type { Batch } from '../../engine/batch.ts';
import { type Trace, traceSequence } from '../../engine/reference/trace.ts';
import { architectureOf } from '../../nets/index.ts';
import type { Net } from '../../nets/net.ts';
import { type FilledStrip, filledStrips } from '../../nets/strips.ts';

/** Most MACs of a trace; a longer one would hold up the keys. */
const MOST_MACS = 2e8;

export interface Passage {
  /** The net's strips, from top to bottom. */
  readonly strips: readonly FilledStrip[];
  /** Outputs and targets of the scored steps. */
  readonly answers: readonly Answer[];
}

export interface Answer {
  /** Index of the step, from 0. */
  readonly step: number;
  /** Outputs, `[output]`: probabilities for softmax and bernoulli, linear outputs for squared. */
  readonly outputs: Float64Array;
  /** Target: a class for softmax, else `[output]`. */
  readonly target: number | Float64Array;
  /**
   * True for a correct answer by the rule of the loss: the likeliest class, each output on its side of a half, or
   * within .2.
   */
  readonly right: boolean;
}

/** Trace of a sequence; null where it would take too long. */
export function passageOf(
  net: Net,
  parameters: Float32Array,
  batch: Batch,
  sequence: number,
): Passage | null {
  const { macs, strips: stripsOf } = architectureOf(net);
  const [steps, { symbols }] = [batch.lengths[sequence]!, batch];
  if (macs.forward(net, { activeSteps: steps, scoredSteps: steps, symbols }) > MOST_MACS) return null;
  const { shown, outputs }: Trace = traceSequence(net, parameters, batch, sequence);
  return {
    strips: filledStrips(stripsOf(net), shown),
    answers: answersIn(batch, sequence, outputs),
  };
}

function answersIn(batch: Batch, sequence: number, outputs: readonly Float64Array[]): Answer[] {
  return outputs.flatMap((own, step) => {
    if (batch.mask[step * batch.sequences + sequence] === 0) return [];
    const target = targetAt(batch, step, sequence);
    return [{ step, outputs: own, target, right: isRight(batch, own, target) }];
  });
}

function targetAt(batch: Batch, step: number, sequence: number): number | Float64Array {
  if (batch.classes !== null) return batch.classes[step * batch.sequences + sequence]!;
  return Float64Array.from(
    { length: batch.outputs },
    (_, output) => batch.values![(step * batch.outputs + output) * batch.sequences + sequence]!,
  );
}

const TOLERANCE = 0.2;

function isRight({ loss }: Batch, outputs: Float64Array, target: number | Float64Array): boolean {
  if (typeof target === 'number') return likeliest(outputs) === target;
  return outputs.every((output, index) =>
    loss === 'squared'
      ? Math.abs(output - target[index]!) <= TOLERANCE
      : target[index]! > 0.5
        ? output > 0.5
        : output < 0.5,
  );
}

/** Index of the greatest output, the first of equals; -1 where one is NaN. */
export function likeliest(outputs: ArrayLike<number>): number {
  let best = 0;
  for (let index = 0; index < outputs.length; index++) {
    if (Number.isNaN(outputs[index])) return -1;
    if (outputs[index]! > outputs[best]!) best = index;
  }
  return best;
}

/** Units that move most over the sequence, the liveliest `count` of them, in their own order. */
export function liveliestUnits(states: readonly Float64Array[], count: number): number[] {
  const units = states[0]?.length ?? 0;
  const all = Array.from({ length: units }, (_, unit) => unit);
  if (units <= count) return all;
  const variance = all.map((unit) => {
    const mean = states.reduce((sum, state) => sum + state[unit]!, 0) / states.length;
    return states.reduce((sum, state) => sum + (state[unit]! - mean) * (state[unit]! - mean), 0);
  });
  return all
    .sort((a, b) => variance[b]! - variance[a]!)
    .slice(0, count)
    .sort((a, b) => a - b);
}

/** Characters for the names, one each: the name itself, its first letter that no other has, else a digit. */
export function letters(names: readonly string[] | undefined, count: number): string[] {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyz';
  const given = Array.from({ length: count }, (_, index) => names?.[index] ?? digits[index] ?? '?');
  const taken = new Set(given.filter((name) => name.length === 1));
  return given.map((name) => {
    if (name.length === 1) return name;
    const free = [...name, ...digits].find((wish) => /^[\x21-\x7e]$/.test(wish) && !taken.has(wish)) ?? '?';
    taken.add(free);
    return free;
  });
}

/** Steps that share a column where there are more steps than columns: `[column]` first and last step. */
export function columnsOf(steps: number, columns: number): (readonly [first: number, last: number])[] {
  if (steps <= columns) return Array.from({ length: steps }, (_, step) => [step, step] as const);
  return Array.from({ length: columns }, (_, column) => {
    const first = Math.floor((column * steps) / columns);
    return [first, Math.floor(((column + 1) * steps) / columns) - 1] as const;
  });
}
