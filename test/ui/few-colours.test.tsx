import { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stateLines } from '../../src/ui/panels/nets-states.ts';
import { stripOf } from '../../src/ui/panels/nets-strips.ts';
import { coloursOf } from '../../src/ui/terminal/colours-of.ts';
import { type Colours, contestantSign } from '../../src/ui/terminal/styles.ts';
import { paintLine } from '../../src/ui/terminal/text.ts';
import { frameOf } from '../support/ui/frames.tsx';
import { midway } from '../support/ui/scenes.ts';

afterEach(() => vi.unstubAllEnvs());

/** What Node makes of the environment, of a terminal that is none of its own. */
function coloursUnder(environment: Readonly<Record<string, string>>): Colours {
  for (const name of [
    'TMUX',
    'COLORTERM',
    'CI',
    'FORCE_COLOR',
    'NO_COLOR',
    'NODE_DISABLE_COLORS',
    'TERM_PROGRAM',
  ]) {
    vi.stubEnv(name, undefined);
  }
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const stream = Object.create(WriteStream.prototype) as WriteStream;
  return coloursOf({ colours: !process.env.NO_COLOR }, stream);
}

describe('a terminal with fewer than 256 colours', () => {
  it.each([
    [{ TERM: 'xterm' }, 16],
    [{ TERM: 'linux' }, 16],
    [{ TERM: 'screen' }, 16],
    [{ TERM: 'xterm-256color' }, 256],
    [{ TERM: 'xterm', COLORTERM: 'truecolor' }, 256],
    [{ TERM: 'xterm-256color', NO_COLOR: '1' }, 0],
  ] as const)('is known by its environment: %o has %i', (environment, colours) => {
    expect(coloursUnder(environment)).toBe(colours);
  });

  it.each([0, 16] as const)('has letters along the curves, of %i colours', (colours) => {
    const shown = midway({ contestants: ['ga', 'sgd'], seeds: 1 });
    const lettersOf = (given: Colours): number =>
      frameOf(shown, { width: 80, height: 24 }, { panel: 'curves' }, given)
        .map(stripVTControlCharacters)
        .filter((row) => row.includes('┤') || row.includes('│'))
        .flatMap((row) => [...row].filter((one) => one === contestantSign(0) || one === contestantSign(1)))
        .length;
    expect(lettersOf(colours)).toBeGreaterThan(lettersOf(256) + 2);
  });

  it('shows states by signs, with 16 colours in colours too', () => {
    const values = [-1, -0.5, 0, 0.5, 1].map((value) => Float64Array.of(value));
    const h = { label: 'h', name: 'h', count: 1, scale: 'unit', values } as const;
    const drawn = (colours: Colours): string[] =>
      stateLines(h, [0], stripOf(5, 18), colours).map((line) => paintLine(line, colours));
    for (const colours of [0, 16] as const) {
      expect(stripVTControlCharacters(drawn(colours)[0]!)).toMatch(
        /≡ *= *· *\+ *#|≡ *- *· *\* *#|≡ *= *· *\* *#/,
      );
    }
    expect(drawn(16)[0]).toContain('\x1b[96m');
    expect(drawn(16)[0]).not.toContain('38;5');
    expect(drawn(256)[0]).toContain('▀');
  });

  it('sends no sequence of 256 colours where there are 16', () => {
    for (const panel of ['race', 'curves', 'inside', 'nets'] as const) {
      expect(frameOf(midway(), { width: 160, height: 50 }, { panel }, 16).join('\n')).not.toContain('8;5;');
    }
  });
});
