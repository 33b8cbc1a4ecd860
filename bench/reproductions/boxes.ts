/** HyperNEAT on boxes as in Stanley, D'Ambrosio & Gauci (2009), and its CPPNs at other resolutions. */
import { boxesSettings, evolveBoxes, playBoxes } from '../boxes.ts';
import { table } from '../results.ts';
import type { Computed } from './neat-xor.ts';

const SEEDS = 5;
const GENERATIONS = 300;
const OTHERS = [22, 44] as const;

export const boxes: Computed = {
  name: 'boxes',
  title: 'HyperNEAT: boxes',
  claim: `A field of 11 × 11 cells shows a small box and a large one, and a net without hidden units answers with the centre of the large one: 75 trials. HyperNEAT with 100 CPPNs and at most ${GENERATIONS} generations, over ${SEEDS} seeds: every run finds a CPPN whose mean distance is below 1 cell. The table has the distance of the same CPPN, without further evolution, at resolutions of ${OTHERS.join(' and ')} too, about which nothing is claimed. Distances are in cells of the field of 11 at every resolution, an even one has at least .35, for the centre lies between its units; an evaluation counts with the whole generation of the first solution.`,
  play() {
    const settings = boxesSettings();
    const runs = Array.from({ length: SEEDS }, (_, seed) => {
      const run = evolveBoxes(settings, seed + 1, GENERATIONS);
      return { ...run, others: OTHERS.map((resolution) => playBoxes(run.best, resolution).distance) };
    });
    const holds = runs.every(({ evaluations }) => evaluations !== null);
    const rows = runs.map(({ best, distance, curve, evaluations, others }, seed) => [
      String(seed + 1),
      evaluations === null ? '-' : String(evaluations),
      String(curve.length),
      distance.toFixed(2),
      ...others.map((one) => one.toFixed(2)),
      String(best.hidden.length),
    ]);
    const head = ['seed', 'evaluations', 'generations', 'distance at 11'];
    return {
      text: table([...head, ...OTHERS.map((resolution) => `at ${resolution}`), 'hidden nodes'], rows),
      holds,
    };
  },
};
