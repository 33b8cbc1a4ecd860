/** A PostgreSQL cluster of a test file's own, on a free port and in a folder that goes with it. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** Debian keeps the server's programs out of the path, a folder for each version. */
const DEBIAN = '/usr/lib/postgresql';

function programs(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const newest = versions
    .filter((version) => existsSync(join(DEBIAN, version, 'bin/initdb')))
    .sort((a, b) => Number(b) - Number(a))[0];
  if (newest !== undefined) return join(DEBIAN, newest, 'bin');
  return spawnSync('initdb', ['--version']).status === 0 ? '' : null;
}

const folderOfPrograms = programs();

/** Are the programs there? Tests that need them are skipped by name where they are not. */
export const hasPostgres: boolean = folderOfPrograms !== null;

export interface PostgresSetting {
  /** Further lines of postgresql.conf, by name. */
  readonly config?: Readonly<Record<string, string>>;
  /** Lines of pg_hba.conf for connections over TCP; everybody comes in from this machine by default. */
  readonly access?: readonly string[];
  readonly tls?: ServerTls;
}

/** PEM texts by which the server speaks TLS. */
export interface ServerTls {
  readonly cert: string;
  readonly key: string;
}

export interface PostgresServer {
  /** URL of the database `postgres` for the superuser `postgres`. */
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** Kills it and all its processes at once, as a crash would. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
  /** Runs SQL as superuser and gives the rows, fields divided by `|`. */
  sql(text: string): string;
}

export async function startPostgres(setting: PostgresSetting = {}): Promise<PostgresServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'genoprop-postgres-'));
  const data = join(folder, 'data');
  // The server refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const give = (path: string): void => {
    if (!isRoot) return;
    const [user, group] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
    chownSync(path, user!, group!);
  };
  give(folder);
  const run = (program: string, ...args: readonly string[]): string => {
    const command = [join(folderOfPrograms!, program), ...args];
    const [file, ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    return execFileSync(file!, rest, { encoding: 'utf8', cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  };
  const lines: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    fsync: 'off',
    shared_buffers: '16MB',
    max_connections: '40',
    ...(setting.tls === undefined ? {} : { ssl: 'on' }),
    ...setting.config,
  };
  const options = Object.entries(lines).map(([name, value]) => `-c ${name}='${value}'`);
  const log = join(folder, 'log');
  const start = (): void => {
    try {
      run('pg_ctl', '-D', data, '-w', '-t', '30', '-l', log, '-o', options.join(' '), 'start');
    } catch (error) {
      throw new Error(`postgres did not start:\n${existsSync(log) ? readFileSync(log, 'utf8') : error}`);
    }
  };
  let isUp = false;
  const kill = async (): Promise<void> => {
    if (!isUp) return;
    isUp = false;
    try {
      run('pg_ctl', '-D', data, '-m', 'immediate', '-w', '-t', '30', 'stop');
    } catch {
      // It has ended by itself.
    }
  };
  const atExit = (): void => void kill();
  process.once('exit', atExit);
  run('initdb', '-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C');
  if (setting.access !== undefined) {
    writeFileSync(join(data, 'pg_hba.conf'), ['local all postgres trust', ...setting.access, ''].join('\n'));
  }
  for (const [name, text] of Object.entries(setting.tls ?? {})) {
    const path = join(data, name === 'key' ? 'server.key' : 'server.crt');
    writeFileSync(path, text, { mode: 0o600 });
    give(path);
  }
  start();
  isUp = true;
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    folder,
    kill,
    async restart() {
      await kill();
      start();
      isUp = true;
    },
    async stop() {
      await kill();
      process.off('exit', atExit);
      rmSync(folder, { recursive: true, force: true });
    },
    sql: (text) =>
      run('psql', '-h', folder, '-p', String(port), '-U', 'postgres', '-d', 'postgres', '-Atc', text).trim(),
  };
}
