import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FOLDER } from '../../src/playground/folder.ts';
import { playgroundPages, statesIn, untilOver } from '../support/playground/pages.ts';
import { axeViolations } from '../support/report/axe.ts';
import { PATIENCE, program } from '../support/report/in-chromium.ts';

/** A duel that is over in a moment. */
const SHORT = '#task=temporal-order&c=genitor,msgd-cr&budget=1e8mac';
/** One that is not. */
const LONG = '#task=temporal-order&length=100&c=genitor,msgd-cr&budget=1e13mac';

describe.skipIf(program === null)('the playground in Chromium (skipped where there is no Chromium)', () => {
  const pages = playgroundPages();

  it('plays the duel of its address at once, and says what came of it', async () => {
    const { page, wrong, close } = await pages.open(SHORT);
    const curve = page.locator('[data-chart="task-1-error"] svg path').first();
    await curve.waitFor({ ...PATIENCE, state: 'attached' });
    await untilOver(page);
    expect(await statesIn(page)).toEqual([
      'not solved: the budget is spent',
      'not solved: the budget is spent',
    ]);
    expect(await page.locator('#verdict').textContent()).toMatch(/No winner, after one seed.*a single seed/);
    expect(await page.locator('#command').textContent()).toBe(
      'npx genoprop duel temporal-order --contestant genitor --contestant msgd-cr --seeds 1 --seed 1 --budget 1e8mac --device wasm',
    );
    expect(new URL(page.url()).hash).toBe(
      '#task=temporal-order&c=genitor,msgd-cr&seed=1&seeds=1&budget=1e8mac',
    );

    // The same seed once more gives the same picture, another seed another one.
    const points = () =>
      page
        .locator('[data-chart="task-1-error"] svg path')
        .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')).join());
    // A pointer over the chart would draw a line of its own.
    const seen = async () => {
      await page.locator('#task-1-error').scrollIntoViewIfNeeded(PATIENCE);
      await page.mouse.move(2, 2);
    };
    await seen();
    await expect.poll(() => page.locator('#no-inside').isVisible(), PATIENCE).toBe(false);
    // The last drawing comes a quarter of a second after the last event at most.
    await page.waitForTimeout(700);
    const first = await points();
    await page.getByRole('button', { name: 'Again' }).click();
    await expect.poll(() => page.locator('#verdict').isVisible(), PATIENCE).toBe(false);
    await untilOver(page);
    await seen();
    await expect.poll(async () => (await points()) === first, PATIENCE).toBe(true);
    await page.getByRole('button', { name: 'Next seed' }).click();
    await expect.poll(() => new URL(page.url()).hash, PATIENCE).toContain('seed=2');
    await untilOver(page);
    await seen();
    await expect.poll(async () => ['', first].includes(await points()), PATIENCE).toBe(false);

    // Inside pictures, numbers, nets, files.
    expect(await page.locator('#figures-inside figure').count()).toBeGreaterThan(4);
    await page.locator('#task-1-error summary').click();
    await expect
      .poll(() => page.locator('#task-1-error-numbers tbody tr').count(), PATIENCE)
      .toBeGreaterThan(5);
    const answers = () => page.locator('.answers').textContent();
    await expect.poll(() => page.locator('.answers > div').count(), PATIENCE).toBe(2);
    const asked = await answers();
    const symbol = page.getByLabel('Symbol of step 20', { exact: true });
    await symbol.selectOption((await symbol.inputValue()) === '0' ? '1' : '0');
    await expect.poll(answers, PATIENCE).not.toBe(asked);
    expect(await page.locator('#figures-nets figure').count()).toBe(2);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Best net of genitor' }).click(),
    ]);
    expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toMatchObject({
      format: 'genoprop.champion/1',
    });
    expect(wrong).toEqual([]);
    await close();
  });

  it('pauses, goes on, and stands still while its tab is hidden', async () => {
    const { page, wrong, close } = await pages.open(LONG);
    const all = (state: string) => expect.poll(() => statesIn(page), PATIENCE).toEqual([state, state]);
    await all('searches');
    await page.getByRole('button', { name: 'Pause' }).click();
    await all('paused');
    await page.getByRole('button', { name: 'Go on', exact: true }).click();
    await all('searches');
    const hide = (isHidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);
    await hide(true);
    // Nothing is drawn in a hidden tab; the status says why.
    await expect.poll(() => page.locator('#status').textContent(), PATIENCE).toContain('hidden');
    const macs = () =>
      page.evaluate(() => {
        const { state } = (
          globalThis as never as {
            genopropPlayground: {
              session: { state: { duel: { trials: { state: string; cost: { macs: number } }[] } } };
            };
          }
        ).genopropPlayground.session;
        return state.duel.trials.map(({ state: one, cost }) => `${one} ${cost.macs}`);
      });
    await expect
      .poll(async () => (await macs()).every((one) => one.startsWith('standing')), PATIENCE)
      .toBe(true);
    await hide(false);
    await all('searches');
    await page.getByLabel('Go on in the background').check();
    await hide(true);
    const before = await macs();
    await expect.poll(async () => (await macs()).join() !== before.join(), PATIENCE).toBe(true);
    expect((await macs()).every((one) => one.startsWith('playing'))).toBe(true);
    expect(new URL(page.url()).hash).toContain('background=on');
    expect(wrong).toEqual([]);
    await close();
  });

  it('answers a wrong address with one line and plays nothing, whatever is written there', async () => {
    const { page, wrong, close } = await pages.open('#task=temporal-ordr');
    const line = page.locator('#wrong');
    await expect.poll(() => line.textContent(), PATIENCE).toContain("did you mean 'temporal-order'?");
    expect(await page.locator('.card').count()).toBe(0);
    const markup = '<img src=x onerror=alert(1)>';
    await page.evaluate((text) => {
      location.hash = `#task=temporal-order&c=${encodeURIComponent(text)}`;
    }, markup);
    await expect.poll(() => line.textContent(), PATIENCE).toContain(markup);
    expect(await page.locator('img').count()).toBe(0);
    expect(wrong).toEqual([]);
    await close();
  });

  it('plays what the form says: task, contestants, their settings', async () => {
    const { page, wrong, close } = await pages.open(SHORT);
    await untilOver(page);
    await page.locator('#task option[value="xor"]').waitFor({ ...PATIENCE, state: 'attached' });
    await page.getByLabel('Task', { exact: true }).selectOption('xor');
    await page.getByRole('button', { name: 'Add a contestant' }).click();
    await page.getByLabel('Contestant 3', { exact: true }).selectOption('random');
    await page.getByLabel('Budget a trial').fill('1e6mac');
    await page.locator('#more > summary').click();
    await page.locator('#all-settings summary', { hasText: 'genitor' }).click();
    await page.locator('#c1-hidden').fill('3');
    await page.getByRole('button', { name: 'Play with these settings' }).click();
    await expect.poll(() => page.locator('.card').count(), PATIENCE).toBe(3);
    expect(new URL(page.url()).hash).toMatch(/^#task=xor&.*c=genitor:hidden=3&c=.*&c=random&.*budget=1e6mac/);
    await untilOver(page);
    await page.locator('#c1-hidden').fill('none at all');
    await page.getByRole('button', { name: 'Play with these settings' }).click();
    await expect.poll(() => page.locator('#wrong').textContent(), PATIENCE).toContain('hidden');
    expect(await page.locator('.card').count()).toBe(3);
    expect(wrong).toEqual([]);
    await close();
  });

  it('shows episodes of the nets, and lets the reader play', async () => {
    const { page, wrong, close } = await pages.open('#task=single-pole&c=genitor,random&budget=1e6mac', {
      ...{ colorScheme: 'dark', viewport: { width: 390, height: 800 } },
    });
    await untilOver(page);
    await page.locator('#episodes summary').first().click();
    await expect.poll(() => page.locator('#figures-films figure').count(), PATIENCE).toBe(2);
    // What was folded is drawn once it is seen, and anew in other colours.
    const picture = () =>
      page.locator('#own-canvas').evaluate((one) => {
        const canvas = one as HTMLCanvasElement;
        return canvas.style.height === '' ? null : canvas.toDataURL();
      });
    await expect.poll(picture, PATIENCE).not.toBe(null);
    const dark = await picture();
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(picture, PATIENCE).not.toBe(dark);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(picture, PATIENCE).toBe(dark);
    await page.getByRole('button', { name: 'force to the right' }).focus();
    await page.keyboard.down('ArrowRight');
    await expect
      .poll(() => page.locator('#own-text').textContent(), PATIENCE)
      .toMatch(/action ([2-9]|\d\d+) of/);
    await page.keyboard.up('ArrowRight');
    await expect.poll(() => page.locator('#own-result').textContent(), PATIENCE).toContain('Lost after');
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    expect(wrong).toEqual([]);
    await close();
  });

  it('is accessible and fits its window, light and dark, wide and narrow', async () => {
    const { page, wrong, close } = await pages.open(SHORT);
    await untilOver(page);
    await expect.poll(() => page.locator('.answers > div').count(), PATIENCE).toBe(2);
    const address = page.url();
    await page.locator('a.skip').focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('contestants');
    expect([page.url(), await page.locator('#wrong').isVisible()]).toEqual([address, false]);
    await page.locator('details').evaluateAll((all) => {
      for (const one of all) (one as HTMLDetailsElement).open = true;
    });
    await page.locator('#task-1-error-numbers').waitFor(PATIENCE);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect([width, colorScheme, ...(await axeViolations(page))]).toEqual([width, colorScheme]);
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      const small = await page.locator('button, select, input, summary, a.save').evaluateAll((all) =>
        all.flatMap((one) => {
          const { width: wide, height } = (one.closest('label') ?? one).getBoundingClientRect();
          const isSmall = wide > 0 && (wide < 23.5 || height < 23.5);
          return isSmall ? [`${one.outerHTML.slice(0, 80)} ${wide} ${height}`] : [];
        }),
      );
      expect(small).toEqual([]);
    }
    expect(wrong).toEqual([]);
    await close();
  });

  it('is at most 1 MB in one file, and so is the folder as web hosts send it', () => {
    expect(statSync(pages.file).size).toBeLessThan(1_000_000);
    const names = readdirSync(pages.folder).filter((name) => name !== 'one-file.html');
    expect(names.toSorted()).toEqual(Object.values(FOLDER).toSorted());
    const sent = names.map((name) => gzipSync(readFileSync(new URL(name, pages.folder))).length);
    expect(sent.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(600_000);
  });
});
