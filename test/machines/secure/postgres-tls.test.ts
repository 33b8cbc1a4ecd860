/** PostgreSQL over TLS, with the certificates of `examples/machines`: let in with all, one clear line without. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import type { AddressOptions } from '../../../src/machines/queue/address.ts';
import { openExchange } from '../../../src/machines/queue/connect.ts';
import { hasPostgres, type PostgresServer, startPostgres } from '../../support/machines/postgres.ts';
import {
  type ClientFiles,
  hasOpenssl,
  makeSecrets,
  runSample,
} from '../../support/machines/sample-server.ts';

describe.skipIf(!hasPostgres || !hasOpenssl)('PostgreSQL with TLS (needs postgresql and openssl)', () => {
  let secrets: string;
  let server: PostgresServer;
  let right: ClientFiles;
  const file = (name: string): string => join(secrets, name);
  beforeAll(async () => {
    secrets = mkdtempSync(join(tmpdir(), 'genoprop-postgres-tls-'));
    makeSecrets(secrets);
    runSample('make-certificates.sh', ['client', secrets, 'worker']);
    right = { ca: file('ca.crt'), cert: file('worker.crt'), key: file('worker.key') };
    if (process.getuid?.() === 0) execFileSync('chown', ['-R', 'postgres', secrets]);
    server = await startPostgres({
      config: {
        ssl: 'on',
        ssl_ca_file: file('ca.crt'),
        ssl_cert_file: file('server.crt'),
        ssl_key_file: file('server.key'),
      },
      access: ['hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca'],
    });
    server.sql("CREATE ROLE genoprop LOGIN PASSWORD 'secret'");
    server.sql('CREATE DATABASE genoprop OWNER genoprop');
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(secrets, { recursive: true });
  });

  const env = { GENOPROP_QUEUE_PASSWORD: 'secret' };
  const open = (options: AddressOptions, mode = '?sslmode=verify-full') =>
    openExchange(`postgres://genoprop@127.0.0.1:${server.port}/genoprop${mode}`, { env, ...options });

  it('lets in with certificate and password, to a database of its own', async () => {
    const exchange = await open({ tls: right });
    await exchange.queue.offer([{ id: 't-1', data: '{}' }]);
    expect((await exchange.queue.states('t-')).get('t-1')).toBe('waiting');
    await exchange.blobs.put('runs', '1', new Uint8Array(3), 60);
    expect(await exchange.blobs.names('runs')).toEqual(['1']);
    const sessions = 'pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE client_addr IS NOT NULL';
    expect(server.sql(`SELECT bool_and(ssl), bool_and(client_dn IS NOT NULL) FROM ${sessions}`)).toBe('t|t');
    await exchange.close();
  });

  const cases: readonly (readonly [string, () => AddressOptions, string | undefined, RegExp])[] = [
    ['no certificate', () => ({ tls: { ca: right.ca } }), undefined, /does not let us in: .*certificate/],
    [
      'no authority',
      () => ({ tls: { cert: right.cert, key: right.key } }),
      undefined,
      /^TLS with .* --tls-ca FILE$/,
    ],
    [
      'a wrong password',
      () => ({ tls: right, env: { GENOPROP_QUEUE_PASSWORD: 'x' } }),
      undefined,
      /refuses the password of genoprop/,
    ],
    [
      'no password',
      () => ({ tls: right, env: {} }),
      undefined,
      /asks for the password of genoprop; put it into/,
    ],
    ['no TLS', () => ({}), '', /lets nobody in without TLS; write \?sslmode=verify-full/],
  ];
  it.each(cases)('refuses %s in one line', async (_name, options, mode, line) => {
    const error = await open(options(), mode).then(
      () => new Error('was let in'),
      (fault: Error) => fault,
    );
    expect(error.message).toMatch(line);
    expect(error.message).not.toContain('\n');
    expect(error).toBeInstanceOf(UserError);
  });
});
