/**
 * Layout of a net that is a graph: layers from the inputs at the left to the outputs at the right, with few crossings.
 * Gansner, Koutsofios, North & Vo (1993), IEEE Transactions on Software Engineering 19(3), as dagre has it.
 */
import { Graph, layout } from '@dagrejs/dagre';
import type { GraphParts } from '../../export/graph-parts.ts';
import type { GraphPicture } from '../data.ts';
import { shortNumber } from '../thin.ts';
import { backLinks } from './back-links.ts';

/** Most links of a picture; the weakest others are left out. */
const MOST_LINKS = 250;

/** Heights of a node and of the gaps, in pixels; widths are only compared with each other. */
const NODE = 18;
const GAPS = { rankdir: 'LR', nodesep: 10, edgesep: 8, ranksep: 50 };
/** Weight of the links that hold inputs and outputs at the ends. */
const HOLD = 1000;

/** Picture of the graph; null where it has no link. */
export function graphPicture({ nodes, links: all }: GraphParts): GraphPicture | null {
  const links = strongest(all);
  if (links.length === 0) return null;
  const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
  const kept = nodes.flatMap((_, node) => (linked.has(node) || nodes[node]!.kind === 'output' ? [node] : []));
  const place = new Map(kept.map((node, index) => [node, index]));
  const own = links.map(({ from, to, weight }) => ({ from: place.get(from)!, to: place.get(to)!, weight }));
  const parts = { nodes: kept.map((node) => nodes[node]!), links: own };
  const isBack = backLinks(parts);
  const placed = layOut(parts, isBack);
  const [xs, ys] = [placed.nodes.map(({ x }) => x), placed.nodes.map(({ y }) => y)];
  const bends = placed.bends.flat();
  const span = (values: readonly number[]): [number, number] => [
    values.reduce((a, b) => Math.min(a, b)),
    values.reduce((a, b) => Math.max(a, b)),
  ];
  const [left, right] = span(xs);
  const [top, bottom] = span([...ys, ...bends.map(({ y }) => y)]);
  const share = (x: number): number => (right === left ? 0.5 : shortNumber((x - left) / (right - left)));
  const down = (y: number): number => Math.round(y - top);
  return {
    height: Math.round(bottom - top),
    layers: new Set(xs.map(Math.round)).size,
    nodes: parts.nodes.map(({ kind, name, unit }, node) => ({
      ...{ kind, name, x: share(xs[node]!), y: down(ys[node]!) },
      ...(unit === undefined ? {} : { unit }),
    })),
    links: own.map(({ from, to, weight }, link) => ({
      ...{ from, to, weight: Number(weight.toPrecision(3)) },
      ...(isBack[link] ? { back: true } : {}),
      ...(placed.bends[link]!.length === 0
        ? {}
        : { bends: placed.bends[link]!.flatMap(({ x, y }) => [share(x), down(y)]) }),
    })),
    unlinked: nodes.flatMap(({ kind, name }, node) =>
      !linked.has(node) && (kind === 'input' || kind === 'bias') ? [name] : [],
    ),
    weaker: all.length - links.length,
  };
}

/** Links in their order, without the weakest where they are too many. */
function strongest(links: GraphParts['links']): GraphParts['links'] {
  if (links.length <= MOST_LINKS) return links;
  const order = links.map((_, link) => link);
  order.sort((a, b) => Math.abs(links[b]!.weight) - Math.abs(links[a]!.weight) || a - b);
  const kept = new Set(order.slice(0, MOST_LINKS));
  return links.filter((_, link) => kept.has(link));
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Placed {
  readonly nodes: readonly Point[];
  /** Points between the ends of each link; none of links that go back. */
  readonly bends: readonly (readonly Point[])[];
}

/** Places of the nodes, by the links that do not go back. */
function layOut({ nodes, links }: GraphParts, isBack: readonly boolean[]): Placed {
  const graph = new Graph({ multigraph: true });
  graph.setGraph(GAPS);
  const hold = (from: string, to: string): void => {
    graph.setEdge(from, to, { weight: HOLD, minlen: 1 }, 'hold');
  };
  for (const end of ['first', 'last']) graph.setNode(end, { width: 1, height: 1 });
  for (const [node, { kind }] of nodes.entries()) {
    graph.setNode(String(node), { width: NODE, height: NODE });
    if (kind === 'input' || kind === 'bias') hold('first', String(node));
    if (kind === 'output') hold(String(node), 'last');
  }
  for (const [link, { from, to }] of links.entries()) {
    if (!isBack[link]) graph.setEdge(String(from), String(to), { weight: 1, minlen: 1 }, String(link));
  }
  layout(graph);
  return {
    nodes: nodes.map((_, node) => graph.node(String(node)) as Point),
    bends: links.map(({ from, to }, link) => {
      if (isBack[link]) return [];
      const { points } = graph.edge(String(from), String(to), String(link)) as { points: Point[] };
      // Between neighbouring layers a link is straight.
      return points.length <= 3 ? [] : points.slice(1, -1);
    }),
  };
}
