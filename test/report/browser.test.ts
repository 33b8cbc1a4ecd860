import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPng, findChromium } from '../../src/report/browser.ts';
import { type Assets, renderPage } from '../../src/report/html/page.ts';
import { chartFiles } from '../../src/report/svg.ts';
import { contestant, task } from './made-run.ts';
import { freshAssets, reportOf, scratchFolder } from './reports.ts';

const program = findChromium();
/** A machine that does much else at the same time draws slowly. */
const PATIENCE = { timeout: 20_000 };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(program === null)('a report in Chromium (skipped where there is no Chromium)', () => {
  let browser: Browser;
  let assets: Assets;
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = scratchFolder();
    assets = await freshAssets();
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath: program!, args });
    const contestants = ['genitor', 'msgd', 'msgd-cr', 'random'].map((name) => contestant(name));
    file = pageFile('one.html', await reportOf({ contestants }));
  });
  afterAll(() => browser?.close());

  const pageFile = (name: string, data: Parameters<typeof renderPage>[0]): string => {
    const path = join(folder, name);
    writeFileSync(path, renderPage(data, assets));
    return path;
  };

  /** An open page, and what it did that a report must not do. */
  async function open(path: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on('console', (message) => wrong.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => wrong.push(`dialog: ${dialog.message()}`));
    const address = pathToFileURL(path).href;
    page.on('request', (request) => {
      const url = request.url();
      if (url.split('#')[0] !== address && !/^(data|blob):/.test(url)) wrong.push(`request: ${url}`);
    });
    await page.goto(address);
    return { page, wrong, close: () => context.close() };
  }

  /** Scrolls through the page, as a reader would, until every chart is drawn. */
  const readThrough = (page: Page): Promise<void> =>
    page.evaluate(async () => {
      for (const chart of document.querySelectorAll<HTMLElement>('.chart')) {
        chart.scrollIntoView({ behavior: 'instant' });
        while (chart.dataset.drawn === undefined) await new Promise(requestAnimationFrame);
      }
    });

  const chartTexts = (page: Page, id: string): Promise<string> =>
    page.locator(`[data-chart="${id}"] svg`).evaluate((svg) => svg.textContent ?? '');

  it('draws every chart with data, without an error, a dialog or a request', async () => {
    const { page, wrong, close } = await open(file);
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
    const { page, wrong, close } = await open(file);
    await readThrough(page);
    expect(await chartTexts(page, 'task-1-error')).toContain('multiply-accumulates (MACs)');
    await page.locator('#task-1-solved').getByRole('radio', { name: 'Seconds' }).check();
    for (const id of ['task-1-error', 'task-1-solved', 'task-1-inside-omega', 'task-1-population-1']) {
      expect(await chartTexts(page, id), id).toContain('seconds of computing');
    }
    const checked = page.locator('input[data-control="axis"]:checked');
    expect(await checked.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))).toEqual(
      Array.from({ length: await checked.count() }, () => 'seconds'),
    );
    await page.locator('#task-1-error').getByRole('radio', { name: 'Updates / evaluations' }).check();
    expect(await chartTexts(page, 'task-1-error')).toContain('updates (gradient)');
    expect(wrong).toEqual([]);
    await close();
  });

  it('switches scales, measure and single seeds', async () => {
    const { page, wrong, close } = await open(file);
    const figure = page.locator('#task-1-error');
    await figure.scrollIntoViewIfNeeded();
    const paths = () => figure.locator('svg path').count();
    await figure.locator('svg').waitFor();
    const bands = await paths();
    await figure.getByRole('radio', { name: 'Each' }).check();
    expect(await paths()).toBeGreaterThan(bands + 20);
    await figure.getByRole('radio', { name: 'Loss' }).check();
    expect(await chartTexts(page, 'task-1-error')).toContain('validation loss');
    await figure.locator('input[data-control="valueScale"][value="log"]').check();
    expect(await chartTexts(page, 'task-1-error')).toContain('0.2');
    await figure.locator('input[data-control="costScale"][value="linear"]').check();
    expect(await chartTexts(page, 'task-1-error')).toContain('6 G');
    expect(wrong).toEqual([]);
    await close();
  });

  it('says the numbers under the pointer, over lines and over heat maps', async () => {
    const { page, wrong, close } = await open(file);
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
    const { page, wrong, close } = await open(file);
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
    const { page, close } = await open(file, { permissions: ['clipboard-read', 'clipboard-write'] });
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await page.locator('#task-1-contestants .copy').click();
    await expect.poll(() => page.locator('#task-1-contestants .copy').textContent(), PATIENCE).toBe('Copied');
    const rows = (await copied()).trimEnd().split('\n');
    expect(rows).toHaveLength(5);
    expect(rows[0]).toMatch(/^Contestant\tSolved\t95 % interval\t/);
    expect(rows[1]!.split('\t')[5]).toMatch(/^\d{9,10}$/);
    await page.locator('.command .copy').click();
    await expect.poll(copied, PATIENCE).toBe('npx genoprop duel temporal-order');
    await close();
  });

  it('gives its numbers as CSV and JSON, and a chart as SVG', async () => {
    const { page, wrong, close } = await open(file, { acceptDownloads: true });
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

  it('is dark where the system is, until its switch says otherwise, and remembers that', async () => {
    const { page, wrong, close } = await open(file, { colorScheme: 'dark' });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const drawnAs = () => page.locator('.chart[data-drawn]').first().getAttribute('data-drawn');
    expect(await ground()).toBe('rgb(23, 27, 32)');
    await expect.poll(drawnAs, PATIENCE).toBe('dark');
    await page.getByRole('radio', { name: 'Light' }).check();
    expect(await ground()).toBe('rgb(255, 255, 255)');
    expect(await drawnAs()).toBe('light');
    await page.reload();
    expect(await ground()).toBe('rgb(255, 255, 255)');
    expect(wrong).toEqual([]);
    await close();
  });

  it('prints with all its charts, in light colours, and without its switches', async () => {
    const { page, wrong, close } = await open(file, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    const charts = page.locator('.chart');
    const count = await charts.count();
    await expect.poll(() => page.locator('.chart[data-drawn="light"]').count(), PATIENCE).toBe(count);
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.locator('.controls').first().isVisible()).toBe(false);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    await page.emulateMedia({ media: 'screen' });
    await expect.poll(() => page.locator('.chart[data-drawn="dark"]').count(), PATIENCE).toBe(count);
    expect(wrong).toEqual([]);
    await close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      it(`is accessible and never scrolls sideways, ${colorScheme}, ${width} pixels wide`, async () => {
        const { page, wrong, close } = await open(file, { colorScheme, viewport: { width, height: 900 } });
        await readThrough(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => {
          const { axe: checker } = globalThis as unknown as {
            axe: {
              run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
            };
          };
          const { violations: found } = await checker.run();
          return found.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]!.html}`);
        });
        expect(violations.filter((one) => /^(serious|critical)/.test(one))).toEqual([]);
        expect(wrong).toEqual([]);
        await close();
      });
    }
  }

  it('shows names as text everywhere, in tooltips too', async () => {
    const names = ['<img src=x onerror=alert(1)>', '<script>alert(2)</script>{a|b}'];
    const contestants = [contestant('genitor', names[0]!), contestant('msgd-c', names[1]!)];
    const data = await reportOf({ contestants, seeds: 1 });
    const { page, wrong, close } = await open(pageFile('names.html', data));
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
      const { page, wrong, close } = await open(pageFile(`${name}.html`, data));
      await readThrough(page);
      expect(wrong, name).toEqual([]);
      expect(await page.locator('.chart').count(), name).toBe(chartFiles(data).length);
      await close();
    }
  });

  it('draws a chart as a PNG file, sharp enough for print', async () => {
    const [chart] = chartFiles(await reportOf({ seeds: 1 }));
    const png = join(folder, 'chart.png');
    await drawPng(program!, chart!, png);
    const bytes = readFileSync(png);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([3 * chart!.width, 3 * chart!.height]);
    expect(bytes.length).toBeGreaterThan(5000);
  });

  it('says in one line why a browser drew nothing', async () => {
    const [chart] = chartFiles(await reportOf({ seeds: 1 }));
    await expect(drawPng('false', chart!, join(folder, 'no.png'))).rejects.toThrow(/^--png: false failed/);
    await expect(drawPng('true', chart!, join(folder, 'no.png'))).rejects.toThrow(/drew nothing$/);
  });
});
