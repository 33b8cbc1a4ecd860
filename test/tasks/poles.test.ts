/**
 * Poles on a cart: accelerations and trajectories that were computed apart from this code, by another program, from the
 * equations of Wieland and of Barto, Sutton & Anderson; energy, symmetry, and a linear controller as the positive
 * control.
 */
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { randomStream } from '../../src/random/random.ts';
import type { Episode } from '../../src/tasks/episode.ts';
import { settleTask } from '../../src/tournament/spec/choose-task.ts';
import doublePole, { dampedLoss, gridStart, STARTS } from '../../tasks/double-pole.ts';
import {
  bartoCart,
  CART_MASS,
  type CartPoles,
  cartPoles,
  derivativeOf,
  GRAVITY,
  isFallen,
  LONG,
  radians,
  SHORT,
} from '../../tasks/parts/poles.ts';
import singlePole from '../../tasks/single-pole.ts';

const POLES = [LONG, SHORT];

function expectNear(actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-9): void {
  expect(actual).toHaveLength(expected.length);
  for (const [at, value] of expected.entries())
    expect(Math.abs(actual[at]! - value), `number ${at}`).toBeLessThanOrEqual(tolerance);
}

/** After so many actions with that force, and the number of actions until it falls. */
const after = (system: CartPoles, force: number, actions = 1): Float64Array => {
  for (let action = 0; action < actions; action++) system.push(force);
  return system.state;
};
function fallsAfter(system: CartPoles, force: number, limit: number): number {
  for (let action = 1; ; action++) {
    system.push(force);
    if (isFallen(system.state, limit)) return action;
  }
}
function from(angle: number, friction = 0): CartPoles {
  const system = cartPoles(POLES, { friction });
  system.state[2] = angle;
  return system;
}

describe('two poles', () => {
  it('have these accelerations', () => {
    const into = new Float64Array(6);
    derivativeOf(POLES, 0)(Float64Array.of(0.1, -0.2, 0.05, 0.3, -0.02, 0.4), 2.5, into);
    expectNear(into, [-0.2, 2.3985990002563, 0.3, -2.8587262758547, 0.4, -38.935593450621]);
  });

  it.each([
    [
      0.07,
      0,
      10,
      [
        1.935940476243e-3, 0.1936082369617, 0.06730742796634, -0.2694189634757, -0.02916909706802,
        -2.930648326348,
      ],
    ],
    [
      radians(4),
      0,
      10,
      [
        1.935970592493e-3, 0.1936112465534, 0.06711996704254, -0.2694820715075, -0.02916955080893,
        -2.930693875142,
      ],
    ],
    [0.07, 5e-4, 10, [0.0019358594, 0.1935993176, 0.0673075493, -0.2694056049, -0.0291678768, -2.9305135675]],
    [
      0.07,
      0,
      0,
      [
        -9.983824566971e-6, -9.989314707065e-4, 0.07022067873409, 0.02207947227723, 1.504318247278e-4,
        0.015122033536,
      ],
    ],
  ])('from %s rad with friction %s move by one action of %s N', (angle, friction, force, expected) => {
    expectNear(after(from(angle, friction), force), expected);
  });

  it('fall after 23 actions without a force, and after 5 under a constant one', () => {
    expect([0, 10, -10].map((force) => fallsAfter(from(0.07), force, radians(36)))).toEqual([23, 5, 5]);
  });

  it('stay upright at rest without a force', () => {
    expect([...after(from(0), 0, 100)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('have negated trajectories from negated states under negated forces', () => {
    const start = [0.3, -0.1, 0.05, 0.2, -0.03, 0.1];
    const [one, other] = [cartPoles(POLES, { friction: 5e-4 }), cartPoles(POLES, { friction: 5e-4 })];
    one.state.set(start);
    other.state.set(start.map((value) => -value));
    const random = randomStream('mirror');
    for (let action = 0; action < 20; action++) {
      const force = 10 * (2 * random.uniform() - 1);
      one.push(force);
      other.push(-force);
      expect([...other.state]).toEqual([...one.state].map((value) => -value));
    }
  });

  it('keep their energy without friction, to 1e-6 over 2,000 steps of .01 s', () => {
    // Kinetic energy of the cart and of each pole, about its middle, and its height: 1/3 m (2l)² / 2 about the hinge.
    const energy = (s: ArrayLike<number>): number =>
      POLES.reduce(
        (sum, { mass, half }, pole) => {
          const [angle, omega] = [s[2 + 2 * pole]!, s[3 + 2 * pole]!];
          const along = mass * half * s[1]! * omega * Math.cos(angle);
          const turning = (2 / 3) * mass * half * half * omega * omega;
          return sum + 0.5 * mass * s[1]! * s[1]! + along + turning + mass * GRAVITY * half * Math.cos(angle);
        },
        0.5 * CART_MASS * s[1]! * s[1]!,
      );
    const derivative = derivativeOf(POLES, 0, 0);
    const state = Float64Array.of(0, 0, 0.07, 0, 0, 0);
    const begun = energy(state);
    const [k, at] = [Array.from({ length: 4 }, () => new Float64Array(6)), new Float64Array(6)];
    let worst = 0;
    for (let step = 0; step < 2000; step++) {
      for (let stage = 0; stage < 4; stage++) {
        const ahead = [0, 0.005, 0.005, 0.01][stage]!;
        for (let i = 0; i < 6; i++) at[i] = state[i]! + (stage === 0 ? 0 : ahead * k[stage - 1]![i]!);
        derivative(at, 0, k[stage]!);
      }
      for (let i = 0; i < 6; i++)
        state[i]! += (0.01 / 6) * (k[0]![i]! + 2 * k[1]![i]! + 2 * k[2]![i]! + k[3]![i]!);
      worst = Math.max(worst, Math.abs(energy(state) - begun));
    }
    expect(worst).toBeLessThanOrEqual(1e-6);
    expect(worst).toBeGreaterThan(0);
  });
});

/** Linear-quadratic regulator at .02 s for the system without friction: force = clip(-K s, ±10). */
const K = [5.07871, 8.15257, 117.43436, 30.57064, -66.67523, -5.55594];
const regulate = (state: Float64Array): number =>
  Math.max(-10, Math.min(10, -K.reduce((sum, gain, at) => sum + gain * state[at]!, 0)));

/** Plays with that force of the observed state. */
function balance(episode: Episode, force: (state: Float64Array) => number, most: number): number {
  const [seen, action] = [new Float64Array(7), new Float64Array(1)];
  const scales = [4.8, 2, 0.52, 2, 0.52, 2];
  for (let taken = 0; taken < most; taken++) {
    episode.observe(seen);
    action[0] = force(Float64Array.from(scales, (scale, at) => scale * seen[at]!)) / 20 + 0.5;
    if (!episode.act(action)) break;
  }
  return episode.outcome().measures!.balanced!;
}

const begin = (values: object, index = 0, part: 'training' | 'test' = 'training'): Episode => {
  const options = doublePole.options.parse(values);
  return doublePole.episode!.begin(randomStream('poles'), options, { index, part });
};

describe('a linear regulator', () => {
  it.each([(0.07 * 180) / Math.PI, 4, 4.5])(
    'balances two poles from %s degrees, and comes to rest',
    (startAngle) => {
      const kept = balance(
        begin({ velocities: true, startAngle, cartFriction: 0, steps: 5000 }),
        regulate,
        5000,
      );
      expect(kept).toBe(5000);
      const system = from(radians(startAngle));
      for (let action = 0; action < 5000; action++) system.push(regulate(system.state));
      for (const value of system.state) expect(Math.abs(value)).toBeLessThan(1e-40);
    },
  );

  it('keeps 541 of the 625 starts, where doing nothing keeps 5', () => {
    const keeps = (number: number, force: (state: Float64Array) => number): boolean => {
      const system = cartPoles(POLES, { friction: 5e-4 });
      system.state.set(gridStart(number));
      for (let action = 0; action < 1000; action++) {
        system.push(force(system.state));
        if (isFallen(system.state, radians(36))) return false;
      }
      return true;
    };
    const starts = Array.from({ length: STARTS }, (_, number) => number);
    expect(starts.filter((number) => keeps(number, regulate))).toHaveLength(541);
    expect(starts.filter((number) => keeps(number, () => 0))).toHaveLength(5);
  });
});

describe('the task double-pole', () => {
  it('begins at the starts that it names', () => {
    expect(new Set(Array.from({ length: STARTS }, (_, number) => gridStart(number).join())).size).toBe(625);
    expectNear(gridStart(0), [-1.944, -1.215, radians(-3.24), radians(-7.74)], 1e-12);
    expectNear(gridStart(STARTS - 1), [1.944, 1.215, radians(3.24), radians(7.74)], 1e-12);
    const seen = new Float64Array(7);
    begin({ velocities: true, startAngle: 1 }).observe(seen);
    expectNear(seen, [0, 0, radians(1) / 0.52, 0, 0, 0, 0.5], 1e-15);
    const few = new Float64Array(4);
    begin({}, 1, 'test').observe(few);
    expectNear(few, [-1.944 / 4.8, radians(-3.24) / 0.52, 0, 0.5], 1e-12);
  });

  it('counts the actions that the poles survive', () => {
    const options = { velocities: true, startAngle: (0.07 * 180) / Math.PI, cartFriction: 0 };
    expect(balance(begin(options), () => 0, 1000)).toBe(22);
    expect(balance(begin(options), () => 10, 1000)).toBe(4);
  });

  it('has a least force, where asked for', () => {
    const [free, forced] = [begin({}), begin({ minimumForce: 10 / 256 })];
    const [a, b] = [new Float64Array(4), new Float64Array(4)];
    free.act(Float64Array.of(0.5));
    forced.act(Float64Array.of(0.5));
    free.observe(a);
    forced.observe(b);
    expect(b[0]!).toBeGreaterThan(a[0]!);
  });

  it('makes a force of the output, with a slope of 1 as the loop reads it, with another by itself', () => {
    const options = (given: object) => doublePole.options.parse(given);
    const reads = (given: object) => doublePole.shape(options(given)).episode!.reads;
    expect([reads({}), reads({ slope: 4.9 })]).toEqual(['logistic', 'linear']);
    const state = (episode: Episode, action: number): Float64Array => {
      const into = new Float64Array(4);
      episode.act(Float64Array.of(action));
      episode.observe(into);
      return into;
    };
    // Of y = .3 both have the same force where the slopes are 4.9 and 1 / (1 + e^(-4.9 · .3)) is handed in.
    const share = 1 / (1 + Math.exp(-4.9 * 0.3));
    expectNear(state(begin({ slope: 4.9 }), 0.3), [...state(begin({}), share)], 1e-12);
    expectNear(state(begin({ slope: 4.9 }), 0), [...state(begin({}), 0.5)], 1e-15);
  });

  it('gives the damping fitness, with its cap and without', () => {
    expect(dampedLoss(99, 1e-3, true)).toBeCloseTo(1 - 0.0099, 15);
    expect(dampedLoss(1000, 1.5, true)).toBeCloseTo(1 - (0.1 + 0.9 * 0.5), 15);
    expect(dampedLoss(1000, 1e-3, true)).toBe(0);
    expect(dampedLoss(1000, 1e-3, false)).toBeCloseTo(1 - (0.1 + 0.9 * 750), 9);
    // The regulator comes to rest: the sum over its last 100 actions is 2.1e-7.
    const options = {
      velocities: true,
      fitness: 'damping',
      startAngle: (0.07 * 180) / Math.PI,
      cartFriction: 0,
    };
    const episode = begin({ ...options, cap: false });
    expect(balance(episode, regulate, 1000)).toBe(1000);
    expect((1 - episode.outcome().loss) / 3.2e6).toBeCloseTo(1, 1);
  });

  it('makes the long run the gate of the 625 starts', () => {
    const { cases, isGate, success } = doublePole.episode!;
    const options = doublePole.options.parse({});
    expect(cases!(options, { part: 'test' })).toBe(626);
    expect(cases!(options, { part: 'training' })).toBe(1);
    expect(isGate!(options)).toBe(true);
    expect(success!(options)).toEqual({ measure: 'generalisation', atLeast: 200, sequences: 626 });
    const withVelocities = doublePole.options.parse({ velocities: true });
    expect(success!(withVelocities)).toEqual({ measure: 'balanced', atLeast: 100_000, sequences: 1 });
    expect(cases!(withVelocities, { part: 'test' })).toBe(1);
  });
});

describe('one pole of Barto, Sutton and Anderson', () => {
  it('moves so under a constant force', () => {
    const system = bartoCart();
    expectNear(after(system, 10), [0, 0.19512195, 0, -0.29268293], 1e-8);
    expectNear(after(system, 10, 4), [0.03903233, 0.97636392, -0.05871949, -1.48153256], 1e-8);
  });

  it('falls at action 9 under 10 N, and at 28 from .05 rad without a force', () => {
    expect(fallsAfter(bartoCart(), 10, radians(12))).toBe(9);
    const leaning = bartoCart();
    leaning.state[2] = 0.05;
    expect(fallsAfter(leaning, 0, radians(12))).toBe(28);
  });

  it('is pushed with all of 10 N, in the direction of the output alone', () => {
    const options = singlePole.options.parse({ startAngle: 0 });
    const seen = new Float64Array(4);
    for (const [output, speed] of [
      [0.5, 0.19512195],
      [1, 0.19512195],
      [0.49, -0.19512195],
    ] as const) {
      const episode = singlePole.episode!.begin(randomStream('pole'), options, { index: 0, part: 'test' });
      episode.act(Float64Array.of(output));
      episode.observe(seen);
      expect(2 * seen[1]!).toBeCloseTo(speed, 8);
    }
  });
});

describe('a start beyond the limit', () => {
  it.each([12, -12.5])('of %d degrees is refused in one line', (startAngle) => {
    expect(() => settleTask(singlePole, { startAngle })).toThrow(UserError);
    expect(() => settleTask(singlePole, { startAngle })).toThrow(
      `startAngle ${startAngle} is not within the limit of 12 degrees`,
    );
  });
});

describe('drawn starts of one pole', () => {
  it.each(['barto', 'wieland'] as const)(
    'of variant %s are kept by a linear regulator, and not by one of the pole alone',
    (variant) => {
      const chosen = singlePole.options.parse({ variant, starts: 'drawn' });
      const kept = (gains: readonly number[]): number => {
        const starts = Array.from({ length: 60 }, (_, index) => {
          const episode = singlePole.episode!.begin(randomStream('drawn', index), chosen, {
            index,
            part: 'test',
          });
          const [seen, action] = [new Float64Array(4), new Float64Array(1)];
          do {
            episode.observe(seen);
            const push = seen.reduce((sum, value, at) => sum + gains[at]! * value, 0);
            action[0] = variant === 'barto' ? Number(push >= 0) : 1 / (1 + Math.exp(-push));
          } while (episode.act(action));
          return episode.outcome();
        });
        expect(Math.max(...starts.map(({ measures }) => measures!.balanced!))).toBe(1000);
        return starts.filter(({ wrong }) => !wrong).length;
      };
      expect(kept([4.8, 3, 7.8, 6])).toBe(60);
      expect(kept([0, 0, 7.8, 6])).toBeLessThan(30);
    },
  );

  it('are other ones in training, validation and test, and are judged by the share that is lost', () => {
    const { facts } = settleTask(singlePole, { starts: 'drawn', startAngle: 20 });
    expect(facts.success).toMatchObject({ error: 0.05, sequences: 200, exhaustive: false });
    expect(facts.shape.episode!.steps).toBe(1000);
    expect(settleTask(singlePole, { starts: 'drawn', steps: 100 }).facts.shape.episode!.steps).toBe(100);
  });

  it('are none where an old run file knows no such option', () => {
    const { starts: _, ...old } = singlePole.options.parse({});
    expect(singlePole.episode!.cases!(old, { part: 'test' })).toBe(1);
    const seen = new Float64Array(4);
    singlePole.episode!.begin(randomStream('old'), old, { index: 0, part: 'test' }).observe(seen);
    expectNear(seen, [0, 0, radians(4) / 0.52, 0]);
  });
});

describe('one pole of Wieland', () => {
  it('has the accelerations of the long one of two whose short one has no mass', () => {
    const state = [0.1, -0.2, 0.05, 0.3, -0.02, 0.4];
    const [one, two] = [new Float64Array(4), new Float64Array(6)];
    derivativeOf([LONG], 5e-4, 0)(Float64Array.from(state.slice(0, 4)), 3, one);
    derivativeOf([LONG, { mass: 1e-13, half: 0.05 }], 5e-4, 0)(Float64Array.from(state), 3, two);
    expectNear(one, [...two].slice(0, 4), 1e-9);
    expect(one[1]).not.toBe(0);
  });
});
