/**
 * Layout of the lab's graphs: layers in the direction of flow, with few crossings. Gansner, Koutsofios, North & Vo (1993),
 * IEEE Transactions on Software Engineering 19(3), as dagre has it.
 */
import { Graph, layout } from '@dagrejs/dagre';
import type { LabFigure, LabGraph } from '../../lab/figure.ts';
import type { GraphLayout, LabLayouts } from './data.ts';

/** Size of letters, and room around a text, in pixels. */
export const LETTER = { size: 12, width: 6.9, height: 15 } as const;
const PADDING = { x: 10, y: 6 };
const MARGIN = 16;

/** Layouts of all graphs of the figures. */
export const layoutsOf = (figures: readonly LabFigure[]): LabLayouts =>
  Object.fromEntries(
    figures
      .filter(({ drawings }) => drawings.some(({ kind }) => kind === 'graph'))
      .map(({ id, drawings }) => [
        id,
        drawings.map((drawing) => (drawing.kind === 'graph' ? graphLayout(drawing) : null)),
      ]),
  );

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Routed {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly x?: number;
  readonly y?: number;
}

export function graphLayout({ nodes, edges, flow }: LabGraph): GraphLayout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: flow === 'right' ? 'LR' : 'TB',
    nodesep: 18,
    edgesep: 12,
    ranksep: flow === 'right' ? 44 : 32,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  for (const { id, text } of nodes) graph.setNode(id, sizeOf(text));
  for (const [index, { from, to, text }] of edges.entries()) {
    const label = text === undefined || text === '' ? {} : { ...sizeOf(text, 3), labelpos: 'c' };
    graph.setEdge(from, to, label, String(index));
  }
  layout(graph);
  const { width, height } = graph.graph() as { width: number; height: number };
  const short = (value: number): number => Math.round(10 * value) / 10;
  return {
    ...{ width: Math.ceil(width), height: Math.ceil(height) },
    nodes: nodes.map(({ id }) => {
      const one = graph.node(id) as Placed;
      return [short(one.x), short(one.y), short(one.width), short(one.height)];
    }),
    edges: edges.map(({ from, to, text }, index) => {
      const { points, x, y } = graph.edge(from, to, String(index)) as Routed;
      if (from === to) return loopAt(graph.node(from) as Placed, flow, { x, y });
      return {
        points: points.flatMap((point) => [short(point.x), short(point.y)]),
        ...(text === undefined || text === '' || x === undefined || y === undefined
          ? {}
          : { text: [short(x), short(y)] as const }),
      };
    }),
  };
}

/** Loop below a node, or at its right where edges lead down: a cubic curve of four points. */
function loopAt(
  { x, y, width, height }: Placed,
  flow: LabGraph['flow'],
  text: { readonly x: number | undefined; readonly y: number | undefined },
): GraphLayout['edges'][number] {
  const corners =
    flow === 'right'
      ? [
          x - 7,
          y + height / 2,
          x - 20,
          y + height / 2 + 20,
          x + 20,
          y + height / 2 + 20,
          x + 7,
          y + height / 2,
        ]
      : [x + width / 2, y - 7, x + width / 2 + 22, y - 20, x + width / 2 + 22, y + 20, x + width / 2, y + 7];
  const points = corners.map((one) => Math.round(10 * one) / 10);
  if (text.x === undefined || text.y === undefined) return { points };
  const at = flow === 'right' ? [x, Math.max(text.y, y + height / 2 + 24)] : [text.x + 10, y];
  return { points, text: [Math.round(at[0]!), Math.round(at[1]!)] };
}

function sizeOf(text: string, padding: number = PADDING.x): { width: number; height: number } {
  const lines = text.split('\n');
  return {
    width: Math.ceil(LETTER.width * Math.max(...lines.map((one) => one.length))) + 2 * padding,
    height: LETTER.height * lines.length + 2 * Math.min(padding, PADDING.y),
  };
}
