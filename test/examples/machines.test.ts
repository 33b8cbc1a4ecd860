/** Sample files of a tournament over several machines: their scripts are run, their settings read. */
import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { main } from '../support/cli/process.ts';
import { hasOpenssl, makeSecrets, runSample, samples } from '../support/machines/sample-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = (name: string): string => readFileSync(join(samples, name), 'utf8');
const has = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).status === 0;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-machines-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the folder of samples', () => {
  it('has a line for every file in its README', () => {
    const files = readdirSync(samples).filter((name) => name !== 'README.md');
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((name) => !text('README.md').includes(`\`${name}\``))).toEqual([]);
  });

  it('names no password and no key of its own', () => {
    for (const name of readdirSync(samples)) {
      expect(text(name)).not.toMatch(/PRIVATE KEY|#[0-9a-f]{64}|(^|\s)>\w/m);
      expect(text(name)).not.toMatch(/rediss?:\/\/[^\s@]*:[^\s@]*@/);
    }
  });
});

describe.skipIf(!hasOpenssl)('the scripts for certificates and passwords (needs openssl)', () => {
  let secrets: string;
  const certificate = (name: string) => new X509Certificate(readFileSync(join(secrets, `${name}.crt`)));
  beforeAll(() => {
    secrets = join(folder, 'secrets');
    makeSecrets(secrets, ['queue.example.org', '192.0.2.10', '::1']);
    expect(runSample('make-certificates.sh', ['client', secrets, 'worker-1'])).toBe('');
  });

  it('make certificates of one authority, for names and addresses, of a server or of a client', () => {
    const authority = certificate('ca');
    const server = certificate('server');
    const client = certificate('worker-1');
    expect([authority.ca, server.ca, client.ca]).toEqual([true, false, false]);
    for (const one of [server, client]) expect(one.verify(authority.publicKey)).toBe(true);
    expect(server.checkHost('queue.example.org')).toBe('queue.example.org');
    expect(server.checkIP('192.0.2.10')).toBe('192.0.2.10');
    expect(server.checkIP('::1')).toBe('::1');
    expect(server.checkHost('elsewhere.example.org')).toBeUndefined();
    const SERVER = '1.3.6.1.5.5.7.3.1';
    const CLIENT = '1.3.6.1.5.5.7.3.2';
    expect([server.keyUsage, client.keyUsage]).toEqual([[SERVER], [CLIENT]]);
  });

  it('make files that their owner alone reads', () => {
    const modes = readdirSync(secrets).map((name) => statSync(join(secrets, name)).mode & 0o777);
    expect(modes.length).toBe(9);
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  it('make two passwords, and users that have their hashes', () => {
    const users = readFileSync(join(secrets, 'users.acl'), 'utf8');
    const passwords = ['coordinator', 'worker'].map((user) =>
      readFileSync(join(secrets, `${user}.password`), 'utf8'),
    );
    for (const password of passwords) {
      expect(password).toMatch(/^[0-9a-f]{64}\n$/);
      expect(users).not.toContain(password.trim());
    }
    expect(passwords[0]).not.toBe(passwords[1]);
    expect(users.match(/#[0-9a-f]{64} /g)?.length).toBe(2);
    expect(users).not.toMatch(/#[A-Z]/);
  });

  it.each([
    ['make-certificates.sh', ['authority'], 'the forms are: authority FOLDER'],
    ['make-certificates.sh', ['signature', 'SECRETS'], 'signature: unknown; the forms are'],
    ['make-certificates.sh', ['authority', 'SECRETS'], 'ca.key is there already'],
    ['make-certificates.sh', ['server', 'SECRETS'], 'server needs the names or addresses'],
    ['make-certificates.sh', ['server', 'SECRETS', 'localhost'], 'server.key is there already'],
    ['make-certificates.sh', ['client', 'NOWHERE', 'worker-1'], 'make the authority first'],
    ['make-certificates.sh', ['client', 'SECRETS', '../worker'], 'a name has letters'],
    ['make-certificates.sh', ['client', 'SECRETS', 'server'], 'is not ca or server'],
    ['make-certificates.sh', ['client', 'SECRETS', 'worker-1'], 'worker-1.key is there already'],
    ['make-passwords.sh', [], 'needs the folder'],
    ['make-passwords.sh', ['SECRETS'], 'coordinator.password is there already'],
  ])('%s %j is refused in one line', (script, words, said) => {
    const args = words.map((word) =>
      word.replace('SECRETS', secrets).replace('NOWHERE', join(folder, 'nowhere')),
    );
    const before = readdirSync(secrets);
    const line = runSample(script, args);
    expect(line).toMatch(new RegExp(`^${script}: [^\n]+\n$`));
    expect(line).toContain(said);
    expect(readdirSync(secrets)).toEqual(before);
  });

  it('say what openssl says where that fails', () => {
    const line = runSample('make-certificates.sh', ['client', secrets, 'late'], { GENOPROP_DAYS: 'many' });
    expect(line).toMatch(/^make-certificates.sh: .*many/);
  });
});

/** Settings of redis.conf, by their names. */
const settings = new Map(
  text('redis.conf')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name, ...words] = line.split(' ');
      return [name!, words.join(' ')] as const;
    }),
);

describe('redis.conf', () => {
  it('lets nobody in without TLS, a certificate and a user, and evicts nothing', () => {
    expect(Object.fromEntries(settings)).toMatchObject({
      bind: '192.0.2.10',
      'protected-mode': 'yes',
      port: '0',
      'tls-port': '6380',
      'tls-auth-clients': 'yes',
      appendonly: 'yes',
      appendfsync: 'everysec',
      save: '""',
      maxmemory: '1gb',
      'maxmemory-policy': 'noeviction',
    });
    expect(settings.has('requirepass')).toBe(false);
  });

  it('says of each line that must be adjusted that it must', () => {
    const blocks = text('redis.conf').split('\n\n');
    for (const mark of ['bind 192', 'tls-ca-cert-file', 'aclfile'])
      expect(blocks.find((block) => block.includes(`\n${mark}`))).toContain('ADJUST');
  });
});

/** Sections of a unit with their lines, in order. */
function unit(name: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  for (const line of text(name).split('\n')) {
    const title = /^\[(.*)\]$/.exec(line)?.[1];
    if (title !== undefined) sections.set(title, []);
    else if (line !== '' && !line.startsWith('#')) [...sections.values()].at(-1)!.push(line);
  }
  return sections;
}

describe('the units for systemd', () => {
  it.skipIf(!has('systemd-analyze', '--version'))(
    'are found right by systemd-analyze (needs systemd)',
    () => {
      for (const name of ['genoprop-queue.service', 'genoprop-worker@.service']) {
        // Programs, users and folders of the sample are not here.
        const here = text(name).replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`);
        const file = join(folder, name);
        writeFileSync(file, here);
        const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        writeFileSync(file, here.replace('[Service]', '[Service]\nKillSignl=SIGTERM'));
        expect(spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' }).stderr).toContain(
          'KillSignl',
        );
      }
    },
  );

  it('read the configuration and the state where the configuration says', () => {
    const service = unit('genoprop-queue.service').get('Service')!;
    expect(service).toContain(
      'ExecStart=/usr/bin/redis-server /etc/genoprop/queue/redis.conf --supervised systemd',
    );
    expect(settings.get('dir')).toBe('/var/lib/genoprop-queue');
    expect(service).toContain('StateDirectory=genoprop-queue');
  });

  it('stop a worker by one signal to its supervisor, with time for its checkpoints', () => {
    const service = unit('genoprop-worker@.service').get('Service')!;
    expect(service).toEqual(
      expect.arrayContaining([
        'KillMode=mixed',
        'KillSignal=SIGTERM',
        'TimeoutStopSec=90',
        'OOMPolicy=continue',
        'Restart=on-failure',
        'RestartPreventExitStatus=2',
      ]),
    );
  });

  it('take secrets from a file, and run as an ordinary user without rights of its own', () => {
    const service = unit('genoprop-worker@.service').get('Service')!;
    expect(service).toContain('EnvironmentFile=/etc/genoprop/worker.env');
    expect(service.filter((line) => /^Environment=(?!PATH=)/.test(line))).toEqual([]);
    const hard = ['NoNewPrivileges=yes', 'CapabilityBoundingSet=', 'ProtectSystem=strict', 'ProtectHome=yes'];
    for (const name of ['genoprop-queue.service', 'genoprop-worker@.service'])
      expect(unit(name).get('Service')).toEqual(
        expect.arrayContaining([expect.stringMatching(/^User=[a-z]+$/), ...hard]),
      );
  });
});

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command: readonly string[];
  readonly user: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly container_name?: string;
  readonly hostname?: string;
  readonly volumes?: readonly { readonly source: string; readonly target: string }[];
  readonly secrets: readonly { readonly source: string; readonly target: string }[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly cap_drop: readonly string[];
  readonly stop_signal?: string;
  readonly stop_grace_period: string;
}

describe('compose.yaml', () => {
  const { services, secrets } = parse(text('compose.yaml')) as {
    services: Readonly<Record<'queue' | 'worker', Service>>;
    secrets: Readonly<Record<string, { readonly file: string }>>;
  };
  const { queue, worker } = services;
  const package_ = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

  it('names images with their whole version, and no registry', () => {
    expect(Object.keys(services)).toEqual(['queue', 'worker']);
    expect(queue.image).toMatch(/^valkey\/valkey:\d+\.\d+\.\d+$/);
    expect(worker.build).toEqual({ context: '.', dockerfile: 'worker.Dockerfile' });
    expect(text('worker.Dockerfile')).toMatch(/^FROM node:\d+\.\d+\.\d+-[a-z]+-slim$/m);
  });

  it('installs the versions that this genoprop is tested with, as docs/machines.md does', () => {
    const { version, devDependencies } = package_;
    const told = readFileSync(join(root, 'docs', 'machines.md'), 'utf8').match(
      /\b(bullmq|ioredis|pg)@[\d.]+/g,
    )!;
    const tested = ['bullmq', 'ioredis', 'pg'].map((name) => `${name}@${devDependencies[name]}`);
    expect([...new Set(told)].sort()).toEqual(tested);
    expect(text('worker.Dockerfile')).toContain(
      `npm install genoprop@${version} bullmq@${devDependencies.bullmq} ioredis@${devDependencies.ioredis} `,
    );
    expect(text('worker.Dockerfile')).toContain(`FROM node:${devDependencies.node}-`);
  });

  it.skipIf(!hasOpenssl)('takes secrets from files that the scripts make (needs openssl)', () => {
    const folderOfSecrets = join(folder, 'compose');
    // The calls that its own comment names.
    const calls = [...text('compose.yaml').matchAll(/^# {3}sh (make-\S+) (.*?)(?: +#.*)?$/gm)];
    for (const [, script, words] of calls) {
      const args = words!.split(/ +/).map((word) => (word === 'secrets' ? folderOfSecrets : word));
      expect(runSample(script!, args)).toBe('');
    }
    const made = readdirSync(folderOfSecrets);
    for (const { file } of Object.values(secrets)) {
      expect(dirname(file)).toBe('./secrets');
      expect(made).toContain(basename(file));
    }
    const used = [...queue.secrets, ...worker.secrets].map(({ source }) => source);
    expect(new Set(used)).toEqual(new Set(Object.keys(secrets)));
    // The address under which the worker's container reaches the other one is a name in its certificate.
    const server = new X509Certificate(readFileSync(join(folderOfSecrets, 'server.crt')));
    expect(worker.environment!.GENOPROP_QUEUE).toContain('rediss://worker@queue:6380');
    expect(server.checkHost('queue')).toBe('queue');
    expect(queue.healthcheck!.test.join(' ')).toContain('--sni localhost');
    expect(server.checkHost('localhost')).toBe('localhost');
  });

  it('puts files where redis.conf looks for them, and data where it writes', () => {
    const targets = new Map(queue.secrets.map(({ source, target }) => [source, target]));
    expect(targets.get('ca')).toBe(settings.get('tls-ca-cert-file'));
    expect(targets.get('server-certificate')).toBe(settings.get('tls-cert-file'));
    expect(targets.get('server-key')).toBe(settings.get('tls-key-file'));
    expect(targets.get('users')).toBe(settings.get('aclfile'));
    const [configuration, data] = queue.volumes!;
    expect(configuration).toMatchObject({ source: './redis.conf', target: queue.command[1] });
    expect(data!.target).toBe(settings.get('dir'));
  });

  it('gives the health check files that its container has', () => {
    const there = queue.secrets.map(({ target }) =>
      target.startsWith('/') ? target : `/run/secrets/${target}`,
    );
    const asked = queue.healthcheck!.test.join(' ').match(/\/\S+\.(crt|key)/g)!;
    expect(asked.length).toBe(3);
    expect(asked.filter((path) => !there.includes(path))).toEqual([]);
  });

  it('gives workers what they read, by files, and no password in the environment', () => {
    const given = new Map(worker.secrets.map(({ source, target }) => [`/run/secrets/${target}`, source]));
    const { GENOPROP_TLS_CA, GENOPROP_TLS_CERT, GENOPROP_TLS_KEY } = worker.environment!;
    expect(given.get(GENOPROP_TLS_CA!)).toBe('ca');
    expect(given.get(GENOPROP_TLS_CERT!)).toBe('worker-certificate');
    expect(given.get(GENOPROP_TLS_KEY!)).toBe('worker-key');
    expect(given.get(worker.command[worker.command.indexOf('--password-file') + 1]!)).toBe('worker-password');
    expect(JSON.stringify(worker.environment)).not.toMatch(/PASSWORD/);
  });

  it('lets workers scale and stop in good order, and none of both do more than it must', () => {
    expect([worker.container_name, worker.hostname, worker.ports]).toEqual([undefined, undefined, undefined]);
    expect(worker).toMatchObject({ stop_signal: 'SIGTERM', stop_grace_period: '90s', init: true });
    for (const service of [queue, worker]) {
      expect(service).toMatchObject({
        cap_drop: ['ALL'],
        read_only: true,
        security_opt: ['no-new-privileges:true'],
      });
      expect(service.user).toMatch(/^\$\{GENOPROP_USER:\?/);
    }
    // Published on one address, by default on none that others reach.
    expect(queue.ports).toEqual([`\${GENOPROP_ADDRESS:-127.0.0.1}:6380:6380`]);
  });
});

describe('the scripts for SLURM', () => {
  const bash = (script: string, args: readonly string[], environment: NodeJS.ProcessEnv) =>
    execFileSync('bash', [join(samples, script), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
        GENOPROP: main,
        ...environment,
      },
    });
  const SCRIPT = `tasks: [{ task: xor }]
contestants: [{ contestant: msgd, settings: { hidden: 3 } }]
seeds: 2
budget: 20update
floor: false
`;

  it('play parts and join them', () => {
    writeFileSync(join(folder, 'my.tournament.yaml'), SCRIPT);
    for (const part of ['1', '2']) {
      bash('slurm-parts.sh', ['my.tournament.yaml', 'night'], {
        SLURM_ARRAY_TASK_ID: part,
        SLURM_ARRAY_TASK_MAX: '2',
        SLURM_CPUS_PER_TASK: '1',
      });
    }
    expect(bash('slurm-merge.sh', ['night'], {})).toContain('2 of 2 trials');
    expect(readdirSync(join(folder, 'night'))).toContain('whole.run.sqlite');
  });

  it('start a worker with the settings of the file, and with no secret among its words', () => {
    const program = join(folder, 'genoprop');
    writeFileSync(program, '#!/bin/sh\necho "$@"\necho "$GENOPROP_QUEUE $GENOPROP_QUEUE_PASSWORD"\n', {
      mode: 0o755,
    });
    const [words, settingsRead] = bash('slurm-workers.sh', [join(samples, 'worker.env')], {
      GENOPROP: program,
      SLURM_ARRAY_TASK_ID: '3',
      SLURM_CPUS_PER_TASK: '4',
      SLURMD_NODENAME: 'node7',
    }).split('\n');
    expect(words).toBe('worker --name node7-3 --threads 4 --idle-exit 600');
    expect(settingsRead).toBe('rediss://worker@queue.example.org:6380 the-line-of-worker.password');
  });

  it('are told by a signal before their time is over, which reaches genoprop itself', () => {
    expect(text('slurm-parts.sh')).toMatch(/^#SBATCH --signal=B:INT@120$/m);
    expect(text('slurm-workers.sh')).toMatch(/^#SBATCH --signal=B:TERM@120$/m);
    for (const name of ['slurm-parts.sh', 'slurm-workers.sh']) expect(text(name)).toMatch(/^exec /m);
  });
});
