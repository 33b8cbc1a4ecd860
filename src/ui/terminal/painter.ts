/**
 * Painter: writes lines to their positions on the terminal, and only those that have changed. All of one picture goes
 * out in one write, marked as a synchronised update, so that terminals that know the mark show it at once.
 */

/** Begin and end of a synchronised update, DEC private mode 2026. */
const TOGETHER = ['\x1b[?2026h', '\x1b[?2026l'] as const;

export interface PaintedPart {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Lines, coloured already, none wider than the part. */
  readonly lines: readonly string[];
}

export class Painter {
  readonly #write: (text: string) => void;
  /** Text that stands on the terminal, by position. */
  #known = new Map<string, string>();

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Forgets the screen's contents, so that everything is written anew. */
  forget(): void {
    this.#known = new Map();
  }

  paint(parts: readonly PaintedPart[]): void {
    const next = new Map<string, string>();
    for (const { x, y, width, height, lines } of parts) {
      for (let row = 0; row < height; row++) next.set(`${y + row};${x};${width}`, lines[row] ?? '');
    }
    // After parts have moved, text beside them may belong to none of them.
    const isMoved = [...this.#known.keys()].some((place) => !next.has(place));
    const known = isMoved ? new Map<string, string>() : this.#known;
    const changes = [...next].flatMap(([place, line]) => {
      if (known.get(place) === line) return [];
      const [row, column, width] = place.split(';').map(Number) as [number, number, number];
      // Go to the position, clear the part's columns there, write.
      return [`\x1b[${row + 1};${column + 1}H\x1b[${width}X${line}`];
    });
    this.#known = next;
    if (changes.length === 0) return;
    this.#write([TOGETHER[0], isMoved ? CLEAR : '', ...changes, HOME, TOGETHER[1]].join(''));
  }
}

const CLEAR = '\x1b[2J';
/** Position of the hidden cursor. */
const HOME = '\x1b[1;1H';
