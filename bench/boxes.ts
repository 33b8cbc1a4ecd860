/**
 * HyperNEAT on the task boxes (see `tasks/parts/boxes-trials.ts`): a net without hidden units answers with the place of
 * its greatest output, and the centre of the large box is right. HyperNEAT breeds CPPNs that give the weights of that
 * net. Trials are judged here by the lit units alone, which is fast at high resolutions too.
 */
import { type GraphGenome, NODE_FUNCTIONS } from '../genomes/graph.ts';
import { Cppn, cppnShape } from '../src/learners/neat/cppn.ts';
import { NeatEvolution } from '../src/learners/neat/evolution.ts';
import { type EvolutionSettings, neatSettings } from '../src/learners/neat/evolution-settings.ts';
import { sheet } from '../src/nets/substrate.ts';
import { boxesTrials, CELLS, litUnits, offsetOf } from '../tasks/parts/boxes-trials.ts';

/** Result of a net over all trials. */
export interface BoxesResult {
  /** Mean squared distance of the answer from the centre of the large box, in cells. */
  readonly loss: number;
  /** Mean distance, in cells; below 1 solves the task. */
  readonly distance: number;
}

/**
 * Plays all trials.
 * @param weights of the net, `[target][source]`
 * @param resolution units along an edge: a multiple of 11
 */
export function judgeBoxes(weights: Float64Array, resolution = CELLS): BoxesResult {
  if (resolution % CELLS !== 0 || resolution < CELLS)
    throw new RangeError(`resolution is ${resolution}, it must be a multiple of ${CELLS}`);
  const units = resolution ** 2;
  let [squares, distances] = [0, 0];
  for (const trial of boxesTrials) {
    const lit = litUnits(trial, resolution);
    let [answer, greatest] = [0, Number.NEGATIVE_INFINITY];
    for (let unit = 0; unit < units; unit++) {
      let sum = 0;
      for (const source of lit) sum += weights[unit * units + source]!;
      if (sum > greatest) [answer, greatest] = [unit, sum];
    }
    const [x, y] = offsetOf(answer, trial, resolution);
    squares += x * x + y * y;
    distances += Math.hypot(x, y);
  }
  return { loss: squares / boxesTrials.length, distance: distances / boxesTrials.length };
}

/** Result of a CPPN at that resolution, and the multiply-accumulates of its queries. */
export function playBoxes(genome: GraphGenome, resolution = CELLS): BoxesResult & { readonly macs: number } {
  const cppn = new Cppn(genome, { differences: true });
  const places = sheet(resolution);
  const result = judgeBoxes(cppn.weights(places, places), resolution);
  return { ...result, macs: cppn.macs * cppn.queries };
}

/** Run of HyperNEAT on boxes. */
export interface BoxesRun {
  readonly best: GraphGenome;
  readonly distance: number;
  /** Mean distance of the best genome, `[generation]`, in cells. */
  readonly curve: readonly number[];
  /** Evaluations to the first genome with a mean distance below 1, its generation whole; null where there is none. */
  readonly evaluations: number | null;
}

/** Settings of HyperNEAT on boxes. */
export const boxesSettings = (others: Partial<EvolutionSettings> = {}): EvolutionSettings =>
  neatSettings('hyperneat', others);

/** Evolves for so many generations, or until the task is solved. */
export function evolveBoxes(settings: EvolutionSettings, seed: number, generations = 300): BoxesRun {
  const shape = cppnShape({ differences: true });
  const evolution = new NeatEvolution(shape, settings, seed, { functions: NODE_FUNCTIONS });
  const curve: number[] = [];
  for (;;) {
    evolution.tell(evolution.genomes.map((genome) => playBoxes(genome).loss));
    const best = evolution.best!.genome;
    const { distance } = playBoxes(best);
    curve.push(distance);
    const isSolved = distance < 1;
    if (isSolved || curve.length >= generations)
      return { best, distance, curve, evaluations: isSolved ? curve.length * settings.population : null };
    evolution.next();
  }
}
