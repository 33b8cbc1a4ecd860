/** Pages of `genoprop serve` opened in a real Chromium, for tests. */
import process from 'node:process';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { ServeOptions, Serving } from '../../../src/serve/server.ts';
import { program } from '../report/in-chromium.ts';
import { serverOf } from './servers.ts';

export interface Browsing {
  /** Server with the script as it is now. */
  serve(places: readonly string[], given?: Partial<ServeOptions>): Promise<Serving>;
  open(serving: Serving, path?: string, options?: Parameters<Browser['newContext']>[0]): Promise<Opened>;
}

export interface Opened {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page did that it must not do: errors, messages, dialogs, requests elsewhere. */
  readonly wrong: string[];
  close(): Promise<void>;
}

/** To be called where the tests are described: a browser for all of them. */
export function browsing(): Browsing {
  let browser: Browser;
  let assets: { script: string; style: string };
  beforeAll(async () => {
    if (program === null) return;
    const { buildServe } = await import(new URL('../../../scripts/build-report.js', import.meta.url).href);
    const { outputFiles } = await buildServe({ write: false });
    const text = (ending: string): string =>
      outputFiles.find(({ path }: { path: string }) => path.endsWith(ending)).text;
    assets = { script: text('.js'), style: text('.css') };
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath: program, args });
  });
  afterAll(() => browser?.close());
  return {
    serve: (places, given) => serverOf(places, { assets, ...given }),
    async open({ address, port }, path = '/', options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const wrong = watch(page, port);
      await page.goto(address);
      if (path !== '/') await page.goto(new URL(path, address).href);
      return { context, page, wrong, close: () => context.close() };
    },
  };
}

/** Notes what a page must not do. */
export function watch(page: Page, port: number): string[] {
  const wrong: string[] = [];
  page.on('console', (message) => wrong.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => wrong.push(`dialog: ${dialog.message()}`));
  page.on('request', (one) => {
    const url = one.url();
    if (!url.startsWith(`http://127.0.0.1:${port}/`) && !/^(data|blob):/.test(url))
      wrong.push(`request: ${url}`);
  });
  return wrong;
}

/** Links to runs, by the file's name. */
export const runLinks = (page: Page): Promise<Record<string, string>> =>
  page
    .locator('#runs a')
    .evaluateAll((links) =>
      Object.fromEntries(links.map((link) => [link.textContent, link.getAttribute('href')!])),
    );
