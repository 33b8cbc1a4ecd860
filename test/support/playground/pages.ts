/** The playground's page in a real Chromium, for tests. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { oneFile } from '../../../src/playground/built.ts';
import { folderPage, folderStyle } from '../../../src/playground/page.ts';
import { PATIENCE, program } from '../report/in-chromium.ts';

export interface OpenedPage {
  readonly page: Page;
  /** What the page must not do: messages, errors, dialogs, requests. */
  readonly wrong: string[];
  close(): Promise<void>;
}

export interface Pages {
  /** Folder with the files for a web host, from the sources as they are now. */
  readonly folder: URL;
  /** The one file. */
  readonly file: string;
  /** Opens the one file with that fragment. */
  open(hash: string, options?: BrowserContextOptions): Promise<OpenedPage>;
}

/** To be called where the tests are described: a browser for all of them, and the page as it is now. */
export function playgroundPages(): Pages {
  let browser: Browser;
  let folder = '';
  const file = (): string => join(folder, 'one-file.html');
  beforeAll(async () => {
    if (program === null) return;
    folder = mkdtempSync(join(tmpdir(), 'genoprop-playground-'));
    await buildInto(folder);
    writeFileSync(file(), oneFile(pathToFileURL(`${folder}/`)));
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath: program, args });
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== '') rmSync(folder, { recursive: true });
  });
  return {
    get folder() {
      return pathToFileURL(`${folder}/`);
    },
    get file() {
      return file();
    },
    async open(hash, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const wrong: string[] = [];
      page.on('console', (message) => wrong.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
      page.on('dialog', (dialog) => wrong.push(`dialog: ${dialog.message()}`));
      const address = pathToFileURL(file()).href;
      page.on('request', (request) => {
        const url = request.url();
        if (url.split('#')[0] !== address && !/^(data|blob):/.test(url)) wrong.push(`request: ${url}`);
      });
      await page.goto(address + hash);
      return { page, wrong, close: () => context.close() };
    },
  };
}

/** Builds the folder as `scripts/build.js` does. */
async function buildInto(folder: string): Promise<void> {
  const script = (name: string) => import(new URL(`../../../scripts/${name}`, import.meta.url).href);
  const [{ buildWorker }, { buildPlaygroundScripts }] = await Promise.all([
    script('build-web.js'),
    script('build-playground-page.js'),
  ]);
  const [{ outputFiles }] = await Promise.all([
    buildPlaygroundScripts({ write: false }),
    buildWorker({ outdir: folder }),
  ]);
  for (const { path, text } of outputFiles as { path: string; text: string }[]) {
    const name = path.replace(/^.*[/\\]/, '').replace('style.css', 'page.css');
    writeFileSync(join(folder, name), name === 'page.css' ? folderStyle(text) : text);
  }
  writeFileSync(join(folder, 'index.html'), folderPage('test'));
  copyFileSync(new URL('../../../dist/wasm/kernels.wasm', import.meta.url), join(folder, 'kernels.wasm'));
}

/** Words on the state of each contestant. */
export const statesIn = (page: Page): Promise<string[]> => page.locator('.card .state').allTextContents();

/** Waits until all trials have ended. */
export const untilOver = (page: Page): Promise<void> =>
  page.locator('#pause:disabled').waitFor({ ...PATIENCE, state: 'attached' });
