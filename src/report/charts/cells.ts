/**
 * Heat maps drawn as one path a colour instead of one rectangle a cell: some twenty elements for ten thousand
 * cells, which stay sharp when printed.
 */
import type { CustomSeriesOption } from 'echarts';

export interface Cell {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
  /** Index of the colour, from 0. */
  readonly level: number;
}

/** Cells with neighbours of one colour merged within each row. */
function merged(cells: readonly Cell[]): Cell[] {
  const rows = Map.groupBy(cells, ({ bottom }) => bottom);
  return [...rows.values()].flatMap((row) => {
    const sorted = row.toSorted((a, b) => a.left - b.left);
    const made: Cell[] = [];
    for (const cell of sorted) {
      const last = made.at(-1);
      if (last && last.level === cell.level && last.top === cell.top && last.right === cell.left) {
        made[made.length - 1] = { ...last, right: cell.right };
      } else made.push(cell);
    }
    return made;
  });
}

export interface CellsPlace {
  readonly name: string;
  readonly xAxisIndex: number;
  readonly yAxisIndex: number;
  /** Pixels by which a cell reaches beyond its edges, so that no ground shows between neighbours. Default: 0.2. */
  readonly bleed?: number;
}

/**
 * Series of a heat map.
 * @param colours one a level
 */
export function cellsSeries(
  cells: readonly Cell[],
  colours: readonly string[],
  { bleed = BLEED, ...place }: CellsPlace,
): CustomSeriesOption {
  const byLevel = Map.groupBy(merged(cells), ({ level }) => level);
  const levels = [...byLevel.keys()].sort((a, b) => a - b);
  const left = cells.reduce((least, cell) => Math.min(least, cell.left), Number.MAX_VALUE);
  const bottom = cells.reduce((least, cell) => Math.min(least, cell.bottom), Number.MAX_VALUE);
  return {
    type: 'custom',
    ...place,
    data: levels.map((level) => [left, bottom, level]),
    encode: { x: 0, y: 1 },
    silent: true,
    clip: true,
    z: 1,
    renderItem: ({ dataIndex }, api) => {
      const level = levels[dataIndex]!;
      const path = byLevel.get(level)!.map((cell) => {
        const [x0, y0] = api.coord([cell.left, cell.top]) as [number, number];
        const [x1, y1] = api.coord([cell.right, cell.bottom]) as [number, number];
        return rectangle(Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1), bleed);
      });
      return {
        type: 'path',
        shape: { pathData: path.join('') },
        style: { fill: colours[level] ?? 'none' },
        silent: true,
      };
    },
  };
}

const BLEED = 0.2;

/** Path of a rectangle, a little larger than the cell. */
function rectangle(x0: number, y0: number, x1: number, y1: number, bleed: number): string {
  const write = (value: number): string => String(Math.round(10 * value) / 10);
  const width = write(x1 - x0 + 2 * bleed);
  return `M${write(x0 - bleed)} ${write(y0 - bleed)}h${width}v${write(y1 - y0 + 2 * bleed)}h-${width}z`;
}

/** Level of a share from 0 to 1, among so many levels. */
export function levelOf(share: number, levels: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * (levels - 1));
}
