/**
 * Process entry: plays trials of one plugin, one at a time, on threads of its own, with few rights and without a
 * terminal, and ends with the process that started it. Its main thread runs no code of the plugin.
 */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import process from 'node:process';
import { oneLine } from '../src/errors.ts';
import { type LocalPlayer, localPlayer } from '../src/tournament/players/local.ts';
import { CHANNEL } from '../src/tournament/players/process/child.ts';
import { FrameReader, frameOf } from '../src/tournament/players/process/frames.ts';
import type { ChildOrder, ChildReport } from '../src/tournament/players/process/messages.ts';
import { defaultLimits, type PluginLimits } from '../src/tournament/spec/tournament.ts';
import { loadCatalogue } from '../src/tournament/threads/load-catalogue.ts';

const BEAT_EVERY_MILLISECONDS = 500;
const MEGABYTE = 2 ** 20;
const STDERR = 2;

// Ctrl-C reaches all processes of a terminal, and the one that started this one stops its trials.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

const channel = new Socket({ fd: CHANNEL, readable: true, writable: true });
const reader = new FrameReader(null);
let player: LocalPlayer;
let limits: PluginLimits = defaultLimits;
/** Promise of all orders so far, which are obeyed in turn. */
let obeyed: Promise<void> = Promise.resolve();

function tell(report: ChildReport): void {
  for (const part of frameOf(reader.token!, report)) channel.write(part);
}

/** Ends this process at once, whatever its threads wait for. */
function end(error?: unknown): void {
  if (error instanceof Error) writeSync(STDERR, `error: ${oneLine(error)}\n`);
  process.kill(process.pid, 'SIGKILL');
}

async function begin({
  catalogue: address,
  threads,
  jobMacs,
}: ChildOrder & { type: 'begin' }): Promise<void> {
  const catalogue = await loadCatalogue(address);
  player = localPlayer({
    ...{ catalogue, address, jobMacs, workers: threads },
    isolate: false,
    startsLazily: true,
    limitsOf: () => limits,
  });
  player.setThreads(1);
  player.setWaiting(false);
  tell({ type: 'ready' });
}

function play(order: ChildOrder & { type: 'play' }): void {
  limits = order.limits;
  player
    .play(order.trial, order.from, (event) => tell({ type: 'event', event }))
    .then(
      () => tell({ type: 'ended', error: null }),
      (error: unknown) => tell({ type: 'ended', error: oneLine(error) }),
    );
}

async function obey(order: ChildOrder): Promise<void> {
  if (order.type === 'begin') await begin(order);
  else if (order.type === 'play') play(order);
  else if (order.type === 'pause') player.setPaused(order.paused);
  else if (order.type === 'threads') player.setThreads(order.threads);
  else player.stop();
}

channel.on('data', (chunk: Buffer) => {
  try {
    for (const order of reader.read(chunk) as ChildOrder[]) {
      obeyed = obeyed.then(() => obey(order)).catch(end);
    }
  } catch (error) {
    end(error);
  }
});
channel.on('close', () => end());
channel.on('error', end);
setInterval(() => {
  if (reader.token !== null) tell({ type: 'beat', megabytes: process.memoryUsage.rss() / MEGABYTE });
}, BEAT_EVERY_MILLISECONDS);
