/** A sequence of a task as a row of its inputs, in words. */

import { inputName } from '../../report/charts/strips/strip.ts';
import { compact } from '../../report/charts/ticks.ts';
import type { Specimen } from '../../report/data.ts';
import { type Html, html } from '../../report/html/markup.ts';
import type { TaskShape } from '../../tasks/define-task.ts';

/** Most steps that are drawn. */
const MOST = 80;

/** Row of the steps. Symbols in capitals stand out where a task has small ones too. */
export function sequenceHtml(sequence: Specimen, shape: TaskShape): Html {
  const steps = Array.from({ length: Math.min(MOST, sequence.shown) }, (_, step) => step);
  const more = sequence.length - steps.length;
  const rest = more > 0 ? html`<li class="rest">and ${more} more</li>` : null;
  const { symbols, dense } = sequence;
  return symbols === null
    ? html`<ol class="steps dense">${steps.map((step) => html`<li>${(dense?.[step] ?? []).map((value) => html`<span>${compact(value)}</span>`)}</li>`)}${rest}</ol>`
    : html`<ol class="steps">${steps.map((step) => html`<li${isStrong(shape, symbols[step]!) ? html` class="strong"` : null}>${inputName(shape, symbols[step]!)}</li>`)}${rest}</ol>`;
}

export function isStrong(shape: TaskShape, symbol: number): boolean {
  const names = shape.inputNames ?? [];
  const isCapital = (name: string): boolean => /^\p{Lu}/u.test(name);
  return isCapital(names[symbol] ?? '') && !names.every(isCapital);
}

/** Right answer of a sequence in words; null where it has none, or more than a line could hold. */
export function rightAnswer({ targets }: Specimen, shape: TaskShape): string | null {
  const [only, ...others] = targets;
  if (only === undefined || others.length > 0) return null;
  return answerOf(only.values, shape);
}

/** Target in words: the class, or the numbers. */
function answerOf(values: readonly number[], { loss, outputNames }: TaskShape): string {
  if (loss === 'softmax') return outputNames?.[values[0]!] ?? String(values[0]! + 1);
  return values.map((value) => compact(value)).join(', ');
}

/** Answer of a net at a step in words: the most probable class, or the numbers. */
export function saidAt(output: readonly number[] | undefined, { loss, outputNames }: TaskShape): string {
  if (output === undefined || output.length === 0) return '–';
  if (loss !== 'softmax') return output.slice(0, 4).map(compact).join(', ');
  const best = output.reduce((most, share, at) => (share > output[most]! ? at : most), 0);
  return `${outputNames?.[best] ?? best + 1}, ${Math.round(100 * output[best]!)} %`;
}
