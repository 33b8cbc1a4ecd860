/** Action of `genoprop worker`: starts the supervisor, logs events, and passes signals on. */
import { hostname } from 'node:os';
import process from 'node:process';
import { wallClockStamp } from '../../clock.ts';
import { machineInWords } from '../../machine.ts';
import { readAddress } from '../../machines/queue/address.ts';
import { ownFiles } from '../../machines/worker/own-files.ts';
import { superviseWorker } from '../../machines/worker/supervisor.ts';
import { linesText } from '../../session/listing.ts';
import type { Terminal } from '../../session/terminal.ts';
import { version } from '../../version.ts';
import { counted } from '../../words/text.ts';
import { builtInParts } from '../built-in-parts.ts';
import { addressOf, exchangeOptions } from '../queue-flags.ts';
import type { WorkerFlags } from './flags.ts';
import { eventLine } from './lines.ts';

/** Exit code of SIGTERM, as shells count it. A worker that was asked to end so has done what it should. */
const TERMINATED = 143;

/**
 * Plays trials of the queue until a signal stops it, or nothing is left to play. Returns the exit code.
 * @throws UserError where something is written wrongly, or the server's settings are wrong
 * @throws RunError where the server cannot be reached at the start, or trials cannot be played at all
 */
export async function runWorkerCommand(flags: WorkerFlags, terminal: Terminal): Promise<number> {
  const { threads, plugin: plugins = [], plugins: pluginFolder, data: dataFolder } = flags;
  const url = addressOf(flags.connect);
  const access = exchangeOptions('--connect', flags);
  // Both are read again by the process that plays; here they fail before anything starts.
  readAddress(url, access);
  ownFiles({ plugins, pluginFolder, dataFolder });
  const { name = hostname(), idleExit = null, acceptPlugins: acceptsPlugins = false } = flags;
  const write = (text: string): void =>
    terminal.out.write(linesText([`${wallClockStamp().slice(0, 19).replace('T', ' ')}Z  ${text}`]));
  write(
    `worker ${name}: genoprop ${version()}, Node ${process.versions.node}, ${counted(threads, 'thread')}; ${machineInWords()}`,
  );
  const [stopping, atOnce] = [new AbortController(), new AbortController()];
  let signalled: number | null = null;
  const stop = (exitCode: number): void => {
    if (signalled !== null) {
      atOnce.abort();
      return;
    }
    signalled = exitCode;
    write('stopping: trials are given back with their checkpoints; Ctrl-C again ends at once');
    stopping.abort();
  };
  const stopListening = [
    builtInParts.onInterrupt(stop),
    terminal.out.onLost?.(({ exitCode }) => stop(exitCode)) ?? (() => {}),
  ];
  try {
    const { played, reason, undelivered } = await superviseWorker({
      settings: { url, access, threads, name, idleExit, plugins, pluginFolder, dataFolder, acceptsPlugins },
      signal: stopping.signal,
      atOnce: atOnce.signal,
      onEvent(event) {
        const line = eventLine(event);
        if (line !== null) write(line);
      },
    });
    for (const trial of undelivered) {
      write(`${trial}: its result could not be delivered; it will be played again`);
    }
    const why = reason === 'idle' ? `nothing to play for ${idleExit} s` : 'stopped';
    if (!atOnce.signal.aborted) write(`${why}; ${counted(played, 'trial')} handed in`);
  } finally {
    for (const stopOne of stopListening) stopOne();
  }
  if (signalled === null) return 0;
  return signalled === TERMINATED && !atOnce.signal.aborted ? 0 : signalled;
}
