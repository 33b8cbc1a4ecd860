/** HyperNEAT as a learner: its costs, its places, and the functions of its CPPNs in a snapshot. */
import { expect, it } from 'vitest';
import { NODE_FUNCTIONS } from '../../../genomes/graph.ts';
import { hyperNeat } from '../../../src/learners/hyperneat/hyperneat.ts';
import { lookInside } from '../../../src/learners/inside.ts';
import type { Problem } from '../../../src/learners/learner.ts';
import { cppnShape } from '../../../src/learners/neat/cppn.ts';
import { NeatEvolution } from '../../../src/learners/neat/evolution.ts';
import { neatSettings } from '../../../src/learners/neat/evolution-settings.ts';
import { restoreEvolution, saveEvolution } from '../../../src/learners/neat/state-arrays.ts';
import { netProblem, search, steps } from '../../support/learners/fake-problem.ts';

const small = { population: 10, sequences: 8 };

const begin = (extra: Readonly<Record<string, unknown>> = {}, problem: Problem = netProblem()) =>
  search(hyperNeat, problem, { ...small, ...extra });

it('counts the multiply-accumulates of all queries beside those of the nets', async () => {
  const [report] = await steps(await begin(), 1);
  // 3 inputs, 2 hidden units, 2 outputs: 18 parameters, each a query of a CPPN of 5 · 5 links.
  expect(report!.macs).toBe(10 * (8 * 4 + 18 * 25));
});

it('goes by the places of the task, unless it is to take lines', async () => {
  const places = {
    inputs: [
      [0, 1],
      [1, 0],
      [-1, 0.5],
    ],
    outputs: [
      [0, -1],
      [1, 1],
    ],
  };
  const weights = async (extra: Readonly<Record<string, unknown>>, own: Partial<Problem>) => [
    ...(await begin(extra, { ...netProblem(), ...own })).champion().parameters,
  ];
  const [placed, plain] = [await weights({}, { places }), await weights({}, {})];
  expect(placed).not.toEqual(plain);
  expect(await weights({ geometry: 'lines' }, { places })).toEqual(plain);
});

it('tells the structure of the best CPPN and of its net', async () => {
  const running = await begin({ addNode: 0.5 });
  await steps(running, 12);
  const inside = lookInside(running);
  expect(inside).not.toHaveProperty('hiddenNodes');
  expect(inside.cppnLinks).toBeGreaterThan(0);
  expect(inside.meanCppnLinks).toBeGreaterThan(0);
  const { parameters } = running.champion();
  expect(inside.expressedLinks).toBe(parameters.filter((weight) => weight !== 0).length);
});

it.each([
  [{ mostNodes: 2 }, 'hiddenCounts', 2],
  // 5 · 5 links at the beginning.
  [{ mostLinks: 3 }, 'linkCounts', 25 + 3],
] as const)('grows no CPPN beyond %o', async (limit, counts, most) => {
  const running = await begin({ addNode: 0.5, addLink: 0.3, ...limit });
  await steps(running, 12);
  expect(Math.max(...running.snapshot().arrays[counts]!)).toBe(most);
});

it('a saved evolution of CPPNs has the functions of their nodes', () => {
  const settings = neatSettings('hyperneat', { population: 30, addNode: 0.5 });
  const shape = cppnShape();
  const evolution = new NeatEvolution(shape, settings, 3, { functions: NODE_FUNCTIONS });
  for (let generation = 0; generation < 6; generation++) {
    evolution.tell(evolution.genomes.map((genome) => -genome.hidden.length));
    evolution.next();
  }
  const { arrays, values } = saveEvolution(evolution.state());
  const restored = restoreEvolution(shape, { arrays, values: JSON.parse(JSON.stringify(values)) });
  const known = new Set(evolution.genomes.flatMap(({ functions = [] }) => functions));
  expect(known.size).toBe(NODE_FUNCTIONS.length);
  expect(restored.genomes).toEqual(evolution.genomes);
  expect(restored.best).toEqual(evolution.best);
});
