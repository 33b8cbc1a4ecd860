import { beforeAll, describe, expect, it } from 'vitest';
import { runRemarks, taskRemarks } from '../../src/report/compare/comparable.ts';
import { comparisonOf, tasksOf } from '../../src/report/compare/comparison.ts';
import { comparisonFigures } from '../../src/report/compare/figures.ts';
import { renderComparison } from '../../src/report/compare/page.ts';
import type { ReportData } from '../../src/report/data.ts';
import { chartFilesOf } from '../../src/report/svg.ts';
import type { TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { axeViolations } from '../support/report/axe.ts';
import { chartText, program, reader, readThrough } from '../support/report/in-chromium.ts';
import { contestant, task } from '../support/report/made-run.ts';
import { reportOf } from '../support/report/reports.ts';

const assets = { script: '', style: '' };
const textOf = (page: string): string =>
  page
    .replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '')
    .replace(/<wbr>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

const both = async (one: Partial<TournamentSpec>, other: Partial<TournamentSpec>) =>
  comparisonOf([await reportOf(one), await reportOf(other)]);

/** What may not be compared, of the first task. */
const warnings = (data: ReturnType<typeof comparisonOf>): string =>
  [...runRemarks(data, tasksOf(data)), ...taskRemarks(tasksOf(data)[0]!)]
    .filter(({ may }) => !may)
    .map(({ text }) => text)
    .join('\n');

describe('runs side by side', () => {
  it('share the tasks whose sequences have one fingerprint, and no others', async () => {
    const data = await both(
      { tasks: [task('temporal-order'), task('addition')] },
      { tasks: [task('addition', { length: 30 }), task('temporal-order')] },
    );
    expect(tasksOf(data).map(({ label, runs }) => [label, runs.map(({ run }) => run)])).toEqual([
      ['temporal-order', [0, 1]],
      ['addition', [0]],
      ['addition:length=30', [1]],
    ]);
    expect(comparisonFigures(data).map(({ id }) => id)).toEqual(['task-1-error', 'task-1-solved']);
  });

  it('name their files, and the settings in which contestants differ', async () => {
    const [small, large] = [
      contestant('genitor', 'bred', { hidden: 4 }),
      contestant('genitor', 'bred', { hidden: 8 }),
    ];
    const data = await both(
      { contestants: [small, contestant('random')] },
      { contestants: [large, contestant('random')] },
    );
    const text = textOf(renderComparison(data, assets));
    for (const { file } of data.runs) expect(text).toContain(file);
    expect(text).toMatch(/Settings that differ Learner genitor .*Setting bred \(A\) bred \(B\) hidden 4 8 /);
    expect(text).not.toContain('Learner random-search');
    const same = await both({ contestants: [small] }, { contestants: [small] });
    expect(textOf(renderComparison(same, assets))).not.toContain('Settings that differ');
  });

  it('mark numbers of fewer trials than planned, and say how trials failed', async () => {
    const incomplete = await reportOf(
      {},
      {
        fate: ({ contestant: { name }, repetition }) =>
          name === 'msgd-cr' && repetition === 1 ? 'failed' : 'budget',
      },
    );
    const complete = await reportOf({}, { fate: () => 'budget' });
    const text = textOf(renderComparison(comparisonOf([incomplete, complete]), assets));
    expect(text).toMatch(/ msgd-cr 0 of 2 \* 0 of 3 [\d.]+ % \([^)]*\) \* [\d.]+ % \([^)]*\) – – /);
    expect(text).toContain(
      'Run A: * of fewer trials than planned: msgd-cr 2 of 3; failed: msgd-cr in 1 of 3 trials (made to end as failed).',
    );
    expect(text).not.toContain('Run B: *');
  });

  it('share no task that could not be drawn', async () => {
    const unknown = task('temporal-order');
    const nowhere = { ...unknown, facts: { ...unknown.facts, fingerprint: null } };
    const data = await both({ tasks: [nowhere] }, { tasks: [nowhere] });
    expect(tasksOf(data)).toHaveLength(2);
    expect(comparisonFigures(data)).toEqual([]);
    expect(warnings(data)).toMatch(/temporal-order of A with that of B: its sequences are not the same/);
  });

  it('say which differences forbid which comparison, and nothing of differences that are not there', async () => {
    const one = { seed: 1, budget: { macs: 1e9 }, device: 'wasm', seeds: 3 };
    const alike = warnings(await both(one, one));
    for (const word of ['other seeds', 'budgets differ', 'devices differ', 'numbers of seeds']) {
      expect(alike).not.toContain(word);
    }
    for (const [change, text] of [
      [{ seed: 7 }, 'the runs have other seeds (A: 1; B: 7)'],
      [{ budget: { macs: 2e9 } }, 'the budgets differ (A: 1.00 G MACs a trial; B: 2.00 G MACs a trial)'],
      [{ device: 'webgpu' }, 'the devices differ (A: wasm; B: webgpu)'],
      [{ seeds: 2 }, 'other numbers of seeds (A: 3; B: 2)'],
    ] as const) {
      expect(warnings(await both(one, { ...one, ...change }))).toContain(text);
    }
  });

  it('count the machine of a run that was gone on with once, and tell machines apart', async () => {
    const played = await reportOf({});
    const [session] = played.sessions;
    const on = (...machines: string[]): ReportData => ({
      ...played,
      sessions: machines.map((machine) => ({ ...session!, machine })),
    });
    expect(warnings(comparisonOf([on('m'), on('m', 'm')]))).toContain('the machine is the same');
    expect(warnings(comparisonOf([on('m', 'n'), on('n', 'm', 'n')]))).toContain(
      'on several machines each (A: m, n; B: m, n)',
    );
    expect(warnings(comparisonOf([on('m'), on('m', 'n')]))).toContain('on other machines (A: m; B: m, n)');
  });

  it('tell contestants of one name apart that have other settings', async () => {
    const data = await both(
      { contestants: [contestant('msgd'), contestant('genitor')] },
      { contestants: [contestant('msgd', 'msgd', { hidden: 20 }), contestant('genitor')] },
    );
    expect(warnings(data)).toContain(
      'msgd of A with msgd of B: they are not the same contestant, hidden is 50 in A and 20 in B.',
    );
    expect(warnings(data)).not.toContain('genitor of A');
  });
});

describe('the page of several runs', () => {
  let runs: ReportData[];
  beforeAll(async () => {
    runs = [
      await reportOf({ contestants: ['genitor', 'msgd', 'random'].map((name) => contestant(name)) }),
      await reportOf(
        { contestants: ['msgd-cr', 'msgd'].map((name) => contestant(name)), seed: 2 },
        { fate: () => 'budget' },
      ),
      await reportOf({ contestants: [contestant('msgd')], seeds: 1 }, { fate: () => 'running' }),
    ];
  });

  it('has each run’s verdict, their contestants in one table, and no verdict across runs', () => {
    const text = textOf(renderComparison(comparisonOf(runs), assets));
    for (const { text: verdict } of runs) {
      const last = verdict.split('. ').at(-1)!;
      expect(text).toContain(last.replaceAll("'", '&#39;'));
    }
    expect(text).toContain('none is made across runs');
    expect(text).toContain('This run is not over');
    expect(text).toMatch(/msgd 3 of 3 0 of 3 0 of 0/);
    expect(text).toMatch(/msgd-cr – 0 of 3 –/);
    expect(text.match(/wins/g)?.length ?? 0).toBeLessThanOrEqual(
      2 * runs.filter(({ winner }) => winner !== null).length,
    );
  });

  it('names each id once, and every link of its contents leads somewhere', () => {
    const page = renderComparison(comparisonOf(runs), assets);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
    const targets = [...page.matchAll(/ (?:href="#|aria-labelledby="|aria-describedby=")([^"]+)"/g)];
    expect(targets.map(([, id]) => id!).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('gives its charts as files that name contestant and run', () => {
    const figures = comparisonFigures(comparisonOf(runs));
    const [error] = chartFilesOf(figures, () => 'temporal-order');
    expect(error!.name).toBe('temporal-order-error-over-cost');
    for (const name of ['genitor (A)', 'msgd (A)', 'msgd (B)', 'msgd (C)'])
      expect(error!.svg).toContain(name);
  });

  describe.skipIf(program === null)('in Chromium (skipped where there is no Chromium)', () => {
    const reports = reader();

    it('draws the curves of all runs, and hides a run in charts and tables by a click', async () => {
      const file = reports.write('compared.html', runs[0]!, (made) =>
        renderComparison(comparisonOf(runs), made),
      );
      const { page, wrong, close } = await reports.open(file);
      await readThrough(page);
      expect(await chartText(page, 'task-1-error')).toMatch(/msgd \(A\)/);
      expect(await chartText(page, 'task-1-error')).toMatch(/msgd \(B\)/);
      const heads = () => page.locator('#task-1-contestants thead th:visible').count();
      expect(await heads()).toBe(10);
      await page.locator('#task-1 .legend').getByRole('button', { name: 'run B' }).press('Enter');
      expect(await heads()).toBe(7);
      expect(await chartText(page, 'task-1-error')).not.toMatch(/\(B\)/);
      expect(await page.locator('#runs-table tbody tr:visible').count()).toBe(2);
      await page.locator('#task-1 .legend').getByRole('button', { name: 'Hide all' }).click();
      await page.locator('#task-1 .legend').getByRole('button', { name: 'msgd', exact: true }).click();
      expect(await chartText(page, 'task-1-error')).toMatch(/msgd \(A\)/);
      expect(await chartText(page, 'task-1-error')).not.toMatch(/genitor|\(B\)/);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('a[download="B-trials.csv"]').click(),
      ]);
      expect(download.suggestedFilename()).toBe('B-trials.csv');
      expect(wrong).toEqual([]);
      await close();
    });

    it.each([
      [1280, 'light'],
      [390, 'dark'],
    ] as const)(
      'is accessible and never scrolls sideways, %i pixels wide, %s',
      async (width, colorScheme) => {
        const file = reports.write('compared.html', runs[0]!, (made) =>
          renderComparison(comparisonOf(runs), made),
        );
        const { page, wrong, close } = await reports.open(file, {
          colorScheme,
          viewport: { width, height: 900 },
        });
        await readThrough(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        expect(await axeViolations(page)).toEqual([]);
        expect(wrong).toEqual([]);
        await close();
      },
    );
  });
});
