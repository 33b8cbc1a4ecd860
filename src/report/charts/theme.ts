/**
 * Colours of the charts on light and on dark ground. Contestants have the hues of Okabe and Ito (2008), "Color
 * universal design", which colour-blind eyes tell apart; line styles and symbols distinguish them a second time.
 */

export interface Theme {
  readonly dark: boolean;
  readonly ground: string;
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  /** Colours of contestants. */
  readonly palette: readonly string[];
  /** Colours from small to large, both ends and a few between. */
  readonly rising: readonly string[];
  /** Colours of negative, zero, positive. */
  readonly signed: readonly string[];
  /** Colours from early to late. */
  readonly stages: readonly string[];
}

/**
 * Colours beyond the hues of Okabe and Ito: any two of the eleven differ by 14 or more (CIEDE2000), which is seen at
 * once.
 */
const MORE = {
  light: ['#1f1aa8', '#7d0f2a', '#6b5200', '#7b3fa0'],
  dark: ['#8a76ff', '#5f9490', '#ff5a6e', '#e0559f'],
};

export const light: Theme = {
  dark: false,
  ground: '#ffffff',
  text: '#1d2127',
  faint: '#59636e',
  line: '#e2e6ea',
  palette: ['#0072b2', '#d55e00', '#009e73', '#b8609a', '#c98b00', '#3f9fd6', '#4d4d4d', ...MORE.light],
  rising: ['#f6f9fc', '#c9dff0', '#85bcdc', '#2f83bd', '#08407e', '#041f42'],
  signed: ['#0b4a8f', '#4b94c8', '#b9d7ea', '#fbfbfa', '#f7c89a', '#dd7b22', '#8c3f04'],
  stages: ['#a9b4bf', '#7fb0d3', '#3c8dbe', '#14649b', '#0b3f74', '#05183a'],
};

export const dark: Theme = {
  dark: true,
  ground: '#171b20',
  text: '#e6e9ed',
  faint: '#a4afba',
  line: '#30373f',
  palette: ['#56b4e9', '#f0874a', '#2fc79c', '#dd9cc6', '#f0c04a', '#3f86d6', '#c9ced4', ...MORE.dark],
  rising: ['#1d232a', '#1f3f5c', '#2a6a9c', '#4f9fd4', '#a3d4f4', '#f0f9ff'],
  signed: ['#9fdcff', '#3f9fdc', '#1f4f73', '#22272d', '#7a4a1c', '#e08a3a', '#ffd8a8'],
  stages: ['#59636e', '#3f6f92', '#4a94c4', '#6fb8e6', '#a9d8f5', '#eef8ff'],
};

/** Gradient of `count` colours along the stops, evenly spread. */
export function ramp(stops: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => colourAt(stops, count === 1 ? 1 : index / (count - 1)));
}

function colourAt(stops: readonly string[], share: number): string {
  const place = share * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [channels(stops[below]!), channels(stops[below + 1]!)];
  const mixed = from.map((value, index) => Math.round(value + (place - below) * (to[index]! - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

const channels = (colour: string): number[] =>
  [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));

/** Style of a contestant: colour, dash, symbol. */
export interface Style {
  readonly colour: string;
  readonly dash: 'solid' | readonly number[];
  readonly symbol: string;
}

const DASHES: readonly Style['dash'][] = ['solid', [7, 4], [2, 3], [9, 3, 2, 3]];
/** Symbols, eight forms of their own. */
export const symbols: readonly string[] = [
  'circle',
  'triangle',
  'rect',
  'diamond',
  'path://M-1.6-5h3.2v3.4h3.4v3.2h-3.4v3.4h-3.2v-3.4h-3.4v-3.2h3.4z',
  'path://M-5-4.5h10L0 5z',
  'path://M-5-3l2-2 3 3 3-3 2 2-3 3 3 3-2 2-3-3-3 3-2-2 3-3z',
  'path://M-3-5h6v10h-6z',
];

/**
 * Style of the contestant with that index in the tournament. No two of the first 88 look alike, and no two of the first
 * 11 have one colour. Of several runs that are compared each has a dash of its own instead.
 */
export function styleOf(place: number, { palette }: Theme, run?: number): Style {
  return {
    colour: palette[place % palette.length]!,
    dash: DASHES[(run ?? place) % DASHES.length]!,
    symbol: symbols[place % symbols.length]!,
  };
}
