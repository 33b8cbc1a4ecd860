/** Axes of the lab's charts: their names, wrapped to the width, and their numbers. */
import { axisNumber } from '../../../lab/axis.ts';
import type { LabAxis } from '../../../lab/figure.ts';
import { wrap } from '../../../words/text.ts';
import { bottomAxis, type ChartOption, leftAxis } from '../../charts/frame.ts';
import type { Theme } from '../../charts/theme.ts';
import { linearTicks, logTicks } from '../../charts/ticks.ts';

/** Width of a letter of an axis's name, and height of a line of it, in pixels. */
const LETTER = 6.6;
const LINE = 15;

/** Room around the plot for the axes, in pixels. */
export const AROUND = { left: 66, right: 18, top: 28, bottom: 46 } as const;

export interface Axes {
  readonly xAxis: ChartOption;
  readonly yAxis: ChartOption;
  /** Room above and below the plot. */
  readonly top: number;
  readonly bottom: number;
}

type Ends = readonly [low: number, high: number];

export function axes(
  x: LabAxis,
  y: LabAxis,
  [xEnds, yEnds]: readonly [Ends, Ends],
  width: number,
  theme: Theme,
): Axes {
  const across = linesOf(x.name, width - AROUND.left - AROUND.right);
  const up = linesOf(y.name, width - 8);
  const made = bottomAxis({ ...given(x, xEnds), name: across.join('\n') }, theme);
  const left = leftAxis({ ...given(y, yEnds), name: up.join('\n') }, theme);
  return {
    xAxis: {
      ...made,
      axisLine: { ...(made.axisLine as object), onZero: false },
      nameGap: 26,
      nameTextStyle: { color: theme.faint, fontSize: 12, lineHeight: LINE, verticalAlign: 'top' },
    },
    yAxis: {
      ...left,
      // The name begins at the left end of the chart.
      nameTextStyle: {
        color: theme.faint,
        fontSize: 12,
        lineHeight: LINE,
        align: 'left',
        padding: [0, 0, 0, 8 - AROUND.left],
      },
      axisLine: { show: false, onZero: false },
    },
    top: AROUND.top + LINE * (up.length - 1),
    bottom: AROUND.bottom + LINE * (across.length - 1),
  };
}

const linesOf = (name: string, pixels: number): string[] =>
  wrap(name, Math.max(16, Math.floor(pixels / LETTER)));

export function given(axis: LabAxis, [low, high]: Ends) {
  const ticks = axis.scale === 'log' ? logTicks(low, high) : linearTicks(low, high);
  return {
    name: axis.name,
    scale: axis.scale,
    ...{ low, high },
    write: (value: number): string => axisNumber(axis, value),
    ticks: axis.whole === true ? ticks.filter(Number.isInteger) : ticks,
  };
}
