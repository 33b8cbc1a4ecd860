/**
 * Returns of rollouts, their baselines and advantages. Williams (1992), "Simple statistical gradient-following algorithms
 * for connectionist reinforcement learning", Machine Learning 8; returns from each step on, as in Wierstra, Förster,
 * Peters & Schmidhuber (2010), section 3:
 *
 *   G_t = Σ_{k ≥ t} γ^(k - t) r_k,   A_t = G_t - b
 */
import type { Rollout } from '../../engine/rollout.ts';

/** `[episode][step]` */
export type Steps = readonly Float64Array[];

/** Baselines b of the returns, `[episode][step]`, by their names. A baseline depends on no action of its own step. */
export const baselines = {
  none: (returns: Steps): Steps => returns.map(({ length }) => new Float64Array(length)),
  /** Mean over all steps of the batch. */
  mean(returns: Steps): Steps {
    let [sum, count] = [0, 0];
    for (const own of returns) {
      for (const one of own) sum += one;
      count += own.length;
    }
    return returns.map(({ length }) => new Float64Array(length).fill(count === 0 ? 0 : sum / count));
  },
  /** Mean over the episodes that are under way at the same step. */
  step(returns: Steps): Steps {
    const longest = returns.reduce((most, { length }) => Math.max(most, length), 0);
    const [sums, counts] = [new Float64Array(longest), new Float64Array(longest)];
    for (const own of returns) {
      for (let step = 0; step < own.length; step++) {
        sums[step]! += own[step]!;
        counts[step]! += 1;
      }
    }
    const means = sums.map((sum, step) => sum / counts[step]!);
    return returns.map(({ length }) => means.slice(0, length));
  },
} as const;

/** Discounted returns G. */
export const returnsOf = (rollouts: readonly Pick<Rollout, 'rewards'>[], discount: number): Steps =>
  rollouts.map(({ rewards }) => {
    const returns = new Float64Array(rewards.length);
    let later = 0;
    for (let step = rewards.length - 1; step >= 0; step--) {
      later = rewards[step]! + discount * later;
      returns[step] = later;
    }
    return returns;
  });

export interface Advantages {
  /** A, divided by their root mean square where that is asked for. */
  readonly advantages: Steps;
  /** Root mean square of G - b over all steps; 0 of none. */
  readonly error: number;
}

/** Share of the greatest return below which differences of returns are rounding. */
const ROUNDING = 1e-9;

export function advantagesOf(
  rollouts: readonly Pick<Rollout, 'rewards'>[],
  {
    discount,
    baseline,
    normalised,
  }: { readonly discount: number; readonly baseline: keyof typeof baselines; readonly normalised: boolean },
): Advantages {
  const returns = returnsOf(rollouts, discount);
  const expected = baselines[baseline](returns);
  let [squares, count, greatest] = [0, 0, 0];
  const advantages = returns.map((own, episode) =>
    own.map((one, step) => {
      const advantage = one - expected[episode]![step]!;
      squares += advantage * advantage;
      count++;
      greatest = Math.max(greatest, Math.abs(one));
      return advantage;
    }),
  );
  const error = count === 0 ? 0 : Math.sqrt(squares / count);
  if (!normalised || error === 0) return { advantages, error };
  const scale = error <= ROUNDING * greatest ? 0 : 1 / error;
  return { advantages: advantages.map((own) => own.map((one) => scale * one)), error };
}
