/**
 * Process that plays for a supervisor (`supervisor.ts`). Its death costs the trials that it plays at that moment and
 * nothing else. Signals, which a terminal sends to both, are left to the supervisor; soon after its death the process
 * ends, too.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { oneLine, UserError } from '../../errors.ts';
import { groups } from '../queue/blob-store.ts';
import { openExchange } from '../queue/connect.ts';
import type { Exchange } from '../queue/exchange.ts';
import { paceFor, queueTimes } from '../queue/queue-times.ts';
import { judgeOf } from './fit.ts';
import { type FetchPlugin, ownFiles } from './own-files.ts';
import type { FromProcess, ToProcess, WorkerSettings } from './process-messages.ts';
import { runWorker } from './run-worker.ts';
import { type Paces, usualPaces } from './worker-options.ts';

/** Milliseconds in which a process whose supervisor has died puts its trials back. */
const ORPHAN_MILLISECONDS = 3000;

/** Plays what the supervisor's first message says. */
export function playForSupervisor(): void {
  const stopping = new AbortController();
  const apart = new Map<string, () => void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('disconnect', () => {
    stopping.abort();
    for (const end of apart.values()) end();
    setTimeout(() => process.exit(1), ORPHAN_MILLISECONDS);
  });
  process.on('message', (message: ToProcess) => {
    if (message.type === 'stop') stopping.abort();
    else if (message.type === 'apart ended') apart.get(message.job)?.();
    else {
      play(message, stopping.signal, apart)
        .then((last) => tell(last))
        .then(() => process.exit(0))
        .catch(() => process.exit(1));
    }
  });
}

/** Sends a message; resolves once it is on its way. Without a supervisor nobody hears it. */
const tell = (message: FromProcess): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send!(message, undefined, undefined, () => resolve());
    else resolve();
  });

async function play(
  { settings, self, only }: Extract<ToProcess, { type: 'play' }>,
  signal: AbortSignal,
  apart: Map<string, () => void>,
): Promise<FromProcess> {
  const send = (message: FromProcess): void => void tell(message);
  const folder = settings.acceptsPlugins ? mkdtempSync(join(tmpdir(), 'genoprop-plugins-')) : undefined;
  let exchange: Exchange | null = null;
  try {
    const times = queueTimes();
    const opened = await open(settings, (text) => send({ type: 'event', event: { type: 'note', text } }));
    exchange = opened;
    const { plugins, pluginFolder, dataFolder } = settings;
    const fetchPlugin: FetchPlugin = ({ sha256 }, run) => opened.blobs.get(groups.programs(run), sha256);
    const accepted = folder === undefined ? {} : { fetchPlugin, fetched: folder };
    const files = ownFiles({ plugins, pluginFolder, dataFolder, ...accepted });
    const end = await runWorker({
      exchange: opened,
      threads: only === undefined ? settings.threads : 1,
      judge: judgeOf(files),
      self: { ...self, ...(only === undefined ? {} : { worker: `${self.worker}-${only.id.slice(-8)}` }) },
      signal,
      idleExit: settings.idleExit,
      times,
      paces: pacesFor(times),
      only,
      onEvent: (event) => send({ type: 'event', event }),
      ...(only === undefined
        ? {
            playApart: (lease) =>
              new Promise((resolve) => {
                apart.set(lease.id, resolve);
                send({ type: 'apart', lease });
              }),
          }
        : {}),
    });
    return { type: 'end', end };
  } catch (error) {
    return { type: 'failed', message: oneLine(error), isUsers: error instanceof UserError };
  } finally {
    await exchange?.close().catch(() => {});
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens the exchange. Losses of the connection are noted by the worker itself, once they last. */
async function open({ url, access }: WorkerSettings, note: (line: string) => void): Promise<Exchange> {
  let isOpen = false;
  const exchange = await openExchange(url, {
    ...access,
    times: queueTimes(),
    onNote: (line) => {
      if (!isOpen) note(line);
    },
  });
  isOpen = true;
  return exchange;
}

/** Paces of a queue with those times: short leases, as in tests, have short pauses. */
const pacesFor = (times: Parameters<typeof paceFor>[1]): Paces =>
  Object.fromEntries(
    Object.entries(usualPaces).map(([name, usual]) => [
      name,
      name === 'goodbye' ? usual : paceFor(usual, times),
    ]),
  ) as unknown as Paces;
