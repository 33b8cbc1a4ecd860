/** NEAT on XOR as in Stanley & Miikkulainen (2002), section 4.1, over 100 seeds. */
import { enabledLinks } from '../../genomes/graph.ts';
import { table } from '../results.ts';
import { playXor, type XorRun, xorSettings } from '../xor-2002.ts';
import type { Afterwards } from './reproduction.ts';

/** Reproduction that a program of its own plays, without a tournament. */
export interface Computed {
  readonly name: string;
  readonly title: string;
  readonly claim: string;
  play(): Afterwards | Promise<Afterwards>;
}

const SEEDS = 100;
const LEAST = 4000;
const MOST = 8000;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function rowOf(name: string, runs: readonly XorRun[]): string[] {
  const winners = runs.flatMap(({ winner }) => winner ?? []);
  const evaluations = runs.map((run) => run.evaluations);
  const half = (1.96 * deviation(evaluations)) / Math.sqrt(runs.length);
  const middle = mean(evaluations);
  return [
    name,
    `${winners.length} of ${runs.length}`,
    mean(runs.map(({ generations }) => generations)).toFixed(0),
    `${middle.toFixed(0)} (${(middle - half).toFixed(0)} to ${(middle + half).toFixed(0)})`,
    deviation(evaluations).toFixed(0),
    String(Math.max(...evaluations)),
    mean(winners.map(({ hidden }) => hidden.length)).toFixed(2),
    mean(winners.map(enabledLinks)).toFixed(2),
  ];
}

export const neatXor: Computed = {
  name: 'neat-xor',
  title: 'NEAT: XOR',
  claim: `XOR with a population of 150, over ${SEEDS} seeds: every run finds a net that has all four cases on the right side of ½, with ${LEAST} to ${MOST} evaluations on average. Fitness is (4 - Σ |error|)², a net is at rest before each case and relaxes, its nodes are 1 / (1 + e^(-4.9 a)), and no link closes a cycle. \`neat\` follows the text of the paper, \`neat-cpp-2002\` the authors' program where that differs. An evaluation counts where its genome comes no later in its generation than the first solution.`,
  play() {
    const presets = [
      ['neat', 'classic-2002'],
      ['neat-cpp-2002', 'cpp-2002'],
    ] as const;
    const played = presets.map(([name, preset]) => {
      const settings = xorSettings(preset);
      return { name, runs: Array.from({ length: SEEDS }, (_, seed) => playXor(settings, seed + 1)) };
    });
    const holds = played.every(({ runs }) => {
      const middle = mean(runs.map(({ evaluations }) => evaluations));
      return runs.every(({ winner }) => winner !== null) && middle >= LEAST && middle <= MOST;
    });
    const head = [
      ...['settings', 'solved', 'generations', 'evaluations: mean (95 % interval)', 'deviation', 'most'],
      ...['hidden nodes', 'enabled links'],
    ];
    const published = ['published (2002)', '100 of 100', '32', '4755', '2553', '13459', '2.35', '7.48'];
    const rows = [...played.map(({ name, runs }) => rowOf(name, runs)), published];
    return { text: table(head, rows), holds };
  },
};
