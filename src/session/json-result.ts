/** Result of a command as JSON, into the file of `--json FILE`, or onto standard output for `--json -`. */
import { jsonText } from './listing.ts';
import { writeResult } from './output-file.ts';
import type { Surface, Terminal } from './terminal.ts';

/** Surface for the command's text: standard error where the JSON is on standard output. */
export const surfaceBeside = (json: string | undefined, terminal: Terminal): Surface =>
  json === '-' ? terminal.err : terminal.out;

/**
 * Writes the result.
 * @param json the flag's value; undefined where there is no flag
 * @throws RunError where the file cannot be written
 */
export function writeJson(json: string | undefined, terminal: Terminal, value: () => object): void {
  if (json === undefined) return;
  const text = jsonText(value());
  if (json === '-') terminal.out.write(text);
  else writeResult(json, '--json', text);
}
