/**
 * Tree of a champion's ancestors, thinned to a drawing: from each of the founders that gave most, down at each birth to
 * the child that took over most of its genes, to the champion. Where two such ways meet they go on as one. Births with a
 * note off these ways are joined to them, upwards by the parents that gave most. Births between two that are drawn become
 * the text of an edge.
 */
import type { LabEdge, LabGraph, LabNode } from '../figure.ts';
import { type Ancestor, founderShares, gifts, type Line, mainParent } from './ancestors.ts';

export interface TreeGiven {
  readonly line: Line;
  /** Most founders that are drawn. */
  readonly founders: number;
  /** Rows that are drawn with a note. */
  readonly notes: ReadonlyMap<number, string>;
  /** Loss by row, on the same sequences. */
  readonly loss: (row: number) => string;
}

export interface Tree {
  readonly graph: LabGraph;
  /** Number of births of the line on the ways that are drawn. */
  readonly births: number;
}

/** Row of the child that took over most genes that reached the champion; the champion has none. */
function heirs(line: Line): Map<number, number> {
  const heir = new Map<number, { readonly row: number; readonly genes: number }>();
  const take = (parent: number, row: number, genes: number): void => {
    if (genes > 0 && genes > (heir.get(parent)?.genes ?? 0)) heir.set(parent, { row, genes });
  };
  for (const { born, row } of line.ancestors) {
    if (born === null || line.carries[row] === 0) continue;
    const given = gifts(line, row);
    take(line.rows.get(born.first)!, row, given.first);
    take(line.rows.get(born.second)!, row, given.second);
  }
  return new Map([...heir].map(([parent, { row }]) => [parent, row]));
}

/** Links from members to children of theirs, by row. */
class Ways {
  readonly into = new Map<number, Set<number>>();
  readonly from = new Map<number, Set<number>>();

  has(row: number): boolean {
    return this.into.has(row) || this.from.has(row);
  }

  add(parent: number, child: number): void {
    this.into.set(child, (this.into.get(child) ?? new Set()).add(parent));
    this.from.set(parent, (this.from.get(parent) ?? new Set()).add(child));
  }
}

function waysOf({ line, founders, notes }: TreeGiven): Ways {
  const heir = heirs(line);
  const last = line.ancestors.length - 1;
  const ways = new Ways();
  const down = (from: number): void => {
    for (let row = from; row !== last; ) {
      const next = heir.get(row)!;
      const isMet = ways.has(next);
      ways.add(row, next);
      if (isMet) return;
      row = next;
    }
  };
  for (const { number } of founderShares(line).slice(0, founders)) down(line.rows.get(number)!);
  for (const note of notes.keys()) {
    if (ways.has(note)) continue;
    down(note);
    for (let row = note; ; ) {
      const parent = mainParent(line, line.ancestors[row]!);
      if (parent === null) break;
      const before = line.rows.get(parent)!;
      const isMet = ways.has(before);
      ways.add(before, row);
      if (isMet) break;
      row = before;
    }
  }
  return ways;
}

export function treeOf(given: TreeGiven): Tree {
  const { line, notes, loss } = given;
  const last = line.ancestors.length - 1;
  const { into, from } = waysOf(given);
  const onWays = [...new Set([...into.keys(), ...from.keys(), last])].sort((one, other) => one - other);
  const isBranch = (row: number): boolean => into.get(row)!.size > 1 || (from.get(row)?.size ?? 0) > 1;
  const isDrawn = (row: number): boolean =>
    row === last || line.ancestors[row]!.born === null || notes.has(row) || isBranch(row);
  const drawn = onWays.filter(isDrawn);
  return {
    graph: {
      kind: 'graph',
      nodes: drawn.map((row) => nodeOf(line.ancestors[row]!)),
      edges: drawn.flatMap((row) => [...(from.get(row) ?? [])].map((next) => edgeOf(row, next))),
      flow: 'down',
      marks: {
        start: 'founder',
        accepting: 'champion',
        strong: 'its mutation mattered most',
        faint: 'other birth',
      },
    },
    births: onWays.filter((row) => line.ancestors[row]!.born !== null).length,
  };

  function nodeOf({ born, row, number }: Ancestor): LabNode {
    const share = `${Math.round((100 * line.carries[row]!) / line.layout.genes)} % of genes`;
    const name =
      born === null ? `founder ${-number}` : row === last ? `champion, birth ${number}` : `birth ${number}`;
    const note = notes.get(row);
    const mark =
      row === last ? 'accepting' : born === null ? 'start' : note === undefined ? 'faint' : 'strong';
    const lines = [
      name,
      ...(row === last ? [] : [share]),
      `loss ${loss(row)}`,
      ...(note === undefined ? [] : [note]),
    ];
    return { id: `b${row}`, text: lines.join('\n'), mark };
  }

  /** Edge to the next member that is drawn; those between have one way in and one out. */
  function edgeOf(row: number, next: number): LabEdge {
    let at = next;
    let between = 0;
    for (; !isDrawn(at); between++) at = [...from.get(at)!][0]!;
    return { from: `b${row}`, to: `b${at}`, ...(between === 0 ? {} : { text: `${between} more` }) };
  }
}
