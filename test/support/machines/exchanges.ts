/** The kinds of exchange that tests run over: in memory, on Redis, on PostgreSQL. */
import { openExchange } from '../../../src/machines/queue/connect.ts';
import type { Exchange } from '../../../src/machines/queue/exchange.ts';
import { memoryExchange, newShelves } from '../../../src/machines/queue/memory.ts';
import type { QueueTimes } from '../../../src/machines/queue/queue.ts';
import { hasPostgres, startPostgres } from './postgres.ts';
import { hasRedis, startRedis } from './redis.ts';

/** A server of a test's own. */
export interface TestServer {
  /** Opens a handle, as a process of its own would. Handles of one prefix meet. */
  open(prefix: string, times: QueueTimes): Promise<Exchange>;
  stop(): Promise<void>;
}

export interface ExchangeKind {
  readonly name: string;
  /** False where its server is not installed. */
  readonly isThere: boolean;
  start(): Promise<TestServer>;
}

const onServer = ({ url, stop }: { url: string; stop(): Promise<void> }): TestServer => ({
  open: (prefix, times) => openExchange(url, { prefix, times, env: {} }),
  stop,
});

export const memoryKind: ExchangeKind = {
  name: 'memory',
  isThere: true,
  async start() {
    const shelves = new Map<string, ReturnType<typeof newShelves>>();
    return {
      async open(prefix, times) {
        if (!shelves.has(prefix)) shelves.set(prefix, newShelves());
        return memoryExchange(times, shelves.get(prefix));
      },
      stop: async () => {},
    };
  },
};

export const redisKind: ExchangeKind = {
  name: 'Redis',
  isThere: hasRedis,
  start: async () => onServer(await startRedis()),
};

export const postgresKind: ExchangeKind = {
  name: 'PostgreSQL',
  isThere: hasPostgres,
  start: async () => onServer(await startPostgres()),
};
