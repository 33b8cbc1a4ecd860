/** Species of a population on the terminal. */
import { describe, expect, it } from 'vitest';
import { speciesLines } from '../../../src/ui/panels/inside-species.ts';
import type { Moment } from '../../../src/watch/story.ts';
import { costAt } from '../../support/ui/scenes.ts';

const moment = (generation: number, ids: number[], sizes: number[]): Moment => ({
  ...{ cost: costAt(1e6 * (generation + 1)), trainingLoss: 1, loss: 1, error: 1, numbers: {} },
  species: { generation, ids, sizes },
});
const history = [moment(0, [0], [10]), moment(4, [0, 2], [5, 5]), moment(9, [2], [10])];
const text = (width: number, height: number, told: readonly Moment[] = history): string[] =>
  speciesLines(told, { width, height }).map((line) => line.map((one) => one.text).join(''));

describe('the species over the generations', () => {
  it('are stacked, the oldest at the bottom, with a letter that a species keeps', () => {
    const rows = text(80, 5);
    expect(rows.slice(0, 4).map((row) => row.slice(8))).toEqual(['acc', 'acc', 'aac', 'aac']);
    expect(rows[4]).toMatch(/^ {8}generation 0 +9: 1 species, greatest 100/);
  });

  it('fit into any area, and are nothing where there are none', () => {
    const many = Array.from({ length: 200 }, (_, at) => moment(at, [0, 1, 2], [at + 1, 5, 9]));
    for (let width = 1; width < 130; width += 4)
      for (let height = 0; height < 14; height += 2) {
        const rows = text(width, height, many);
        expect(rows.length).toBeLessThanOrEqual(height);
        for (const row of rows) expect(row.length).toBeLessThanOrEqual(width);
      }
    const { species: _, ...bare } = history[0]!;
    expect(text(80, 8, [bare])).toEqual([]);
  });
});
