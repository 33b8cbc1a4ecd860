/** Reports opened in a real Chromium, for tests. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { findChromium } from '../../../src/report/browsers.ts';
import type { ReportData } from '../../../src/report/data.ts';
import { type Assets, renderPage } from '../../../src/report/html/page.ts';
import { contestant } from './made-run.ts';
import { freshAssets, reportOf, scratchFolder } from './reports.ts';

/** Null where there is no Chromium. */
export const program = findChromium();

/** A machine that does much else at the same time draws slowly. */
export const PATIENCE = { timeout: 20_000 };

export interface Opened {
  readonly page: Page;
  /** What the page did that a report must not do: errors, messages, dialogs, requests. */
  readonly wrong: string[];
  close(): Promise<void>;
}

export interface Reader {
  /** A report of four contestants. */
  readonly file: string;
  readonly folder: string;
  /** @param render another page than the report's */
  write(name: string, data: ReportData, render?: (assets: Assets) => string): string;
  open(path: string, options?: BrowserContextOptions): Promise<Opened>;
}

/** To be called where the tests are described: a browser for all of them. */
export function reader(): Reader {
  let browser: Browser;
  let assets: Assets;
  const made = { file: '', folder: '' };
  const write: Reader['write'] = (name, data, render = (given) => renderPage(data, given)) => {
    const path = join(made.folder, name);
    writeFileSync(path, render(assets));
    return path;
  };
  beforeAll(async () => {
    if (program === null) return;
    made.folder = scratchFolder();
    assets = await freshAssets();
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath: program, args });
    const contestants = ['genitor', 'msgd', 'msgd-cr', 'random'].map((name) => contestant(name));
    made.file = write('one.html', await reportOf({ contestants }));
  });
  afterAll(() => browser?.close());
  return {
    get file() {
      return made.file;
    },
    get folder() {
      return made.folder;
    },
    write,
    open: (path, options) => open(browser, path, options),
  };
}

async function open(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('console', (message) => wrong.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => wrong.push(`dialog: ${dialog.message()}`));
  const address = pathToFileURL(path).href;
  page.on('request', (request) => {
    const url = request.url();
    if (url.split('#')[0] !== address && !/^(data|blob):/.test(url)) wrong.push(`request: ${url}`);
  });
  await page.goto(address);
  return { page, wrong, close: () => context.close() };
}

/** Scrolls through the page, as a reader would, until every chart is drawn. */
export const readThrough = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (const chart of document.querySelectorAll<HTMLElement>('.chart')) {
      chart.scrollIntoView({ behavior: 'instant' });
      while (chart.dataset.drawn === undefined) await new Promise(requestAnimationFrame);
    }
  });

export const chartText = (page: Page, id: string): Promise<string> =>
  page.locator(`[data-chart="${id}"] svg`).evaluate((svg) => svg.textContent ?? '');
