/**
 * A server as `examples/machines` sets it up: redis-server with the sample's configuration, its users, and certificates
 * and passwords that the sample's scripts make. Only the address, the port and the folders are other ones.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { hasRedis } from './redis.ts';

export const samples = fileURLToPath(new URL('../../../examples/machines/', import.meta.url));

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** Whether the sample can be started here. */
export const isPossible = hasRedis && hasOpenssl;

export type Role = 'coordinator' | 'worker';

/** Paths of a client's certificates. */
export interface ClientFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface SampleServer {
  /** Folder with certificates, keys and passwords. */
  readonly folder: string;
  readonly port: number;
  password(role: Role): string;
  /** Certificates of a client, which are made if they are not there. */
  client(name: string, days?: number): ClientFiles;
  /** Connection as a user that may do all, which the sample has not. The caller ends it. */
  tester(): Redis;
  stop(): Promise<void>;
}

/** Runs a script of the sample. Returns what it printed on standard error, empty where all went well. */
export function runSample(
  script: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): string {
  const { stderr } = spawnSync('sh', [join(samples, script), ...args], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  return stderr;
}

/** Makes an authority, the server's certificate for these names, the users. */
export function makeSecrets(folder: string, hosts: readonly string[] = ['localhost', '127.0.0.1']): void {
  mkdirSync(folder, { recursive: true });
  const said = [
    runSample('make-certificates.sh', ['authority', folder]),
    runSample('make-certificates.sh', ['server', folder, ...hosts]),
    runSample('make-passwords.sh', [folder]),
  ].join('');
  if (said !== '') throw new Error(said);
}

export async function startSampleServer(): Promise<SampleServer> {
  const folder = mkdtempSync(join(tmpdir(), 'genoprop-secure-'));
  makeSecrets(folder);
  const port = await freePort();
  const secret = randomUUID();
  appendFileSync(join(folder, 'users.acl'), `user tester on >${secret} ~* &* +@all\n`);
  const data = join(folder, 'data');
  mkdirSync(data);
  const settings = readFileSync(join(samples, 'redis.conf'), 'utf8')
    .replace(/^bind 192\.0\.2\.10$/m, 'bind 127.0.0.1')
    .replace(/^tls-port 6380$/m, `tls-port ${port}`)
    .replaceAll('/etc/genoprop/queue/', `${folder}/`)
    .replace(/^dir \/var\/lib\/genoprop-queue$/m, `dir ${data}`);
  const file = join(folder, 'redis.conf');
  writeFileSync(file, settings);
  const server = spawn('redis-server', [file], { stdio: ['ignore', 'pipe', 'pipe'] });
  await ready(server);
  const client = (name: string, days?: number): ClientFiles => {
    if (!existsSync(join(folder, `${name}.key`))) {
      const environment = days === undefined ? {} : { GENOPROP_DAYS: String(days) };
      const said = runSample('make-certificates.sh', ['client', folder, name], environment);
      if (said !== '') throw new Error(said);
    }
    return {
      ca: join(folder, 'ca.crt'),
      cert: join(folder, `${name}.crt`),
      key: join(folder, `${name}.key`),
    };
  };
  return {
    folder,
    port,
    password: (role) => readFileSync(join(folder, `${role}.password`), 'utf8').trim(),
    client,
    tester: () => connect(port, 'tester', secret, client('tester')),
    async stop() {
      if (server.exitCode === null && server.signalCode === null) {
        server.kill('SIGKILL');
        await once(server, 'exit');
      }
      rmSync(folder, { recursive: true });
    },
  };
}

/** Connection as that user, which does not come back by itself. */
export function connect(port: number, username: string, password: string, files: ClientFiles): Redis {
  const redis = new Redis({
    host: 'localhost',
    port,
    username,
    password,
    tls: { ca: readFileSync(files.ca), cert: readFileSync(files.cert), key: readFileSync(files.key) },
    retryStrategy: () => null,
    enableReadyCheck: false,
    disableClientInfo: true,
  });
  redis.on('error', () => {});
  return redis;
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const read = (text: string): void => {
      said += text;
      if (said.includes('Ready to accept connections')) resolve();
    };
    server.stdout!.setEncoding('utf8').on('data', read);
    server.stderr!.setEncoding('utf8').on('data', read);
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`redis-server ended: ${said}`)));
  });
}
