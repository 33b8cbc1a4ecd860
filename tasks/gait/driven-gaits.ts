/** Gaits that are driven open loop, by triangle waves: floors for what nets reach. */
import type { Random } from '../../src/random/random.ts';
import type { Agent } from '../../src/tasks/episode.ts';
import { type Leg, RATE, ROBOT, STEPS_OF_ACTION } from './walker.ts';

/** Triangle wave of period 1 and amplitude 1 that rises from 0 at 0. */
export function triangle(phase: number): number {
  const part = phase - Math.floor(phase);
  if (part < 0.25) return 4 * part;
  return part < 0.75 ? 2 - 4 * part : 4 * part - 4;
}

/** Hand-made gaits: frequency in Hz, amplitudes of hips and knees in rad. */
const HAND_MADE = { frequency: 1.3, hip: 0.3, knee: 0.6 };

/** Limits of random gaits: frequencies in Hz, greatest amplitude and offset in rad (of a target, half to each side). */
const RANDOM = { least: 0.5, most: 2.5, amplitude: 0.6, offset: 0.6 };

/** Targets in rad, `[leg][hip, knee]`, after so many seconds. */
type Drive = (seconds: number, targets: Float64Array) => void;

/**
 * Hand-made gait: hips swing by a triangle wave, and knees bend a quarter of a period off, to the front alone.
 * @param phaseOf phase of a leg, in periods
 */
const handMade =
  (legs: readonly Leg[], phaseOf: (leg: Leg) => number): Drive =>
  (seconds, targets) => {
    const { frequency, hip, knee } = HAND_MADE;
    legs.forEach((leg, at) => {
      const phase = frequency * seconds + phaseOf(leg);
      targets[2 * at] = hip * triangle(phase);
      targets[2 * at + 1] = (knee * (1 + triangle(phase + 0.25))) / 2;
    });
  };

/** Trot: legs that lie across from each other swing together. */
export const trot = (legs: readonly Leg[]): Drive =>
  handMade(legs, ({ along, aside }) => (along * aside === -1 ? 0 : 0.5));

/** Bound: the legs in front swing together, and those behind. */
export const bound = (legs: readonly Leg[]): Drive => handMade(legs, ({ along }) => (along === 1 ? 0 : 0.5));

/** Gait whose waves are drawn: one frequency, and for each joint an amplitude, a phase and an offset. */
export function randomGait(legs: readonly Leg[], random: Random): Drive {
  const frequency = RANDOM.least + (RANDOM.most - RANDOM.least) * random.uniform();
  const most = RANDOM.amplitude * random.uniform();
  const waves = Array.from({ length: 2 * legs.length }, () => ({
    amplitude: most * random.uniform(),
    phase: random.uniform(),
    offset: RANDOM.offset * (random.uniform() - 0.5),
  }));
  return (seconds, targets) =>
    waves.forEach(({ amplitude, phase, offset }, joint) => {
      targets[joint] = offset + amplitude * triangle(frequency * seconds + phase);
    });
}

/** Agents that drive the robot open loop. An agent tells the start of an episode by the sine among its observations. */
export function drivenGaits(legs: readonly Leg[]): Readonly<Record<string, Agent>> {
  const driven = (begin: (random: Random) => Drive): Agent => {
    const targets = new Float64Array(2 * legs.length);
    let drive: Drive | null = null;
    let taken = 0;
    return (observations, actions, random) => {
      if (drive === null || observations.at(-1) === 0) {
        drive = begin(random);
        taken = 0;
      }
      drive((taken++ * STEPS_OF_ACTION) / RATE, targets);
      for (let joint = 0; joint < targets.length; joint++) {
        const limit = joint % 2 === 0 ? ROBOT.limits.hip : ROBOT.limits.knee;
        actions[joint] = targets[joint]! / limit;
      }
    };
  };
  return {
    // Two legs trot as they bound.
    ...(legs.length > 2 && { trot: driven(() => trot(legs)) }),
    bound: driven(() => bound(legs)),
    'a random gait': driven((random) => randomGait(legs, random)),
  };
}
