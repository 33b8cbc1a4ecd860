/** Drawing of a net that is a graph, as SVG: inputs at the left, outputs at the right, links by sign and strength. */
import { brief } from '../../words/numbers.ts';
import { shortenedNames } from '../../words/shortened-names.ts';
import type { GraphPicture, PlacedLink } from '../data.ts';
import { escapeHtml } from '../escape.ts';
import { type Drawing, fontFamily, frame } from './frame.ts';
import type { Theme } from './theme.ts';
import type { View } from './view.ts';

/** Size of letters, and width of one, in pixels. */
const LETTER = { size: 12, width: 6.8 };
/** Radius of a node, and least room beside one in a narrow drawing. */
const RADIUS = 9;
const LEAST_RADIUS = 3;
/** Most of the width that the names at one side may take. */
const MOST_NAMES = 0.28;
/** Widths of links, from weight 0 to the greatest. */
const WIDTHS = [0.7, 4];
/** Room above and below. */
const MARGIN = 14;

interface Point {
  readonly x: number;
  readonly y: number;
}

type Node = GraphPicture['nodes'][number];

export function graphChart(picture: GraphPicture, title: string, view: View, theme: Theme): Drawing {
  const { nodes, links } = picture;
  const { width } = view;
  const names = namesIn(nodes, width);
  const [left, right] = [roomFor(names, nodes, isSource), roomFor(names, nodes, isOutput)];
  const inner = Math.max(1, width - left - right);
  const radius = Math.max(LEAST_RADIUS, Math.min(RADIUS, (0.3 * inner) / Math.max(1, picture.layers - 1)));
  const back = links.filter((link) => link.back === true);
  const [above, below] = [back.some(isLoop) ? 22 : 0, back.some((link) => !isLoop(link)) ? 30 : 0];
  const top = MARGIN + above;
  const placeOf = ({ x, y }: Point): Point => ({ x: left + x * inner, y: top + y });
  const places = nodes.map(placeOf);
  const greatest = Math.max(...links.map(({ weight }) => Math.abs(weight)));
  const drawn = [...links]
    // Strong links lie above weak ones, and those that go back below all.
    .sort((a, b) => Number(b.back ?? false) - Number(a.back ?? false) || strength(a) - strength(b))
    .map((link) => linkSvg(link, { nodes, places, placeOf, radius, greatest, theme }));
  const labels = nodes.map((node, index) => nodeSvg(node, names[index]!, places[index]!, radius, theme));
  const lowest = Math.max(picture.height, ...drawn.map(({ low }) => low - top));
  const height = Math.ceil(top + lowest + Math.max(MARGIN, below / 2));
  return {
    height,
    option: frame(theme),
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escapeHtml(fontFamily)}" font-size="${LETTER.size}"><title>${escapeHtml(title)}</title>${drawn.map(({ svg }) => svg).join('')}${labels.join('')}</svg>`,
  };
}

const isSource = ({ kind }: Node): boolean => kind === 'input' || kind === 'bias';
const isOutput = ({ kind }: Node): boolean => kind === 'output';
const isLoop = ({ from, to }: PlacedLink): boolean => from === to;
const strength = ({ weight }: PlacedLink): number => Math.abs(weight);

/** Names as they are written beside the nodes: cut where they are long, and still different. */
function namesIn(nodes: readonly Node[], width: number): string[] {
  const most = Math.max(4, Math.floor((MOST_NAMES * width) / LETTER.width));
  return shortenedNames(
    nodes.map(({ name }) => name),
    most,
  );
}

function roomFor(names: readonly string[], nodes: readonly Node[], isOf: (node: Node) => boolean): number {
  const longest = Math.max(0, ...names.filter((_, index) => isOf(nodes[index]!)).map((name) => name.length));
  return Math.ceil(longest * LETTER.width) + RADIUS + 14;
}

interface Around {
  readonly nodes: readonly Node[];
  readonly places: readonly Point[];
  readonly placeOf: (point: Point) => Point;
  readonly radius: number;
  readonly greatest: number;
  readonly theme: Theme;
}

/** Link, and the lowest point of it. */
function linkSvg(
  link: PlacedLink,
  { nodes, places, placeOf, radius, greatest, theme }: Around,
): { readonly svg: string; readonly low: number } {
  const { from, to, weight, back, bends = [] } = link;
  const [begin, end] = [places[from]!, places[to]!];
  const width = number(WIDTHS[0]! + (WIDTHS[1]! - WIDTHS[0]!) * Math.abs(weight / greatest));
  const colour = weight < 0 ? theme.signed[1]! : theme.signed.at(-2)!;
  const points = isLoop(link)
    ? loopOf(begin, radius)
    : back
      ? archOf(begin, end)
      : [begin, ...pairs(bends).map(placeOf), end];
  const curve = back ? bezier(points) : smooth(points);
  // The last stretch gives the direction of the head.
  const head = headOf(
    curve.last,
    isLoop(link) ? points.at(-1)! : end,
    isLoop(link) ? 0 : radius,
    Number(width),
    weight,
    colour,
  );
  const dash = back ? ' stroke-dasharray="5 3"' : '';
  const text = `${nodes[from]!.name} → ${nodes[to]!.name}: ${brief(weight)}`;
  return {
    low: back && !isLoop(link) ? curve.low : 0,
    svg: `<g stroke="${colour}" fill="none" stroke-width="${width}"><title>${escapeHtml(text)}</title><path d="${curve.path}"${dash}/>${head}</g>`,
  };
}

/** Arch below both nodes. */
function archOf(begin: Point, end: Point): Point[] {
  const low = Math.max(begin.y, end.y) + 26 + 0.08 * Math.abs(begin.x - end.x);
  return [begin, { x: begin.x + 12, y: low }, { x: end.x - 12, y: low }, end];
}

/** Loop above the node. */
function loopOf({ x, y }: Point, radius: number): Point[] {
  const wide = radius + 9;
  return [
    { x: x - radius / 2, y: y - radius },
    { x: x - wide, y: y - radius - 20 },
    { x: x + wide, y: y - radius - 20 },
    { x: x + radius / 2, y: y - radius },
  ];
}

interface Curve {
  readonly path: string;
  /** Point from which the curve comes to its end. */
  readonly last: Point;
  readonly low: number;
}

function bezier(points: readonly Point[]): Curve {
  const [a, b, c, d] = points as [Point, Point, Point, Point];
  // The lowest point of an arch is near its middle.
  const low = 0.125 * a.y + 0.375 * b.y + 0.375 * c.y + 0.125 * d.y;
  return { path: `M${at(a)}C${at(b)} ${at(c)} ${at(d)}`, last: c, low };
}

/** Curve through the bends, by quadratic pieces that join in the middle between two of them. */
function smooth(points: readonly Point[]): Curve {
  const [begin, ...rest] = points as [Point, ...Point[]];
  const end = rest.at(-1)!;
  const bends = rest.slice(0, -1);
  const low = Math.max(...points.map(({ y }) => y));
  if (bends.length === 0) return { path: `M${at(begin)}L${at(end)}`, last: begin, low };
  const pieces = bends.map((bend, index) => {
    const next = bends[index + 1];
    const to = next === undefined ? end : { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 };
    return `Q${at(bend)} ${at(to)}`;
  });
  return { path: `M${at(begin)}${pieces.join('')}`, last: bends.at(-1)!, low };
}

/** Head at the end of a link: an arrow for a positive weight, a bar for a negative one. */
function headOf(
  last: Point,
  end: Point,
  radius: number,
  width: number,
  weight: number,
  colour: string,
): string {
  const length = Math.hypot(end.x - last.x, end.y - last.y) || 1;
  const [dx, dy] = [(end.x - last.x) / length, (end.y - last.y) / length];
  const [tipX, tipY] = [end.x - dx * (radius + 1), end.y - dy * (radius + 1)];
  const size = 3.5 + width;
  const [sideX, sideY] = [-dy * size * 0.6, dx * size * 0.6];
  if (weight < 0) {
    const bar = { x: tipX - dx * 1.5, y: tipY - dy * 1.5 };
    return `<path d="M${at({ x: bar.x + 1.4 * sideX, y: bar.y + 1.4 * sideY })}L${at({ x: bar.x - 1.4 * sideX, y: bar.y - 1.4 * sideY })}" stroke-width="2.4"/>`;
  }
  const [baseX, baseY] = [tipX - dx * size, tipY - dy * size];
  const corners = [
    { x: tipX, y: tipY },
    { x: baseX + sideX, y: baseY + sideY },
    { x: baseX - sideX, y: baseY - sideY },
  ];
  return `<path d="M${corners.map(at).join('L')}Z" stroke-width="1" fill="${colour}"/>`;
}

function nodeSvg(node: Node, name: string, { x, y }: Point, radius: number, theme: Theme): string {
  const { kind, unit } = node;
  const about = `<title>${escapeHtml(unit === undefined ? node.name : `${node.name}, ${unit}`)}</title>`;
  const paint = `fill="${theme.ground}" stroke="${theme.text}" stroke-width="1.4"`;
  const side = 1.7 * radius;
  const circle = (r: number): string =>
    `<circle cx="${number(x)}" cy="${number(y)}" r="${number(r)}" ${paint}/>`;
  const form = isSource(node)
    ? `<rect x="${number(x - side / 2)}" y="${number(y - side / 2)}" width="${number(side)}" height="${number(side)}" ${paint}/>`
    : kind === 'output'
      ? `${circle(radius)}${circle(radius - 2.6)}`
      : circle(radius);
  if (kind === 'hidden') return `<g>${about}${form}${hiddenLabel(unit ?? name, x, y, radius, theme)}</g>`;
  const [at, anchor] = isSource(node) ? [x - radius - 5, 'end'] : [x + radius + 5, 'start'];
  return `<g>${about}${form}${text(name, at, y + 4, anchor, theme)}</g>`;
}

/** Name of a hidden node: within it, or, where it is long, below; none where there is no room. */
function hiddenLabel(name: string, x: number, y: number, radius: number, theme: Theme): string {
  if (radius < RADIUS - 1) return '';
  return name.length <= 3
    ? text(name, x, y + 3, 'middle', theme, 8.5)
    : text(name, x, y + radius + 11, 'middle', theme, 10);
}

const text = (
  name: string,
  x: number,
  y: number,
  anchor: string,
  theme: Theme,
  size: number = LETTER.size,
): string =>
  // A halo keeps the letters readable above links.
  `<text x="${number(x)}" y="${number(y)}" text-anchor="${anchor}" font-size="${size}" fill="${theme.text}" stroke="${theme.ground}" stroke-width="3" paint-order="stroke">${escapeHtml(name)}</text>`;

const number = (value: number): string => String(Number(value.toFixed(1)));
const at = ({ x, y }: Point): string => `${number(x)} ${number(y)}`;

function pairs(flat: readonly number[]): Point[] {
  return Array.from({ length: flat.length / 2 }, (_, index) => ({
    x: flat[2 * index]!,
    y: flat[2 * index + 1]!,
  }));
}
