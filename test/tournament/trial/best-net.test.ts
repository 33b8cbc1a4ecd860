/** Best net of a trial: by its score, then its loss, and first of all by the gate where the criterion has one. */
import { describe, expect, it } from 'vitest';
import type { Criterion } from '../../../src/tournament/spec/criterion.ts';
import { freshState, takeIfBest } from '../../../src/tournament/trial/trial-state.ts';

const far: Criterion = { measure: 'distance', atLeast: 6, unit: 'm' };

/** Takes nets in turn, given as share of episodes lost and distance; returns those that were the best at their time. */
function taken(
  criterion: Criterion,
  nets: readonly (readonly [error: number, distance: number])[],
): boolean[] {
  const state = freshState(1);
  return nets.map(([error, distance]) =>
    takeIfBest(
      state,
      { parameters: Float32Array.of(distance) },
      { error, loss: -distance, score: -distance },
      criterion,
    ),
  );
}

describe('the best net of a trial', () => {
  it('is the one that passes the gate, however far another comes that loses it', () => {
    const nets = [
      [1, 19],
      [0.2, 7],
      [1, 20],
      [0.9, 8],
    ] as const;
    expect(taken({ ...far, gate: true }, nets)).toEqual([true, true, false, true]);
    expect(taken(far, nets)).toEqual([true, false, true, false]);
  });

  it('is the one of lower loss where scores are equal, and never one whose loss is not finite', () => {
    const state = freshState(1);
    const take = (loss: number): boolean =>
      takeIfBest(state, { parameters: new Float32Array(1) }, { error: 0.5, loss, score: 0.5 }, {
        error: 0.01,
      } as Criterion);
    expect([2, 3, 1, Number.NaN, 1].map(take)).toEqual([true, false, true, false, false]);
  });
});
