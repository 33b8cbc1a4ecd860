/**
 * Figure of cost to solve against length, as SVG: a dot a trial, a line through the medians. Trials that did not solve
 * the task are crosses at their budget; the line leaves out a length where the median is among them.
 */
import { medianCost } from './median-cost.ts';

/** Trials of one contestant over lengths. */
export interface CostSeries {
  readonly name: string;
  readonly lengths: readonly CostsAtLength[];
}

export interface CostsAtLength {
  readonly length: number;
  readonly budget: number;
  /** MACs to solve of each trial; infinite where it was not solved. */
  readonly costs: readonly number[];
}

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 64;
const RIGHT = 176;
const TOP = 16;
const BOTTOM = 44;
/** Colours that are told apart in greyscale and by most colour-blind readers (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];

export function costFigure(series: readonly CostSeries[]): string {
  const groups = series.flatMap(({ lengths }) => lengths);
  const lengths = [...new Set(groups.map(({ length }) => length))].sort((a, b) => a - b);
  const costs = groups.flatMap((group) => [group.budget, ...group.costs.filter(Number.isFinite)]);
  const x = logScale(lengths[0]! / 1.3, lengths.at(-1)! * 1.3, LEFT, WIDTH - RIGHT);
  const y = logScale(Math.min(...costs) / 1.5, Math.max(...costs) * 1.5, HEIGHT - BOTTOM, TOP);
  const body = [
    ...decades(costs).map((cost) => costTick(cost, y(cost))),
    ...lengths.map((length) =>
      text(x(length), HEIGHT - BOTTOM + 18, length.toLocaleString('en-US'), 'middle'),
    ),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, 'length T (steps)', 'middle'),
    text(LEFT, TOP - 4, 'MACs to solve'),
    ...series.flatMap((one, index) => seriesMarks(one, index, series.length, x, y)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-label="MACs to solve against length">\n<rect width="100%" height="100%" fill="#fff"/>\n${body.join('\n')}\n</svg>\n`;
}

type Scale = (value: number) => number;

function seriesMarks(
  { name, lengths }: CostSeries,
  index: number,
  count: number,
  x: Scale,
  y: Scale,
): string[] {
  const colour = COLOURS[index % COLOURS.length]!;
  // Contestants at one length stand side by side.
  const shift = 5 * (index - (count - 1) / 2);
  const marks = lengths.flatMap(({ length, budget, costs }) =>
    costs.map((cost, trial) => {
      const across = x(length) + shift;
      if (Number.isFinite(cost))
        return `<circle cx="${n(across)}" cy="${n(y(cost))}" r="2.6" fill="${colour}"/>`;
      const down = y(budget) - 3 * trial;
      return `<path d="M${n(across - 2)} ${n(down - 2)}l4 4m0 -4l-4 4" stroke="${colour}"/>`;
    }),
  );
  const medians = lengths.flatMap(({ length, costs }) => {
    const middle = medianCost(costs);
    return !Number.isFinite(middle) ? [] : [`${n(x(length) + shift)},${n(y(middle))}`];
  });
  const line = `<polyline points="${medians.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
  const row = TOP + 14 + 18 * index;
  const key = `<rect x="${WIDTH - RIGHT + 14}" y="${row - 9}" width="10" height="10" fill="${colour}"/>`;
  return [line, ...marks, key, text(WIDTH - RIGHT + 30, row, name)];
}

function logScale(from: number, to: number, low: number, high: number): Scale {
  const position = (value: number): number => Math.log10(value / from) / Math.log10(to / from);
  return (value) => low + (high - low) * position(value);
}

/** Powers of ten within those costs. */
function decades(costs: readonly number[]): number[] {
  const first = Math.ceil(Math.log10(Math.min(...costs) / 1.5));
  const last = Math.floor(Math.log10(Math.max(...costs) * 1.5));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

function costTick(cost: number, down: number): string {
  const line = `<path d="M${LEFT} ${n(down)}H${WIDTH - RIGHT}" stroke="#ddd"/>`;
  return `${line}\n${text(LEFT - 6, down + 4, cost.toExponential(0).replace('e+', 'e'), 'end')}`;
}

function text(x: number, y: number, words: string, anchor = 'start'): string {
  const escaped = words.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<text x="${n(x)}" y="${n(y)}" text-anchor="${anchor}">${escaped}</text>`;
}

const n = (value: number): string => String(Number(value.toFixed(1)));
