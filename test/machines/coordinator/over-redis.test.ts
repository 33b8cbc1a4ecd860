/** Coordinator on a Redis server of its own: the same run file as here, with two workers and a server that forgets. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTester } from '../../../src/machines/coordinator/tester.ts';
import { openExchange } from '../../../src/machines/queue/connect.ts';
import type { Exchange } from '../../../src/machines/queue/exchange.ts';
import type { TournamentEvent, TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { coordinate, newFolder, rowsAfter, rowsOf } from '../../support/machines/coordinated.ts';
import { loggedOf, playedHere, smallSpec } from '../../support/machines/logs.ts';
import { hasRedis, type RedisServer, startRedis } from '../../support/machines/redis.ts';
import { ScriptedWorker } from '../../support/machines/scripted-worker.ts';

const spec: TournamentSpec = { ...smallSpec, seeds: 2, budget: { macs: 1e6 } };

describe.skipIf(!hasRedis)('a coordinator on Redis', () => {
  const folder = newFolder();
  const tester = openTester();
  let server: RedisServer;
  let here: TournamentEvent[];
  const open = (): Promise<Exchange> =>
    openExchange(server.url, { times: { lease: 600, check: 200 }, env: {} });
  beforeAll(async () => {
    server = await startRedis();
    here = await playedHere(spec);
  });
  afterAll(async () => {
    await tester.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('leaves the run file that is left here, also where the server forgets everything in between', async () => {
    const undisturbed = rowsAfter(join(folder, 'here.run.sqlite'), spec, here);
    const played = new Map(trialsOf(spec).map(({ id }) => [id, loggedOf(here, id)]));
    let delivered = 0;
    const workers = await Promise.all(
      ['lab', 'den'].map(async (name) => {
        const exchange = await open();
        return new ScriptedWorker(exchange, {
          ...{ name, played },
          async mischief() {
            if (++delivered === 2) server.cli('flushall');
            return true;
          },
        }).begin();
      }),
    );
    const exchange = await open();
    const path = join(folder, 'there.run.sqlite');
    await coordinate(path, spec, exchange, { tester: { ...tester, close: async () => {} } });
    await Promise.all(workers.map((worker) => worker.end()));
    const left = server.cli('keys', '*:blob:*');
    await Promise.all([exchange.close(), ...workers.map((worker) => worker.exchange.close())]);
    expect(rowsOf(path, spec)).toEqual(undisturbed);
    expect(left).toBe('');
  });
});
