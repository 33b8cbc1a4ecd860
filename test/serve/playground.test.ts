import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FOLDER } from '../../src/playground/folder.ts';
import type { Serving } from '../../src/serve/server.ts';
import { PATIENCE, program } from '../support/report/in-chromium.ts';
import { scratchFolder } from '../support/report/reports.ts';
import { browsing } from '../support/serve/browsing.ts';
import { rawly, request, serverOf } from '../support/serve/servers.ts';

const isBuilt = existsSync(new URL('../../dist/playground/index.html', import.meta.url));

function emptyFolder(): string {
  const folder = join(scratchFolder(), 'runs');
  mkdirSync(folder);
  return folder;
}

describe.skipIf(!isBuilt)('the playground of a server (skipped without a build)', () => {
  let serving: Serving;
  const get = (target: string) => rawly(serving.port, request(serving.port, target));
  beforeAll(async () => {
    serving = await serverOf([emptyFolder()]);
  });

  it('has a link in the list, and leads to its folder', async () => {
    expect((await get('/')).body).toContain('href="/playground"');
    const { status, head } = await get('/playground');
    expect(status).toBe(303);
    expect(head).toMatch(/^location: \/playground\/index\.html$/im);
  });

  it('gives the files of the folder by their types, under the policy of the folder, and no other', async () => {
    const types: Record<string, string | undefined> = {};
    for (const name of Object.values(FOLDER)) {
      const { status, head } = await get(`/playground/${name}`);
      expect([name, status]).toEqual([name, 200]);
      expect(head).toMatch(
        /^content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'/im,
      );
      types[name] = /^content-type: ([^;\r]+)/im.exec(head)?.[1];
    }
    expect(types).toEqual({
      ...{ 'index.html': 'text/html', 'page.css': 'text/css', 'boot.js': 'text/javascript' },
      ...{ 'page.js': 'text/javascript', 'worker.js': 'text/javascript', 'kernels.wasm': 'application/wasm' },
    });
    for (const name of ['package.json', '..', 'worker.js/more', '.built'])
      expect([name, (await get(`/playground/${name}`)).status]).toEqual([name, 404]);
  });
});

describe.skipIf(!isBuilt || program === null)('the folder in Chromium (skipped without either)', () => {
  const { serve, open } = browsing();

  it('plays, with no message and no request beyond the server', async () => {
    const { page, wrong, close } = await open(await serve([emptyFolder()]));
    await page.getByRole('link', { name: 'Playground' }).click();
    await page.evaluate(() => {
      location.hash = '#task=xor&c=random,genitor&budget=1e6mac';
    });
    await page.locator('#pause:disabled').waitFor({ ...PATIENCE, state: 'attached' });
    await expect
      .poll(() => page.locator('.card h2').allTextContents(), PATIENCE)
      .toEqual(['random', 'genitor']);
    await page.locator('[data-chart="task-1-error"] svg').waitFor({ ...PATIENCE, state: 'attached' });
    expect(wrong).toEqual([]);
    await close();
  });
});
