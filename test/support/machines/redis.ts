/** A `redis-server` of a test's own, on a free port and in a folder that goes with it. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** Is the program there? Tests that need it are skipped by name where it is not. */
export const hasRedis: boolean = spawnSync('redis-server', ['--version']).status === 0;

export interface RedisSetting {
  /** Further lines of redis.conf, by name. They win over those of this helper. */
  readonly config?: Readonly<Record<string, string>>;
  /**
   * Keep an append-only file, so that data outlives `kill` and `restart`. It is written before each answer: with
   * `everysec` a busy disk may put the writing off for two seconds, and a kill then loses what was acknowledged.
   */
  readonly aof?: boolean;
  /** Port for TLS, beside or in place (`port: 0` in `config`) of the plain one. */
  readonly tlsPort?: number;
  readonly port?: number;
  /** Folder of the data; one that goes with the server by default. */
  readonly folder?: string;
}

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** Process id of the server. */
  pid(): number;
  /** Kills it, as a power cut of the process would (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again on its port and folder, killing it first where it runs. */
  restart(): Promise<void>;
  /** Stops its process (SIGSTOP), so that it is silent; `go` lets it go on. */
  freeze(): void;
  go(): void;
  /** Kills it and removes its folder, unless the folder was given. */
  stop(): Promise<void>;
  /** Runs redis-cli and gives what it prints, without the last line feed. */
  cli(...args: readonly string[]): string;
}

/** Milliseconds for a server to answer. */
const START = 10_000;

export async function startRedis(setting: RedisSetting = {}): Promise<RedisServer> {
  const { config = {}, aof = false } = setting;
  const port = setting.port ?? (await freePort());
  const folder = setting.folder ?? mkdtempSync(join(tmpdir(), 'genoprop-redis-'));
  const lines: Record<string, string> = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: aof ? 'yes' : 'no',
    appendfsync: aof ? 'always' : 'no',
    'maxmemory-policy': 'noeviction',
    ...(setting.tlsPort === undefined ? {} : { 'tls-port': String(setting.tlsPort) }),
    ...config,
  };
  const args = Object.entries(lines).flatMap(([name, value]) => [`--${name}`, ...words(name, value)]);
  let child: ChildProcess;

  async function start(): Promise<void> {
    child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`redis-server did not start:\n${printed}`)), START);
      const read = (chunk: Buffer): void => {
        printed += chunk.toString();
        if (!printed.includes('Ready to accept connections')) return;
        clearTimeout(timer);
        resolve();
      };
      child.stdout!.on('data', read);
      child.stderr!.on('data', read);
      child.once('exit', () => {
        clearTimeout(timer);
        reject(new Error(`redis-server ended at its start:\n${printed}`));
      });
    });
    // Its further lines are read and dropped: a full pipe would block it.
    child.stdout!.removeAllListeners('data').resume();
    child.stderr!.removeAllListeners('data').resume();
    child.unref();
  }
  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.ref();
    child.kill('SIGKILL');
    await ended;
  }
  const atExit = (): void => void child.kill('SIGKILL');
  process.once('exit', atExit);
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder,
    pid: () => child.pid!,
    kill,
    async restart() {
      await kill();
      await start();
    },
    freeze: () => void child.kill('SIGSTOP'),
    go: () => void child.kill('SIGCONT'),
    async stop() {
      await kill();
      process.off('exit', atExit);
      if (setting.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
    cli: (...given) =>
      execFileSync('redis-cli', ['-p', String(port), ...given], { encoding: 'utf8' }).replace(/\n$/, ''),
  };
}

/** Value of a line of redis.conf as arguments: an ACL user's line is several words, a path or a save rule is one. */
const words = (name: string, value: string): string[] => (name === 'user' ? value.split(' ') : [value]);
