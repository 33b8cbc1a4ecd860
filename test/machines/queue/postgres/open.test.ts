/** PostgreSQL servers that refuse us, or that we refuse, that die and come back: one clear line each. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunError, UserError } from '../../../../src/errors.ts';
import { readAddress } from '../../../../src/machines/queue/address.ts';
import { type ExchangeOptions, openExchange } from '../../../../src/machines/queue/connect.ts';
import { postgresFault } from '../../../../src/machines/queue/postgres/faults.ts';
import { checkClock } from '../../../../src/machines/queue/postgres/open.ts';
import { freePort } from '../../../support/machines/free-port.ts';
import { hasPostgres, type PostgresServer, startPostgres } from '../../../support/machines/postgres.ts';
import { hasOpenssl, runSample } from '../../../support/machines/sample-server.ts';

const SOON = 20_000;

describe.skipIf(!hasPostgres || !hasOpenssl)('a PostgreSQL server (needs postgresql and openssl)', () => {
  let folder: string;
  let server: PostgresServer;
  let host: string;
  const env = { GENOPROP_QUEUE_PASSWORD: 'right' };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'genoprop-certificates-'));
    const said = [
      runSample('make-certificates.sh', ['authority', folder]),
      runSample('make-certificates.sh', ['server', folder, 'localhost', '127.0.0.1']),
    ].join('');
    if (said !== '') throw new Error(said);
    const [cert, key] = ['server.crt', 'server.key'].map((file) => readFileSync(join(folder, file), 'utf8'));
    server = await startPostgres({
      access: [
        'hostssl all tls 127.0.0.1/32 scram-sha-256',
        'host all locked 127.0.0.1/32 reject',
        'hostnossl all tls 127.0.0.1/32 reject',
        'host all all 127.0.0.1/32 scram-sha-256',
      ],
      tls: { cert: cert!, key: key! },
    });
    host = `127.0.0.1:${server.port}`;
    server.sql("CREATE ROLE trials LOGIN PASSWORD 'right'");
    server.sql('CREATE DATABASE trials OWNER trials');
    for (const user of ['tls', 'locked', 'poor', 'reader'])
      server.sql(`CREATE ROLE ${user} LOGIN PASSWORD 'right'`);
    server.sql('GRANT trials TO tls');
    server.sql('CREATE DATABASE fresh OWNER trials');
    server.sql('CREATE DATABASE empty OWNER trials');
    server.sql('ALTER ROLE reader SET default_transaction_read_only = on');
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    for (const print of ['log', 'info', 'warn', 'error'] as const)
      vi.spyOn(console, print).mockImplementation((...said) => {
        throw new Error(`printed: ${said.join(' ')}`);
      });
  });
  afterEach(() => void vi.restoreAllMocks());

  const refusal = async (url: string, options: ExchangeOptions = {}): Promise<Error> => {
    try {
      const exchange = await openExchange(url, { env, ...options });
      await exchange.close();
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
      return error as Error;
    }
    throw new Error('was opened');
  };

  it('makes its tables at the first opening, several at once', async () => {
    const url = `postgres://trials@${host}/fresh`;
    const exchanges = await Promise.all([1, 2, 3].map(() => openExchange(url, { env })));
    await exchanges[0]!.queue.offer([{ id: 't-1', data: '1' }]);
    await exchanges[0]!.blobs.put('g', 'n', new Uint8Array(3), 60);
    expect((await exchanges[1]!.queue.take('a', SOON))?.id).toBe('t-1');
    expect(await exchanges[2]!.blobs.names('g')).toEqual(['n']);
    expect(exchanges[0]!.shown).toBe(url.replace('trials@', ''));
    for (const exchange of exchanges) await exchange.close();
  });

  it.each<[string, string, Record<string, string>, (shown: string) => string]>([
    [
      'no password',
      'trials@HOST/trials',
      {},
      (shown) =>
        `${shown} asks for the password of trials; put it into GENOPROP_QUEUE_PASSWORD or a file (--password-file FILE)`,
    ],
    [
      'a wrong password',
      'trials@HOST/trials',
      { GENOPROP_QUEUE_PASSWORD: 'wrong' },
      (shown) => `${shown} refuses the password of trials, or knows no such user`,
    ],
    [
      'an unknown user',
      'nobody@HOST/trials',
      env,
      (shown) => `${shown} refuses the password of nobody, or knows no such user`,
    ],
    [
      'a database that is not there',
      'trials@HOST/none',
      env,
      (shown) => `${shown} has no database none; make it with createdb, or name another`,
    ],
    [
      'a user who may not make tables',
      'poor@HOST/empty',
      env,
      (shown) =>
        `${shown} allows the user poor too little; enough is: GRANT CREATE ON DATABASE empty TO poor`,
    ],
    [
      'a user whom the tables do not belong to',
      'poor@HOST/fresh',
      env,
      (shown) =>
        `${shown} allows the user poor too little: the tables of its queue belong to another user; enough is: GRANT that user TO poor`,
    ],
    [
      'a user who may only read',
      'reader@HOST/empty',
      env,
      (shown) => `${shown} is a replica, which takes no writing; name its primary`,
    ],
    [
      'a user without TLS where it is asked for',
      'tls@HOST/trials',
      env,
      (shown) => `${shown} lets nobody in without TLS; write ?sslmode=verify-full at the end of the URL`,
    ],
  ])('refuses %s', async (_name, url, variables, line) => {
    const error = await refusal(`postgres://${url.replace('HOST', host)}`, { env: variables });
    expect(error.message).toBe(line(`postgres://${host}/${url.split('/')[1]}`));
    expect(error).toBeInstanceOf(UserError);
  });

  it('is talked to by TLS, where its certificate is of an authority that is known', async () => {
    const url = `postgres://tls@localhost:${server.port}/fresh?sslmode=verify-full`;
    const opened = await openExchange(url, { env, tls: { ca: join(folder, 'ca.crt') }, prefix: 'tls' });
    expect((await opened.queue.states('t-')).size).toBe(0);
    await opened.close();
    const error = await refusal(url);
    expect(error.message).toBe(
      `TLS with postgres://localhost:${server.port}/fresh: its certificate is signed by an authority that is not known here; name its certificate (CA) by --tls-ca FILE`,
    );
    expect(error).toBeInstanceOf(UserError);
  });

  it('that does not exist cannot be reached', async () => {
    const port = await freePort();
    const error = await refusal(`postgres://trials@127.0.0.1:${port}/trials`);
    expect(error).toBeInstanceOf(RunError);
    expect(error.message).toBe(
      `cannot reach postgres://127.0.0.1:${port}/trials: the connection is refused; is the server running, and at this port?`,
    );
  });

  it('keeps what was acknowledged when it crashes, and tells loss and return once', async () => {
    const notes: string[] = [];
    const url = `postgres://trials@${host}/trials`;
    const shown = `postgres://${host}/trials`;
    const onNote = (note: string): void => void notes.push(note);
    const { queue, blobs, close } = await openExchange(url, { env, onNote, patience: 100, prefix: 'crash' });
    // A take whose answer is lost may have counted: it is tried where there is nothing to take.
    const empty = await openExchange(url, { env, patience: 100, prefix: 'crash-empty' });
    await queue.offer(['t-1', 't-2', 't-3'].map((id) => ({ id, data: '1' })));
    const first = (await queue.take('a', SOON))!;
    const second = (await queue.take('a', SOON))!;
    expect(await queue.handIn(first)).toBe(true);
    await blobs.put('g', 'n', new Uint8Array(100_000).fill(3), 60);
    await server.kill();
    const calls = [
      () => queue.offer([{ id: 't-x', data: '1' }]),
      () => empty.queue.take('a', 10_000),
      () => queue.renew(second),
      () => queue.states('t-'),
      () => blobs.get('g', 'n'),
      () => blobs.names('g'),
    ];
    for (const ended of await Promise.allSettled(calls.map((call) => call()))) {
      expect(ended).toMatchObject({ status: 'rejected' });
      const { reason } = ended as PromiseRejectedResult;
      expect(reason).toBeInstanceOf(RunError);
      expect(reason.message).toMatch(/^(lost the connection to|cannot reach) postgres:[^\n]*$/);
    }
    await server.restart();
    await expect.poll(() => notes, { timeout: SOON, interval: 20 }).toContain(`connected to ${shown} again`);
    expect(notes).toEqual([`lost the connection to ${shown}; trying again`, `connected to ${shown} again`]);
    expect(Object.fromEntries(await queue.states('t-'))).toEqual({
      't-1': 'ended',
      't-2': 'taken',
      't-3': 'waiting',
    });
    expect(await queue.handIn(second)).toBe(true);
    expect((await queue.take('a', SOON))?.id).toBe('t-3');
    expect(await blobs.get('g', 'n')).toEqual(new Uint8Array(100_000).fill(3));
    await server.kill();
    await Promise.all([close(), empty.close()]);
    await expect(blobs.names('g')).rejects.toThrow(`the connection to ${shown} has been closed`);
    await server.restart();
  });
});

it('a server without TLS is asked for it in vain', async () => {
  // A PostgreSQL server answers a request for TLS by one letter.
  const server = createServer((socket) => socket.once('data', () => socket.end('N')));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const opening = openExchange(`postgres://127.0.0.1:${port}/trials?sslmode=verify-full`, { env: {} });
  await expect(opening).rejects.toThrow(
    `TLS with postgres://127.0.0.1:${port}/trials: the server has none (ssl = on in its postgresql.conf switches it on)`,
  );
  server.close();
});

describe('the check of a PostgreSQL server', () => {
  const address = readAddress('postgres://gp/trials', { env: {} });

  it('refuses a clock that would end the leases of others', async () => {
    const pool = (off: number) =>
      ({ query: async () => ({ rows: [{ now: String(Date.now() + off) }] }) }) as unknown as Pool;
    await checkClock(pool(20_000), address, 120_000);
    await checkClock(pool(-20_000), address, 120_000);
    for (const off of [-300_000, 300_000])
      await expect(checkClock(pool(off), address, 120_000)).rejects.toThrow(
        /^the clocks of this machine and of postgres:\/\/gp\/trials differ by \d+ s; set them by NTP, since leases/,
      );
  });

  it.each([
    ['UnsupportedPostgresVersionError', "is too old: genoprop's queue needs PostgreSQL 13 or newer"],
    [
      'SchemaVersionMismatchError',
      "has been used by a newer BullMQ than this one; update genoprop's packages here",
    ],
  ])('tells %s in its own words', (name, line) => {
    const error = postgresFault(Object.assign(new Error('BullMQ: …'), { name }), address, false);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toBe(`postgres://gp/trials ${line}`);
  });
});
