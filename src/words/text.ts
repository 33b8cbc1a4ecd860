/** Text as people read it: wrapped, quoted for a shell, counted. */

import { printable } from './printable.ts';

/** Breaks of lines and tabs, which only names and messages of others have in a text that is to be wrapped. */
const BREAKS = /[\t\n\v\f\r\u2028\u2029\ufeff]/g;

/**
 * Text broken at spaces into lines of at most `width` characters, each after `indent`. Line breaks and tabs in it are
 * escaped: a name with one cannot begin a line of its own.
 */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  // A number and its percent sign stay together.
  for (const word of text
    .replace(BREAKS, printable)
    .split(/\s+(?!%)/)
    .filter((one) => one !== '')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, indent + line];
}

/** Word quoted for a POSIX shell. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Count with its noun: `1 trial`, `2 trials`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
