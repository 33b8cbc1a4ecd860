/**
 * Terminal: standard output and standard error with the properties that matter to output. Lines for people hold names
 * and messages of others: their control characters are shown escaped. Data for programs, and control sequences of this
 * program's own, are written as `Verbatim`.
 */
import process from 'node:process';
import type { WriteStream } from 'node:tty';
import { printableLines } from '../words/printable.ts';
import { type OnOutputLost, type OutputWatch, watchOutput } from './output-lost.ts';

/** Text that is written unescaped. */
export class Verbatim {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export interface Surface {
  write(text: string | Verbatim): void;
  /** True for an interactive terminal, whose lines can be redrawn. */
  readonly interactive: boolean;
  readonly colours: boolean;
  /** Width in characters. */
  readonly columns: number;
  /**
   * Subscribes the handler to the loss of the output (closed pipe, full disk), until the returned function is called.
   * Without a handler the process ends. Left out by surfaces that cannot fail.
   */
  readonly onLost?: OnOutputLost;
  /** Stream of the terminal for full-screen drawing; left out where there is none. */
  readonly stream?: WriteStream;
}

export interface Terminal {
  readonly out: Surface;
  readonly err: Surface;
}

const PLAIN_COLUMNS = 100;

/** Terminal of this process. NO_COLOR and the terminal's own abilities decide on colours. */
export function processTerminal(): Terminal {
  const err = surface(process.stderr, ignored);
  return { out: surface(process.stdout, watchOutput(process.stdout, err)), err };
}

/** Loss of standard error: ignored, since no place is left to report it, and the work goes on. */
const ignored: OutputWatch = { isLost: () => false, onLost: () => () => {} };

function surface(stream: WriteStream, { isLost, onLost }: OutputWatch): Surface {
  if (onLost === ignored.onLost) stream.on('error', () => {});
  // A build machine may offer a terminal, but no person sits before it.
  const interactive = stream.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI;
  return {
    write: (text) => void (isLost() || stream.write(String(text))),
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

/** Styles of text. Blue and orange-yellow are told apart by colour-blind eyes; no meaning hangs on them alone. */
export interface Paint {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

/** Terminal that escapes control characters in all output that is not `Verbatim`. */
export const readable = ({ out, err }: Terminal): Terminal => ({
  out: readableSurface(out),
  err: readableSurface(err),
});

const readableSurface = (surface: Surface): Surface => ({
  ...surface,
  write: (text) => surface.write(text instanceof Verbatim ? text : readableText(text, surface.colours)),
  get columns() {
    return surface.columns;
  },
});

/**
 * Painted text holds a noncharacter for each control sequence, so that foreign sequences can be told from those of
 * `paint`. Unicode keeps these code points for such use inside a program.
 */
const SEQUENCES: ReadonlyMap<string, number> = new Map(
  [1, 2, 22, 94, 33, 39].map((code, index) => [String.fromCharCode(0xfdd0 + index), code]),
);
const MARKS = new RegExp(`([${[...SEQUENCES.keys()].join('')}])`, 'u');

const marked = (begin: number, end: number): ((text: string) => string) => {
  const [before, after] = [begin, end].map((wanted) => {
    const [mark] = [...SEQUENCES].find(([, code]) => code === wanted)!;
    return mark;
  });
  return (text) => `${before}${text}${after}`;
};

/** Printable lines; CSV ends its lines with CR and LF. */
const shownLines = (text: string): string => text.split('\r\n').map(printableLines).join('\r\n');

function readableText(text: string, colours: boolean): string {
  if (!colours) return shownLines(text);
  return text
    .split(MARKS)
    .map((part) => (SEQUENCES.has(part) ? `\x1b[${SEQUENCES.get(part)}m` : shownLines(part)))
    .join('');
}

const asIs = (text: string): string => text;

/** Styles for text that goes to a `readable` terminal, with colours or without. */
export function paint(colours: boolean): Paint {
  if (!colours) return { strong: asIs, faint: asIs, good: asIs, bad: asIs };
  return { strong: marked(1, 22), faint: marked(2, 22), good: marked(94, 39), bad: marked(33, 39) };
}
