/**
 * Escaping of foreign text: names, messages, file contents and flags may hold control characters that move a terminal's
 * cursor, colour or hide the text after them, or turn the reading direction of a line.
 *
 * Both functions change only characters that must not be shown, and return their own output unchanged. A backslash
 * stays, as in paths; the result is for people and is not read back.
 */

/** Characters that must not be shown, as a character class of a regular expression. */
const CLASSES: readonly string[] = [
  // Control characters: C0, DEL and C1, among them ESC and CSI.
  '\\0-\\x1f\\x7f-\\x9f',
  // Separators of lines and paragraphs.
  '\\u2028\\u2029',
  // Bidirectional text (Unicode Standard Annex 9, table 4): marks, embeddings and overrides, isolates.
  '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069',
  // Invisible: soft hyphen, vowel separator, zero-width space, word joiner and the like, byte order mark, tags.
  '\\xad\\u180e\\u200b\\u2060-\\u2065\\u206a-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}',
  // Noncharacters, by which this program marks its own text, and halves of surrogate pairs.
  '\\ufdd0-\\ufdef\\ufffe\\uffff\\p{Surrogate}',
];

const UNSHOWN = new RegExp(`[${CLASSES.join('')}]`, 'gu');

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text on one line: every such character as it is written in JavaScript, `\x1b`, `\u202e`, `\n`. */
export const printable = (text: string): string => text.replace(UNSHOWN, escaped);

/** Text of several lines: line feeds and tabs stay, and a carriage return before a line feed is dropped. */
export const printableLines = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replace(UNSHOWN, (character) =>
      character === '\n' || character === '\t' ? character : escaped(character),
    );

/** JSON with those of its characters as `\\uXXXX`, which is the same value; the breaks of its own lines stay. */
export const printableJson = (json: string): string =>
  json.replace(UNSHOWN, (character) =>
    character === '\n'
      ? character
      : Array.from(
          { length: character.length },
          (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
        ).join(''),
  );

function escaped(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0)!;
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x1_0000 ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}
