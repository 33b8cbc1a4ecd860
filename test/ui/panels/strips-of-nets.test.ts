import { describe, expect, it } from 'vitest';
import { traceSequence } from '../../../src/engine/reference/trace.ts';
import { architectures } from '../../../src/nets/index.ts';
import { type FilledStrip, filledStrips } from '../../../src/nets/strips.ts';
import { allot, chosenStrip, labelsFor, restText, statesLines } from '../../../src/ui/panels/nets-states.ts';
import { rulerLine, stripOf } from '../../../src/ui/panels/nets-strips.ts';
import { lineWidth } from '../../../src/ui/terminal/text.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';

const STEPS = 6;

function stripsOf(name: string, hidden = 3): FilledStrip[] {
  const architecture = architectures.find((one) => one.name === name)!;
  const net = architecture.build({ inputs: 2, outputs: 1 }, architecture.options.parse({ hidden }));
  const batch = randomBatch({
    ...{ loss: 'bernoulli', input: 'symbols', inputs: 2, outputs: 1 },
    ...{ sequences: 1, steps: STEPS, seed: 1 },
  });
  const { shown } = traceSequence(net, randomParameters(net, 1), batch, 0);
  return filledStrips(architecture.strips(net), shown);
}

/** Labels of the rows, from top to bottom. */
function labelled(
  strips: readonly FilledStrip[],
  rows: number,
  { colours = 256, width = 80, chosen = null }: { colours?: 0 | 256; width?: number; chosen?: string | null },
): string[] {
  const columns = stripOf(STEPS, width, labelsFor([strips], width));
  const lines = statesLines(strips, allot(strips, chosen, rows, colours), columns, colours);
  return lines.map((line) => line[0]!.text.trim());
}

describe('strips of a net', () => {
  it('of an LSTM are its gates, its cell and h, of a GRU its gates, its candidate and h, of Elman h', () => {
    const names = ['lstm', 'gru', 'elman'].map((net) => stripsOf(net).map(({ name }) => name));
    expect(names).toEqual([
      ['input gate', 'forget gate', 'output gate', 'cell', 'h'],
      ['reset gate', 'update gate', 'candidate', 'h'],
      ['h'],
    ]);
  });

  it('are one row each under their names, and more rows for the last of them', () => {
    expect(labelled(stripsOf('lstm', 4), 5, {})).toEqual([
      expect.stringMatching(/^input gate \d,\d$/),
      expect.stringMatching(/^forget gate \d,\d$/),
      expect.stringMatching(/^output gate \d,\d$/),
      expect.stringMatching(/^cell \d,\d$/),
      expect.stringMatching(/^h\d,\d$/),
    ]);
    const seven = labelled(stripsOf('lstm', 4), 7, {}).map((label) => label.replace(/ ?\d.*/, ''));
    expect(seven).toEqual(['input gate', 'forget gate', 'output gate', 'cell', 'cell', 'h', 'h']);
    expect(labelled(stripsOf('gru', 2), 40, { colours: 0 })).toHaveLength(4 * 2);
  });

  it('show the same units, those that move most in h', () => {
    const labels = labelled(stripsOf('lstm', 30), 5, {});
    expect(new Set(labels.map((label) => label.replace(/^\D*/, ''))).size).toBe(1);
  });

  it('leave the first out where there are fewer rows, and say so', () => {
    const strips = stripsOf('lstm', 4);
    expect(labelled(strips, 2, {})).toEqual([expect.stringMatching(/^cell /), expect.stringMatching(/^h\d/)]);
    expect(restText(strips, allot(strips, null, 2, 256), null, 256)).toBe('2 of 5 strips, s others');
    expect(restText(strips, allot(strips, null, 5, 256), null, 256)).toBe('2 of 4 units');
    expect(restText(strips, allot(strips, null, 10, 256), null, 256)).toBe('');
  });

  it('are shown all, then each alone, in a circle; a net without the chosen one shows h', () => {
    const nets = [stripsOf('elman'), stripsOf('lstm')];
    const chosen = [0, 1, 2, 3, 4, 5, 6].map((steps) => chosenStrip(nets, steps));
    expect(chosen).toEqual([null, 'input gate', 'forget gate', 'output gate', 'cell', 'h', null]);
    expect(chosenStrip([stripsOf('elman')], 1)).toBeNull();
    expect(labelled(nets[1]!, 2, { chosen: 'cell' })).toEqual(['cell 1,2', 'cell 3']);
    expect(labelled(nets[0]!, 2, { chosen: 'cell' })).toEqual(['h1,2', 'h3']);
  });

  it('have short labels where the panel is narrow', () => {
    expect(labelled(stripsOf('lstm', 2), 5, { width: 40 })).toEqual(['i1,2', 'f1,2', 'o1,2', 'c1,2', 'h1,2']);
  });

  it('have a ruler whose numbers all fit', () => {
    for (const [steps, width] of [
      [200, 80],
      [200, 79],
      [50, 80],
      [9, 40],
    ] as const) {
      const ruler = rulerLine(stripOf(steps, width));
      expect(lineWidth(ruler)).toBeLessThanOrEqual(width);
    }
  });
});
