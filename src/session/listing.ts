/** Options and other facts as readable lists, for `tasks` and `contestants`. */
import { allowedValues } from '../options/allowed-values.ts';
import type { OptionDescription } from '../options/describe.ts';
import { optionText } from '../options/written.ts';
import { printable, printableJson } from '../words/printable.ts';
import { table } from '../words/table.ts';
import { wrap } from '../words/text.ts';

/** Names with one line each. */
export function nameLines(entries: readonly { name: string; summary: string }[], columns: number): string[] {
  const width = Math.max(...entries.map(({ name }) => name.length));
  const indent = ' '.repeat(width + 4);
  return entries.flatMap(({ name, summary }) => {
    const [first = '', ...rest] = wrap(summary, columns - 1, indent);
    return [`  ${name.padEnd(width)}  ${first.trimStart()}`, ...rest];
  });
}

/** Table of options: name, default, allowed values, and below each its meaning. */
export function optionLines(options: readonly OptionDescription[], columns: number): string[] {
  if (options.length === 0) return ['  none'];
  const rows = options.map((option) => [option.name, optionText(option.default), allowedValues(option)]);
  const lines = table([['option', 'default', 'allowed'], ...rows], ['left', 'left', 'left']);
  return lines.flatMap((line, index) => [
    ...wrapLong(`  ${line}`, columns),
    ...(index === 0 ? [] : wrap(options[index - 1]!.meaning, columns - 1, '      ')),
  ]);
}

// A long list of choices goes on below; the columns before it stay unchanged.
function wrapLong(line: string, columns: number): string[] {
  if (line.length < columns) return [line];
  const cut = line.lastIndexOf(' ', columns - 1);
  return cut < columns / 2 ? [line] : [line.slice(0, cut), ...wrap(line.slice(cut), columns - 1, '        ')];
}

/** Labels and texts, each text wrapped beside its label. */
export function factLines(facts: readonly (readonly [string, string])[], columns: number): string[] {
  const width = Math.max(...facts.map(([label]) => label.length));
  const indent = ' '.repeat(width + 2);
  return facts.flatMap(([label, text]) => {
    const [first = '', ...rest] = wrap(text, columns - 1, indent);
    return [`${label.padEnd(width)}  ${first.trimStart()}`, ...rest];
  });
}

/** Text of lines, each ended; a line break inside a line belongs to a name or a message. */
export const linesText = (lines: readonly string[]): string =>
  lines.map((line) => `${line.replace(/[\n\r]/g, printable)}\n`).join('');

/** JSON for programs: holds every text exactly; characters that a terminal might act on are written as `\\uXXXX`. */
export const jsonText = (value: object): string => `${printableJson(JSON.stringify(value, null, 2))}\n`;
