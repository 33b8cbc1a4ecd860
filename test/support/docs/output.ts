/** An output as a document shows it, compared with the real one. */

/** What differs from run to run and from machine to machine: seconds, rates, memory; and the room that these take. */
const likened = (line: string): string =>
  line
    .replaceAll(/\d[\d.]* (min|s|ms|h)\b( \d+ s\b)?/g, '# s')
    .replaceAll(/\d[\d,]* sequences a second/g, '# sequences a second')
    .replaceAll(/\d+ MB at most/g, '# MB at most')
    .replaceAll(/^(made|\d+\.\d s) .*/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Parts of a shown output between its lines `...`, as lists of lines. */
function parts(shown: string): string[][] {
  const found: string[][] = [[]];
  for (const line of shown.trimEnd().split('\n')) {
    if (line === '...') found.push([]);
    else found.at(-1)!.push(likened(line));
  }
  return found.filter((lines) => lines.length > 0);
}

/**
 * The parts of a shown output that the real one does not have, one after the other, as whole lines. Empty where it is
 * the real one but for lines that `...` leaves out.
 */
export function missingFrom(out: string, shown: string): string[] {
  const lines = out.split('\n').map(likened);
  const missing: string[] = [];
  let from = 0;
  for (const part of parts(shown)) {
    const at = lines.findIndex(
      (_, index) => index >= from && part.every((line, offset) => lines[index + offset] === line),
    );
    if (at < 0) missing.push(part.join('\n'));
    else from = at + part.length;
  }
  return missing;
}
