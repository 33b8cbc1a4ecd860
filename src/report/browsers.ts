/** Browsers of this machine: a headless one that draws pictures, and the user's own. */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

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

/** Path of a Chromium on the PATH, or at its installer's place; null where there is none. */
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
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const OPENS_WITHIN_MILLISECONDS = 2000;

/** Opens the file in the user's browser. Returns the reason where that did not work, else null. */
export function openInBrowser(file: string, command = openCommand()): Promise<string | null> {
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program!, [...args, file], { detached: true, stdio: 'ignore' });
    // Some openers stay as long as the browser does.
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
