/**
 * The T-maze: at the start a sign tells on which side the goal is, behind a corridor in which all cells look alike.
 * Bakker (2001), "Reinforcement learning with long short-term memory", NIPS 14.
 */
import * as z from 'zod';
import { defineEpisode } from '../src/tasks/define-episode.ts';
import type { Picture } from '../src/tasks/episode.ts';

/** Actions by their numbers. */
const [NORTH, EAST, SOUTH] = [0, 1, 2];
/** Rewards of the arm with the goal, and of the other arm or a wall. */
const REWARD = { goal: 4, other: -0.1 };
/** Actions beyond the length that an episode may take: the turn, and one more. */
const SPARE = 2;
/** Episodes of each part under noise. */
const NOISY = { training: 100, validation: 1000, test: 1000 };

const options = z.object({
  length: z
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .describe('cells of the corridor, N; the junction comes after them'),
  noise: z
    .boolean()
    .default(false)
    .describe('whether two of the three numbers that are seen in the corridor are drawn from [0, 1)'),
});

function mazePicture(position: number, length: number, goal: number, arm: number): Picture {
  const north = goal === NORTH;
  const at = [position, arm === 0 ? 0 : arm] as const;
  return {
    view: { left: -1, right: length + 2, bottom: -2.5, top: 2.5 },
    lines: [
      { points: [-0.5, -0.5, length - 0.5, -0.5, length - 0.5, -2, length + 0.5, -2], role: 'ground' },
      { points: [-0.5, 0.5, length - 0.5, 0.5, length - 0.5, 2, length + 0.5, 2], role: 'ground' },
      { points: [-0.5, -0.5, -0.5, 0.5], role: 'ground' },
      { points: [length + 0.5, -2, length + 0.5, 2], role: 'ground' },
      { points: [length - 0.3, north ? 1.6 : -1.6, length + 0.3, north ? 1.6 : -1.6], role: 'goal' },
      { points: [at[0] - 0.2, at[1], at[0] + 0.2, at[1]], role: 'actor' },
      { points: [at[0], at[1] - 0.2, at[0], at[1] + 0.2], role: 'actor' },
    ],
    text: `goal ${north ? 'north' : 'south'}, cell ${position} of ${length}`,
  };
}

export default defineEpisode({
  name: 't-maze',
  summary: 'turn at the end of a corridor to the side that a sign at its start told',
  source: 'Bakker 2001',
  options,
  units: { reward: 'points' },
  shape: ({ length }) => ({
    observations: 3,
    actions: 4,
    reads: 'softmax',
    steps: length + SPARE,
    observationNames: ['1st bit', '2nd bit', '3rd bit'],
    actionNames: ['north', 'east', 'south', 'west'],
  }),
  cases: ({ noise }, { part }) => (noise ? NOISY[part] : 2),
  isExhaustive: ({ noise }) => !noise,
  success: ({ noise }) => ({ measure: 'right', atLeast: 1, sequences: noise ? NOISY.test : 2 }),
  // East, then always the same way: the whole corridor, and half of the goals.
  chance: () => ({ loss: 0.375, error: 0.5 }),
  begin(random, { length, noise }, { index }) {
    const goal = index % 2 === 0 ? NORTH : SOUTH;
    let [position, furthest, reward, arm, taken] = [0, 0, 0, 0, 0];
    let isRight = false;
    let lossBefore = 1;
    const lossNow = () => 1 - (0.25 * (furthest / length) + 0.75 * Number(isRight));
    return {
      observe(into) {
        if (position === length) into.set([0, 1, 0]);
        else if (position === 0) into.set(goal === NORTH ? [0, 1, 1] : [1, 1, 0]);
        else if (noise) into.set([0, random.uniform(), random.uniform()]);
        else into.set([1, 0, 1]);
      },
      act(actions) {
        const action = likeliest(actions);
        taken++;
        if (position === length && (action === NORTH || action === SOUTH)) {
          isRight = action === goal;
          reward += isRight ? REWARD.goal : REWARD.other;
          arm = action === NORTH ? 1 : -1;
          return false;
        }
        if (action === EAST && position < length) position++;
        else if (action > SOUTH && position > 0) position--;
        else reward += REWARD.other;
        furthest = Math.max(furthest, position);
        return taken < length + SPARE;
      },
      // Fall of the loss, so that learners by rewards are after the same as those by losses.
      reward() {
        const fall = lossBefore - lossNow();
        lossBefore = lossNow();
        return fall;
      },
      outcome: () => ({
        loss: lossNow(),
        wrong: !isRight,
        measures: { right: Number(isRight), reward },
      }),
      picture: () => mazePicture(position, length, goal, arm),
    };
  },
  agents: () => ({
    'east, then north': (seen, actions) => {
      actions.fill(0);
      actions[seen[0] === 0 && seen[1] === 1 && seen[2] === 0 ? NORTH : EAST] = 1;
    },
  }),
});

/** Number of the greatest action, the first of equals. */
function likeliest(actions: Float64Array): number {
  let best = 0;
  for (let action = 1; action < actions.length; action++)
    if (actions[action]! > actions[best]!) best = action;
  return best;
}
