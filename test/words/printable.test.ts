import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableLines } from '../../src/words/printable.ts';

const between = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));

/** What a terminal or a browser may act on instead of showing it. */
const UNSHOWN = [
  ...between(0, 0x1f),
  ...between(0x7f, 0x9f),
  '\u061c',
  '\u200e',
  '\u200f',
  ...between(0x2028, 0x202e),
  ...between(0x2066, 0x2069),
  '\ud800',
  '\udfff',
];

/** Text with many of these in it, surrogates in any order too. */
const foreign = fc
  .array(fc.oneof(fc.constantFrom(...UNSHOWN), fc.string({ unit: 'binary' }), fc.string()))
  .map((parts) => parts.join(''));

describe('text from others, made safe to show', () => {
  it.each([
    ['an escape sequence', '\x1b[2J\x1b]0;title\x07', '\\x1b[2J\\x1b]0;title\\x07'],
    ['controls of eight bits', '\x9b31m\x85', '\\x9b31m\\x85'],
    ['zero, backspace and delete', 'a\0b\bc\x7f', 'a\\x00b\\x08c\\x7f'],
    ['an override of the direction', 'user\u202egnp.exe\u2069', 'user\\u202egnp.exe\\u2069'],
    ['separators of lines and paragraphs', 'one\u2028two\u2029', 'one\\u2028two\\u2029'],
    ['a byte order mark and a zero-width space', '\ufeffTemp\u200b', '\\ufeffTemp\\u200b'],
    ['tags, beyond 16 bits', 'a\u{e0041}', 'a\\u{e0041}'],
    ['halves of surrogate pairs', 'a\ud83db\ude00', 'a\\ud83db\\ude00'],
    ['breaks of lines and tabs', 'one\r\ntwo\tthree\n', 'one\\r\\ntwo\\tthree\\n'],
  ])('shows %s as written in JavaScript', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves what people write as it is: accents, scripts of any direction, emoji of several parts, paths', () => {
    const text = 'Zoë, Größe ‖Ω‖ ≤ .1, 東京, שלום, مرحبا, 👩‍👩‍👧, e\u0301, C:\\new\\x1b ▁▂█';
    expect(printable(text)).toBe(text);
    expect(printableLines(text)).toBe(text);
  });

  it('keeps line feeds and tabs in text of several lines, and nothing else', () => {
    expect(printableLines('one\r\n\ttwo\rthree\x1b[A\n')).toBe('one\n\ttwo\\rthree\\x1b[A\n');
  });

  it('holds none of these characters, whatever was given, and is its own fixed point', () => {
    const lone = /\p{Surrogate}/u;
    fc.assert(
      fc.property(foreign, (text) => {
        const line = printable(text);
        const lines = printableLines(text);
        for (const character of UNSHOWN.slice(0, -2)) {
          expect(line.includes(character)).toBe(false);
          if (character !== '\n' && character !== '\t') expect(lines.includes(character)).toBe(false);
        }
        expect(lone.test(line) || lone.test(lines)).toBe(false);
        expect([printable(line), printableLines(lines)]).toEqual([line, lines]);
      }),
    );
  });
});
