/**
 * Process entry: runs code of one plugin on threads of its own, with few rights and without a terminal: plays its
 * trials, or answers as its host. Ends with the process that started it. Its main thread runs no code of the plugin.
 */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import process from 'node:process';
import { oneLine } from '../src/errors.ts';
import { CHANNEL, FrameReader, frameOf } from '../src/tournament/plugins/process/frames.ts';
import type {
  ChildOrder,
  ChildReport,
  ChildRole,
  HostQuestion,
  PlayerOrder,
} from '../src/tournament/plugins/process/messages.ts';

const BEAT_EVERY_MILLISECONDS = 500;
const MEGABYTE = 2 ** 20;
const STDERR = 2;

// Ctrl-C reaches all processes of a terminal, and the one that started this one stops its trials.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

const channel = new Socket({ fd: CHANNEL, readable: true, writable: true });
const reader = new FrameReader(null);
/** Function that obeys all orders after the first one. */
let obey: ((order: PlayerOrder & HostQuestion) => void) | null = null;
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

async function begin(role: ChildRole): Promise<typeof obey> {
  if (role.type === 'host') return (await import('./process-host.ts')).openHost(role, tell);
  return (await import('./process-player.ts')).openPlayer(role, tell);
}

async function hear(order: ChildOrder): Promise<void> {
  if (obey !== null) return obey(order as PlayerOrder & HostQuestion);
  obey = await begin(order as ChildRole);
  tell({ type: 'ready' });
}

channel.on('data', (chunk: Buffer) => {
  try {
    for (const order of reader.read(chunk) as ChildOrder[]) {
      obeyed = obeyed.then(() => hear(order)).catch(end);
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
