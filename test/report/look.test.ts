import { describe, expect, it } from 'vitest';
import { axeViolations } from '../support/report/axe.ts';
import { PATIENCE, program, reader, readThrough } from '../support/report/in-chromium.ts';

describe.skipIf(program === null)(
  'the look of a report in Chromium (skipped where there is no Chromium)',
  () => {
    const reports = reader();

    it('is dark where the system is, until its switch says otherwise, and remembers that', async () => {
      const { page, wrong, close } = await reports.open(reports.file, { colorScheme: 'dark' });
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
      const { page, wrong, close } = await reports.open(reports.file, { colorScheme: 'dark' });
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

    for (const [colorScheme, width] of [
      ['light', 390],
      ['dark', 1280],
    ] as const) {
      it(`is accessible and never scrolls sideways, ${colorScheme}, ${width} pixels wide`, async () => {
        const { page, wrong, close } = await reports.open(reports.file, {
          colorScheme,
          viewport: { width, height: 900 },
        });
        await readThrough(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
        expect(await axeViolations(page)).toEqual([]);
        expect(wrong).toEqual([]);
        await close();
      });
    }
  },
);
