/** Episode of balancing poles: what single and double poles have in common. */
import type { Episode, EpisodeOutcome } from '../../src/tasks/episode.ts';
import { polePicture } from './pole-picture.ts';
import { type CartPoles, isFallen, type Pole } from './poles.ts';

/** Scales by which the net sees positions, velocities, angles and angular velocities (Stanley & Miikkulainen 2002). */
const SCALES = { position: 4.8, velocity: 2, angle: 0.52, turning: 2 };

export interface Balance {
  readonly system: CartPoles;
  readonly poles: readonly Pole[];
  /** Greatest angle of a pole in rad. */
  readonly limit: number;
  /** Most actions. */
  readonly steps: number;
  readonly velocities: boolean;
  /** Constant that is seen as a last observation; 0: none. */
  readonly bias: number;
  /** Force in N of the output, from 0 to 1. */
  force(output: number): number;
  /** Receives the state after each action that the poles survive. */
  onKept?(state: Float64Array): void;
  /** @param kept number of actions after which the poles still stood */
  outcome(kept: number): EpisodeOutcome;
}

/** Number of observations. */
export const seenNumbers = (
  poles: number,
  { velocities, bias }: Pick<Balance, 'velocities' | 'bias'>,
): number => (velocities ? 2 : 1) * (1 + poles) + (bias === 0 ? 0 : 1);

/** Names of the observations, in order. */
export function seenNames(
  poles: number,
  { velocities, bias }: Pick<Balance, 'velocities' | 'bias'>,
): string[] {
  const numbered = Array.from({ length: poles }, (_, pole) => (poles === 1 ? '' : String(pole + 1)));
  return [
    ...['x', ...numbered.map((one) => `θ${one}`)].flatMap((name) =>
      velocities ? [name, `d${name}`] : [name],
    ),
    ...(bias === 0 ? [] : ['bias']),
  ];
}

/** Episode from the system's present state. */
export function balancing(balance: Balance): Episode {
  const { system, poles, limit, steps, velocities, bias } = balance;
  const { state } = system;
  let kept = 0;
  let lossBefore = 1;
  return {
    observe(into) {
      let at = 0;
      for (let number = 0; number < state.length; number++) {
        const isVelocity = number % 2 === 1;
        if (isVelocity && !velocities) continue;
        into[at++] = state[number]! / scaleOf(number);
      }
      if (bias !== 0) into[at] = bias;
    },
    act(actions) {
      system.push(balance.force(actions[0]!));
      if (isFallen(state, limit)) return false;
      kept++;
      balance.onKept?.(state);
      return kept < steps;
    },
    // Fall of the loss, so that learners by rewards are after the same as those by losses.
    reward() {
      const { loss } = balance.outcome(kept);
      const fall = lossBefore - loss;
      lossBefore = loss;
      return fall;
    },
    outcome: () => balance.outcome(kept),
    picture: () => polePicture(state, poles, kept),
  };
}

function scaleOf(number: number): number {
  if (number < 2) return number === 0 ? SCALES.position : SCALES.velocity;
  return number % 2 === 0 ? SCALES.angle : SCALES.turning;
}
