import { describe, expect, it } from 'vitest';
import { renderPage } from '../../src/report/html/page.ts';
import { findingText, sweepsOf } from '../../src/report/sensitivity.ts';
import { wilsonInterval } from '../../src/statistics/wilson.ts';
import type { TrialSpec } from '../../src/tournament/spec/tournament.ts';
import { axeViolations } from '../support/report/axe.ts';
import { chartText, PATIENCE, program, reader } from '../support/report/in-chromium.ts';
import { contestant, type Fate, task } from '../support/report/made-run.ts';
import { reportOf } from '../support/report/reports.ts';

const tasks = [50, 10, 20].map((length) => ({
  ...task('temporal-order', { length }),
  label: `temporal-order:length=${length}`,
}));
const contestants = [
  ...[4, 2].map((alpha) => contestant('msgd-cr', `msgd-cr:alpha=${alpha}`, { alpha })),
  contestant('genitor'),
];

/** msgd-cr solves what is short, genitor nothing, and one trial of it fails. */
function fate({ task: on, contestant: who, repetition }: TrialSpec): Fate {
  if (who.name === 'genitor') return repetition === 1 && on.options.length === 10 ? 'failed' : 'budget';
  if (on.options.length === 10) return 'solved';
  return on.options.length === 20 && repetition <= 2 ? 'solved' : 'budget';
}

const report = (seeds = 5) => reportOf({ tasks, contestants, seeds }, { fate, validations: 6 });

describe('what was swept', () => {
  it('is counted over each value, marginal over the others, by contestant and by task', async () => {
    const sweeps = sweepsOf(await report());
    expect(sweeps.map(({ kind, name, subject, values }) => [kind, name, subject, values])).toEqual([
      ['option', 'length', 'temporal-order', ['10', '20', '50']],
      ['setting', 'alpha', 'msgd-cr', ['2', '4']],
    ]);
    const [length, alpha] = sweeps;
    const counts = length!.groups.map(({ name, points }) => [
      name,
      ...points.map(({ solved, finished, planned }) => [solved, finished, planned]),
    ]);
    expect(counts).toEqual([
      ['msgd-cr', [10, 10, 10], [4, 10, 10], [0, 10, 10]],
      ['genitor', [0, 4, 5], [0, 5, 5], [0, 5, 5]],
    ]);
    expect(length!.groups[0]!.points[1]!.interval).toEqual(wilsonInterval(4, 10));
    expect(alpha!.groups.map(({ name, points }) => [name, points.map(({ solved }) => solved)])).toEqual([
      ['temporal-order', [7, 7]],
    ]);
    expect([length!.complete, alpha!.complete]).toEqual([true, true]);
  });

  it('is told with what it cost: all that was spent per success, and no cost where none solved it', async () => {
    const data = await report();
    const [length] = sweepsOf(data);
    const [ten, twenty, fifty] = length!.groups[0]!.points;
    const spent = data.tasks
      .find(({ label }) => label.endsWith('=20'))!
      .trials.filter((trial) => trial.contestant !== 'genitor')
      .reduce((sum, { solved, costToSolve, cost }) => sum + (solved ? costToSolve!.macs : cost.macs), 0);
    expect(twenty!.expected).toBeCloseTo(spent / 4, 0);
    expect(twenty!.expectedInterval!.low).toBeLessThan(twenty!.expected!);
    expect(twenty!.expectedInterval!.high).toBeGreaterThan(twenty!.expected!);
    expect(ten!.median).toBeGreaterThan(0);
    expect([twenty!.median, fifty!.expected, fifty!.expectedInterval]).toEqual([null, null, null]);
  });

  it('is said to differ only where intervals that hold together do not overlap', async () => {
    const [length, alpha] = sweepsOf(await report());
    expect(findingText(length!, length!.groups[0]!)).toBe(
      'msgd-cr: length=10 (10 of 10) was solved more often than length=50 (0 of 10); their 98.3 % intervals (wider than the 95 % ones shown, for 3 values are compared) do not overlap.',
    );
    expect(findingText(length!, length!.groups[1]!)).toContain(
      'every value of length was solved equally often',
    );
    expect(findingText(alpha!, alpha!.groups[0]!)).toContain(
      'msgd-cr on temporal-order: every value of alpha solved equally often',
    );
    const [few] = sweepsOf(await report(1));
    expect(findingText(few!, few!.groups[0]!)).toBe(
      'msgd-cr: length=10 (2 of 2) was solved most often, length=50 (0 of 2) least; their 98.3 % intervals (wider than the 95 % ones shown, for 3 values are compared) overlap, so that this may be chance.',
    );
  });

  it('is said to be incomplete where a value was played in other company', async () => {
    const some = [
      contestant('msgd-cr', 'msgd-cr:alpha=2', { alpha: 2 }),
      contestant('msgd-cr', 'msgd-cr:alpha=4,learningRate=0.1', { alpha: 4, learningRate: 0.1 }),
    ];
    const data = await reportOf({ tasks: [tasks[0]!], contestants: some }, { validations: 3 });
    const sweeps = sweepsOf(data);
    expect(sweeps.map(({ name, complete }) => [name, complete])).toEqual([
      ['learningRate', false],
      ['alpha', false],
    ]);
    expect(renderPage(data, { script: '', style: '' })).toContain(
      'Not every combination of the swept values was planned',
    );
  });

  it('has a section with a table of every value, and none where nothing was swept', async () => {
    const page = renderPage(await report(), { script: '', style: '' });
    expect(page).toContain('<section id="sensitivity"><h2>Sensitivity</h2>');
    expect(page).toContain('<a href="#sensitivity">Sensitivity</a>');
    expect(page).toContain('id="sensitivity-1-table"');
    const without = await reportOf({ contestants: ['genitor', 'msgd'].map((name) => contestant(name)) });
    expect(renderPage(without, { script: '', style: '' })).not.toContain('id="sensitivity"');
  });
});

describe.skipIf(program === null)(
  'the section on sensitivity in Chromium (skipped where there is no Chromium)',
  () => {
    const reports = reader();

    for (const [colorScheme, width] of [
      ['light', 390],
      ['dark', 1280],
    ] as const) {
      it(`draws every value, is accessible and never scrolls sideways, ${colorScheme}, ${width} pixels wide`, async () => {
        const small = { tasks, contestants, seeds: 1 };
        const file = reports.write('swept.html', await reportOf(small, { fate, validations: 2 }));
        const { page, wrong, close } = await reports.open(file, {
          colorScheme,
          viewport: { width, height: 900 },
        });
        const drawn = page.locator('[data-chart="sensitivity-1"]');
        await drawn.scrollIntoViewIfNeeded();
        await expect.poll(() => drawn.getAttribute('data-drawn'), PATIENCE).toBe(colorScheme);
        const text = await chartText(page, 'sensitivity-1');
        for (const said of ['10', '20', '50', 'msgd-cr', 'genitor', 'MACs per success', 'length']) {
          expect(text).toContain(said);
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        expect(await axeViolations(page, '#sensitivity')).toEqual([]);
        expect(wrong).toEqual([]);
        await close();
      });
    }
  },
);
