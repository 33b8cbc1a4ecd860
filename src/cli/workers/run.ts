/** Action of `genoprop workers`: opens the queue's server and prints its roll, once or again and again. */
import { setTimeout as wait } from 'node:timers/promises';
import { wallClockStamp } from '../../clock.ts';
import { RunError, UserError } from '../../errors.ts';
import { openExchange } from '../../machines/queue/connect.ts';
import type { Exchange } from '../../machines/queue/exchange.ts';
import { recordTimes } from '../../machines/wire/records.ts';
import { jsonText, linesText } from '../../session/listing.ts';
import { moment } from '../../session/run-lines.ts';
import type { SessionParts } from '../../session/session-parts.ts';
import { type Surface, type Terminal, Verbatim } from '../../session/terminal.ts';
import { wrap } from '../../words/text.ts';
import { addressOf, exchangeOptions } from '../queue-flags.ts';
import type { WorkersFlags } from './flags.ts';
import { rollJson } from './json.ts';
import { rollLines } from './lines.ts';
import { readRoll } from './roll.ts';

/** Replaceable parts, for tests. */
export interface WorkersParts extends Pick<SessionParts, 'onInterrupt' | 'stamp'> {
  readonly open: typeof openExchange;
  /** Milliseconds between two lists. */
  readonly every?: number;
}

/**
 * Prints who is there. Returns the exit code.
 * @throws UserError where address, secrets or flags are wrong
 * @throws RunError where the server cannot be reached
 */
export async function listWorkers(
  { connect, json = false, watch = false, ...flags }: WorkersFlags,
  { out, err }: Terminal,
  given?: WorkersParts,
): Promise<number> {
  if (watch && json) throw new UserError('--watch and --json: give one of them');
  if (watch && !out.interactive)
    throw new UserError('--watch: lists them anew on a terminal, which the output is not; leave it out');
  const { open, ...rest } = given ?? (await parts());
  const { stamp } = rest;
  const exchange = await open(addressOf(connect), {
    ...exchangeOptions('--connect', flags),
    // The list itself says that the connection is down.
    onNote: (line) => void (watch || err.write(`genoprop: ${line}\n`)),
  });
  try {
    if (watch) return await follow(exchange, out, rest);
    const roll = await readRoll(exchange.blobs);
    const text = json
      ? jsonText(rollJson(roll, exchange.shown))
      : linesText(rollLines(roll, { queue: exchange.shown, now: stamp() }, out));
    out.write(text);
    return 0;
  } finally {
    await exchange.close();
  }
}

const parts = async (): Promise<WorkersParts> => {
  const { builtInParts } = await import('../built-in-parts.ts');
  return { open: openExchange, onInterrupt: builtInParts.onInterrupt, stamp: wallClockStamp };
};

/** Terminal codes that go to the first row and column, that empty the rest of a row, and all rows below. */
const [HOME, REST, BELOW] = ['\x1b[H', '\x1b[K', '\x1b[J'].map((codes) => new Verbatim(codes));
/** Terminal codes that empty the screen. */
const CLEAR = new Verbatim('\x1b[2J\x1b[H');

/** Lists them every two seconds in place, as many lines as the terminal has, until Ctrl-C. */
async function follow(
  { blobs, shown: queue }: Exchange,
  out: Surface,
  { onInterrupt, stamp, every = 1000 * recordTimes.every }: Omit<WorkersParts, 'open'>,
): Promise<number> {
  const linesNow = async (): Promise<string[]> => {
    try {
      return rollLines(await readRoll(blobs), { queue, now: stamp() }, out);
    } catch (error) {
      // The connection may be back in a while.
      if (!(error instanceof RunError)) throw error;
      return wrap(`${moment(stamp())}: ${error.message}`, out.columns - 1);
    }
  };
  const ended = new AbortController();
  let exitCode = 0;
  const stopListening = onInterrupt((code) => {
    exitCode = code;
    ended.abort();
  });
  try {
    out.write(CLEAR);
    while (!ended.signal.aborted) {
      const lines = await linesNow();
      const rows = Math.max(1, (out.stream?.rows ?? 24) - 1);
      const shown =
        lines.length <= rows ? lines : [...lines.slice(0, rows - 1), `${lines.length - rows + 1} lines more`];
      out.write(HOME!);
      for (const line of shown) {
        out.write(linesText([line]).replace(/\n$/, ''));
        out.write(REST!);
        out.write('\n');
      }
      out.write(BELOW!);
      await wait(every, undefined, { signal: ended.signal }).catch(() => {});
    }
    return exitCode;
  } finally {
    stopListening();
  }
}
