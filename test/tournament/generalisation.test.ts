/** The test of the double pole without velocities: the long run, then the 625 starts, by a controller that remembers. */
import { describe, expect, it } from 'vitest';
import type { Stepper } from '../../src/engine/reference/stepper.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { log } from '../../src/numeric/elementary.ts';
import { type PlayEpisode, playOne } from '../../src/tasks/play-episodes.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import { isMet } from '../../src/tournament/spec/criterion.ts';
import { isShown } from '../../src/tournament/spec/success.ts';
import { examineEpisodes, examSet } from '../../src/tournament/trial/examine-episodes.ts';
import doublePole from '../../tasks/double-pole.ts';

/** Linear-quadratic regulator at .02 s, of (x, v, θ1, ω1, θ2, ω2). */
const K = [5.07871, 8.15257, 117.43436, 30.57064, -66.67523, -5.55594];

/** Regulator that sees positions alone and takes velocities from their differences; `gain` scales its force. */
function regulator(gain: number): Stepper {
  let before: number[] | null = null;
  return {
    macs: 6,
    reset() {
      before = null;
    },
    step([x, first, second], outputs) {
      const now = [4.8 * x!, 0.52 * first!, 0.52 * second!];
      const speeds = now.map((value, at) => (before === null ? 0 : (value - before[at]!) / 0.02));
      before = now;
      const state = now.flatMap((value, at) => [value, speeds[at]!]);
      const force = -gain * K.reduce((sum, one, at) => sum + one * state[at]!, 0);
      // The inverse of the logistic function, of the share of the force: a little within its ends.
      const share = Math.max(-10, Math.min(10, force)) / 20.0001 + 0.5;
      outputs[0] = log(share / (1 - share));
    },
  };
}

const choice = chooseTask(doublePole, { steps: 5000 });
const { success } = choice.facts;
const set = examSet(choice, doublePole, { seed: 1 }, 'test', success.sequences);
const net = elmanNet({ unit: 'tanh', inputs: 4, hidden: 1, outputs: 1 });
const solution = { net, parameters: new Float32Array(net.parameters) };
const playing =
  (stepper: Stepper): PlayEpisode =>
  () =>
  (episodes, number, check) =>
    playOne(doublePole, stepper, episodes, number, { check });

describe('the test of two poles without velocities', () => {
  it('counts the starts that are kept once the long run is, and takes them for solved from 200 on', () => {
    const examined = examineEpisodes(playing(regulator(1)), solution, success, set)!;
    const { generalisation, balanced, steps } = examined.measures;
    expect(examined.sequences).toBe(626);
    expect(balanced).toBe(5000);
    expect(Number.isInteger(generalisation)).toBe(true);
    expect(generalisation).toBeGreaterThan(400);
    // The regulator that sees velocities keeps 541.
    expect(generalisation).toBeLessThanOrEqual(560);
    expect(Math.round(626 * (1 - examined.error))).toBe(generalisation! + 1);
    expect(examined.macs).toBe(Math.round(626 * steps!) * 6);
    expect(isMet(success, examined)).toBe(true);
    expect(isShown(success, examined)).toBe(true);
    expect(isMet(success, { ...examined, measures: { generalisation: 199 } })).toBe(false);
  });

  it('ends with the long run where that is lost', () => {
    const examined = examineEpisodes(playing(regulator(0)), solution, success, set)!;
    expect(examined).toMatchObject({ sequences: 626, error: 1, measures: { generalisation: 0 } });
    const { balanced, steps } = examined.measures;
    expect(steps).toBe(balanced! + 1);
    expect(examined.macs).toBe(6 * steps!);
    expect(examined.loss).toBeCloseTo(1 - balanced! / 5000, 12);
    expect(isMet(success, examined)).toBe(false);
  });
});
