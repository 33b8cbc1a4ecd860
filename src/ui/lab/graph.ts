/** Directed graph as text: a forest as a tree of branches, any other as its nodes with the edges that leave them. */
import type { LabEdge, LabGraph, LabNode, LabNodeMark } from '../../lab/figure.ts';
import { counted } from '../../words/text.ts';
import { faint, good, type Style, strong } from '../terminal/styles.ts';
import { type Line, line, lineWidth, type Span, span } from '../terminal/text.ts';
import { wrapped } from '../terminal/wrapped.ts';
import { legendLines, type Space, styleOf } from './space.ts';

/** Most lines of one graph; a page draws larger ones. */
const MOST_LINES = 60;

const MARKS: Readonly<Record<LabNodeMark, string>> = { start: '▶', accepting: '◎', faint: '○', strong: '●' };

export function graphLines(drawing: LabGraph, space: Space): Line[] {
  const tree = treeLines(drawing, space);
  const blocks = tree ?? nodeBlocks(drawing, space);
  const shown: Line[] = [];
  let count = 0;
  for (const block of blocks) {
    if (shown.length + block.length > MOST_LINES && count > 0) break;
    shown.push(...block);
    count++;
  }
  const left = blocks.length - count;
  const marks = new Set(drawing.nodes.flatMap(({ mark }) => mark ?? []));
  const entries = [...marks].flatMap((mark) => {
    const text = drawing.marks?.[mark];
    return text === undefined ? [] : [{ mark: MARKS[mark], text }];
  });
  return [
    ...shown,
    ...(left === 0
      ? []
      : wrapped(`and ${counted(left, 'more node')}; the page draws all of them`, space.width).map((one) =>
          line(one, faint),
        )),
    ...legendLines(entries, space),
  ];
}

const markOf = ({ mark }: LabNode): string => (mark === undefined ? '·' : MARKS[mark]);

function nodeStyle({ mark, colour }: LabNode): Style {
  if (colour !== undefined)
    return mark === 'strong' ? { ...styleOf(colour), weight: 'strong' } : styleOf(colour);
  return mark === 'faint' ? faint : mark === 'start' ? good : mark === undefined ? {} : strong;
}

const oneLine = (text: string): string => text.split('\n').join(', ');

/** Text after a beginning, wrapped below itself. */
function hung(begin: readonly Span[], text: string, width: number, style: Style, below: string): Line[] {
  const left = lineWidth(begin);
  const [first = '', ...rest] = wrapped(text, Math.max(12, width - left));
  return [[...begin, span(first, style)], ...rest.map((one): Line => [span(below, faint), span(one, style)])];
}

/** Each node with the edges that leave it, in the order of a walk in breadth from where the graph begins. */
function nodeBlocks({ nodes, edges }: LabGraph, { width }: Space): Line[][] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const leaving = Map.groupBy(edges, ({ from }) => from);
  const nameOf = (id: string): string => oneLine(byId.get(id)?.text ?? id);
  return walk(nodes, edges).map((node) => {
    const style = nodeStyle(node);
    const head = hung([span(`${markOf(node)} `, style)], oneLine(node.text), width, style, '  ');
    const ways = (leaving.get(node.id) ?? []).flatMap(({ to, text, mark }) => {
      const arrow = mark === 'dashed' ? '╌▷' : mark === 'strong' ? '━▶' : '─▶';
      const said = text === undefined || text === '' ? '' : `${oneLine(text)} `;
      const way: Style = mark === 'strong' ? strong : {};
      return hung([span(`    `)], `${said}${arrow} ${nameOf(to)}`, width, way, '      ');
    });
    return [...head, ...ways];
  });
}

/** Nodes in breadth from the start, or from those that no edge enters; then the rest. */
function walk(nodes: readonly LabNode[], edges: readonly LabEdge[]): LabNode[] {
  const entered = new Set(edges.filter(({ from, to }) => from !== to).map(({ to }) => to));
  const starts = nodes.filter(({ mark }) => mark === 'start');
  const roots = starts.length > 0 ? starts : nodes.filter(({ id }) => !entered.has(id));
  const order: LabNode[] = [];
  const seen = new Set<string>();
  const leaving = Map.groupBy(edges, ({ from }) => from);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const root of [...roots, ...nodes]) {
    const queue = [root];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (seen.has(next.id)) continue;
      seen.add(next.id);
      order.push(next);
      for (const { to } of leaving.get(next.id) ?? []) {
        const node = byId.get(to);
        if (node !== undefined) queue.push(node);
      }
    }
  }
  return order;
}

/** Branches of a forest, a node a block; null where the graph is none, or would be too deep for the width. */
function treeLines({ nodes, edges }: LabGraph, { width }: Space): Line[][] | null {
  const entering = Map.groupBy(edges, ({ to }) => to);
  if (nodes.length < 2 || edges.length === 0) return null;
  if ([...entering.values()].some((some) => some.length > 1)) return null;
  const roots = nodes.filter(({ id }) => !entering.has(id));
  const leaving = Map.groupBy(edges, ({ from }) => from);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const blocks: Line[][] = [];
  const stack: {
    readonly id: string;
    readonly begin: string;
    readonly below: string;
    readonly edge?: LabEdge;
  }[] = roots.toReversed().map(({ id }) => ({ id, begin: '', below: '' }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { id, begin, below, edge } = top;
    const node = byId.get(id);
    if (node === undefined) return null;
    if (below.length > width / 2) return null;
    const style = nodeStyle(node);
    const said = edge?.text === undefined || edge.text === '' ? '' : `${oneLine(edge.text)} ▶ `;
    const ways = leaving.get(id) ?? [];
    const isChain = ways.length === 1;
    const under = `${below}${ways.length > 0 ? '│ ' : '  '}`;
    blocks.push(
      hung(
        [span(begin, faint), span(`${markOf(node)} `, style), span(said, faint)],
        oneLine(node.text),
        width,
        style,
        under,
      ),
    );
    for (const [place, way] of [...ways.entries()].reverse()) {
      const isLast = place === ways.length - 1;
      // A chain goes on below its node; branches are set in.
      if (isChain) stack.push({ id: way.to, begin: below, below, edge: way });
      else
        stack.push({
          id: way.to,
          begin: `${below}${isLast ? '└─' : '├─'}`,
          below: `${below}${isLast ? '  ' : '│ '}`,
          edge: way,
        });
    }
  }
  // A cycle has no root.
  return blocks.length === nodes.length ? blocks : null;
}
