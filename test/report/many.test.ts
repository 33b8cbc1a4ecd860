import { beforeAll, describe, expect, it } from 'vitest';
import { chartText, PATIENCE, program, reader, readThrough } from '../support/report/in-chromium.ts';
import { contestant, task } from '../support/report/made-run.ts';
import { reportOf } from '../support/report/reports.ts';

const names = [
  'genitor:hidden=8,selection=tournament',
  'genitor',
  'small',
  'msgd',
  'msgd:hidden=20',
  'msgd-c',
  'msgd-c:learningRate=0.03',
  'msgd-cr',
  'msgd-cr:alpha=1',
  'msgd-cr:alpha=4,threshold=2',
  'random',
];
const presetOf = (name: string): string => (name === 'small' ? 'genitor' : name.split(':')[0]!);

describe.skipIf(program === null)(
  'a report of eleven contestants in Chromium (skipped where there is no Chromium)',
  () => {
    const reports = reader();
    let file = '';
    beforeAll(async () => {
      if (program === null) return;
      const contestants = names.map((name) => contestant(presetOf(name), name));
      file = reports.write('eleven.html', await reportOf({ contestants }));
    });

    it('hides and shows a contestant in all charts and tables by a click on its name, without a request', async () => {
      const { page, wrong, close } = await reports.open(file);
      await readThrough(page);
      const chip = page
        .locator('#task-1-results .legend')
        .getByRole('button', { name: 'msgd-cr', exact: true });
      const rows = (id: string) => page.locator(`#${id} tbody tr:visible`).count();
      const before = [await rows('task-1-contestants'), await rows('task-1-comparisons')];
      expect(before).toEqual([11, 10]);
      expect(await chip.getAttribute('aria-pressed')).toBe('true');
      expect(await chartText(page, 'task-1-success')).toMatch(/msgd-cr(?!:)/);
      await chip.click();
      expect(await page.locator('.chip[aria-pressed="false"]').count()).toBe(
        await page.locator('.chip[data-toggle="c8"]').count(),
      );
      expect(await rows('task-1-contestants')).toBe(10);
      expect(await chartText(page, 'task-1-success')).not.toMatch(/msgd-cr(?!:)/);
      expect(await chartText(page, 'task-1-error')).not.toMatch(/msgd-cr(?!:)/);
      expect(await page.locator('#task-1-lag-8').isVisible()).toBe(false);
      expect(await page.locator('#task-1-champion-8').isVisible()).toBe(false);
      await page.locator('details.all').evaluate((all) => all.setAttribute('open', ''));
      expect(await rows('task-1-trials')).toBe(30);
      await chip.click();
      expect([await rows('task-1-contestants'), await rows('task-1-comparisons')]).toEqual(before);
      expect(await chartText(page, 'task-1-error')).toMatch(/msgd-cr(?!:)/);
      expect(await page.locator('#task-1-lag-8 svg').isVisible()).toBe(true);
      expect(wrong).toEqual([]);
      await close();
    });

    it('does the same by the keyboard, and shows only two by hiding all first', async () => {
      const { page, wrong, close } = await reports.open(file);
      const legend = page.locator('#task-1-results .legend');
      await legend.getByRole('button', { name: 'Hide all' }).focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('#task-1-contestants tbody tr:visible').count()).toBe(0);
      for (const name of ['small', 'random']) {
        await legend.getByRole('button', { name, exact: true }).focus();
        await page.keyboard.press('Space');
      }
      const shown = await page.locator('#task-1-contestants tbody tr:visible th').allTextContents();
      expect(shown.sort()).toEqual(['random', 'small']);
      await readThroughVisible(page);
      expect(await chartText(page, 'task-1-success')).toMatch(/small.*random|random.*small/);
      await legend.getByRole('button', { name: 'Show all' }).press('Enter');
      expect(await page.locator('#task-1-contestants tbody tr:visible').count()).toBe(11);
      expect(wrong).toEqual([]);
      await close();
    });

    it('keeps charts where all contestants are hidden whole', async () => {
      const { page, wrong, close } = await reports.open(file);
      await page.locator('#task-1-results').getByRole('button', { name: 'Hide all' }).click();
      await page.getByRole('radio', { name: 'Each' }).first().check();
      await readThroughVisible(page);
      const empty = page.locator('#task-1-error .chart[data-empty]');
      expect(await empty.count()).toBe(1);
      await page.locator('#task-1-results').getByRole('button', { name: 'Show all' }).click();
      expect(await empty.count()).toBe(0);
      expect(await chartText(page, 'task-1-error')).toContain('validation sequences wrong');
      expect(wrong).toEqual([]);
      await close();
    });

    it.each([1280, 390])('keeps names, titles and charts apart, %i pixels wide', async (width) => {
      const { page, close } = await reports.open(file, { viewport: { width, height: 900 } });
      await readThrough(page);
      const overlaps = await page.evaluate(() => {
        const found: string[] = [];
        const boxOf = (element: Element) => element.getBoundingClientRect();
        const meet = (a: DOMRect, b: DOMRect) =>
          Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3 &&
          Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
        for (const figure of document.querySelectorAll('figure')) {
          const texts = [...figure.querySelectorAll('.bar h3, .bar h4, .save, svg text')];
          for (const [index, one] of texts.entries()) {
            for (const other of texts.slice(index + 1)) {
              if (meet(boxOf(one), boxOf(other))) {
                found.push(`${figure.id}: ${one.textContent} | ${other.textContent}`);
              }
            }
          }
        }
        for (const legend of document.querySelectorAll('.legend')) {
          const chips = [...legend.querySelectorAll('button')];
          for (const [index, one] of chips.entries()) {
            if (chips.slice(index + 1).some((other) => meet(boxOf(one), boxOf(other)))) {
              found.push(`legend: ${one.textContent}`);
            }
          }
        }
        return found;
      });
      expect(overlaps).toEqual([]);
      await close();
    });

    it('sorts a table by a click on a head, or by the keyboard, and says so', async () => {
      const { page, wrong, close } = await reports.open(file);
      const table = page.locator('#task-1-contestants');
      const column = (number: number) =>
        table
          .locator(`tbody tr td:nth-child(${number})`)
          .evaluateAll((cells) => cells.map((cell) => Number((cell as HTMLElement).dataset.value)));
      const asGiven = await table.locator('tbody th').allTextContents();
      const head = table.getByRole('columnheader', { name: 'Test wrong' });
      expect(await head.getAttribute('aria-sort')).toBe('none');
      await head.getByRole('button').click();
      expect(await head.getAttribute('aria-sort')).toBe('ascending');
      const rising = await column(4);
      expect(rising).toEqual(rising.toSorted((a, b) => a - b));
      expect(new Set(rising).size).toBeGreaterThan(2);
      await head.getByRole('button').press('Enter');
      expect(await head.getAttribute('aria-sort')).toBe('descending');
      expect(await column(4)).toEqual(rising.toReversed());
      await table.getByRole('columnheader', { name: 'Contestant' }).getByRole('button').press('Space');
      expect(await head.getAttribute('aria-sort')).toBe('none');
      expect(await table.locator('tbody th').allTextContents()).toEqual(
        names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })),
      );
      for (const _ of [1, 2])
        await table.getByRole('columnheader', { name: 'Contestant' }).getByRole('button').click();
      expect(await table.locator('tbody th').allTextContents()).toEqual(asGiven);
      expect(wrong).toEqual([]);
      await close();
    });

    it('puts cells that hold nothing last in either order', async () => {
      const fate = () => 'budget' as const;
      const data = await reportOf(
        { contestants: names.map((name) => contestant(presetOf(name), name)) },
        {
          fate: (trial) => (trial.contestant.name === 'msgd' ? 'solved' : fate()),
        },
      );
      const { page, close } = await reports.open(reports.write('one-solves.html', data));
      const head = page.locator('#task-1-contestants').getByRole('columnheader', { name: 'MACs to solve' });
      for (const _ of ['ascending', 'descending']) {
        await head.getByRole('button').click();
        expect(await page.locator('#task-1-contestants tbody th').first().textContent()).toBe('msgd');
      }
      await close();
    });

    it('uses the page’s width for tables', async () => {
      const { page, close } = await reports.open(file, { viewport: { width: 1600, height: 900 } });
      const widths = await page
        .locator('main section > .table, main .table:visible')
        .evaluateAll((tables) =>
          tables.map((table) => [
            table.querySelector('table')!.getBoundingClientRect().width,
            table.getBoundingClientRect().width,
          ]),
        );
      expect(widths.length).toBeGreaterThan(4);
      for (const [own, room] of widths) expect(own).toBeGreaterThanOrEqual(room! - 1);
      const main = await page.locator('main').evaluate((one) => one.getBoundingClientRect().width);
      expect(main).toBeGreaterThan(1200);
      await close();
    });

    it('says that a table scrolls where it does, and lets the keyboard scroll it there', async () => {
      const { page, wrong, close } = await reports.open(file, { viewport: { width: 390, height: 900 } });
      const table = page.locator('#task-1-contestants');
      const scroller = table.locator('.scroller');
      expect(await table.locator('.scroll-hint').isVisible()).toBe(true);
      expect(await scroller.getAttribute('data-more')).toBe('right');
      const shade = () => scroller.evaluate((one) => getComputedStyle(one, '::after').opacity);
      await expect.poll(shade, PATIENCE).toBe('1');
      await table.locator('.scroll').focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => scroller.getAttribute('data-more'), PATIENCE).toBe('left right');
      await table.locator('.scroll').evaluate((one) => one.scrollTo({ left: 9999, behavior: 'instant' }));
      await expect.poll(() => scroller.getAttribute('data-more'), PATIENCE).toBe('left');
      await page.setViewportSize({ width: 1600, height: 900 });
      await expect.poll(() => table.locator('.scroll-hint').isVisible(), PATIENCE).toBe(false);
      expect(await table.locator('.scroll').getAttribute('tabindex')).toBeNull();
      expect(wrong).toEqual([]);
      await close();
    });

    it('copies only the rows that are shown', async () => {
      const { page, close } = await reports.open(file, {
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      const legend = page.locator('#task-1-results .legend');
      await legend.getByRole('button', { name: 'Hide all' }).click();
      await legend.getByRole('button', { name: 'small', exact: true }).click();
      await page.locator('#task-1-contestants .copy').click();
      await expect
        .poll(() => page.locator('#task-1-contestants .copy').textContent(), PATIENCE)
        .toBe('Copied');
      const copied = (await page.evaluate(() => navigator.clipboard.readText())).trimEnd().split('\n');
      expect(copied).toHaveLength(2);
      expect(copied[1]).toMatch(/^small\t/);
      await close();
    });

    it('hides contestants over all tasks too', async () => {
      const tasks = [task('temporal-order'), task('addition')];
      const contestants = names.slice(0, 5).map((name) => contestant(presetOf(name), name));
      const data = await reportOf({ tasks, contestants, seeds: 2 });
      const { page, wrong, close } = await reports.open(reports.write('tasks-hidden.html', data));
      await page.locator('#overall .legend').getByRole('button', { name: 'small' }).click();
      await readThroughVisible(page);
      for (const id of ['overall-matrix', 'overall-contestants', 'task-2-contestants']) {
        expect(await page.locator(`#${id} tbody th:visible`).allTextContents(), id).not.toContain('small');
      }
      expect(await chartText(page, 'overall-success')).not.toContain('small');
      expect(wrong).toEqual([]);
      await close();
    });
  },
);

/** As `readThrough`, past figures that are hidden. */
const readThroughVisible: typeof readThrough = (page) =>
  page.evaluate(async () => {
    for (const chart of document.querySelectorAll<HTMLElement>('.chart')) {
      if (chart.clientWidth === 0) continue;
      chart.scrollIntoView({ behavior: 'instant' });
      while (chart.dataset.drawn === undefined) await new Promise(requestAnimationFrame);
    }
  });
