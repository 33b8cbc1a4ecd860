/** The page of a replay in a real Chromium. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { replayChampion } from '../../src/export/replay-champion.ts';
import { playPage } from '../../src/report/play/page.ts';
import { episodeChampion } from '../support/export/episode-champion.ts';
import { PATIENCE, program, reader } from '../support/report/in-chromium.ts';

describe.skipIf(program === null)('a replay in Chromium (skipped where there is no Chromium)', () => {
  const reports = reader();
  let file = '';
  let steps = 0;
  let player = { script: '', style: '' };

  beforeAll(async () => {
    const { buildPlayer } = await import(new URL('../../scripts/build-report.js', import.meta.url).href);
    const { outputFiles } = await buildPlayer({ write: false });
    const text = (ending: string): string =>
      outputFiles.find(({ path }: { path: string }) => path.endsWith(ending)).text;
    player = { script: text('.js'), style: text('.css') };
    file = await written('double-pole');
  });

  /** Page of an untrained champion of the task, as a file. */
  async function written(task: string): Promise<string> {
    const replay = await replayChampion(episodeChampion(task), { start: 1, most: 1000 }, task);
    if (task === 'double-pole') steps = replay.recording.observations.length;
    const path = join(reports.folder, `${task}.html`);
    writeFileSync(path, playPage(replay, { player, genoprop: '9.9.9' }));
    return path;
  }

  it('steps, plays to the end, and draws another picture at each step, without a request or an error', async () => {
    const { page, wrong, close } = await reports.open(file);
    const at = () => page.locator('#at').textContent();
    const picture = () => page.locator('#picture').evaluate((one) => (one as HTMLCanvasElement).toDataURL());
    expect(steps).toBeGreaterThan(5);
    expect(await at()).toBe(`1 of ${steps}`);
    const [first, value] = [await picture(), await page.locator('#sees .value').first().textContent()];
    await page.getByRole('button', { name: 'Step forth' }).click();
    await page.keyboard.press('Tab');
    expect(await at()).toBe(`2 of ${steps}`);
    await page.locator('h1').click();
    await page.keyboard.press('ArrowRight');
    expect(await picture()).not.toBe(first);
    expect(await page.locator('#sees .value').first().textContent()).not.toBe(value);
    await page.getByRole('button', { name: 'Step back' }).click();
    expect(await at()).toBe(`2 of ${steps}`);
    await page.getByLabel('Speed').selectOption('8');
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(at, PATIENCE).toBe(`${steps} of ${steps}`);
    expect(await page.locator('#play').textContent()).toBe('Play');
    expect(wrong).toEqual([]);
    await close();
  });

  it('draws pixels, what the net sees and its buttons, at each step anew', async () => {
    const { page, wrong, close } = await reports.open(await written('platform'));
    const drawn = (id: string) => page.locator(id).evaluate((one) => (one as HTMLCanvasElement).toDataURL());
    const colours = await page.locator('#picture').evaluate((one) => {
      const canvas = one as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
    // Nothing, the ground and the actor in two tones each.
    expect(colours).toBeGreaterThanOrEqual(4);
    expect(await page.locator('#lamps li').allTextContents()).toEqual([
      'left',
      'right',
      'down',
      'jump',
      'run',
    ]);
    expect(await page.locator('#lamps .lit').count()).toBe(0);
    expect(await page.locator('table#sees').count()).toBe(0);
    const [first, view] = [await drawn('#picture'), await drawn('#seen')];
    await page.locator('#step').fill(await page.locator('#step').getAttribute('max').then(String));
    expect(await page.locator('#lamps .lit').count()).toBeGreaterThan(0);
    expect(await page.locator('#text').textContent()).toMatch(/^first: \d+ of 190 tiles, frame \d+$/);
    expect(await drawn('#picture')).not.toBe(first);
    expect(view).toMatch(/^data:image/);
    expect(wrong).toEqual([]);
    await close();
  });

  it('fits a narrow window', async () => {
    for (const one of [file, await written('platform')]) {
      const { page, close } = await reports.open(one, { viewport: { width: 390, height: 844 } });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await close();
    }
  });
});
