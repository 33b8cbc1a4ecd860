/**
 * XOR as in Stanley & Miikkulainen (2002), section 4.1: four cases, each read by a net at rest, which relaxes; fitness
 * (4 - Σ |error|)², solved where all four are on the right side of ½.
 */
import type { GraphGenome } from '../genomes/graph.ts';
import { NeatEvolution } from '../src/learners/neat/evolution.ts';
import {
  type EvolutionSettings,
  type evolutionPresets,
  neatSettings,
} from '../src/learners/neat/evolution-settings.ts';
import { GraphRunner } from '../src/learners/neat/runner.ts';

const CASES = [
  [0, 0, 0],
  [0, 1, 1],
  [1, 0, 1],
  [1, 1, 0],
] as const;

/** Greatest fitness: that of no error. */
const GREATEST = 16;

/** Loss of a genome, 16 less its fitness, and whether it solves the task. */
export function judgeXor(genome: GraphGenome): { readonly loss: number; readonly solved: boolean } {
  const runner = new GraphRunner(genome);
  let errors = 0;
  let solved = true;
  for (const [one, other, target] of CASES) {
    const [answer] = runner.relax([one, other]);
    errors += Math.abs(answer! - target);
    if (answer! > 0.5 !== (target === 1)) solved = false;
  }
  return { loss: GREATEST - (4 - errors) ** 2, solved };
}

/** Settings of a preset on XOR: feed-forward nets, the published fitness. */
export const xorSettings = (
  preset: keyof typeof evolutionPresets,
  others: Partial<EvolutionSettings> = {},
): EvolutionSettings =>
  neatSettings(preset, { recurrentLinks: 0, fitness: 'offset', fitnessOffset: GREATEST, ...others });

/** Run of XOR: what it took, and the genome that solved it. */
export interface XorRun {
  /** Evaluations to the first solution, those before it in its generation among them. */
  readonly evaluations: number;
  /** Generations that were begun. */
  readonly generations: number;
  /** Null where none was found. */
  readonly winner: GraphGenome | null;
}

/** Evolves a solution. */
export function playXor(settings: EvolutionSettings, seed: number, mostGenerations = 500): XorRun {
  const evolution = new NeatEvolution({ inputs: 2, outputs: 1 }, settings, seed);
  let evaluations = 0;
  for (;;) {
    const losses: number[] = [];
    for (const genome of evolution.genomes) {
      const { loss, solved } = judgeXor(genome);
      evaluations++;
      if (solved) return { evaluations, generations: evolution.generation + 1, winner: genome };
      losses.push(loss);
    }
    if (evolution.generation + 1 >= mostGenerations)
      return { evaluations, generations: evolution.generation + 1, winner: null };
    evolution.tell(losses);
    evolution.next();
  }
}
