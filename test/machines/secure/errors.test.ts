/**
 * Faults of a queue's server as the commands tell them: one clear line, the exit code, and nothing lost. The whole
 * commands are called, as they are typed; only their terminal is the test's.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../src/cli/program.ts';
import { recordingTerminal } from '../../support/cli/recording.ts';
import { inOwnFolder } from '../../support/cli/runs.ts';
import { type OldServer, startOldServer } from '../../support/machines/old-server.ts';
import { hasRedis, type RedisServer, startRedis } from '../../support/machines/redis.ts';
import { runContent } from '../../support/store/run-content.ts';

inOwnFolder();

const SCRIPT = `
tasks: [{ task: xor }]
contestants: [{ contestant: msgd, settings: { hidden: 3 } }]
seeds: 2
budget: 40update
floor: false
device: wasm
`;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The whole command, as it is typed. */
async function typed(...args: readonly string[]): Promise<Ended> {
  const terminal = recordingTerminal();
  const code = await runCommandLine([...args], terminal);
  return { code, ...terminal.written };
}

type Flag = '--queue' | '--connect';

/** Commands that open a queue, by their words before the address. */
const COMMANDS: readonly (readonly [name: string, flag: Flag, words: readonly string[]])[] = [
  ['tournament', '--queue', ['tournament', 'my.tournament.yaml', '--plain', '--run', 'my.run.sqlite']],
  ['worker', '--connect', ['worker', '--threads', '1']],
  ['workers', '--connect', ['workers']],
];

describe.skipIf(!hasRedis)('a server that cannot be used (needs redis-server)', () => {
  let secret: RedisServer;
  let evicting: RedisServer;
  let old: OldServer;
  beforeAll(async () => {
    secret = await startRedis({ config: { requirepass: 'right' } });
    evicting = await startRedis({ config: { 'maxmemory-policy': 'allkeys-lru' } });
    old = await startOldServer('4.0.14');
  });
  afterAll(async () => {
    await Promise.all([secret.stop(), evicting.stop(), old.close()]);
  });

  interface Fault {
    readonly url: () => string;
    readonly more?: readonly string[];
    readonly code: 1 | 2;
    readonly line: (flag: Flag) => string | RegExp;
    /** Left out for workers, which connect in a process of their own. */
    readonly isSlow?: boolean;
  }
  const FAULTS: Readonly<Record<string, Fault>> = {
    'a password in the URL': {
      url: () => secret.url.replace('//', '//gp:right@'),
      code: 2,
      line: (flag) =>
        `${flag}: the URL holds a password, which every user of this machine can read; put it into the variable GENOPROP_QUEUE_PASSWORD or into a file (--password-file FILE)`,
    },
    'a wrong password': {
      url: () => secret.url,
      more: ['--password-file', 'wrong.password'],
      code: 2,
      line: () => `${secret.url} refuses the password of default: it is wrong, or the user is switched off`,
    },
    'no password': {
      isSlow: true,
      url: () => secret.url,
      code: 2,
      line: () =>
        `${secret.url} asks for a password; put it into GENOPROP_QUEUE_PASSWORD or a file (--password-file FILE)`,
    },
    'a password file that is not there': {
      url: () => secret.url,
      more: ['--password-file', 'missing.password'],
      code: 2,
      line: () => '--password-file missing.password: there is no such file',
    },
    'no server': {
      url: () => 'redis://127.0.0.1:1',
      code: 1,
      line: () =>
        'cannot reach redis://127.0.0.1:1: the connection is refused; is the server running, and at this port?',
    },
    'an unknown host': {
      isSlow: true,
      url: () => 'redis://no.such.host.invalid',
      code: 1,
      // Without a name server at hand the lookup fails otherwise.
      line: () =>
        /^genoprop: cannot reach redis:\/\/no\.such\.host\.invalid: the name of the host (is not known|cannot be looked up now)\n$/,
    },
    'a server that evicts': {
      isSlow: true,
      url: () => evicting.url,
      code: 2,
      line: () =>
        `${evicting.url} would throw trials away when its memory is full (maxmemory-policy allkeys-lru); write into its redis.conf: maxmemory-policy noeviction`,
    },
    'an old server': {
      isSlow: true,
      url: () => old.url,
      code: 2,
      line: () => `${old.url} is Redis 4.0.14; genoprop's queue needs Redis 5.0 or newer`,
    },
    'another protocol': {
      url: () => 'http://127.0.0.1:1',
      code: 2,
      line: (flag) =>
        `${flag}: http://127.0.0.1:1 is no address of a queue: redis://HOST, rediss://HOST (TLS) or postgres://HOST/DATABASE`,
    },
  };

  describe.each(Object.entries(FAULTS))('%s', (_fault, { url, more = [], code, line, isSlow = false }) => {
    it.each(COMMANDS.filter(([name]) => !isSlow || name !== 'worker'))(
      'is told by %s in one line',
      async (_command, flag, words) => {
        writeFileSync('my.tournament.yaml', SCRIPT);
        writeFileSync('wrong.password', 'wrong\n');
        const before = readdirSync('.');
        const ended = await typed(...words, flag, url(), ...more);
        const told = line(flag);
        const err = typeof told === 'string' ? `genoprop: ${told}\n` : expect.stringMatching(told);
        expect(ended).toEqual({ code, out: expect.any(String), err });
        expect(ended.out).not.toContain('right');
        expect(readdirSync('.')).toEqual(before);
      },
    );
  });

  it('whose memory is full is told in one line; with more of it, the same command plays the trials', async () => {
    writeFileSync('my.tournament.yaml', SCRIPT);
    const full = await startRedis({ config: { maxmemory: '1' } });
    const command = [
      'tournament',
      'my.tournament.yaml',
      '--plain',
      '--run',
      'my.run.sqlite',
      '--queue',
      full.url,
    ];
    expect(await typed(...command)).toEqual({
      code: 1,
      out: '',
      err: `genoprop: the memory of ${full.url} is full: raise maxmemory in its redis.conf, or let the coordinators fetch their results\n`,
    });
    full.cli('CONFIG', 'SET', 'maxmemory', '0');
    const worker = typed('worker', '--connect', full.url, '--threads', '1', '--idle-exit', '1');
    const played = await typed(...command);
    expect({ code: played.code, err: played.err }).toEqual({ code: 0, err: '' });
    expect(await typed('show', 'my.run.sqlite')).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 of 2'),
    });
    expect((await worker).code).toBe(0);
    await full.stop();
  });

  it('leaves the run file of an earlier session as it is', async () => {
    writeFileSync('my.tournament.yaml', SCRIPT);
    mkdirSync('kept');
    const words = ['tournament', 'my.tournament.yaml', '--plain', '--run', 'kept/my.run.sqlite'];
    expect((await typed(...words, '--seeds', '1', '--workers', '1')).code).toBe(0);
    const before = runContent('kept/my.run.sqlite');
    const bytes = readFileSync('kept/my.run.sqlite');
    for (const { url, more = [], code } of Object.values(FAULTS)) {
      writeFileSync('wrong.password', 'wrong\n');
      expect((await typed(...words, '--queue', url(), ...more)).code).toBe(code);
    }
    expect(readFileSync('kept/my.run.sqlite').equals(bytes)).toBe(true);
    expect(runContent('kept/my.run.sqlite')).toEqual(before);
    expect(readdirSync('kept')).toEqual(['my.run.sqlite']);
    expect(existsSync('runs')).toBe(false);
  });
});
