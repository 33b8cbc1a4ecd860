/** The lab in reports, and pages of the lab: in Chromium where there is one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LabView } from '../../src/lab/view.ts';
import { plainWork } from '../../src/lab/view.ts';
import { comparisonOf } from '../../src/report/compare/comparison.ts';
import type { ReportData } from '../../src/report/data.ts';
import { figuresOf } from '../../src/report/figures.ts';
import { type Assets, renderPage } from '../../src/report/html/page.ts';
import { askedViews, collectLab } from '../../src/report/lab/collect.ts';
import type { LabData } from '../../src/report/lab/data.ts';
import { layoutsOf } from '../../src/report/lab/layout.ts';
import { labPage } from '../../src/report/lab/page.ts';
import { openRun, type RunFile } from '../../src/store/run-file.ts';
import { madeFigures, madeRunView, madeView } from '../support/lab/made-view.ts';
import { axeViolations } from '../support/report/axe.ts';
import { PATIENCE, program, reader, readThrough } from '../support/report/in-chromium.ts';
import { makeRun, specOf } from '../support/report/made-run.ts';
import { reportOf, scratchFolder } from '../support/report/reports.ts';

const asRunView = (given: Partial<LabView>): LabView => ({ ...madeRunView, ...given });
const drawn = asRunView({
  name: 'drawn',
  inReport: 'asked',
  look: async () => ({ says: 'All kinds of figures.', facts: [], figures: madeFigures }),
});
const broken = asRunView({
  name: 'broken',
  look: async () => {
    throw new TypeError('nothing is `there`');
  },
});
const large = asRunView({
  name: 'large',
  look: async () => ({
    says: 'Much was found.',
    facts: [],
    figures: [
      {
        id: 'long',
        title: 'Long',
        shows: 'A long table.',
        drawings: [
          {
            kind: 'table',
            head: ['text'],
            rows: Array.from({ length: 3000 }, (_, row) => [`${row} `.repeat(300)]),
          },
        ],
      },
    ],
  }),
});
const views = [madeView, madeRunView, drawn, broken, large];

const LONG_FACT = ['trial', 'temporal-order:length=10/genitor:hidden=3,population=8,sequences=16/1'] as const;

let run: RunFile;
let data: ReportData;
const assets: Assets = { script: '', style: '' };

beforeAll(async () => {
  const path = makeRun(join(scratchFolder(), 'made.run.sqlite'), specOf({ seeds: 1 }), {});
  run = openRun(path, { readOnly: true });
  data = await reportOf({ seeds: 1 });
  return () => run.close();
});

const collected = (some: readonly LabView[], asked: readonly string[] = []) =>
  collectLab(run, some, asked, () => plainWork());

describe('the lab in a report', () => {
  it('has quick views of what the run has, and those that are asked for', async () => {
    expect((await collected(views)).map(({ view }) => view)).toEqual(['trials', 'broken', 'large']);
    expect((await collected(views, ['drawn'])).map(({ view }) => view)).toEqual([
      'trials',
      'drawn',
      'broken',
      'large',
    ]);
    const lacking = asRunView({ lacks: () => 'it has no trial' });
    expect(await collected([lacking])).toEqual([]);
    expect(await collected([lacking], ['trials'])).toMatchObject([{ failed: 'it has no trial' }]);
  });

  it('says in one line why a view has failed, and leaves out figures that are too large', async () => {
    const lab = await collected([madeRunView, broken, large]);
    const page = renderPage({ ...data, lab }, assets);
    expect(page).toContain('<p class="none">Not shown: nothing is there.</p>');
    expect(lab[2]).toMatchObject({ says: 'Much was found.', figures: [] });
    expect(page).toMatch(
      /Its figures \([\d.]+ MB\) are too large for a report; genoprop lab large .* makes a page of them/,
    );
    expect(page).toContain('<h3>trials: which trials a run has</h3>');
    expect(page).toContain('<a href="#lab">Lab</a>');
  });

  it('folds the rest of a long paragraph, at the end of a sentence', async () => {
    const long = Array.from(
      { length: 40 },
      (_, index) => `Of ${index} nets none, 0.5 of them, was solved.`,
    ).join(' ');
    const lab = await collected([asRunView({ look: async () => ({ says: long, facts: [], figures: [] }) })]);
    const page = renderPage({ ...data, lab }, assets);
    const [, first, rest] =
      /<div class="verdict says"><p>(.*?)<\/p><details>.*?<p>(.*?)<\/p><\/details>/s.exec(page)!;
    expect(`${first} ${rest}`).toBe(long);
    expect(first).toMatch(/was solved\.$/);
    expect(first!.length).toBeLessThan(700);
  });

  it('is the same every time, among the figures for --svg, and in no comparison', async () => {
    const lab = await collected([madeRunView, drawn], ['drawn']);
    const [one, other] = [
      renderPage({ ...data, lab }, assets),
      renderPage({ ...data, lab: await collected([madeRunView, drawn], ['drawn']) }, assets),
    ];
    expect(other).toBe(one);
    const figures = figuresOf({ ...data, lab }).filter(({ section }) => section === 'lab');
    expect(figures).toHaveLength(madeFigures.length - 1);
    expect(comparisonOf([{ ...data, lab }, data]).runs[0]).not.toHaveProperty('lab');
    expect(renderPage(data, assets)).not.toContain('id="lab"');
  });

  it('reads the names of --lab', () => {
    expect(askedViews('drawn, trials', views)).toEqual(['drawn', 'trials']);
    expect(askedViews('all', views)).toEqual(['trials', 'drawn', 'broken', 'large']);
    expect(() => askedViews('draw', views)).toThrow(
      /--lab draw: unknown view 'draw', did you mean 'drawn'\?/,
    );
    expect(() => askedViews('made', views)).toThrow(
      '--lab made: made looks at no run; `genoprop lab made -o FILE.html` shows it',
    );
  });
});

describe.skipIf(program === null)(
  'a page of the lab in Chromium (skipped where there is no Chromium)',
  () => {
    const reports = reader();
    const found: LabData = {
      ...{
        format: 'genoprop.lab/1',
        genoprop: '9.9.9',
        view: 'made',
        options: { parts: 5, scale: 1 },
        run: null,
      },
      ...{ contestants: [], says: 'What <b>is</b> found.', facts: [LONG_FACT], figures: madeFigures },
    };
    let file = '';
    beforeAll(() => {
      file = reports.write('lab.html', data, (given) => labPage(madeView, found, given));
    });

    it('draws every figure without an error or a request, fits 1280 and 390 pixels, light and dark', async () => {
      for (const [width, colorScheme] of [
        [1280, 'light'],
        [390, 'dark'],
      ] as const) {
        const { page, wrong, close } = await reports.open(file, {
          viewport: { width, height: 844 },
          colorScheme,
        });
        await readThrough(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        const charts = await page.locator('.chart').evaluateAll((all) =>
          all.map((chart) => ({
            id: (chart as HTMLElement).dataset.chart,
            ink: [...chart.querySelectorAll('svg [d], svg rect')].length,
          })),
        );
        expect(charts).toHaveLength(madeFigures.length - 1);
        expect(charts.filter(({ ink }) => ink < 4)).toEqual([]);
        expect(await axeViolations(page)).toEqual([]);
        expect(wrong).toEqual([]);
        await close();
      }
    });

    it('moves a slider, presses a button, shows another table, and keeps choices of one name together', async () => {
      const { page, wrong, close } = await reports.open(file);
      const decay = page.locator('#lab-made-decay');
      await decay.locator('svg').waitFor();
      const look = () => decay.locator('.chart svg').innerHTML();
      const before = await look();
      await page.getByLabel('T', { exact: true }).fill('2');
      expect(await decay.locator('output').textContent()).toBe('50');
      const moved = await look();
      expect(moved).not.toBe(before);
      await page.getByRole('radio', { name: 'logistic' }).check();
      expect(await look()).not.toBe(moved);
      expect(await page.locator('#lab-made-numbers-table-0').isVisible()).toBe(true);
      await page.locator('#lab-made-numbers').getByRole('radio', { name: '2' }).check();
      expect(await page.locator('#lab-made-numbers-table-0').isVisible()).toBe(false);
      expect(await page.locator('#lab-made-numbers-table-1').isVisible()).toBe(true);
      expect(wrong).toEqual([]);
      await close();
    });

    it('says the numbers under the pointer, and gives charts as SVG and all numbers as JSON', async () => {
      const { page, wrong, close } = await reports.open(file, { acceptDownloads: true });
      const surface = page.locator('[data-chart="lab-made-surface"]');
      await surface.scrollIntoViewIfNeeded();
      await surface.locator('svg').waitFor();
      await surface.hover({ position: { x: 230, y: 250 } });
      await expect
        .poll(() => surface.locator('.probe').textContent(), PATIENCE)
        .toMatch(/loss above that of the start.*along SGD’s end/);
      const downloaded = async (name: string): Promise<string> => {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.locator(`a[download="${name}"]`).click(),
        ]);
        return readFileSync(await download.path(), 'utf8');
      };
      expect(await downloaded('lab-made-automaton.svg')).toMatch(/^<svg .*q1.*<\/svg>$/s);
      expect(await downloaded('lab-made-decay.svg')).toContain('at initialisation');
      expect(JSON.parse(await downloaded('made.json'))).toEqual(JSON.parse(JSON.stringify(found)));
      expect(wrong).toEqual([]);
      await close();
    });

    it('is redrawn in a report from its data', async () => {
      const lab = await collected([drawn], ['drawn']);
      const { page, wrong, close } = await reports.open(reports.write('with-lab.html', { ...data, lab }));
      await page.locator('[data-chart="lab-drawn-matrix"]').scrollIntoViewIfNeeded();
      await expect
        .poll(() => page.locator('[data-chart="lab-drawn-matrix"]').textContent(), PATIENCE)
        .toContain('symbol 3');
      await page.locator('[data-chart="lab-drawn-ancestors"]').scrollIntoViewIfNeeded();
      await expect
        .poll(() => page.locator('[data-chart="lab-drawn-ancestors"]').textContent(), PATIENCE)
        .toContain('genome 11');
      expect(wrong).toEqual([]);
      await close();
    });
  },
);

it('lays a graph out with every node inside, and loops beside their node', () => {
  const layouts = layoutsOf(madeFigures);
  expect(Object.keys(layouts).sort()).toEqual(['ancestors', 'automaton']);
  for (const layout of Object.values(layouts).flat()) {
    const { width, height, nodes, edges } = layout!;
    for (const [x, y, wide, high] of nodes) {
      expect(x - wide / 2).toBeGreaterThanOrEqual(0);
      expect(y - high / 2).toBeGreaterThanOrEqual(0);
      expect(x + wide / 2).toBeLessThanOrEqual(width);
      expect(y + high / 2).toBeLessThanOrEqual(height);
    }
    expect(edges.every(({ points }) => points.length >= 4 && points.every(Number.isFinite))).toBe(true);
  }
});
