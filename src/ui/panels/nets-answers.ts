/** Outputs of a net beside the targets: strips over the scored steps, or words for a single one. */
import type { TaskShape } from '../../tasks/define-task.ts';
import { brief } from '../../words/numbers.ts';
import { type Answer, letters, likeliest, type Passage } from '../model/nets-model.ts';
import { bad, faint, type Style } from '../terminal/styles.ts';
import { type Line, type Span, span, widthOf } from '../terminal/text.ts';
import { EIGHTHS, inColumn, label, type Strip } from './nets-strips.ts';

/** Strip of the targets at the scored steps, where there are several. */
export function targetLine({ answers }: Passage, shape: TaskShape, strip: Strip): Line {
  return [
    label(`right${seriesName(shape)}`, strip.labels),
    ...answerSpans(
      answers,
      shape,
      strip,
      ({ target }) => target,
      () => faint,
    ),
  ];
}

/** Strip of the outputs at the scored steps; wrong ones stand out, without colours by a cross below. */
export function saysLines({ answers }: Passage, shape: TaskShape, strip: Strip, rows: number): Line[] {
  const says = answerSpans(
    answers,
    shape,
    strip,
    ({ outputs }) => (shape.loss === 'softmax' ? likeliest(outputs) : outputs),
    ({ right }) => (right ? undefined : bad),
  );
  const crosses = strip.columns.map(([first, last]) => {
    const own = answers.filter(({ step }) => step >= first && step <= last);
    return inColumn(own.some(({ right }) => !right) ? '✗' : ' ', strip.wide);
  });
  const lines: Line[] = [[label(`says${seriesName(shape)}`, strip.labels), ...says]];
  if (answers.some(({ right }) => !right)) lines.push([label('', strip.labels), span(crosses.join(''), bad)]);
  return lines.slice(0, rows);
}

function answerSpans(
  answers: readonly Answer[],
  shape: TaskShape,
  strip: Strip,
  read: (answer: Answer) => number | Float64Array,
  styleOf: (answer: Answer) => Style | undefined,
): Span[] {
  const signs = letters(shape.outputNames, shape.outputs);
  const range = shape.loss === 'squared' ? rangeOf(answers) : null;
  return strip.columns.map(([first, last]) => {
    // Of several outputs in one column a wrong one is shown, for that is what one looks for.
    const own = answers.filter(({ step }) => step >= first && step <= last);
    const answer = own.find(({ right }) => !right) ?? own.at(-1);
    if (answer === undefined) return span(' '.repeat(strip.wide));
    return span(inColumn(oneCharacter(read(answer), signs, range), strip.wide), styleOf(answer));
  });
}

type Range = readonly [least: number, greatest: number];

/** Range of the first output's targets. */
function rangeOf(answers: readonly Answer[]): Range {
  const targets = answers.map(({ target }) => (target as Float64Array)[0]!);
  return [Math.min(...targets), Math.max(...targets)];
}

/** Name of the output that is drawn where there are several real ones, after a space. */
const seriesName = ({ loss, outputs, outputNames }: TaskShape): string =>
  loss === 'squared' && outputs > 1 ? ` ${letters(outputNames, outputs)[0]}` : '';

/**
 * Character of a value: a class by its letter; of real outputs the first as a height within its range; one probability
 * as a height from 0 to 1; of several those above a half, or their number.
 */
function oneCharacter(value: number | Float64Array, signs: readonly string[], range: Range | null): string {
  if (typeof value === 'number') return signs[value] ?? '?';
  if (range !== null || value.length === 1) {
    const [least, greatest] = range ?? [0, 1];
    const level = greatest > least ? Math.floor((8 * (value[0]! - least)) / (greatest - least)) : 3;
    return Number.isFinite(value[0]) ? EIGHTHS[Math.max(0, Math.min(7, level))]! : '?';
  }
  const on = [...value.keys()].filter((index) => value[index]! > 0.5);
  return on.length === 1 ? signs[on[0]!]! : String(Math.min(9, on.length));
}

/** Answer of the net in words: of its only scored step, else the number of right ones. */
export function answerText(
  { answers }: Passage,
  shape: TaskShape,
): { readonly text: string; readonly right: boolean } {
  const [only, ...others] = answers;
  if (only === undefined) return { text: 'is not scored', right: true };
  const right = answers.filter((answer) => answer.right).length;
  if (others.length > 0) {
    return { text: `${right} of ${answers.length} scored steps right`, right: right === answers.length };
  }
  return { text: `says ${saying(only, shape)}`, right: only.right };
}

function saying({ outputs, target, right }: Answer, shape: TaskShape): string {
  const names = Array.from(
    { length: shape.outputs },
    (_, index) => shape.outputNames?.[index] ?? String(index),
  );
  if (typeof target === 'number') {
    const said = likeliest(outputs);
    const chance = (index: number): string => `${(100 * outputs[index]!).toFixed(0)}%`;
    if (said < 0) return `nothing, its outputs are not numbers; ${names[target]} is right`;
    return right
      ? `${names[said]} (${chance(said)}), which is right`
      : `${names[said]} (${chance(said)}), right is ${names[target]} (${chance(target)})`;
  }
  const list = (values: Float64Array): string => {
    const shown = [...values.slice(0, 4)].map(brief).join(' ');
    return values.length > 4 ? `${shown} …` : shown;
  };
  return `${list(outputs)}, right is ${list(target)}`;
}

/** Meaning of the letters, where they are not the names themselves; empty where there are more names than letters. */
export function lettersText(names: readonly string[] | undefined, count: number): string {
  if (names === undefined) return '';
  const signs = letters(names, count);
  if (new Set(signs).size < count) return '';
  return names
    .flatMap((name, index) =>
      name === signs[index] || widthOf(name) === 1 ? [] : [`${signs[index]} ${name}`],
    )
    .join(', ');
}
