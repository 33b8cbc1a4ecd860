import { describe, expect, it } from 'vitest';
import { axisNames, endNames } from '../../src/report/charts/frame.ts';
import { curveLines } from '../../src/ui/panels/curves-panel.tsx';
import { raceLines } from '../../src/ui/panels/race.tsx';
import { briefRaceLines } from '../../src/ui/panels/race-brief.ts';
import type { Line } from '../../src/ui/terminal/text.ts';
import { racers } from '../../src/watch/racing.ts';
import { shownAfter, specOf, started } from '../support/ui/scenes.ts';

const sweep = [100, 200, 1000].map((size) => `ga-genitor:population=${size},selection=rank,encoding=bits`);
const spec = specOf({ contestants: sweep, seeds: 1 });
const { standing, story } = shownAfter(
  spec,
  sweep.map((name) => started(`order/${name}/1`)),
);
const rows = racers(spec, standing, story, 'order', false);
const textOf = (line: Line): string => line.map(({ text }) => text).join('');

/** What stands after the signs A, B and C. */
const namesIn = (text: string): string[] =>
  ['A', 'B', 'C'].map((sign) => new RegExp(`(?:^| )${sign} +(\\S+)`).exec(text)?.[1] ?? '');
const expectSizes = (names: readonly string[]): void => {
  expect(names.map((name) => /(100|200|000)$/.exec(name)?.[0])).toEqual(['100', '200', '000']);
  expect(new Set(names).size).toBe(3);
};

describe('names of a sweep in narrow places show the setting that differs', () => {
  it.each([60, 80, 120, 160])('in the race, the race in brief and the legend: %i columns', (width) => {
    const criterion = { error: 0.01 };
    const props = { racers: rows, news: [], criterion, scroll: 0, focused: true, verdict: [] };
    const race = raceLines({ ...props, width, height: 30 }).map(textOf);
    expectSizes(namesIn(race.slice(0, 4).join('\n ')));
    const running = race.slice(race.indexOf('running') + 1);
    expectSizes(namesIn(running.slice(0, 3).join('\n')));
    expectSizes(namesIn(briefRaceLines(rows, width, 3).map(textOf).join('\n ')));
    const curves = { spec, story, axis: 'macs', measure: 'error', logCost: false, logError: false } as const;
    const rest = { task: 'order', criterion: 0.01, focused: true, signed: false, width, height: 20 };
    expectSizes(namesIn(textOf(curveLines({ ...curves, ...rest })[0]!)));
  });

  it('at the ends of lines and beside the axes of the report', () => {
    expect(endNames(sweep)).toEqual(['population=100', 'population=200', 'population=1000']);
    expectSizes(axisNames(sweep, 60));
    expect(axisNames(sweep, 24 + 7.5 * 60)).toEqual(sweep);
  });
});
