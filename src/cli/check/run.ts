/** Action of `genoprop check`: tries the plugin and writes a line for each thing that was tried. */

import { jsonText } from '../../session/listing.ts';
import { paint, type Surface, type Terminal } from '../../session/terminal.ts';
import { type CheckLine, checkPlugin } from '../../tournament/check/check-plugin.ts';
import { counted, shellWord, wrap } from '../../words/text.ts';
import type { CheckFlags } from './flags.ts';

/** Exit code where a check failed: the user's, since the plugin is the user's to mend. */
const NOT_PASSED = 2;

/**
 * Checks the plugin. Returns the exit code: 0 where nothing failed.
 * @throws UserError where there is no such file, and on a `--set` that is wrong
 */
export async function runCheck(file: string, flags: CheckFlags, terminal: Terminal): Promise<number> {
  const lines: CheckLine[] = [];
  const onPrint = (text: string): void => terminal.err.write(text);
  for await (const line of checkPlugin(file, { assignments: flags.set, onPrint })) {
    lines.push(line);
    if (flags.json !== true) terminal.out.write(checkText(line, terminal.out));
  }
  const failed = lines.filter(({ status }) => status === 'failed').length;
  if (flags.json === true) {
    const passed = failed === 0;
    terminal.out.write(jsonText({ format: 'genoprop.check/1', file, passed, checks: lines }));
  } else terminal.out.write(`\n${summary(file, lines, failed)}\n`);
  return failed === 0 ? 0 : NOT_PASSED;
}

const WIDTH = 'determinism'.length;

function checkText({ check, status, text }: CheckLine, surface: Surface): string {
  const { good, bad, strong, faint } = paint(surface.colours);
  // A log gets words in place of signs, so that it can be searched.
  const signs = surface.interactive
    ? { passed: good('✓'), failed: bad('✗'), warned: strong('!'), noted: faint('–') }
    : { passed: 'ok  ', failed: 'FAIL', warned: 'WARN', noted: '-   ' };
  const margin = ' '.repeat((surface.interactive ? 1 : 4) + 1 + WIDTH + 2);
  const [first = '', ...rest] = wrap(text, surface.columns - 1, margin);
  const name = status === 'failed' ? bad(check.padEnd(WIDTH)) : check.padEnd(WIDTH);
  return [`${signs[status]} ${name}  ${first.trimStart()}`, ...rest].map((line) => `${line}\n`).join('');
}

function summary(file: string, lines: readonly CheckLine[], failed: number): string {
  const made = lines.filter(({ text }) => text !== 'not tried').length;
  const warned = lines.filter(({ status }) => status === 'warned').length;
  if (failed === 0) {
    const passed = warned === 0 ? 'all passed' : `nothing failed, ${counted(warned, 'warning')}`;
    return `${file}: ${passed}; \`npx genoprop duel ${shellWord(file)}\` plays it`;
  }
  return `${file}: ${failed} of the ${made} things that were tried ${failed === 1 ? 'is' : 'are'} not as ${failed === 1 ? 'it' : 'they'} should be`;
}
