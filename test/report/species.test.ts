/** Species of a population in a report: their data, and the stacked figure. */
import { describe, expect, it } from 'vitest';
import { light } from '../../src/report/charts/theme.ts';
import { firstView } from '../../src/report/charts/view.ts';
import { figuresOf } from '../../src/report/figures.ts';
import { speciesOf } from '../../src/report/species.ts';
import { checkpoint } from '../support/cli/recording.ts';
import { contestant } from '../support/report/made-run.ts';
import { reportOf } from '../support/report/reports.ts';

const told = (macs: number, generation: number, ids: number[], sizes: number[]) => ({
  ...checkpoint(macs, 0.5),
  inside: { generation, speciesIds: ids, speciesSizes: sizes },
});

describe('the species of a trial', () => {
  it('are columns by their numbers, 0 before they arise and after they have died out', () => {
    const picture = speciesOf(
      [told(1e6, 0, [1], [10]), told(2e6, 4, [1, 3], [4, 6]), told(3e6, 9, [3], [10])],
      9,
    );
    expect(picture).toMatchObject({ ids: [1, 3], generation: [0, 4, 9], macs: [1e6, 2e6, 3e6] });
    expect(picture!.sizes).toEqual([
      [10, 0],
      [4, 6],
      [0, 10],
    ]);
  });

  it('are thinned to so many validations, and null where there are none', () => {
    const many = Array.from({ length: 30 }, (_, at) => told(1e6 * (at + 1), at, [1], [10]));
    expect(speciesOf(many, 7)!.sizes).toHaveLength(7);
    expect(speciesOf([checkpoint(1e6, 0.5)], 7)).toBeNull();
  });
});

describe('the figure of species', () => {
  it('stacks their members, the oldest at the bottom, and tells the species at the pointer', async () => {
    const inside = { generation: 3, speciesIds: [2, 5, 7], speciesSizes: [10, 30, 60] };
    const data = await reportOf(
      { contestants: [contestant('genitor')], seeds: 1 },
      { inside, validations: 4 },
    );
    const figure = figuresOf(data).find(({ id }) => id === 'task-1-species-1')!;
    expect(figure.section).toBe('genetic');
    const { option, probes } = figure.draw(firstView, light);
    const series = option.series as {
      name: string;
      data: [number, number][];
      areaStyle: { color: string };
    }[];
    expect(series.map(({ name, data }) => [name, data.at(-1)![1]])).toEqual([
      ['species 7', 100],
      ['species 5', 40],
      ['species 2', 10],
    ]);
    expect(new Set(series.map(({ areaStyle }) => areaStyle.color)).size).toBe(3);
    const at = series[0]!.data.at(-1)![0];
    expect(probes![0]!(at, 20)).toMatch(/species<.*>5<.*members<.*>30<.*generation<.*>3</);
    expect(probes![0]!(at, 101)).toBeNull();
  });

  it('is left out where no learner tells of species', async () => {
    const data = await reportOf({ contestants: [contestant('genitor')], seeds: 1 }, { validations: 4 });
    expect(figuresOf(data).filter(({ id }) => id.includes('species'))).toEqual([]);
  });
});
