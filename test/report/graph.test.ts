/** Champions that are graphs in a report: their layout, their drawing, their figures. */
import { describe, expect, it } from 'vitest';
import { graphParts } from '../../src/export/graph-parts.ts';
import { graphChart } from '../../src/report/charts/graph.ts';
import { dark, light } from '../../src/report/charts/theme.ts';
import { firstView } from '../../src/report/charts/view.ts';
import type { ChampionGraph, GraphPicture, ReportData } from '../../src/report/data.ts';
import { figuresOf } from '../../src/report/figures.ts';
import { backLinks } from '../../src/report/graph/back-links.ts';
import { graphPicture } from '../../src/report/graph/layout.ts';
import { renderPage } from '../../src/report/html/page.ts';
import { chartFiles } from '../../src/report/svg.ts';
import { madeGraph, poleGraph } from '../support/nets/made-graph.ts';
import { axeViolations } from '../support/report/axe.ts';
import { program, reader, readThrough } from '../support/report/in-chromium.ts';
import { contestant, task } from '../support/report/made-run.ts';
import { reportOf } from '../support/report/reports.ts';

const POLE = { inputNames: ['x', 'dx', 'θ', 'dθ'], outputNames: ['force'] };
const partsOf = ({ net, parameters } = poleGraph(), names: object = POLE) =>
  graphParts(net, parameters, names)!;
const placed = (parts = partsOf()): GraphPicture => graphPicture(parts)!;
const view = { ...firstView, width: 460 };

describe('the parts of a graph net', () => {
  it('are nodes with the names of the task, and links with their weights', () => {
    const { nodes, links } = partsOf();
    expect(nodes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      ...[
        'input x',
        'input dx',
        'input θ',
        'input dθ',
        'bias bias',
        'output force',
        'hidden h1',
        'hidden h2',
      ],
    ]);
    expect(links).toHaveLength(9);
    expect(links).toContainEqual({ from: 2, to: 6, weight: -2.25 });
    expect(
      partsOf(poleGraph(), {})
        .nodes.map(({ name }) => name)
        .slice(3, 6),
    ).toEqual([...['input 4', 'bias', 'output 1']]);
    expect(partsOf(poleGraph(), { inputNames: ['a', 'b', 'c', 'bias'] }).nodes[4]!.name).toBe('bias node');
  });
});

describe('the links that go back', () => {
  it('are loops, those from outputs, and those that close a cycle', () => {
    const parts = partsOf();
    const back = parts.links.filter((_, link) => backLinks(parts)[link]);
    expect(back.map(({ from, to }) => [from, to])).toEqual([
      [5, 6],
      [7, 7],
    ]);
    // 6 → 7 → 8 → 6, and a pair that no input reaches.
    const cycles = madeGraph({ inputs: 1, outputs: 1, hidden: 5 }, [
      [0, 3, 1],
      [3, 4, 1],
      [4, 5, 1],
      [5, 3, 1],
      [5, 2, 1],
      [6, 7, 1],
      [7, 6, 1],
    ]);
    const many = partsOf(cycles, {});
    const closing = many.links.filter((_, link) => backLinks(many)[link]);
    expect(closing.map(({ from, to }) => [from, to])).toEqual([
      [5, 3],
      [7, 6],
    ]);
  });

  it('are found along chains of any length', () => {
    const hidden = 9000;
    const chain = Array.from({ length: hidden }, (_, at) => [at === 0 ? 0 : at + 2, at + 3, 1] as const);
    const parts = partsOf(madeGraph({ inputs: 1, outputs: 1, hidden }, [...chain, [hidden + 2, 3, 1]]), {});
    expect(backLinks(parts).filter(Boolean)).toHaveLength(1);
  });
});

describe('the layout of a graph', () => {
  it('has inputs at the left, outputs at the right, and all others between', () => {
    const { nodes, layers } = placed();
    for (const { kind, x } of nodes) {
      if (kind === 'input' || kind === 'bias') expect(x).toBe(0);
      else if (kind === 'output') expect(x).toBe(1);
      else expect(x > 0 && x < 1).toBe(true);
    }
    expect(layers).toBe(4);
    const at = (name: string) => nodes.find((node) => node.name === name)!;
    expect(at('h2').x).toBeGreaterThan(at('h1').x);
  });

  it('lets no two nodes lie on one another, and leaves out inputs without a link, which it names', () => {
    const { nodes, unlinked, links } = placed();
    expect(unlinked).toEqual(['dx']);
    expect(nodes.map(({ name }) => name)).not.toContain('dx');
    for (const [index, a] of nodes.entries())
      for (const b of nodes.slice(index + 1))
        expect(Math.abs(a.y - b.y) + 1000 * Math.abs(a.x - b.x)).toBeGreaterThan(15);
    for (const { from, to } of links) expect(nodes[from] && nodes[to]).toBeDefined();
    expect(links.filter(({ back }) => back)).toHaveLength(2);
  });

  it('is the same each time, and none without links', () => {
    expect(placed()).toEqual(placed());
    expect(graphPicture({ nodes: partsOf().nodes, links: [] })).toBeNull();
  });

  it('keeps the strongest links of a large graph, and counts the others', () => {
    const links = Array.from({ length: 400 }, (_, at) => [at % 30, 32 + (at % 20), (at + 1) / 100] as const);
    const { links: kept, weaker } = placed(
      partsOf(madeGraph({ inputs: 30, outputs: 1, hidden: 20 }, links), {}),
    );
    expect([kept.length, weaker]).toEqual([250, 150]);
    expect(Math.min(...kept.map(({ weight }) => weight))).toBe(1.51);
  });
});

describe('the drawing of a graph', () => {
  it('tells the sign of a link by colour and head, its strength by width, and dashes those that go back', () => {
    const { svg } = graphChart(placed(), 'neat', view, light);
    const links = [
      ...svg!.matchAll(
        /<g stroke="(#\w+)" fill="none" stroke-width="([\d.]+)"><title>(.*?)<\/title>(.*?)<\/g>/g,
      ),
    ];
    expect(links).toHaveLength(9);
    const of = (name: string) => links.find(([, , , title]) => title!.startsWith(name))!;
    const [strong, negative, weak] = [of('h1 → h2: 3.00'), of('θ → h1: -2.25'), of('h1 → force: 0.100')];
    expect(Number(strong[2])).toBe(4);
    expect(Number(weak[2])).toBeLessThan(1);
    expect(negative[1]).not.toBe(strong[1]);
    expect(strong[4]).toMatch(/Z" stroke-width="1" fill="#/);
    expect(negative[4]).not.toContain('Z"');
    expect(
      links.filter(([, , , , body]) => body!.includes('dasharray')).map(([, , , title]) => title),
    ).toEqual([...['h2 → h2: 0.400', 'force → h1: -1.00']]);
  });

  it.each([320, 460, 960])('keeps everything within %d pixels, names too', (width) => {
    const long = { ...POLE, inputNames: ['position of the cart', 'dx', 'angle of the long pole', 'dθ'] };
    const { svg, height } = graphChart(placed(partsOf(poleGraph(), long)), 'neat', { ...view, width }, dark);
    const points = [...svg!.matchAll(/(?:d="|x="|cx=")([^"]+)"/g)].flatMap(([, text]) =>
      [...text!.matchAll(/-?[\d.]+/g)].map(Number),
    );
    expect(Math.min(...points)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...points)).toBeLessThanOrEqual(Math.max(width, height));
    for (const [, x, anchor, name] of svg!.matchAll(
      /<text x="([\d.]+)" y="[\d.]+" text-anchor="(\w+)"[^>]*>(.*?)</g,
    ))
      if (anchor === 'end') expect(Number(x) - 6.5 * name!.length).toBeGreaterThan(0);
  });

  it('writes names as text, whatever is in them', () => {
    const parts = partsOf(poleGraph(), { ...POLE, outputNames: ['<script>&"'] });
    const { svg } = graphChart(placed(parts), '<img src=x>', view, light);
    expect(svg).not.toMatch(/<script|<img/);
    expect(svg).toContain('&lt;script&gt;');
  });

  it('names functions of nodes that have their own', () => {
    const parts = partsOf();
    const nodes = parts.nodes.map((node) => (node.kind === 'hidden' ? { ...node, unit: 'gaussian' } : node));
    const { svg } = graphChart(placed({ ...parts, nodes }), 'cppn', view, light);
    expect(svg!.match(/>gaussian</g)).toHaveLength(2);
  });
});

const graphReport = (): Promise<ReportData> =>
  reportOf(
    {
      tasks: [task('single-pole')],
      contestants: [contestant('neat'), contestant('genitor')],
      seeds: 1,
      budget: { macs: 1e6 },
    },
    { validations: 3, champion: ({ contestant: { name } }) => (name === 'neat' ? poleGraph() : null) },
  );

describe('a report of champions that are graphs', () => {
  it('has a figure of each, with its sizes, how to read it and the links as rows', async () => {
    const data = await graphReport();
    const [graph, ...others] = data.tasks[0]!.graphs as readonly ChampionGraph[];
    expect([graph!.contestant, others.length]).toEqual(['neat', 0]);
    const figure = figuresOf(data).find(({ id }) => id === 'task-1-graph-1')!;
    expect(figure.shows).toBe('2 hidden nodes and 9 links, 2 of which go back. Not linked: dx.');
    expect(figure.reading).toContain('dashed');
    expect(figure.table!.rows[0]).toEqual(['h1', 'h2', '3', 'no']);
    const page = renderPage(data, { script: '', style: '' });
    expect(page).toContain('<summary>The links as a list</summary>');
    expect(page).toContain('so each champion is shown in an episode of its own.');
    expect(page).not.toContain('reads a test sequence from left to right');
    const file = chartFiles(data).find(({ name }) => name === 'single-pole-the-graph-of-neat-seed-1')!;
    expect(file.svg).toMatch(/^<svg [^>]*><rect width="100%" height="100%" fill="#ffffff"\/>/);
  });
});

describe.skipIf(program === null)('the figure of a graph in Chromium (skipped where there is none)', () => {
  const reports = reader();
  it.each([
    [390, 'dark'],
    [1280, 'light'],
  ] as const)(
    'is drawn at %d pixels in %s colours, fits, and axe finds nothing',
    async (width, colorScheme) => {
      const path = reports.write('graph.html', await graphReport());
      const { page, wrong, close } = await reports.open(path, {
        viewport: { width, height: 900 },
        colorScheme,
      });
      await readThrough(page);
      const chart = page.locator('#task-1-graph-1 .chart');
      const svg = chart.locator('svg');
      expect(await svg.locator('path').count()).toBeGreaterThan(15);
      const [inner, outer] = [await svg.boundingBox(), await chart.boundingBox()];
      expect(inner!.width).toBeLessThanOrEqual(outer!.width + 1);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await chart.getAttribute('data-drawn')).toBe(colorScheme);
      expect(await axeViolations(page, '#task-1-champions')).toEqual([]);
      await page.locator('#task-1-graph-1 summary').click();
      expect(await page.locator('#task-1-graph-1 tbody tr').count()).toBe(9);
      expect(wrong).toEqual([]);
      await close();
    },
  );
});
