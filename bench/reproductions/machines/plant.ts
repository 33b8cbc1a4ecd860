/** Processes of the measurements: a Redis server, workers, coordinators, with their processor time and memory (Linux). */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { RunError } from '../../../src/errors.ts';
import { projectRoot } from '../../root.ts';

export interface Plant {
  readonly folder: string;
  readonly redis: Redis;
  /** Starts another program of the build, or the command line. */
  start(program: string, ...args: readonly string[]): Process;
  close(): Promise<void>;
}

export interface Redis {
  readonly url: string;
  /** Value of a line of INFO. */
  info(section: string, name: string): number;
  empty(): void;
}

export interface Process {
  /** Seconds of processor time so far; after its end, those of the last look. */
  seconds(): number;
  /** Resolves to the seconds since `start` at which that had come so many times on standard output. */
  until(text: RegExp, times?: number): Promise<number>;
  /** Text on standard output so far. */
  out(): string;
  /** Resolves at its end. @throws RunError where it failed */
  ended(): Promise<void>;
  end(): Promise<void>;
}

/** Clock ticks of a second in /proc, on every Linux that Node runs on. */
const TICKS = 100;
const LOOK_MILLISECONDS = 50;

/** True where the measurements can be made here. */
export const canMeasure = (): boolean =>
  process.platform === 'linux' && spawnSync('redis-server', ['--version']).status === 0;

export async function openPlant(): Promise<Plant> {
  const folder = mkdtempSync(join(tmpdir(), 'genoprop-measure-'));
  const port = await freePort();
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const text of server.stdout) if (String(text).includes('Ready to accept')) break;
  server.stdout.resume();
  const cli = (...args: readonly string[]): string =>
    execFileSync('redis-cli', ['-p', String(port), ...args], { encoding: 'utf8' });
  const processes: Process[] = [];
  return {
    folder,
    redis: {
      url: `redis://127.0.0.1:${port}`,
      info: (section, name) =>
        Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(cli('info', section))?.[1] ?? Number.NaN),
      empty: () => void cli('flushall'),
    },
    start(program, ...args) {
      const path = join(projectRoot(), program);
      const child = spawn(process.execPath, [path, ...args], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const made = watched(child);
      processes.push(made);
      return made;
    },
    async close() {
      for (const one of processes) await one.end();
      server.kill('SIGKILL');
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function watched(child: ChildProcess): Process {
  const began = performance.now();
  let out = '';
  let err = '';
  let seconds = 0;
  /** Texts of standard output with the seconds at which they came. */
  const arrivals: { readonly at: number; readonly length: number }[] = [];
  const look = (): void => {
    seconds = processorSeconds(child.pid!) ?? seconds;
  };
  const timer = setInterval(look, LOOK_MILLISECONDS);
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    arrivals.push({ at: (performance.now() - began) / 1000, length: out.length });
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = once(child, 'close').then(([code]) => {
    clearInterval(timer);
    return code as number | null;
  });
  const failure = () => new RunError(`a measured process failed: ${err.trim() || out.slice(-300)}`);
  return {
    seconds() {
      look();
      return seconds;
    },
    async until(text, times = 1) {
      let isOver = false;
      ended.finally(() => {
        isOver = true;
      });
      const pattern = new RegExp(text);
      let count = 0;
      for (;;) {
        for (let found = pattern.exec(out); found !== null; found = pattern.exec(out)) {
          const end = pattern.lastIndex;
          if (++count === times) return arrivals.find(({ length }) => length >= end)!.at;
        }
        if (isOver) throw failure();
        // A search without success begins at the front again; lines are matched whole.
        pattern.lastIndex = 0;
        count = 0;
        await pause(20);
      }
    },
    out: () => out,
    async ended() {
      if ((await ended) !== 0) throw failure();
    },
    async end() {
      child.kill('SIGTERM');
      const timeout = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(timeout);
    },
  };
}

/** User and system time of a process and of the children that it has waited for; null where it is gone. */
function processorSeconds(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) / TICKS;
  } catch {
    return null;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export const fileSize = (path: string): number => statSync(path).size;

export const writeScript = (plant: Plant, name: string, text: string): void =>
  writeFileSync(join(plant.folder, name), text);
