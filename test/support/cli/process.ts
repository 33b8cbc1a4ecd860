/** genoprop as a process of its own, as it was built, to be watched, signalled and killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const main = fileURLToPath(new URL('../../../bin/genoprop.js', import.meta.url));

export interface Ended {
  /** The exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Text on standard output so far. */
  out(): string;
  /** Resolves once that has been written to standard output; false where the process ended without. */
  until(text: string): Promise<boolean>;
}

// What is compiled once need not be compiled at each of many starts.
export const childEnvironment = {
  ...process.env,
  NODE_COMPILE_CACHE: join(tmpdir(), 'genoprop-test-compile-cache'),
  NO_COLOR: '1',
};

export interface StartOptions {
  readonly cwd: string;
  readonly command?: readonly string[];
  /** Further variables of its environment. */
  readonly environment?: NodeJS.ProcessEnv;
  /** True for a process group of its own, so that it can be signalled with all processes that it starts. */
  readonly isGroup?: boolean;
}

/** Starts `genoprop` with these arguments, or another command. */
export function start(
  args: readonly string[],
  { cwd, command = [process.execPath, main], environment = {}, isGroup = false }: StartOptions,
): Running {
  const [program, ...first] = command;
  const child = spawn(program!, [...first, ...args], {
    cwd,
    env: { ...childEnvironment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: isGroup,
  });
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    tell();
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  let isOver = false;
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      isOver = true;
      tell();
      resolve({ code, out, err });
    });
  });
  const until = (text: string): Promise<boolean> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!out.includes(text) && !isOver) return;
        listeners.delete(look);
        resolve(out.includes(text));
      };
      listeners.add(look);
      look();
    });
  return { child, ended, out: () => out, until };
}

/** Runs it to its end. */
export const finish = (args: readonly string[], options: Parameters<typeof start>[1]): Promise<Ended> =>
  start(args, options).ended;

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
