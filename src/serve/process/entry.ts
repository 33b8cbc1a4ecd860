/**
 * Process entry: server of live pages beside a process that plays runs. The server ends with that process, yields to
 * its trials where both want the processor, and is the first to go where memory runs out.
 */
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import process from 'node:process';
import { wallClockStamp } from '../../clock.ts';
import { oneLine } from '../../errors.ts';
import type { HeardState } from '../played-runs.ts';
import { type Serving, startServer } from '../server.ts';
import type { ServerOrder, ServerReport } from './messages.ts';

/** Niceness: about a third of the processor's time where trials want all of it. */
const NICENESS = 5;

const heard = new Map<string, HeardState>();
let serving: Serving | null = null;
/** Command that shows the first run once this server has ended. */
let shownBy = '';
let isEnding = false;

/** A player that is gone hears nothing; that it is gone is told otherwise. */
const tell = (report: ServerReport): void => void process.send?.(report, undefined, undefined, () => {});

async function obey(order: ServerOrder): Promise<void> {
  if (order.type === 'serve') return serve(order);
  if (order.type === 'end') return end(order.text);
  const { type: _, ...state } = order;
  heard.set(state.path, { ...state, at: wallClockStamp() });
  tell({ type: 'heard' });
}

async function serve({ places, port, again }: Extract<ServerOrder, { type: 'serve' }>): Promise<void> {
  shownBy = again;
  try {
    serving = await startServer({
      ...{ places, port, host: '127.0.0.1', allowHosts: [] },
      played: { again, of: (path) => heard.get(path) ?? null },
    });
    tell({ type: 'listening', address: serving.address });
  } catch (error) {
    tell({ type: 'refused', message: oneLine(error) });
    await end('');
  }
}

async function end(text: string): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await serving?.sayGoodbye(text);
  await serving?.close();
  process.exit(0);
}

function yieldToOthers(): void {
  try {
    setPriority(NICENESS);
    if (process.platform === 'linux') writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // This system does not let us.
  }
}

// Ctrl-C reaches all processes of a terminal: the player stops its trials, and then ends this one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
yieldToOthers();
process.on('message', (order: ServerOrder) => void obey(order));
process.on(
  'disconnect',
  () => void end(`The run’s process has ended, and its server with it: ${shownBy} shows it again.`),
);
