/** Browsers of this machine: one that draws pictures without a window, and the one that the user reads in. */
import { execFile, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join, resolve as resolvePath } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { RunError } from '../errors.ts';
import type { ChartFile } from './svg.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** The program of a Chromium on the PATH, or where its installer puts it; null where there is none. */
export function findChromium(path = process.env.PATH ?? ''): string | null {
  const ending = process.platform === 'win32' ? '.exe' : '';
  const onPath = path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => NAMES.map((name) => join(folder, name + ending)));
  return [...onPath, ...(PLACES[process.platform] ?? [])].find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return existsSync(path);
  } catch {
    return false;
  }
}

/** Pixels of the picture to one of the chart, so that it is sharp in print. */
const SCALE = 3;
const PATIENCE_MILLISECONDS = 60_000;
const OPENS_WITHIN_MILLISECONDS = 2000;

/** Browsers at work at a time. Each takes a core and some memory. */
const ABREAST = Math.min(4, availableParallelism());

/**
 * Draws the charts into PNG files of their names in that folder.
 * @throws RunError when the browser fails
 */
export async function drawPngs(browser: string, charts: readonly ChartFile[], folder: string): Promise<void> {
  const waiting = [...charts];
  const draw = async (): Promise<void> => {
    for (let chart = waiting.shift(); chart !== undefined; chart = waiting.shift()) {
      await drawPng(browser, chart, resolvePath(folder, `${chart.name}.png`));
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, draw));
}

/**
 * Draws the chart into that PNG file.
 * @throws RunError when the browser fails
 */
export async function drawPng(browser: string, chart: ChartFile, file: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'genoprop-png-'));
  try {
    const page = join(scratch, 'chart.html');
    const body = `<body style="margin:0;background:#fff">${chart.svg}</body>`;
    writeFileSync(page, `<!DOCTYPE html><meta charset="utf-8">${body}`);
    await runBrowser(browser, [
      '--headless',
      // A browser that runs as root, in a container for instance, refuses to start with its sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--hide-scrollbars',
      `--user-data-dir=${join(scratch, 'profile')}`,
      `--force-device-scale-factor=${SCALE}`,
      `--window-size=${chart.width},${chart.height}`,
      `--screenshot=${file}`,
      pathToFileURL(page).href,
    ]);
    if (!existsSync(file)) throw new RunError(`--png ${file}: ${browser} drew nothing`);
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

function runBrowser(browser: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(browser, args, { timeout: PATIENCE_MILLISECONDS }, (error, _out, err) => {
      if (error === null) return resolve();
      const said = err.split('\n').find((line) => line.trim() !== '') ?? error.message;
      reject(new RunError(`--png: ${browser} failed: ${said.trim()}`));
    });
  });
}

/** Opens the file in the browser that the user reads in. Gives why that did not work, or null. */
export function openInBrowser(file: string, command = openCommand()): Promise<string | null> {
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program!, [...args, file], { detached: true, stdio: 'ignore' });
    // Some of them stay as long as the browser does.
    const timer = setTimeout(() => settle(null), OPENS_WITHIN_MILLISECONDS);
    const settle = (failure: string | null): void => {
      clearTimeout(timer);
      child.unref();
      resolve(failure);
    };
    child.on('error', () => settle(`${program} cannot be started`));
    child.on('exit', (code) => settle(code === 0 ? null : `${program} ended with ${code}`));
  });
}

function openCommand(): readonly [string, ...string[]] {
  if (process.platform === 'darwin') return ['open'];
  return process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
}
