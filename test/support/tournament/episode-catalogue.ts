/**
 * A catalogue with a task that is played in episodes: a cart on a line, pushed by the net's output, is to stay near the
 * middle. It falls off sooner or later, so what a genome costs is known only afterwards. Worker threads load the
 * catalogue by its address.
 */
import { z } from 'zod';
import { blockOf } from '../../../src/nets/index.ts';
import type { ElmanNet, Net } from '../../../src/nets/net.ts';
import { type Random, randomStream } from '../../../src/random/random.ts';
import { defineTask } from '../../../src/tasks/define-task.ts';
import type { Outcome, PlayEpisode } from '../../../src/tasks/play-episodes.ts';
import { builtIn, type Catalogue } from '../../../src/tournament/spec/catalogue.ts';
import type { TaskChoice } from '../../../src/tournament/spec/tournament.ts';

const STEPS = 40;
const EDGE = 1;

export const task = defineTask({
  name: 'cart',
  summary: 'keep the cart on the line',
  source: 'a toy',
  options: z.object({}),
  shape: () => ({ inputs: { kind: 'dense', size: 2 }, outputs: 1, loss: 'squared', scored: 'last' }),
  sample() {
    throw new Error('a sequence of it was asked for');
  },
  success: { error: 0.02, sequences: 300 },
});

export const cart: TaskChoice = {
  name: 'cart',
  label: 'cart',
  options: {},
  facts: {
    shape: task.shape({}),
    success: { error: 0.02, sequences: 300, exhaustive: false },
    chance: {},
    steps: null,
    fingerprint: null,
  },
};

/** Multiply-accumulates of a step of the net. */
export const stepMacs = ({ hidden, inputs, outputs }: ElmanNet): number =>
  hidden * (hidden + inputs) + outputs * hidden;

export function cartEpisode(given: Net, parameters: Float32Array, random: Random): Outcome {
  const net = given as ElmanNet;
  const { hidden } = net;
  const [wIn, wRec, b, wOut, bOut] = ['W_in', 'W_rec', 'b', 'W_out', 'b_out'].map((name) =>
    blockOf(net, parameters, name),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
  let [position, velocity] = [random.uniform() - 0.5, random.uniform() - 0.5];
  let state = new Float64Array(hidden);
  for (let step = 1; step <= STEPS; step++) {
    const before = state;
    state = before.map((_, unit) => {
      let sum = b[unit]! + wIn[2 * unit]! * position + wIn[2 * unit + 1]! * velocity;
      for (let from = 0; from < hidden; from++) sum += wRec[unit * hidden + from]! * before[from]!;
      return Math.max(0, sum);
    });
    const push = state.reduce((sum, value, unit) => sum + wOut[unit]! * value, bOut[0]!);
    velocity += 0.2 * Math.max(-1, Math.min(1, push));
    position += 0.2 * velocity;
    if (Math.abs(position) > EDGE) {
      return { loss: 1 - step / (STEPS + 1), wrong: true, macs: step * stepMacs(net) };
    }
  }
  return { loss: 0, wrong: false, macs: STEPS * stepMacs(net) };
}

/** Player whose episodes owe all their chance to the stream of their number. */
export const playing =
  (episode: (net: Net, parameters: Float32Array, random: Random) => Outcome): PlayEpisode =>
  (net, parameters) =>
  ({ path }, number) =>
    episode(net, parameters, randomStream(...path, number));

export const playCart = playing(cartEpisode);

export const episodeCatalogue = (play: PlayEpisode = playCart): Catalogue => ({
  ...builtIn,
  task: (name) => (name === task.name ? task : builtIn.task(name)),
  episodes: (name) => (name === task.name ? play : null),
});

export default episodeCatalogue();
