import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createRun, openRun, type WritableRun } from '../../src/store/run-file.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { axeViolations } from '../support/report/axe.ts';
import { PATIENCE, program, readThrough } from '../support/report/in-chromium.ts';
import { contestant, specOf } from '../support/report/made-run.ts';
import { scratchFolder } from '../support/report/reports.ts';
import { browsing, runLinks } from '../support/serve/browsing.ts';
import { about } from '../support/store/example-run.ts';
import { checkpointed, finished, started } from '../support/ui/scenes.ts';

describe.skipIf(program === null)('the page of a run under way (skipped where there is no Chromium)', () => {
  const { serve, open } = browsing();
  const spec = specOf({ contestants: [contestant('genitor'), contestant('msgd')], seeds: 2 });
  const ids = trialsOf(spec).map(({ id }) => id);

  function begun(): { run: WritableRun; folder: string; path: string } {
    const folder = join(scratchFolder(), 'runs');
    mkdirSync(folder);
    const path = join(folder, 'night.run.sqlite');
    const run = createRun(path, spec, { ...about, commandLine: ['duel'] });
    return { run, folder, path };
  }
  const record = (run: WritableRun, ...events: readonly TournamentEvent[]): void => {
    for (const event of events) run.record(event);
  };

  /** Numbers of points of the first trial's curve, as the page's download has them. */
  async function pointsIn(page: Page, trial: string): Promise<number> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('a[download="curves.csv"]').click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    return lines.filter((line) => line.startsWith(`${trial},`)).length;
  }

  /** What the page shows and gives, and what the report of the same run does. */
  async function besideReport(page: Page) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('a[download="report.json"]').click(),
    ]);
    const told = JSON.parse(readFileSync(await download.path(), 'utf8'));
    const { shown, report, data } = await page.evaluate(async () => {
      const textsOf = (root: Document): string[] => {
        const found = root.querySelectorAll('main .table[id] tbody, main .verdict, main .facts, main h2');
        return [...found]
          .filter((element) => element.closest('#race') === null)
          .map((element) => `${element.closest('[id]')?.id}: ${element.textContent}`);
      };
      const answer = await fetch(`${location.pathname}/report`);
      // Its own style would be against the policy of this page.
      const html = (await answer.text()).replace(/<style>.*?<\/style>/s, '');
      const next = new DOMParser().parseFromString(html, 'text/html');
      return {
        shown: textsOf(document),
        report: textsOf(next),
        data: next.getElementById('data')!.textContent!,
      };
    });
    const anyTime = (texts: readonly string[]) =>
      texts.map((text) => text.replaceAll(/\d\d:\d\d UTC/g, 'then UTC'));
    return {
      page: { data: { ...told, made: '' }, shown: anyTime(shown) },
      report: { data: { ...JSON.parse(data), made: '' }, shown: anyTime(report) },
    };
  }

  it('grows with the run: race, curves, verdict, and is its report at the end', async () => {
    const { run, folder } = begun();
    const [a] = ids as [string];
    record(run, started(a), checkpointed(a, 0, 0.75), checkpointed(a, 1, 0.7));
    const serving = await serve([folder]);
    const { page, wrong, close } = await open(serving);
    const { night } = await runLinks(page);
    await page.goto(new URL(night!, page.url()).href);
    const state = page.locator('#race-state');
    expect(await state.textContent()).toBe('running: 0 of 4 trials ended, 1 under way');
    await readThrough(page);
    const curve = () => page.locator('[data-chart="task-1-error"] svg').innerHTML();
    const before = await curve();
    record(run, checkpointed(a, 2, 0.4), checkpointed(a, 3, 0.2));
    await page.locator('[data-chart="task-1-error"]').scrollIntoViewIfNeeded();
    await expect.poll(curve, PATIENCE).not.toBe(before);
    await expect
      .poll(() => page.locator('#race-1 tbody tr').first().textContent(), PATIENCE)
      .toContain('20.0 %');
    expect(await pointsIn(page, a)).toBe(4);
    for (const id of ids) record(run, finished(id, id.includes('/genitor/') ? 'solved' : 'budget'));
    run.record({ type: 'done', stopped: false });
    run.close();
    await expect.poll(() => state.textContent(), PATIENCE).toBe('done: all 4 trials ended');
    await expect
      .poll(() => page.locator('#task-1-contestants tbody tr').first().textContent(), PATIENCE)
      .toContain('2 of 2');
    expect(await page.locator('#race-news li').count()).toBe(4);
    let both = await besideReport(page);
    await expect
      .poll(async () => {
        both = await besideReport(page);
        return both.page.data.state;
      }, PATIENCE)
      .toBe('done');
    expect(both.page.shown.length).toBeGreaterThan(10);
    expect(both.page).toEqual(both.report);
    // A server that ends with its run lets the page fetch what it lacks, and the page stays.
    await serving.sayGoodbye('The run has ended.');
    expect(serving.viewers()).toBe(0);
    await serving.close();
    const said = () => page.locator('#race .connection').textContent();
    await expect.poll(said, PATIENCE).toBe('The run has ended.');
    expect(await page.locator('.home').isVisible()).toBe(false);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    expect(await said()).toBe('The run has ended.');
    expect(wrong).toEqual([]);
    await close();
  });

  it('tells that the writer was killed, goes on when the run is resumed, and doubles no point', async () => {
    const { run, folder, path } = begun();
    const [a] = ids as [string];
    record(run, started(a), checkpointed(a, 0, 0.75), checkpointed(a, 1, 0.7));
    const { page, wrong, close } = await open(await serve([folder]));
    const { night } = await runLinks(page);
    await page.goto(new URL(night!, page.url()).href);
    const state = page.locator('#race-state');
    record(run, checkpointed(a, 2, 0.6));
    await expect.poll(() => pointsIn(page, a), PATIENCE).toBe(3);
    // What a killed process leaves: no event of its end.
    run.close();
    await expect.poll(() => state.textContent(), PATIENCE).toBe('interrupted: 0 of 4 trials ended');
    // Nobody plays: no trial runs, and no contestant is at work.
    expect(await page.locator('#race').textContent()).not.toMatch(/Running trials|training|breeding/);
    expect(await page.locator('#race-1 tbody').textContent()).toContain('stopped');
    const resumed = openRun(path);
    resumed.noteResumed({ ...about, commandLine: ['resume'] });
    record(resumed, checkpointed(a, 3, 0.5));
    await expect.poll(() => state.textContent(), PATIENCE).toContain('running');
    await expect.poll(() => pointsIn(page, a), PATIENCE).toBe(4);
    record(resumed, checkpointed(a, 4, 0.4));
    await expect.poll(() => pointsIn(page, a), PATIENCE).toBe(5);
    await page.reload();
    expect(await pointsIn(page, a)).toBe(5);
    resumed.close();
    rmSync(path);
    await expect
      .poll(() => page.locator('#race .connection').textContent(), PATIENCE)
      .toBe('The run file is no longer there.');
    // The page may have asked for the run once more.
    expect(wrong.filter((line) => !/status of 404/.test(line))).toEqual([]);
    await close();
  });

  it('says that the server is lost, finds it again, and tells one that was started anew', async () => {
    const { run, folder } = begun();
    const [a] = ids as [string];
    record(run, started(a), checkpointed(a, 0, 0.75));
    const first = await serve([folder]);
    const { page, wrong, close } = await open(first);
    const { night } = await runLinks(page);
    await page.goto(new URL(night!, page.url()).href);
    const said = () => page.locator('#race .connection').textContent();
    await expect.poll(first.viewers, PATIENCE).toBe(1);
    await first.close();
    await expect.poll(said, PATIENCE).toBe('Connection lost, trying again.');
    record(run, checkpointed(a, 1, 0.5));
    const second = await serve([folder], { port: first.port });
    await expect.poll(said, PATIENCE).toBe('');
    await expect.poll(() => pointsIn(page, a), PATIENCE).toBe(2);
    await second.close();
    await serve([folder], { port: first.port, token: 'another' });
    await expect.poll(said, PATIENCE).toMatch(/started anew: open the address that it has printed/);
    expect(wrong.filter((line) => !/Failed to load resource|status of 401/.test(line))).toEqual([]);
    run.close();
    await close();
  });

  it('holds no stream while it is hidden, so that a seventh tab loads', async () => {
    const { run, folder } = begun();
    const [a] = ids as [string];
    record(run, started(a), checkpointed(a, 0, 0.75));
    const serving = await serve([folder]);
    const { context, page, wrong, close } = await open(serving);
    const { night } = await runLinks(page);
    const address = new URL(night!, page.url()).href;
    await context.addInitScript(() => {
      let isHidden = false;
      Object.defineProperty(document, 'hidden', { get: () => isHidden });
      addEventListener('tab', (event) => {
        isHidden = (event as CustomEvent<boolean>).detail;
        document.dispatchEvent(new Event('visibilitychange'));
      });
    });
    const turn = (tab: Page, isHidden: boolean) =>
      tab.evaluate((detail) => void dispatchEvent(new CustomEvent('tab', { detail })), isHidden);
    await page.close();
    const tabs: Page[] = [];
    for (let count = 1; count <= 7; count++) {
      const tab = await context.newPage();
      tabs.push(tab);
      // The list has a stream too, and loads faster.
      await tab.goto(count === 1 ? address : new URL('/', address).href);
      await expect.poll(serving.viewers, PATIENCE).toBe(1);
      await turn(tab, true);
      await expect.poll(serving.viewers, PATIENCE).toBe(0);
    }
    // Meanwhile the run goes on.
    record(run, checkpointed(a, 1, 0.5), checkpointed(a, 2, 0.3));
    await turn(tabs[0]!, false);
    await expect.poll(() => tabs[0]!.locator('#race-1 tbody').textContent(), PATIENCE).toContain('30.0 %');
    expect(await pointsIn(tabs[0]!, a)).toBe(3);
    expect(wrong).toEqual([]);
    run.close();
    await close();
  });

  it('shows one contestant alone, holds the picture, and has nothing that axe calls serious', async () => {
    const { run, folder } = begun();
    const [a] = ids as [string];
    record(run, started(a), checkpointed(a, 0, 0.75), finished(ids[2]!, 'solved'));
    const serving = await serve([folder]);
    for (const colorScheme of ['light', 'dark'] as const) {
      const viewport = { width: colorScheme === 'dark' ? 390 : 1280, height: 800 };
      const { page, wrong, close } = await open(serving, '/', { colorScheme, viewport });
      const { night } = await runLinks(page);
      await page.goto(new URL(night!, page.url()).href);
      expect(await axeViolations(page), colorScheme).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      const only = page.getByRole('button', { name: 'Show msgd only' });
      await only.click();
      expect(await page.locator('#race [data-toggle][aria-pressed="false"]').allTextContents()).toEqual([
        'genitor',
      ]);
      const rows = page.locator('#task-1-contestants tbody tr:visible th');
      expect(await rows.allTextContents()).toEqual(['msgd']);
      await only.click();
      expect(await rows.count()).toBe(2);
      await page.getByRole('button', { name: 'Hold the picture' }).click();
      const before = await page.locator('#race-1').textContent();
      const step = colorScheme === 'dark' ? 4 : 2;
      record(run, checkpointed(a, step, 0.5 / step));
      await expect.poll(() => pointsIn(page, ids[2]!), PATIENCE).toBe(0);
      expect(await page.locator('#race-1').textContent()).toBe(before);
      await page.getByRole('button', { name: 'Hold the picture' }).click();
      await expect.poll(() => page.locator('#race-1').textContent(), PATIENCE).not.toBe(before);
      expect(wrong).toEqual([]);
      await close();
    }
    run.close();
  });
});
