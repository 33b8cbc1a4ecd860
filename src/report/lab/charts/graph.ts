/** Directed graph with its layout, as SVG. */
import type { LabEdge, LabGraph, LabNode } from '../../../lab/figure.ts';
import { type Drawing, fontFamily, frame } from '../../charts/frame.ts';
import { styleOf, type Theme } from '../../charts/theme.ts';
import { escapeHtml } from '../../escape.ts';
import type { GraphLayout } from '../data.ts';

/** Least scale at which its letters are read; a graph that is wider then scrolls by itself. */
const LEAST_SCALE = 0.75;
const LETTER = { size: 12, height: 15 } as const;

export function labGraph(
  { nodes, edges }: LabGraph,
  { width, height, nodes: places, edges: routes }: GraphLayout,
  title: string,
  room: number,
  theme: Theme,
): Drawing {
  const scale = Math.max(LEAST_SCALE, Math.min(1, room / width));
  const [wide, high] = [Math.ceil(scale * width), Math.ceil(scale * height)];
  const drawn = [
    ...edges.map((edge, index) => edgeSvg(edge, routes[index]!, theme)),
    ...nodes.map((node, index) => nodeSvg(node, places[index]!, theme)),
  ];
  return {
    height: high,
    option: frame(theme),
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${width} ${height}" font-family="${escapeHtml(fontFamily)}" font-size="${LETTER.size}"><title>${escapeHtml(title)}</title>${drawn.join('')}</svg>`,
  };
}

function nodeSvg(
  { text, mark, colour }: LabNode,
  [x, y, width, height]: GraphLayout['nodes'][number],
  theme: Theme,
): string {
  const ink = colour === undefined ? theme.text : styleOf(colour, theme).colour;
  const line = mark === 'faint' ? theme.faint : ink;
  const strength = mark === 'strong' ? 3 : 1.4;
  const box = (inset: number): string =>
    `<rect x="${number(x - width / 2 + inset)}" y="${number(y - height / 2 + inset)}" width="${number(width - 2 * inset)}" height="${number(height - 2 * inset)}" rx="${number(Math.min(10, height / 2))}" fill="${theme.ground}" stroke="${line}" stroke-width="${strength}"${mark === 'faint' ? ' stroke-dasharray="3 3"' : ''}/>`;
  // A start has an arrow into it, an accepting state a second line around it, as automata are drawn.
  const arrow =
    mark === 'start'
      ? `<path d="M${number(x - width / 2 - 9)} ${number(y)}h8m-4 -4l4 4l-4 4" fill="none" stroke="${line}" stroke-width="1.6"/>`
      : '';
  const lines = text.split('\n');
  const first = y - ((lines.length - 1) * LETTER.height) / 2 + 4;
  const words = lines.map(
    (one, index) =>
      `<text x="${number(x)}" y="${number(first + index * LETTER.height)}" text-anchor="middle" fill="${mark === 'faint' ? theme.faint : theme.text}"${mark === 'strong' ? ' font-weight="600"' : ''}>${escapeHtml(one)}</text>`,
  );
  return `<g><title>${escapeHtml(lines.join(', '))}</title>${arrow}${box(0)}${mark === 'accepting' ? box(3) : ''}${words.join('')}</g>`;
}

function edgeSvg(
  { from, to, text, mark }: LabEdge,
  { points, text: place }: GraphLayout['edges'][number],
  theme: Theme,
): string {
  const ink = mark === 'strong' ? theme.text : theme.faint;
  const width = mark === 'strong' ? 2.4 : 1.2;
  const pairs = Array.from(
    { length: points.length / 2 },
    (_, index) => [points[2 * index]!, points[2 * index + 1]!] as const,
  );
  const [first, bend, next, last] = pairs as [Point, Point, Point, Point];
  const path = from === to ? `M${at(first)}C${at(bend)} ${at(next)} ${at(last)}` : smooth(pairs);
  const [end, before] = [pairs.at(-1)!, pairs.at(-2) ?? pairs[0]!];
  const head = headAt(before, end, width, ink);
  const label =
    place === undefined || text === undefined
      ? ''
      : text
          .split('\n')
          .map(
            (one, index, lines) =>
              `<text x="${number(place[0])}" y="${number(place[1] + 4 + (index - (lines.length - 1) / 2) * LETTER.height)}" text-anchor="middle" fill="${theme.text}" stroke="${theme.ground}" stroke-width="3" paint-order="stroke">${escapeHtml(one)}</text>`,
          )
          .join('');
  return `<g><path d="${path}" fill="none" stroke="${ink}" stroke-width="${width}"${mark === 'dashed' ? ' stroke-dasharray="5 3"' : ''}/>${head}${label}</g>`;
}

type Point = readonly [x: number, y: number];

/** Curve through the middles between its points, by quadratic pieces. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return '';
  const inner = rest.slice(0, -1);
  const pieces = inner.map((bend, index) => {
    const next = inner[index + 1];
    const to: Point = next === undefined ? last : [(bend[0] + next[0]) / 2, (bend[1] + next[1]) / 2];
    return `Q${at(bend)} ${at(to)}`;
  });
  return `M${at(first)}${pieces.length === 0 ? `L${at(last)}` : pieces.join('')}`;
}

function headAt([fromX, fromY]: Point, [x, y]: Point, width: number, ink: string): string {
  const length = Math.hypot(x - fromX, y - fromY) || 1;
  const [dx, dy] = [(x - fromX) / length, (y - fromY) / length];
  const size = 5 + width;
  const [baseX, baseY] = [x - dx * size, y - dy * size];
  const [sideX, sideY] = [-dy * size * 0.5, dx * size * 0.5];
  return `<path d="M${at([x, y])}L${at([baseX + sideX, baseY + sideY])}L${at([baseX - sideX, baseY - sideY])}Z" fill="${ink}"/>`;
}

const number = (value: number): string => String(Number(value.toFixed(1)));
const at = ([x, y]: Point): string => `${number(x)} ${number(y)}`;
