/**
 * Figures of the lab, as data: what is drawn, not how. The terminal, the page and the report draw the same figures, and
 * `--json` gives them as they are, so every value is plain JSON: numbers are finite, a gap is null.
 */

/** Figure with everything that a reader needs to read it. */
export interface LabFigure {
  /** Id, unique in its view: lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** Description of the figure in a sentence or two, and how to read it. */
  readonly shows: string;
  readonly reading?: string;
  /** Sliders and choices of the reader. Left out: there is one drawing. */
  readonly choices?: readonly LabChoice[];
  /** Drawings, one for each combination of choices; the last choice runs fastest. */
  readonly drawings: readonly LabDrawing[];
  /** Index of the drawing that is shown first and on the terminal. Default: 0. */
  readonly first?: number;
  /** True for a figure of half the page's width, two of which stand side by side. */
  readonly half?: true;
}

/** Choice of the reader, such as the length T, drawn as a slider where `isOrdered`, else as buttons. */
export interface LabChoice {
  readonly name: string;
  /** Texts of its values, in order. */
  readonly values: readonly string[];
  readonly isOrdered?: true;
}

export type LabDrawing = LabLines | LabHeat | LabGraph | LabIntervals | LabTable;

export interface LabAxis {
  /** Name with its unit: `lag: steps before the end`. */
  readonly name: string;
  readonly scale: 'linear' | 'log';
  /** Limits; left out, those of the values. */
  readonly low?: number;
  readonly high?: number;
  /** True for an axis of whole numbers. */
  readonly whole?: true;
  /** True for shares from 0 to 1 that are written as percentages. */
  readonly share?: true;
}

/** Lines and points over two axes. On a logarithmic axis values of 0 and below are gaps. */
export interface LabLines {
  readonly kind: 'lines';
  readonly x: LabAxis;
  readonly y: LabAxis;
  readonly lines: readonly LabLine[];
  /** Horizontal and vertical lines with a name, such as a bound or the level of noise. */
  readonly levels?: readonly LabLevel[];
}

export interface LabLine {
  readonly name: string;
  /** Points by rising x where they are joined; a null is a gap. */
  readonly points: readonly (readonly [x: number, y: number | null])[];
  /** Interval around each point, index by index. */
  readonly band?: readonly (readonly [low: number, high: number] | null)[];
  /** Default: solid. */
  readonly mark?: 'solid' | 'dashed' | 'points' | 'steps';
  /** Index of its colour, for a contestant that has the same one in all figures. Default: its place. */
  readonly colour?: number;
}

export interface LabLevel {
  readonly name: string;
  readonly at: number;
  readonly axis: 'x' | 'y';
}

/** Values on a grid as colours, with paths and points over it. */
export interface LabHeat {
  readonly kind: 'heat';
  readonly x: LabAxis;
  readonly y: LabAxis;
  /** Centres of columns and rows, rising. */
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  /** Texts of columns and rows in place of numbers: matrices of symbols or contestants. */
  readonly columnNames?: readonly string[];
  readonly rowNames?: readonly string[];
  /** Values `[row × column]`, row by row from the first; null where there is none. */
  readonly values: readonly (number | null)[];
  /** Name of the value with its unit. diverging: colours from below zero to above it. */
  readonly value: { readonly name: string; readonly scale: 'linear' | 'log' | 'diverging' };
  /** Paths and points over the grid, in values of the axes. */
  readonly over?: readonly LabLine[];
}

/** Directed graph, laid out when it is drawn: automata, ancestors. */
export interface LabGraph {
  readonly kind: 'graph';
  readonly nodes: readonly LabNode[];
  readonly edges: readonly LabEdge[];
  /** Direction in which edges lead. */
  readonly flow: 'right' | 'down';
  /** Meanings of the marks of nodes, for the legend; a mark without one is left out of it. */
  readonly marks?: Readonly<Partial<Record<LabNodeMark, string>>>;
}

export type LabNodeMark = 'start' | 'accepting' | 'faint' | 'strong';

export interface LabNode {
  readonly id: string;
  /** Lines of text in the node. */
  readonly text: string;
  readonly mark?: LabNodeMark;
  /** Index of its colour. */
  readonly colour?: number;
}

export interface LabEdge {
  readonly from: string;
  readonly to: string;
  readonly text?: string;
  readonly mark?: 'dashed' | 'strong';
}

/** Values with intervals, one below the other. */
export interface LabIntervals {
  readonly kind: 'intervals';
  readonly x: LabAxis;
  readonly rows: readonly LabInterval[];
  readonly levels?: readonly LabLevel[];
}

export interface LabInterval {
  readonly name: string;
  readonly value: number | null;
  /** Interval; null where there is none, with the reason in `note`. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly note?: string;
  readonly colour?: number;
}

/** Table of texts and numbers. Numbers are written as they come, so round them first. */
export interface LabTable {
  readonly kind: 'table';
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Figure that is drawn in one way. */
export const oneDrawing = (
  { id, title, shows, reading, half }: Omit<LabFigure, 'drawings' | 'choices' | 'first'>,
  drawing: LabDrawing,
): LabFigure => ({
  ...{ id, title, shows },
  ...(reading === undefined ? {} : { reading }),
  ...(half === undefined ? {} : { half }),
  drawings: [drawing],
});
