/** Keys that this store did not write: an account of a worker may put anything there. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openExchange } from '../../../../src/machines/queue/connect.ts';
import type { Exchange } from '../../../../src/machines/queue/exchange.ts';
import { hasRedis, type RedisServer, startRedis } from '../../../support/machines/redis.ts';

/** Stands for a whole piece, since no argument of a command line may be that long. */
const LONG = 'a whole piece';
const WRITE = `for i, text in ipairs(ARGV) do
  if text == '${LONG}' then ARGV[i] = string.rep('a', 524288) end
end
return redis.call('HSET', KEYS[1], unpack(ARGV))`;

describe.skipIf(!hasRedis)('blobs that another program wrote (needs redis-server)', () => {
  let server: RedisServer;
  let exchange: Exchange;
  beforeAll(async () => {
    server = await startRedis();
    exchange = await openExchange(server.url, { prefix: 'gp', env: {} });
  });
  afterAll(async () => {
    await exchange.close();
    await server.stop();
  });
  const key = 'gp:blob:g:n';
  const get = () => exchange.blobs.get('g', 'n');

  it.each([
    ['no JSON', ['head', 'x', '0', 'abc']],
    ['null', ['head', 'null', '0', 'abc']],
    ['no head', ['0', 'abc']],
    ['no piece', ['head', '{"bytes":3}']],
    ['fewer bytes than they are', ['head', '{"bytes":1}', '0', 'abc']],
    ['more bytes than they are', ['head', '{"bytes":4}', '0', 'abc']],
    ['more bytes than a machine has', ['head', '{"bytes":1e15}', '0', 'abc']],
    ['a negative length', ['head', '{"bytes":-1}', '0', 'abc']],
    ['a length in words', ['head', '{"bytes":"3"}', '0', 'abc']],
    ['a piece too few', ['head', '{"bytes":524289}', '0', LONG]],
    ['a piece too long', ['head', '{"bytes":524289}', '0', LONG, '1', 'ab']],
  ])('are read as empty where they have %s', async (_, fields) => {
    server.cli('del', key);
    server.cli('eval', WRITE, '1', key, ...fields);
    expect(await get()).toEqual(new Uint8Array(0));
  });

  it('are read as empty where they are of another type', async () => {
    server.cli('set', key, 'x');
    expect(await get()).toEqual(new Uint8Array(0));
    server.cli('set', 'gp:names:g', 'x');
    await expect(exchange.blobs.names('g')).rejects.toThrow(
      `${server.url} holds something of another program under names that begin with gp: remove it, or name another queue by --queue-prefix`,
    );
  });
});
