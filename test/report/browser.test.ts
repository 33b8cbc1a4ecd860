import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../src/report/figures.ts';
import { chartText, PATIENCE, program, reader, readThrough } from '../support/report/in-chromium.ts';
import { contestant, task } from '../support/report/made-run.ts';
import { reportOf } from '../support/report/reports.ts';

describe.skipIf(program === null)('a report in Chromium (skipped where there is no Chromium)', () => {
  const reports = reader();

  it('draws every chart with data, without an error, a dialog or a request', async () => {
    const { page, wrong, close } = await reports.open(reports.file);
    await readThrough(page);
    const drawn = await page.locator('.chart').evaluateAll((charts) =>
      charts.map((chart) => ({
        id: (chart as HTMLElement).dataset.chart,
        marks: chart.querySelectorAll('svg path, svg polyline, svg polygon').length,
        ink: [...chart.querySelectorAll('svg [d]')].reduce(
          (sum, path) => sum + path.getAttribute('d')!.length,
          0,
        ),
        fits: chart.querySelector('svg')!.getBoundingClientRect().width <= chart.clientWidth + 1,
      })),
    );
    expect(drawn.length).toBeGreaterThan(15);
    expect(drawn.filter(({ marks, ink, fits }) => marks < 6 || ink < 200 || !fits)).toEqual([]);
    expect(wrong).toEqual([]);
    await close();
  });

  it('switches the axis of every chart that has it', async () => {
    const { page, wrong, close } = await reports.open(reports.file);
    await readThrough(page);
    expect(await chartText(page, 'task-1-error')).toContain('multiply-accumulates (MACs)');
    await page.locator('#task-1-solved').getByRole('radio', { name: 'Seconds' }).check();
    for (const id of ['task-1-error', 'task-1-solved', 'task-1-inside-omega', 'task-1-population-1']) {
      expect(await chartText(page, id), id).toContain('seconds of computing');
    }
    const checked = page.locator('input[data-control="axis"]:checked');
    expect(await checked.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))).toEqual(
      Array.from({ length: await checked.count() }, () => 'seconds'),
    );
    await page.locator('#task-1-error').getByRole('radio', { name: 'Updates / evaluations' }).check();
    expect(await chartText(page, 'task-1-error')).toContain('updates (gradient)');
    expect(wrong).toEqual([]);
    await close();
  });

  it('switches scales, measure and single seeds', async () => {
    const { page, wrong, close } = await reports.open(reports.file);
    const figure = page.locator('#task-1-error');
    await figure.scrollIntoViewIfNeeded();
    const paths = () => figure.locator('svg path').count();
    await figure.locator('svg').waitFor();
    const bands = await paths();
    await figure.getByRole('radio', { name: 'Each' }).check();
    expect(await paths()).toBeGreaterThan(bands + 20);
    await figure.getByRole('radio', { name: 'Loss' }).check();
    expect(await chartText(page, 'task-1-error')).toContain('validation loss');
    await figure.locator('input[data-control="valueScale"][value="log"]').check();
    expect(await chartText(page, 'task-1-error')).toContain('0.2');
    await figure.locator('input[data-control="costScale"][value="linear"]').check();
    expect(await chartText(page, 'task-1-error')).toContain('6 G');
    expect(wrong).toEqual([]);
    await close();
  });

  it('says the numbers under the pointer, over lines and over heat maps', async () => {
    const { page, wrong, close } = await reports.open(reports.file);
    const error = page.locator('[data-chart="task-1-error"]');
    await error.scrollIntoViewIfNeeded();
    await error.locator('svg').waitFor();
    await error.hover({ position: { x: 500, y: 160 } });
    await expect
      .poll(() => error.evaluate((chart) => chart.textContent), PATIENCE)
      .toMatch(/[\d.]+ [MG] MACsgenitor\d.*%.*3 seeds\)/);
    const champion = page.locator('[data-chart="task-1-champion-1"]');
    await champion.scrollIntoViewIfNeeded();
    await champion.locator('svg').waitFor();
    await champion.hover({ position: { x: 200, y: 220 } });
    await expect
      .poll(() => champion.locator('.probe').textContent())
      .toMatch(/step \d+, input .hidden unit \d/);
    await champion.hover({ position: { x: 200, y: 5 } });
    expect(await champion.locator('.probe').isVisible()).toBe(false);
    expect(wrong).toEqual([]);
    await close();
  });

  it('steps through test sequences and seeds', async () => {
    const { page, wrong, close } = await reports.open(reports.file);
    await readThrough(page);
    const look = (id: string) => page.locator(`[data-chart="${id}"] svg`).innerHTML();
    const before = [await look('task-1-champion-1'), await look('task-1-population-1')];
    await page.getByRole('button', { name: 'Next test sequence' }).click();
    expect(await page.getByLabel('Test sequence', { exact: true }).inputValue()).toBe('1');
    expect(await look('task-1-champion-1')).not.toBe(before[0]);
    expect(await look('task-1-population-1')).toBe(before[1]);
    await page.getByRole('button', { name: 'Seed before' }).first().click();
    expect(await page.getByLabel('Seed', { exact: true }).first().inputValue()).toBe('3');
    expect(await look('task-1-population-1')).not.toBe(before[1]);
    expect(wrong).toEqual([]);
    await close();
  });

  it('copies tables with their numbers in full, and the command', async () => {
    const { page, close } = await reports.open(reports.file, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await page.locator('#task-1-contestants .copy').click();
    await expect.poll(() => page.locator('#task-1-contestants .copy').textContent(), PATIENCE).toBe('Copied');
    const rows = (await copied()).trimEnd().split('\n');
    expect(rows).toHaveLength(5);
    expect(rows[0]).toMatch(/^Contestant\tSolved\t95 % interval\t/);
    const macs = rows[0]!.split('\t').findIndex((name) => name.startsWith('MACs to solve'));
    expect(rows[1]!.split('\t')[macs]).toMatch(/^\d{9,10}$/);
    await page.locator('.command .copy').click();
    await expect.poll(copied, PATIENCE).toBe('npx genoprop duel temporal-order');
    await page.locator('.for-paper .copy').click();
    await expect.poll(copied, PATIENCE).toMatch(/ contestants were trained on the task temporal-order: /);
    await close();
  });

  it('gives its numbers as CSV and JSON, and a chart as SVG', async () => {
    const { page, wrong, close } = await reports.open(reports.file, { acceptDownloads: true });
    const downloaded = async (name: string): Promise<string> => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator(`a[download="${name}"]`).click(),
      ]);
      return readFileSync(await download.path(), 'utf8');
    };
    const trials = (await downloaded('trials.csv')).trimEnd().split('\r\n');
    expect(trials).toHaveLength(1 + 12);
    expect(trials[0]).toMatch(/^trial,task,contestant,seed,state,stop,/);
    const curves = (await downloaded('curves.csv')).trimEnd().split('\r\n');
    expect(curves).toHaveLength(1 + 12 * 40);
    expect(new Set(curves.map((line) => line.split(',').length)).size).toBe(1);
    expect(JSON.parse(await downloaded('report.json')).format).toBe('genoprop.report/1');
    expect(await downloaded('task-1-error.svg')).toMatch(/^<svg .*<\/svg>$/s);
    expect(wrong).toEqual([]);
    await close();
  });

  it('shows names as text everywhere, in tooltips too', async () => {
    const names = ['<img src=x onerror=alert(1)>', '<script>alert(2)</script>{a|b}'];
    const contestants = [contestant('genitor', names[0]!), contestant('msgd-c', names[1]!)];
    const data = await reportOf({ contestants, seeds: 1 });
    const { page, wrong, close } = await reports.open(reports.write('names.html', data));
    await readThrough(page);
    const error = page.locator('[data-chart="task-1-error"]');
    await error.hover({ position: { x: 400, y: 160 } });
    await expect
      .poll(() => error.evaluate((chart) => chart.textContent), PATIENCE)
      .toMatch(/MACs<img src=x onerror=alert\(1\)>/);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(wrong).toEqual([]);
    await close();
  });

  it('draws what there is of runs that are not over, went wrong, or have several tasks', async () => {
    const fates = ['solved', 'running', 'planned', 'unvalidated', 'failed', 'stopped'] as const;
    const tasks = [task('addition'), task('embedded-reber')];
    const pages = {
      running: await reportOf({}, { fate: (_, place) => fates[place]! }),
      broken: await reportOf({}, { fate: () => 'exploded', notFinite: true }),
      empty: await reportOf({}, { fate: () => 'planned' }),
      tasks: await reportOf({ tasks, seeds: 1 }),
    };
    for (const [name, data] of Object.entries(pages)) {
      const { page, wrong, close } = await reports.open(reports.write(`${name}.html`, data));
      await readThrough(page);
      expect(wrong, name).toEqual([]);
      expect(await page.locator('.chart').count(), name).toBe(figuresOf(data).length);
      await close();
    }
  });
});
