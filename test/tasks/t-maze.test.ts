/** The T-maze: a unit that latches solves it, and no net without a memory gets below .375. */
import { describe, expect, it } from 'vitest';
import type { EpisodeSet } from '../../src/engine/lesson.ts';
import type { Stepper } from '../../src/engine/reference/stepper.ts';
import { type Outcome, playOne } from '../../src/tasks/play-episodes.ts';
import tMaze from '../../tasks/t-maze.ts';

/** A net by hand. @param act outputs from what is seen and the unit, and the unit's next value */
const byHand = (
  act: (seen: Float64Array, unit: number) => readonly [outputs: readonly number[], unit: number],
): Stepper => {
  let unit = 0;
  return {
    macs: 1,
    reset: () => {
      unit = 0;
    },
    step(inputs, outputs) {
      const [made, next] = act(inputs, unit);
      outputs.set(made);
      unit = next;
    },
  };
};

const isJunction = ([a, b, c]: Float64Array): boolean => a === 0 && b === 1 && c === 0;

/** One unit, which keeps the sign of the start: up for 011, down for 110. */
const latch = byHand((seen, unit) => {
  const next = unit !== 0 ? unit : seen[0] === 0 ? 1 : -1;
  return [isJunction(seen) ? [next, 0, -next, 0] : [0, 1, 0, 0], next];
});

/** The same net, its state reset at every step. */
const forgetful = byHand((seen) => {
  const unit = seen[0] === 0 ? 1 : -1;
  return [isJunction(seen) ? [unit, 0, -unit, 0] : [0, 1, 0, 0], 0];
});

function play(stepper: Stepper, values: object, sequences = 2): Outcome[] {
  const options = tMaze.options.parse(values);
  const set: EpisodeSet = {
    ...{ kind: 'episodes', task: 't-maze', options, path: ['maze'], first: 0, sequences },
    ...{ part: 'test', cases: tMaze.episode!.cases!(options, { part: 'test' })! },
  };
  return Array.from({ length: sequences }, (_, number) => playOne(tMaze, stepper, set, number));
}
const mean = (outcomes: readonly Outcome[]): number =>
  outcomes.reduce((sum, { loss }) => sum + loss, 0) / outcomes.length;

describe('the T-maze', () => {
  it.each([1, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 140])(
    'of length %s is solved by one unit that latches',
    (length) => {
      const outcomes = play(latch, { length });
      expect(mean(outcomes)).toBe(0);
      for (const { wrong, measures } of outcomes) {
        expect(wrong).toBe(false);
        expect(measures).toEqual({ steps: length + 1, right: 1, reward: 4 });
      }
    },
  );

  it('leaves a net whose state is reset at every step at .375', () => {
    const outcomes = play(forgetful, { length: 10 });
    expect(mean(outcomes)).toBe(0.375);
    expect(outcomes.map(({ wrong }) => wrong)).toEqual([false, true]);
    expect(mean(outcomes)).toBe(tMaze.chance!(tMaze.options.parse({})).loss);
  });

  it('is solved by the latch under noise, in which corridors differ', () => {
    const seen = new Set<number>();
    const watching = byHand((now, unit) => {
      if (now[0] === 0) seen.add(now[1]!);
      const next = unit !== 0 ? unit : now[2] === 1 ? 1 : -1;
      return [isJunction(now) ? [next, 0, -next, 0] : [0, 1, 0, 0], next];
    });
    expect(mean(play(watching, { length: 6, noise: true }, 20))).toBe(0);
    expect(seen.size).toBeGreaterThan(50);
  });

  it('ends an episode that dawdles, and pays for walls', () => {
    const north = byHand(() => [[1, 0, 0, 0], 0]);
    const [outcome] = play(north, { length: 4 });
    expect(outcome).toMatchObject({ loss: 1, wrong: true, measures: { steps: 6, right: 0 } });
    expect(outcome!.measures!.reward).toBeCloseTo(-0.6, 12);
    const halfway = byHand((_, unit) => [unit < 2 ? [0, 1, 0, 0] : [0, 0, 0, 1], unit + 1]);
    expect(play(halfway, { length: 4 })[0]!.loss).toBe(1 - 0.25 * 0.5);
  });
});
