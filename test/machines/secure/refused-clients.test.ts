/** Clients that the server of the sample does not let in, or that do not trust it: one clear line each. */

import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunError, UserError } from '../../../src/errors.ts';
import type { AddressOptions } from '../../../src/machines/queue/address.ts';
import { openExchange } from '../../../src/machines/queue/connect.ts';
import {
  type ClientFiles,
  isPossible,
  runSample,
  type SampleServer,
  startSampleServer,
} from '../../support/machines/sample-server.ts';

describe.skipIf(!isPossible)('the server of the sample (needs redis-server and openssl)', () => {
  let server: SampleServer;
  let right: ClientFiles;
  beforeAll(async () => {
    server = await startSampleServer();
    right = server.client('worker');
  });
  afterAll(() => server.stop());

  const env = () => ({ GENOPROP_QUEUE_PASSWORD: server.password('worker') });
  /** Opens the exchange and gives the error. */
  const failure = async (user: string, options: AddressOptions, host = 'localhost', port = server.port) => {
    try {
      const exchange = await openExchange(`rediss://${user}${host}:${port}`, { env: env(), ...options });
      await exchange.close();
    } catch (error) {
      return error as Error;
    }
    throw new Error('was let in');
  };
  /** Certificates of another authority, made once. */
  const foreign = (): ClientFiles => {
    const folder = join(server.folder, 'foreign');
    runSample('make-certificates.sh', ['authority', folder]);
    runSample('make-certificates.sh', ['client', folder, 'worker']);
    return { ca: join(folder, 'ca.crt'), cert: join(folder, 'worker.crt'), key: join(folder, 'worker.key') };
  };

  it('lets in by name and by number, with certificate and password', async () => {
    for (const host of ['localhost', '127.0.0.1']) {
      const exchange = await openExchange(`rediss://worker@${host}:${server.port}`, {
        env: env(),
        tls: right,
      });
      expect(exchange.shown).toBe(`rediss://${host}:${server.port}`);
      expect((await exchange.queue.states('t-')).size).toBe(0);
      await exchange.close();
    }
  });

  const WITH = (): string => `TLS with rediss://localhost:${server.port}: `;
  it.each<[string, () => ClientFiles | { readonly ca: string }, string]>([
    [
      'no certificate',
      () => ({ ca: right.ca }),
      'it asks for a certificate of ours; name it and its key by --tls-cert FILE --tls-key FILE',
    ],
    [
      'an expired certificate',
      () => server.client('late', -1),
      'it refuses the certificate of --tls-cert, which has expired',
    ],
    [
      'a certificate of another authority',
      () => ({ ...foreign(), ca: right.ca }),
      'it does not know the authority that signed the certificate of --tls-cert',
    ],
    [
      "the server's own certificate",
      () => ({
        ca: right.ca,
        cert: join(server.folder, 'server.crt'),
        key: join(server.folder, 'server.key'),
      }),
      'it refuses the certificate of --tls-cert, which is not for clients',
    ],
    [
      'the key of another certificate',
      () => ({ ...right, key: server.client('other').key }),
      'the key of --tls-key is not that of the certificate of --tls-cert',
    ],
    [
      'another authority',
      () => ({ ...right, ca: foreign().ca }),
      'its certificate is signed by an authority that is not known here; name its certificate (CA) by --tls-ca FILE',
    ],
  ])('does not talk to a client with %s', async (_name, tls, line) => {
    // Every time: a race of the alert with the end of the connection must not show.
    for (let turn = 0; turn < 3; turn++) {
      const error = await failure('worker@', { tls: tls() });
      expect(error.message).toBe(`${WITH()}${line}`);
      expect(error).toBeInstanceOf(UserError);
    }
  });

  it.each<[string, string, Record<string, string>, string]>([
    [
      'a wrong password',
      'worker@',
      { GENOPROP_QUEUE_PASSWORD: 'wrong' },
      'refuses the password of worker: it is wrong, or the user is switched off',
    ],
    [
      'no password',
      'worker@',
      {},
      'refuses the user worker without a password; put it into GENOPROP_QUEUE_PASSWORD or a file (--password-file FILE)',
    ],
    [
      'an unknown user',
      'nobody@',
      { GENOPROP_QUEUE_PASSWORD: 'x' },
      'refuses the password of nobody: it is wrong, or the user is switched off',
    ],
    [
      'the default user',
      '',
      { GENOPROP_QUEUE_PASSWORD: 'x' },
      'refuses the password of default: it is wrong, or the user is switched off',
    ],
    [
      'no user and no password',
      '',
      {},
      'asks for a password; put it into GENOPROP_QUEUE_PASSWORD or a file (--password-file FILE)',
    ],
  ])('refuses %s', async (_name, user, environment, line) => {
    const error = await failure(user, { tls: right, env: environment });
    expect(error.message).toBe(`rediss://localhost:${server.port} ${line}`);
    expect(error).toBeInstanceOf(UserError);
  });

  it('refuses foreign prefixes and other databases', async () => {
    const options = { env: env(), tls: right };
    const url = `rediss://worker@localhost:${server.port}`;
    await expect(openExchange(url, { ...options, prefix: 'foreign' })).rejects.toThrow(
      /allows the user worker too little; .*~foreign:\*/,
    );
    await expect(openExchange(`${url}/1`, options)).rejects.toThrow(/allows the user worker too little/);
  });

  it('answers nobody without TLS', async () => {
    const url = `redis://worker@localhost:${server.port}`;
    await expect(openExchange(url, { env: env() })).rejects.toThrow(
      `cannot reach redis://localhost:${server.port}: it broke the connection off; is its port one for TLS?`,
    );
  });

  describe('beside others', () => {
    const others: Server[] = [];
    afterAll(() => others.forEach((other) => void other.close()));
    const listen = async (other: Server): Promise<number> => {
      others.push(other);
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      return (other.address() as AddressInfo).port;
    };

    it.each([
      ['has expired', 'localhost', '-1', 'its certificate has expired'],
      [
        'is for another name',
        'elsewhere.example.org',
        '9',
        'its certificate is not for localhost but for other names',
      ],
    ])('is told from one whose certificate %s', async (name, host, days, line) => {
      const folder = join(server.folder, name);
      runSample('make-certificates.sh', ['authority', folder]);
      runSample('make-certificates.sh', ['server', folder, host], { GENOPROP_DAYS: days });
      const read = (file: string) => readFileSync(join(folder, file));
      const port = await listen(createTlsServer({ cert: read('server.crt'), key: read('server.key') }));
      const { message } = await failure(
        'worker@',
        { tls: { ca: join(folder, 'ca.crt') } },
        'localhost',
        port,
      );
      expect(message).toBe(`TLS with rediss://localhost:${port}: ${line}`);
    });

    it('is told from one that speaks no TLS, and from none', async () => {
      const port = await listen(
        createServer((socket) => socket.on('data', () => socket.write('-ERR what?\r\n'))),
      );
      const plain = await failure('worker@', { tls: right }, 'localhost', port);
      expect(plain.message).toBe(`TLS with rediss://localhost:${port}: it speaks no TLS at this port`);
      const nobody = await failure('worker@', { tls: right }, 'localhost', 1);
      expect(nobody.message).toBe(
        'cannot reach rediss://localhost:1: the connection is refused; is the server running, and at this port?',
      );
      expect(nobody).toBeInstanceOf(RunError);
    });
  });
});
