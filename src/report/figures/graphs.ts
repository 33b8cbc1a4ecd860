/** Figures of champions that are graphs, whose structure was bred. */
import { counted } from '../../words/text.ts';
import { graphChart } from '../charts/graph.ts';
import type { ChampionGraph, ReportData } from '../data.ts';
import { contestantKey } from '../keys.ts';
import type { Figure, FigureTable } from './figure.ts';

export function graphFigures(data: ReportData, task: number): Figure[] {
  return (data.tasks[task]!.graphs ?? []).map((graph, index): Figure => {
    const { contestant, repetition } = graph;
    const place = data.contestants.findIndex(({ name }) => name === contestant);
    const title = `The graph of ${contestant}, seed ${repetition}`;
    return {
      id: `task-${task + 1}-graph-${place + 1}`,
      section: 'champions',
      of: contestantKey(place),
      task,
      title,
      shows: sizesOf(graph),
      ...(index === 0 ? { reading: READING } : {}),
      group: 'graphs',
      controls: [],
      half: graph.layers < WIDE_LAYERS && graph.links.length < WIDE_LINKS,
      table: linkTable(graph),
      draw: (view, theme) => graphChart(graph, title, view, theme),
    };
  });
}

const READING =
  'Links lead from the inputs (squares, at the left) over hidden nodes to the outputs (double circles). Orange with an arrow is a positive weight, blue with a bar a negative one, and the stronger a link, the thicker. A dashed link goes back to a node before it, and so gives the net a memory. Links that are switched off in the genome are left out.';

/** Numbers of layers and of links from which a graph gets the whole width. */
const WIDE_LAYERS = 6;
const WIDE_LINKS = 40;

function sizesOf({ nodes, links, unlinked, weaker }: ChampionGraph): string {
  const count = (kind: string): number => nodes.filter((node) => node.kind === kind).length;
  const back = links.filter((link) => link.back === true).length;
  const named = unlinked.length > MOST_NAMED ? counted(unlinked.length, 'input') : unlinked.join(', ');
  return [
    `${counted(count('hidden'), 'hidden node')} and ${counted(links.length + weaker, 'link')}`,
    back === 0 ? ', none of which goes back.' : `, ${back} of which ${back === 1 ? 'goes' : 'go'} back.`,
    unlinked.length === 0 ? '' : ` Not linked: ${named}.`,
    weaker === 0 ? '' : ` The ${links.length} strongest are drawn.`,
  ].join('');
}

/** Most inputs without a link that are named. */
const MOST_NAMED = 12;

function linkTable({ nodes, links }: ChampionGraph): FigureTable {
  const rows = [...links].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return {
    summary: 'The links as a list',
    head: ['from', 'to', 'weight', 'goes back'],
    rows: rows.map(({ from, to, weight, back }) => [
      ...[nodes[from]!.name, nodes[to]!.name],
      ...[String(weight).replace('-', '−'), back === true ? 'yes' : 'no'],
    ]),
  };
}
