/** Adjacency matrix of a net that is a graph: a row a node where links end, a column a node where links begin. */
import type { GraphParts } from '../../export/graph-parts.ts';
import { counted } from '../../words/text.ts';
import type { Area } from '../model/layout.ts';
import { letters } from '../model/nets-model.ts';
import { faint, heat, type Style } from '../terminal/styles.ts';
import { fit, type Line, line, type Span, span, widthOf } from '../terminal/text.ts';

/** Width of the names of the rows. */
const NAMES = 9;

const positive: Style = { text: heat(0.8) };
const negative: Style = { text: heat(-0.8) };

/** Rows of the whole matrix, its head among them; 0 of a graph without links. */
export function adjacencyRows({ links }: GraphParts): number {
  return links.length === 0 ? 0 : 2 + new Set(links.map(({ to }) => to)).size;
}

/**
 * Matrix in that area: sign and strength of each link, 9 the strongest; the sign alone where there is less room. Columns
 * have a letter each, whose meaning stands above.
 */
export function adjacencyLines({ nodes, links }: GraphParts, { width, height }: Area): Line[] {
  const [from, to] = [new Set(links.map((link) => link.from)), new Set(links.map((link) => link.to))];
  const sources = nodes.flatMap((_, node) => (from.has(node) ? [node] : []));
  const targets = nodes.flatMap((_, node) => (to.has(node) ? [node] : []));
  if (height < 3 || width < NAMES + 4 || targets.length === 0) return [];
  const names = sources.map((node) => nodes[node]!.name);
  const signs = letters(names, names.length);
  const wide = NAMES + 2 * sources.length <= width ? 2 : 1;
  const columns = Math.min(sources.length, Math.floor((width - NAMES) / wide));
  const rows = Math.min(targets.length, height - 2);
  const weights = new Map(links.map((link) => [`${link.from} ${link.to}`, link.weight]));
  const greatest = Math.max(...links.map(({ weight }) => Math.abs(weight)));
  const cell = (source: number, target: number): Span => {
    const weight = weights.get(`${source} ${target}`);
    if (weight === undefined) return span('·'.padStart(wide), faint);
    const digit = Math.max(1, Math.round((9 * Math.abs(weight)) / greatest));
    const sign = weight < 0 ? '−' : '+';
    return span(wide === 2 ? `${sign}${digit}` : sign, weight < 0 ? negative : positive);
  };
  const hidden = targets.length - rows + (sources.length - columns);
  const meaning = names
    .slice(0, columns)
    .flatMap((name, at) => (name === signs[at] ? [] : [`${signs[at]} ${name}`]));
  const left = hidden === 0 ? '' : ` (without ${counted(hidden, 'node')})`;
  const about = `links${left} to, from ${meaning.join(', ')}`;
  return [
    line(` ${fit(about, Math.min(width - 1, widthOf(about)))}`, faint),
    [span(' '.repeat(NAMES)), ...signs.slice(0, columns).map((letter) => span(letter.padStart(wide), faint))],
    ...targets
      .slice(0, rows)
      .map(
        (target): Line => [
          span(` ${fit(nodes[target]!.name, NAMES - 2)} `, faint),
          ...sources.slice(0, columns).map((source) => cell(source, target)),
        ],
      ),
  ];
}
