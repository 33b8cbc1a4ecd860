/** Where commands write: standard output and standard error, as far as they matter to what is written. */
import process from 'node:process';
import type { WriteStream } from 'node:tty';
import { type OnOutputLost, type OutputWatch, watchOutput } from './output-lost.ts';

export interface Surface {
  write(text: string): void;
  /** A person watches, and lines can be redrawn. */
  readonly interactive: boolean;
  readonly colours: boolean;
  /** Width in characters. */
  readonly columns: number;
  /**
   * Calls the handler when what is written arrives nowhere any more, until the returned function is called. Where no
   * handler is, the process ends. Left out by surfaces that cannot fail.
   */
  readonly onLost?: OnOutputLost;
  /** The terminal itself, for what draws on all of it; left out where there is none. */
  readonly stream?: WriteStream;
}

export interface Terminal {
  readonly out: Surface;
  readonly err: Surface;
}

const PLAIN_COLUMNS = 100;

/** The surfaces of this process. NO_COLOR and the terminal's own abilities decide on colours. */
export function processTerminal(): Terminal {
  const err = surface(process.stderr, ignored);
  return { out: surface(process.stdout, watchOutput(process.stdout, err)), err };
}

/** Standard error that cannot be written: there is nowhere left to say so, and the work goes on. */
const ignored: OutputWatch = { isLost: () => false, onLost: () => () => {} };

function surface(stream: WriteStream, { isLost, onLost }: OutputWatch): Surface {
  if (onLost === ignored.onLost) stream.on('error', () => {});
  // A build machine may offer a terminal, but nobody sits before it.
  const interactive = stream.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI;
  return {
    write: (text) => void (isLost() || stream.write(text)),
    onLost,
    interactive,
    colours: interactive && !process.env.NO_COLOR && stream.hasColors(),
    ...(interactive ? { stream } : {}),
    get columns() {
      // A terminal that does not know its width says 0.
      return stream.columns || PLAIN_COLUMNS;
    },
  };
}

/** Ways of writing a text. Blue and orange-yellow are told apart by colour-blind eyes; no meaning hangs on them alone. */
export interface Paint {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

const sequence =
  (code: number, end: number) =>
  (text: string): string =>
    `\x1b[${code}m${text}\x1b[${end}m`;
const asIs = (text: string): string => text;

export function paint(colours: boolean): Paint {
  if (!colours) return { strong: asIs, faint: asIs, good: asIs, bad: asIs };
  return { strong: sequence(1, 22), faint: sequence(2, 22), good: sequence(94, 39), bad: sequence(33, 39) };
}
