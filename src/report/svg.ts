/** SVG files of a report's charts for papers, drawn without a browser, in light colours. */

import { light } from './charts/theme.ts';
import type { View } from './charts/view.ts';
import { firstView } from './charts/view.ts';
import type { ReportData } from './data.ts';
import { echarts } from './echarts.ts';
import { escapeHtml } from './escape.ts';
import type { Figure } from './figures/figure.ts';
import { figuresOf } from './figures.ts';
import { onGround, plainSvg } from './plain-svg.ts';

export interface ChartFile {
  /** Name without folder and ending. */
  readonly name: string;
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Widths in pixels: a text column, or half of two. */
const WIDTHS = { full: 760, half: 480 };

/** Charts of a report of one run. */
export const chartFiles = (data: ReportData): ChartFile[] =>
  chartFilesOf(figuresOf(data), (task) => data.spec.tasks[task]!.label);

/**
 * Charts of figures.
 * @param labelOf label of the task with that index in the figures
 */
export function chartFilesOf(figures: readonly Figure[], labelOf: (task: number) => string): ChartFile[] {
  const names = new Set<string>();
  const charts = figures.filter(({ film }) => film === undefined);
  return charts.map((figure) => {
    const width = figure.half ? WIDTHS.half : WIDTHS.full;
    return {
      name: fileName(figure, labelOf, names),
      width,
      ...draw(figure, { ...firstView, width, legend: true }),
    };
  });
}

function draw(figure: Figure, view: View): Pick<ChartFile, 'svg' | 'height'> {
  const { option, height, svg } = figure.draw(view, light);
  if (svg !== undefined) return { svg: titled(onGround(svg, light), figure), height };
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: view.width, height });
  try {
    chart.setOption({ ...option, backgroundColor: light.ground });
    return { svg: titled(plainSvg(chart.renderToSVGString()), figure), height };
  } finally {
    chart.dispose();
  }
}

/** The drawing with its title, which readers of screens say, unless it has one. */
const titled = (svg: string, { title }: Figure): string =>
  svg.includes('<title')
    ? svg
    : svg.replace(/^<svg[^>]*>/, (tag) => `${tag}\n<title>${escapeHtml(title)}</title>`);

/** File name: the task's label and the figure's title, in letters that every file system takes; unique. */
function fileName(
  { task, title, file }: Figure,
  labelOf: (task: number) => string,
  taken: Set<string>,
): string {
  const label = file ?? (task === null ? 'overall' : labelOf(task));
  const base = `${label}-${title}`
    .normalize('NFKD')
    .replaceAll('Ω', 'omega')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 100);
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  taken.add(name);
  return name;
}
