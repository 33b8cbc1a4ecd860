/**
 * A canvas of braille characters: each cell of the terminal is two dots wide and four dots high (Unicode block
 * U+2800, whose low eight bits are the dots). A cell has one style, that of what was drawn in it last.
 */
import type { Style } from '../terminal/styles.ts';
import { type Line, type Span, span } from '../terminal/text.ts';

/** Bits of the dots of a cell, `[row][column]`. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

export class BrailleCanvas {
  readonly #cells: Uint8Array;
  readonly #styles: (Style | undefined)[];
  /** Characters that stand in a cell instead of its dots. */
  readonly #letters = new Map<number, string>();
  readonly #signs = new Set<number>();
  /** Width in cells. */
  readonly columns: number;
  readonly rows: number;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#cells = new Uint8Array(columns * rows);
    this.#styles = new Array(columns * rows);
  }

  /** Width in dots. */
  get width(): number {
    return 2 * this.columns;
  }

  get height(): number {
    return 4 * this.rows;
  }

  /** Sets the dot in column x and row y from the top left, if it lies on the canvas. */
  dot(x: number, y: number, style?: Style): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const cell = (y >> 2) * this.columns + (x >> 1);
    this.#cells[cell]! |= DOTS[y & 3]![x & 1]!;
    this.#styles[cell] = style;
  }

  /** Draws a straight line between two dots (Bresenham's), of which every `stride`-th dot is set. */
  stroke(fromX: number, fromY: number, toX: number, toY: number, style?: Style, stride = 1): void {
    const dx = Math.abs(toX - fromX);
    const dy = -Math.abs(toY - fromY);
    const stepX = fromX < toX ? 1 : -1;
    const stepY = fromY < toY ? 1 : -1;
    let x = fromX;
    let y = fromY;
    let error = dx + dy;
    for (;;) {
      // By coordinates, not by a counter, so that a dotted line of many short pieces is dotted evenly.
      if (stride === 1 || (x + y) % stride === 0) this.dot(x, y, style);
      if (x === toX && y === toY) return;
      const doubled = 2 * error;
      if (doubled >= dy) {
        error += dy;
        x += stepX;
      }
      if (doubled <= dx) {
        error += dx;
        y += stepY;
      }
    }
  }

  /** True for a cell without a dot and without a character. */
  isFree(column: number, row: number): boolean {
    const cell = row * this.columns + column;
    return this.holds(column, row) && this.#cells[cell] === 0 && !this.#letters.has(cell);
  }

  /** Puts a character into a cell, in place of its dots. */
  letter(column: number, row: number, character: string, style?: Style): void {
    if (!this.holds(column, row)) return;
    const cell = row * this.columns + column;
    this.#letters.set(cell, character);
    this.#styles[cell] = style;
  }

  /** Puts a character into a cell that no other sign may replace. */
  sign(column: number, row: number, character: string, style?: Style): void {
    this.letter(column, row, character, style);
    this.#signs.add(row * this.columns + column);
  }

  hasSign(column: number, row: number): boolean {
    return this.#signs.has(row * this.columns + column);
  }

  holds(column: number, row: number): boolean {
    return column >= 0 && row >= 0 && column < this.columns && row < this.rows;
  }

  /** Rows as lines; neighbours of one style share a span. */
  lines(): Line[] {
    return Array.from({ length: this.rows }, (_, row) => this.#line(row));
  }

  #line(row: number): Line {
    const spans: Span[] = [];
    let text = '';
    let style: Style | undefined;
    for (let column = 0; column < this.columns; column++) {
      const cell = row * this.columns + column;
      const letter = this.#letters.get(cell);
      const dots = this.#cells[cell]!;
      const empty = letter === undefined && dots === 0;
      const character = letter ?? (empty ? ' ' : String.fromCharCode(0x2800 + dots));
      const own = empty ? style : this.#styles[cell];
      if (own !== style && text !== '') {
        spans.push(span(text, style));
        text = '';
      }
      style = own;
      text += character;
    }
    if (text !== '') spans.push(span(text, style));
    return spans;
  }
}
