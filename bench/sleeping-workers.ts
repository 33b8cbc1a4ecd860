/**
 * Many workers in one process, whose trials only sleep: `node dist/bench/sleeping-workers.js URL WORKERS SLEEP`, where
 * SLEEP is a `Sleep` as JSON. SIGTERM ends them. Each has a connection of its own, as workers of different machines do.
 */
import process from 'node:process';
import { openExchange } from '../src/machines/queue/connect.ts';
import { runWorker } from '../src/machines/worker/run-worker.ts';
import { type Sleep, sleepingPlayer } from './reproductions/machines/sleeping-player.ts';

const [url, workers, sleep] = process.argv.slice(2);
const wanted = JSON.parse(sleep!) as Sleep;
const enough = new AbortController();
process.once('SIGTERM', () => enough.abort());

await Promise.all(
  Array.from({ length: Number(workers) }, async (_, index) => {
    const exchange = await openExchange(url);
    await runWorker({
      exchange,
      openPlayer: async () => sleepingPlayer(wanted),
      self: { name: `sleeper-${process.pid}-${index}` },
      signal: enough.signal,
    });
    await exchange.close();
  }),
);
