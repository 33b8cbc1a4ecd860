/**
 * Visual discrimination of boxes as in Stanley, D'Ambrosio & Gauci (2009), "A hypercube-based encoding for evolving
 * large-scale neural networks", Artificial Life 15(2): a field of 11 × 11 cells shows a small box (1 × 1) and a large one
 * (3 × 3), a net without hidden units answers with the place of its greatest output, and the centre of the large box is
 * right. HyperNEAT breeds CPPNs that give the weights of that net.
 *
 * The small box stands at 25 places, columns and rows 2, 4, 6, 8, 10; the large one 5 cells to the right, below, or both,
 * and begins anew at the other edge so that it stays whole: 75 trials. At a resolution of 22 or more each cell is divided
 * evenly; distances are in cells of the field of 11.
 */
import { type GraphGenome, NODE_FUNCTIONS } from '../genomes/graph.ts';
import { Cppn, cppnShape } from '../src/learners/neat/cppn.ts';
import { NeatEvolution } from '../src/learners/neat/evolution.ts';
import { type EvolutionSettings, neatSettings } from '../src/learners/neat/evolution-settings.ts';
import { sheet } from '../src/nets/substrate.ts';

const CELLS = 11;
const OFFSET = 5;

/** Trial: the cells at the centres of both boxes, `[column, row]` from 0. */
export interface BoxesTrial {
  readonly small: readonly [number, number];
  readonly large: readonly [number, number];
}

const moved = (cell: number): number => 1 + ((cell + OFFSET - 1) % (CELLS - 2));

/** All trials: 25 places times right, below, both. */
export const boxesTrials: readonly BoxesTrial[] = [
  [true, false],
  [false, true],
  [true, true],
].flatMap(([right, below]) =>
  Array.from({ length: 25 }, (_, place): BoxesTrial => {
    const [column, row] = [1 + 2 * (place % 5), 1 + 2 * Math.floor(place / 5)];
    // Along an axis on which it is not moved, the large box has the centre of the small one.
    return {
      small: [column, row],
      large: [right ? moved(column) : column, below ? moved(row) : row],
    };
  }),
);

/** Numbers of the lit units of a trial at that resolution, row by row. */
export function litUnits({ small, large }: BoxesTrial, resolution: number): number[] {
  const scale = resolution / CELLS;
  const lit: number[] = [];
  const light = ([column, row]: readonly [number, number], reach: number): void => {
    for (let y = (row - reach) * scale; y < (row + reach + 1) * scale; y++)
      for (let x = (column - reach) * scale; x < (column + reach + 1) * scale; x++)
        lit.push(y * resolution + x);
  };
  light(small, 0);
  light(large, 1);
  return lit;
}

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
  const scale = resolution / CELLS;
  let [squares, distances] = [0, 0];
  for (const trial of boxesTrials) {
    const lit = litUnits(trial, resolution);
    let [answer, greatest] = [0, Number.NEGATIVE_INFINITY];
    for (let unit = 0; unit < units; unit++) {
      let sum = 0;
      for (const source of lit) sum += weights[unit * units + source]!;
      if (sum > greatest) [answer, greatest] = [unit, sum];
    }
    const x = ((answer % resolution) + 0.5) / scale - (trial.large[0] + 0.5);
    const y = (Math.floor(answer / resolution) + 0.5) / scale - (trial.large[1] + 0.5);
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
