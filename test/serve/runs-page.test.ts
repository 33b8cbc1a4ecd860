import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { axeViolations } from '../support/report/axe.ts';
import { chartText, PATIENCE, program, readThrough } from '../support/report/in-chromium.ts';
import { contestant, makeRun, specOf, task } from '../support/report/made-run.ts';
import { scratchFolder } from '../support/report/reports.ts';
import { browsing, runLinks } from '../support/serve/browsing.ts';

const few = { validations: 4 };

describe.skipIf(program === null)('the list of runs in Chromium (skipped where there is no Chromium)', () => {
  const { serve, open } = browsing();

  function folderOf(): string {
    const folder = join(scratchFolder(), 'runs');
    mkdirSync(folder);
    makeRun(join(folder, 'one.run.sqlite'), specOf({ seeds: 2 }), few);
    makeRun(join(folder, 'two.run.sqlite'), specOf({ tasks: [task('xor')], seeds: 1 }), {
      ...few,
      fate: () => 'running',
    });
    writeFileSync(join(folder, 'broken.run.sqlite'), 'no');
    return folder;
  }

  it('sorts, filters, tells of broken files, and follows what comes and goes', async () => {
    const folder = folderOf();
    const { page, wrong, close } = await open(await serve([folder]));
    const names = () => page.locator('#runs tbody tr:visible th a').allTextContents();
    expect((await names()).sort()).toEqual(['one', 'two']);
    await expect(page.locator('.faults').textContent()).resolves.toContain(
      'broken.run.sqlite: is not a run file',
    );
    expect(page.url()).not.toContain('token');
    await page.getByRole('button', { name: 'Trials ended' }).click();
    expect(await names()).toEqual(['two', 'one']);
    await page.getByRole('button', { name: 'Trials ended' }).click();
    expect(await names()).toEqual(['one', 'two']);
    await page.getByLabel('Filter').fill('XOR inter');
    expect(await names()).toEqual(['two']);
    await page.getByRole('checkbox', { name: 'Choose' }).check();
    await page.reload();
    expect(await page.getByLabel('Filter').inputValue()).toBe('XOR inter');
    await expect.poll(names, PATIENCE).toEqual(['two']);
    await page.getByLabel('Filter').fill('');
    await page.getByRole('checkbox', { name: 'two.run.sqlite' }).check();
    makeRun(join(folder, 'three.run.sqlite'), specOf({ seeds: 1, contestants: [contestant('random')] }), few);
    rmSync(join(folder, 'one.run.sqlite'));
    await expect.poll(async () => (await names()).sort(), PATIENCE).toEqual(['three', 'two']);
    expect(await page.getByRole('checkbox', { name: 'two.run.sqlite' }).isChecked()).toBe(true);
    await page.getByRole('checkbox', { name: 'three.run.sqlite' }).check();
    await page.getByRole('button', { name: 'Compare' }).click();
    await expect.poll(() => page.locator('h1').textContent(), PATIENCE).toBe('2 runs compared');
    expect(await page.getByText('May not be compared:').count()).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
    await close();
  });

  it('has nothing that axe calls serious, and leads to the report of a run, which draws', async () => {
    const serving = await serve([folderOf()]);
    for (const colorScheme of ['light', 'dark'] as const) {
      const viewport = { width: colorScheme === 'dark' ? 390 : 1280, height: 800 };
      const { page, wrong, close } = await open(serving, '/', { colorScheme, viewport });
      expect(await axeViolations(page), colorScheme).toEqual([]);
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(await overflow()).toBeLessThanOrEqual(0);
      const { one: path } = await runLinks(page);
      await page.goto(new URL(path!, page.url()).href);
      await readThrough(page);
      expect(await chartText(page, 'task-1-error')).toContain('multiply-accumulates (MACs)');
      expect(await overflow()).toBeLessThanOrEqual(0);
      expect(wrong).toEqual([]);
      await close();
    }
  });
});
