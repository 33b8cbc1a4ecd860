/**
 * A tournament over the server of `examples/machines`: coordinator and workers are processes, each with its own user and
 * certificate; the worker is started by the sample's script for clusters. A worker of another version of genoprop is
 * there before.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../../src/version.ts';
import { childEnvironment, main } from '../../support/cli/process.ts';
import {
  isPossible,
  type Role,
  type SampleServer,
  samples,
  startSampleServer,
} from '../../support/machines/sample-server.ts';
import { runContent } from '../../support/store/run-content.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const OTHER = '9.9.9';

const SCRIPT = `
tasks: [{ task: xor }]
contestants: [{ contestant: msgd, settings: { hidden: 3 } }]
seeds: 3
budget: 200update
floor: false
device: wasm
`;

interface Running {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly code: Promise<number | null>;
  /** Resolves once it has said that, on either output; rejects where it ends without. */
  until(text: string): Promise<void>;
}

describe.skipIf(!isPossible)(
  'a tournament over the server of the sample (needs redis-server and openssl)',
  () => {
    let folder: string;
    let server: SampleServer;
    let tester: Redis;
    const all: Running[] = [];
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'genoprop-whole-'));
      writeFileSync(join(folder, 'my.tournament.yaml'), SCRIPT);
      server = await startSampleServer();
      tester = server.tester();
    });
    afterAll(async () => {
      for (const { child, code } of all) {
        child.kill('SIGKILL');
        await code;
      }
      tester?.disconnect();
      await server?.stop();
      rmSync(folder, { recursive: true });
    });

    function run(command: readonly string[], environment: NodeJS.ProcessEnv = {}): Running {
      const [program, ...args] = command;
      const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
      const child = spawn(program!, args, {
        cwd: folder,
        env: { ...childEnvironment, PATH, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      const code = new Promise<number | null>((resolve) => child.on('close', resolve));
      const waiting = new Set<() => void>();
      for (const stream of [child.stdout!, child.stderr!]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          for (const look of [...waiting]) look();
        });
      }
      const until = (text: string): Promise<void> =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            if (said.includes(text)) resolve();
          };
          waiting.add(look);
          void code.then((ended) => reject(new Error(`ended with ${ended} and said:\n${said}`)));
          look();
        });
      const running = { child, said: () => said, code, until };
      all.push(running);
      return running;
    }
    /** Flags that name the server, its user and its certificates. */
    const access = (flag: string, role: Role): string[] => {
      const { ca, cert, key } = server.client(role);
      return [
        ...[
          flag,
          `rediss://${role}@localhost:${server.port}`,
          '--password-file',
          join(server.folder, `${role}.password`),
        ],
        ...['--tls-ca', ca, '--tls-cert', cert, '--tls-key', key],
      ];
    };
    /** This package with another version. */
    const otherVersion = (): string => {
      const copy = join(folder, 'other');
      mkdirSync(copy);
      for (const name of ['bin', 'dist']) cpSync(join(root, name), join(copy, name), { recursive: true });
      symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
      const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...manifest, version: OTHER }));
      return join(copy, 'bin', 'genoprop.js');
    };

    it('ends as a local one, played by the worker of this version; that of another one says what is missing', async () => {
      const words = [process.execPath, main, 'tournament', 'my.tournament.yaml', '--plain'];
      const local = run([...words, '--workers', '1', '--run', 'local.run.sqlite']);
      expect(await local.code).toBe(0);

      const coordinator = run([...words, '--run', 'far.run.sqlite', ...access('--queue', 'coordinator')]);
      const other = run([
        ...[process.execPath, otherVersion(), 'worker', '--threads', '1', '--name', 'old one'],
        ...access('--connect', 'worker'),
      ]);
      const reason = `has genoprop ${OTHER}, the run needs ${version()}`;
      await Promise.all([
        other.until(`cannot be played here: this worker ${reason}`),
        // Of the trials that wait, the one that the worker has taken last.
        coordinator.until('no worker can play xor/msgd:hidden=3/'),
        coordinator.until(`: old one ${reason}`),
      ]);
      other.child.kill('SIGTERM');
      expect(await other.code).toBe(0);

      // The settings file of the sample, as the unit for systemd and the script for SLURM read it.
      const { ca, cert, key } = server.client('worker-1');
      const settings = readFileSync(join(samples, 'worker.env'), 'utf8')
        .replace('queue.example.org:6380', `localhost:${server.port}`)
        .replace('the-line-of-worker.password', server.password('worker'))
        .replace('/etc/genoprop/ca.crt', ca)
        .replace('/etc/genoprop/worker-1.crt', cert)
        .replace('/etc/genoprop/worker-1.key', key);
      writeFileSync(join(folder, 'worker.env'), settings);
      const worker = run(['bash', join(samples, 'slurm-workers.sh'), 'worker.env'], {
        GENOPROP: main,
        SLURM_ARRAY_TASK_ID: '1',
        SLURM_CPUS_PER_TASK: '1',
        SLURMD_NODENAME: 'node',
      });
      await worker.until('connected to');
      const list = run([process.execPath, main, 'workers', ...access('--connect', 'worker')]);
      expect({ code: await list.code, said: list.said() }).toEqual({
        code: 0,
        said: expect.stringContaining('node-1'),
      });
      expect(await coordinator.code).toBe(0);
      expect(coordinator.said()).toContain('node-1');
      // As SLURM ends it: the signal reaches genoprop, for the shell has become it.
      worker.child.kill('SIGTERM');
      expect(await worker.code).toBe(0);

      const [far, here] = ['far', 'local'].map((name) => runContent(join(folder, `${name}.run.sqlite`)));
      expect(far!.trials.length).toBe(3);
      expect(far).toEqual(here);
      const log = (await tester.call('ACL', 'LOG')) as unknown[];
      expect(log).toEqual([]);
      for (const one of all)
        for (const role of ['coordinator', 'worker'] as const)
          expect(one.said()).not.toContain(server.password(role));
    });
  },
);
