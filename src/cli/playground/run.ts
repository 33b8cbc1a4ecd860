/** Action of `genoprop playground`. */
import { resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { oneFile } from '../../playground/built.ts';
import { openInBrowser } from '../../report/browsers.ts';
import { requireOwnPage } from '../../report/own-page.ts';
import { factLines, linesText } from '../../session/listing.ts';
import { writeWhole } from '../../session/output-file.ts';
import { type Terminal, Verbatim } from '../../session/terminal.ts';
import { quantity } from '../../words/numbers.ts';
import { shellWord } from '../../words/text.ts';
import type { PlaygroundFlags } from './flags.ts';

const USUAL = 'genoprop-playground.html';

/**
 * Writes the page. Returns the exit code.
 * @throws UserError where another file would be overwritten
 * @throws RunError where the page is not built, or cannot be written
 */
export async function writePlayground(
  { out = USUAL, open = false, force = false }: PlaygroundFlags,
  terminal: Terminal,
): Promise<number> {
  const toOutput = out === '-';
  if (toOutput && open) throw new UserError('--open: needs a file, not -o -');
  if (!toOutput) requireOwnPage(out, { force, kind: 'playground' });
  const page = oneFile();
  if (toOutput) terminal.out.write(new Verbatim(page));
  else writeWhole(out, '-o', page);
  const surface = toOutput ? terminal.err : terminal.out;
  const size = `${quantity(Buffer.byteLength(page))}B`;
  const facts: [string, string][] = [
    ['playground', `${toOutput ? 'standard output' : out} (${size}, needs no network)`],
  ];
  surface.write(linesText(factLines(facts, surface.columns)));
  if (open) {
    const failed = await openInBrowser(resolve(out));
    if (failed !== null) terminal.err.write(`genoprop: --open: ${failed}; open ${shellWord(out)} yourself\n`);
  }
  return 0;
}
