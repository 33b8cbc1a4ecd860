import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { type AddressOptions, readAddress } from '../../../src/machines/queue/address.ts';
import { finish } from '../../support/cli/process.ts';

const asNobody = [
  process.execPath,
  '--no-warnings',
  fileURLToPath(new URL('../../support/cli/unprivileged.ts', import.meta.url)),
];
const read = (url: string | undefined, options: AddressOptions = {}) =>
  readAddress(url, { env: {}, ...options });
const fault = (url: string | undefined, options: AddressOptions = {}): string => {
  try {
    read(url, options);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error('was taken');
};

describe('the address of a queue', () => {
  it.each([
    [
      'redis://gp.example.org',
      { kind: 'redis', host: 'gp.example.org', port: 6379, tls: null, database: null },
    ],
    ['rediss://worker@gp:6380/2', { port: 6380, user: 'worker', tls: {}, database: '2', password: null }],
    ['redis://[::1]:7000', { host: '::1', port: 7000 }],
    ['postgres://gp/trials', { kind: 'postgres', port: 5432, database: 'trials', tls: null }],
    ['postgresql://a%40b@gp:1/x', { kind: 'postgres', port: 1, user: 'a@b' }],
    ['postgres://gp/x?sslmode=verify-full', { tls: {} }],
    ['postgres://gp/x?sslmode=require', { tls: {} }],
    ['postgres://gp/x?sslmode=disable', { tls: null }],
  ])('is read from %s', (url, parts) => {
    expect(read(url)).toMatchObject(parts);
  });

  it('is shown without user, password and parameters', () => {
    const env = { GENOPROP_QUEUE: 'rediss://me:secret@gp.example.org:6380/1' };
    expect(read(undefined, { env })).toMatchObject({
      shown: 'rediss://gp.example.org:6380/1',
      user: 'me',
      password: 'secret',
    });
    expect(read('postgres://me@gp/x?sslmode=require').shown).toBe('postgres://gp/x');
  });

  it.each([
    ['gp.example.org', 'gp.example.org is no address of a queue: redis://HOST, rediss://HOST (TLS) or'],
    ['localhost:6379', 'localhost:6379 is no address'],
    ['http://gp', 'http://gp is no address'],
    ['redis://', 'redis:// is no address'],
    ['redis://gp:99999', 'redis://gp:99999 is no address'],
    ['redis://gp/jobs', 'jobs is no database of Redis: they have numbers, as in redis://HOST/2'],
    ['redis://gp?tls=1', '?tls=… in the URL is not known'],
    ['postgres://gp/x?sslmode=no-verify', '?sslmode=no-verify in the URL is not known; postgres:// takes'],
    ['redis://a%zz@gp', 'a % in the URL must be written as %25'],
  ])('is not %s', (url, line) => {
    expect(fault(url)).toMatch(/^--queue: /);
    expect(fault(url)).toContain(line);
    expect(fault(url, { flag: '--connect' })).toMatch(/^--connect: /);
    expect(fault(undefined, { env: { GENOPROP_QUEUE: url } })).toMatch(/^GENOPROP_QUEUE: /);
  });

  it('must be given', () => {
    const line =
      'no queue is named: give its address by --connect URL (redis://HOST, rediss://HOST (TLS) or postgres://HOST/DATABASE) or in the variable GENOPROP_QUEUE';
    expect(fault(undefined, { flag: '--connect' })).toBe(line);
    expect(fault(undefined, { flag: '--connect', env: { GENOPROP_QUEUE: '' } })).toBe(line);
  });

  it('of the option wins over that of the environment', () => {
    expect(read('redis://a', { env: { GENOPROP_QUEUE: 'redis://b' } }).host).toBe('a');
  });
});

describe('a password', () => {
  let folder: string;
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'genoprop-password-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('in the URL of an option is refused, and not repeated', () => {
    const line = fault('redis://me:swordfish@gp', { flag: '--connect' });
    expect(line).toBe(
      '--connect: the URL holds a password, which every user of this machine can read; put it into the variable GENOPROP_QUEUE_PASSWORD or into a file (--password-file FILE)',
    );
  });

  it.each([
    'redis://me:swordfish@',
    'redis://me:swordfish@gp:port',
    'redis://:swordfish',
    'me:swordfish@gp',
    'http://me:sword@fish@gp',
    'redis:me:swordfish@gp',
    'redis://gp/0?password=swordfish',
  ])('is not repeated from the wrong URL %s', (url) => {
    expect(fault(url)).not.toMatch(/swordf|sword@|@fish/);
  });

  it('comes from the file before the variable before the URL of the environment', () => {
    const passwordFile = file('right', 'from file\n');
    const all = { GENOPROP_QUEUE: 'redis://me:from-url@gp', GENOPROP_QUEUE_PASSWORD: 'from variable' };
    expect(read(undefined, { env: all, passwordFile }).password).toBe('from file');
    expect(read(undefined, { env: all }).password).toBe('from variable');
    expect(read(undefined, { env: { ...all, GENOPROP_QUEUE_PASSWORD: '' } }).password).toBe('from-url');
    expect(read('redis://me@gp', { env: { GENOPROP_QUEUE_PASSWORD: 'x' } }).password).toBe('x');
    expect(read('redis://me@gp').password).toBeNull();
  });

  it('needs a file of one line', () => {
    expect(fault('redis://gp', { passwordFile: file('empty', '\n') })).toMatch(/empty: the file is empty$/);
    expect(fault('redis://gp', { passwordFile: file('two', 'a\nb\n') })).toMatch(
      /two: the file has more than one line$/,
    );
    expect(fault('redis://gp', { passwordFile: join(folder, 'none') })).toBe(
      `--password-file ${join(folder, 'none')}: there is no such file`,
    );
    expect(fault('redis://gp', { passwordFile: folder })).toBe(
      `--password-file ${folder}: this is a folder, not a file`,
    );
  });

  it.skipIf(process.platform === 'win32')('needs a file that may be read (not on Windows)', async () => {
    const passwordFile = file('locked', 'x');
    chmodSync(folder, 0o755);
    chmodSync(passwordFile, 0);
    const { code, out, err } = await finish(['workers', passwordFile], { cwd: folder, command: asNobody });
    expect([code, out, err]).toEqual([
      2,
      '',
      `genoprop: --password-file ${passwordFile}: permission is denied\n`,
    ]);
  });
});

describe('files of TLS', () => {
  let folder: string;
  let ca: string;
  let key: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'genoprop-tls-'));
    ca = join(folder, 'ca.crt');
    key = join(folder, 'key');
    writeFileSync(ca, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    writeFileSync(key, '-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are read, from options before variables', () => {
    const tls = { cert: ca, key };
    const { tls: read1 } = read('rediss://gp', {
      tls,
      env: { GENOPROP_TLS_CA: ca, GENOPROP_TLS_KEY: '/none' },
    });
    expect(read1?.ca).toContain('BEGIN CERTIFICATE');
    expect(read1?.cert).toContain('BEGIN CERTIFICATE');
    expect(read1?.key).toContain('EC PRIVATE KEY');
  });

  it('need an address with TLS', () => {
    expect(fault('redis://gp', { tls: { ca } })).toBe(
      '--tls-ca: the URL asks for no TLS; write rediss:// in place of redis://',
    );
    expect(fault('postgres://gp/x', { env: { GENOPROP_TLS_KEY: key } })).toBe(
      '--tls-key: the URL asks for no TLS; write ?sslmode=verify-full at the end of the URL',
    );
  });

  it('must be whole', () => {
    expect(fault('rediss://gp', { tls: { cert: ca } })).toBe(
      '--tls-cert and --tls-key go together: a certificate and its key',
    );
    expect(fault('rediss://gp', { tls: { ca: key } })).toBe(`--tls-ca ${key}: no PEM file of a certificate`);
    expect(fault('rediss://gp', { tls: { cert: ca, key: ca } })).toBe(
      `--tls-key ${ca}: no PEM file of a private key`,
    );
    expect(fault('rediss://gp', { tls: { ca: join(folder, 'none') } })).toMatch(/: there is no such file$/);
  });
});
