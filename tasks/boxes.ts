/**
 * Boxes: of a small and a large box on a field, answer with the centre of the large one. Stanley, D'Ambrosio & Gauci
 * (2009), "A hypercube-based encoding for evolving large-scale neural networks", Artificial Life 15(2).
 *
 * An episode is one action: a net sees the field, a number a unit, and answers with the place of its greatest output.
 */
import * as z from 'zod';
import { sheet } from '../src/nets/substrate.ts';
import { defineEpisode } from '../src/tasks/define-episode.ts';
import type { Picture } from '../src/tasks/episode.ts';
import { type BoxesTrial, boxesTrials, CELLS, litUnits, offsetOf } from './parts/boxes-trials.ts';

/** Distance, in cells, below which an answer is right. */
const RIGHT = 1;

const options = z.object({
  resolution: z
    .int()
    .min(CELLS)
    .max(5 * CELLS)
    .default(CELLS)
    .describe('units along an edge of the field, a multiple of 11'),
});

type Cell = readonly [column: number, row: number];

/** Square around the centre of a cell, rows from the top. */
function square([column, row]: Cell, half: number): number[] {
  const [x, y] = [column + 0.5, CELLS - row - 0.5];
  return [-1, -1, 1, -1, 1, 1, -1, 1, -1, -1].map((sign, at) => (at % 2 === 0 ? x : y) + sign * half);
}

function boxesPicture({ small, large }: BoxesTrial): Picture {
  return {
    view: { left: -0.5, right: CELLS + 0.5, bottom: -0.5, top: CELLS + 0.5 },
    lines: [
      { points: [0, 0, CELLS, 0, CELLS, CELLS, 0, CELLS, 0, 0], role: 'ground' },
      { points: square(small, 0.5), role: 'object' },
      { points: square(large, 1.5), role: 'goal' },
    ],
    text: `large box at column ${large[0] + 1}, row ${large[1] + 1} of ${CELLS}`,
  };
}

/** Names of units by column and row: `c1 r1`. */
const unitNames = (resolution: number): string[] =>
  Array.from(
    { length: resolution ** 2 },
    (_, unit) => `c${(unit % resolution) + 1} r${Math.floor(unit / resolution) + 1}`,
  );

export default defineEpisode({
  name: 'boxes',
  summary: 'point at the larger of two boxes on a field',
  source: "Stanley, D'Ambrosio & Gauci 2009",
  options,
  units: { distance: 'cells' },
  shape({ resolution }) {
    if (resolution % CELLS !== 0)
      throw new Error(`resolution must be a multiple of ${CELLS}, not ${resolution}`);
    const units = sheet(resolution);
    return {
      observations: units.length,
      actions: units.length,
      reads: 'linear',
      steps: 1,
      places: { inputs: units, outputs: units },
      observationNames: unitNames(resolution),
      actionNames: unitNames(resolution),
    };
  },
  cases: () => boxesTrials.length,
  isExhaustive: () => true,
  success: () => ({ measure: 'distance', atMost: RIGHT, sequences: boxesTrials.length }),
  begin(_random, { resolution }, { index }) {
    const trial = boxesTrials[index % boxesTrials.length]!;
    let [x, y] = [0, 0];
    return {
      observe(into) {
        into.fill(0);
        for (const unit of litUnits(trial, resolution)) into[unit] = 1;
      },
      act(actions) {
        let answer = 0;
        for (let unit = 1; unit < actions.length; unit++)
          if (actions[unit]! > actions[answer]!) answer = unit;
        [x, y] = offsetOf(answer, trial, resolution);
        return false;
      },
      outcome() {
        const squared = x * x + y * y;
        const distance = Math.sqrt(squared);
        return { loss: squared, wrong: distance >= RIGHT, measures: { distance } };
      },
      picture: () => boxesPicture(trial),
    };
  },
  agents: () => ({
    'the middle of the field': (seen, actions) => {
      actions.fill(0);
      actions[(seen.length - 1) / 2] = 1;
    },
  }),
});
