import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fragmentOf, readFragment } from '../../src/serve/client/fragment.ts';
import { PATIENCE, program, readThrough } from '../support/report/in-chromium.ts';
import { contestant, makeRun, specOf } from '../support/report/made-run.ts';
import { scratchFolder } from '../support/report/reports.ts';
import { browsing, runLinks } from '../support/serve/browsing.ts';

describe('a view in a fragment', () => {
  it('is read as it was written', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' });
    const controls = fc.dictionary(fc.constantFrom('axis', 'spread', 'seed', 'sequence'), name);
    const at = fc.option(fc.stringMatching(/^[a-z][a-z0-9-]*$/));
    fc.assert(
      fc.property(fc.uniqueArray(name), controls, at, (hide, chosen, place) => {
        const view = { hide, controls: new Map(Object.entries(chosen)), at: place };
        expect(readFragment(fragmentOf(view))).toEqual(view);
      }),
    );
  });

  it('is empty for the first view, and a bare id for a part of it', () => {
    expect(fragmentOf({ hide: [], controls: new Map(), at: null })).toBe('');
    expect(fragmentOf({ hide: [], controls: new Map(), at: 'settings' })).toBe('#settings');
    expect(readFragment('#settings')).toEqual({ hide: [], controls: new Map(), at: 'settings' });
  });
});

describe.skipIf(program === null)('the address of a run’s page (skipped where there is no Chromium)', () => {
  const { serve, open } = browsing();

  it('holds the view over a reload, keeps it when a part is followed, and takes no unknown value', async () => {
    const folder = join(scratchFolder(), 'runs');
    mkdirSync(folder);
    const odd = 'a, b=<i>&c';
    const contestants = [contestant('genitor', odd), contestant('msgd'), contestant('random')];
    makeRun(join(folder, 'one.run.sqlite'), specOf({ contestants, seeds: 3 }), { validations: 6 });
    const { page, wrong, close } = await open(await serve([folder]));
    const { one } = await runLinks(page);
    await page.goto(new URL(one!, page.url()).href);
    const error = page.locator('#task-1-error');
    await readThrough(page);
    await error.getByRole('radio', { name: 'Seconds' }).check();
    await page.locator('#race [data-toggle]', { hasText: odd }).click();
    const seen = async () => ({
      hidden: await page.locator('#race [data-toggle][aria-pressed="false"]').allTextContents(),
      seconds: await error.getByRole('radio', { name: 'Seconds' }).isChecked(),
    });
    const view = { hidden: [odd], seconds: true };
    expect(await seen()).toEqual(view);
    await page.reload();
    expect(await seen()).toEqual(view);
    await page.locator('.contents a[href="#settings"]').click();
    await expect.poll(() => page.url(), PATIENCE).toMatch(/#hide=.*&axis=seconds&at=settings$/);
    expect(await seen()).toEqual(view);
    await page.reload();
    expect(await seen()).toEqual(view);
    await expect.poll(() => page.evaluate(() => scrollY), PATIENCE).toBeGreaterThan(500);
    await page.evaluate(() => {
      location.hash = '#hide=nobody&hide=msgd&axis=furlongs&width=3&%3Cimg%20src=x';
    });
    await expect.poll(seen, PATIENCE).toEqual({ hidden: ['msgd'], seconds: true });
    await page.evaluate(() => {
      location.hash = '#hide=msgd';
    });
    await expect.poll(seen, PATIENCE).toEqual({ hidden: ['msgd'], seconds: false });
    expect(wrong).toEqual([]);
    await close();
  });
});
