/**
 * Gait tasks: walking as far as possible. The sheets of inputs and outputs, with one row a leg, are those of Clune, Beckmann,
 * Ofria & Pennock (2009), "Evolving coordinated quadruped gaits with the HyperNEAT generative encoding", CEC.
 */
import * as z from 'zod';
import type { Places } from '../../src/nets/substrate.ts';
import { exp, sin } from '../../src/numeric/elementary.ts';
import type { Random } from '../../src/random/random.ts';
import { defineEpisode } from '../../src/tasks/define-episode.ts';
import type { Task } from '../../src/tasks/define-task.ts';
import type { Episode, EpisodeOutcome } from '../../src/tasks/episode.ts';
import { drivenGaits } from './driven-gaits.ts';
import { gaitPicture } from './gait-picture.ts';
import type { Engine } from './rapier.ts';
import { type Leg, RATE, ROBOT, STEPS_OF_ACTION, type Walker, type WalkerStart } from './walker.ts';

/** Actions a second. */
export const ACTIONS = RATE / STEPS_OF_ACTION;

/** Columns of the sheet of inputs: hip, knee, touch of the foot, one without use, one for the torso and the sine. */
export const COLUMNS = 5;

/** Height of the torso's centre in m, and upward component of its up-axis (60 degrees), below which it has fallen. */
const FALLEN = { height: 0.2, upright: 0.5 };
/** Speed in m/s beyond which the simulation has exploded. */
const EXPLODED = 20;

/** Starts of validation and of test: the nominal one, and so many with a push. */
const PUSHED = 20;
const STARTS = 1 + PUSHED;
/** Greatest speed of a push in m/s, and greatest offset of a joint in rad. */
const PUSH = { speed: 0.2, offset: 0.1 };
/** Share of the goal that is to be kept on the mean of all starts: 80 %. */
const kept = (goal: number): number => (4 * goal) / 5;
/** Greatest d² of the exponential fitness, whose value is then still finite. */
const MOST_SQUARED = 1000;

export const gaitOptions = {
  seconds: z
    .number()
    .min(0.5)
    .max(60)
    .default(10)
    .describe('length of an episode in seconds, of 60 actions each'),
  goal: z
    .number()
    .positive()
    .max(1000)
    .default(6)
    .describe('distance in m that counts as solved, 80 % of it as the mean over the pushed starts too'),
  sensing: z
    .boolean()
    .default(true)
    .describe('whether the net senses the robot; without, all inputs but the sine are 0: open loop'),
  frequency: z
    .number()
    .min(0.1)
    .max(10)
    .default(1.3)
    .describe('frequency of the sine that is an input, in Hz'),
  order: z
    .enum(['sides', 'diagonals', 'shuffled'])
    .default('sides')
    .describe(
      'geometry for nets that are computed from places: rows of legs by sides or by diagonals, or places shuffled as a control',
    ),
  fitness: z
    .enum(['linear', 'exponential'])
    .default('linear')
    .describe('loss of distance d: -d, or -2^(d²) for selection by roulette (Clune et al. 2011)'),
};

export interface GaitOptions {
  readonly seconds: number;
  readonly goal: number;
  readonly sensing: boolean;
  readonly frequency: number;
  readonly order: 'sides' | 'diagonals' | 'shuffled';
  readonly fitness: 'linear' | 'exponential';
}

/** Body of a gait: its engine and its legs. */
export interface Body<Options extends GaitOptions> {
  readonly engine: Pick<Engine<unknown>, 'prepare' | 'versions'>;
  /** Legs in the order of the rows. */
  legs(options: Options): readonly Leg[];
  /** Inputs of the last column, one a row: numbers of the attitude in their order, null for none; the sine comes last. */
  attitude(options: Options): readonly (keyof typeof ATTITUDE | null)[];
  build(legs: readonly Leg[], start: WalkerStart): Walker;
}

const ATTITUDE = { pitch: 0, roll: 1, yaw: 2 } as const;

type Definition = Pick<Parameters<typeof defineEpisode>[0], 'name' | 'summary' | 'source'>;

/** Episode task of that body. */
export function gaitTask<Shape extends typeof gaitOptions>(
  about: Definition,
  options: z.ZodObject<Shape>,
  body: Body<z.output<z.ZodObject<Shape>> & GaitOptions>,
): Task {
  type Options = z.output<z.ZodObject<Shape>> & GaitOptions;
  const of = (chosen: unknown): Options => chosen as Options;
  return defineEpisode({
    ...about,
    options,
    units: { distance: 'm' },
    prepare: () => body.engine.prepare(),
    versions: () => body.engine.versions(),
    shape(given) {
      const chosen = of(given);
      const legs = body.legs(chosen);
      const torso = body.attitude(chosen);
      return {
        observations: COLUMNS * legs.length,
        actions: 2 * legs.length,
        reads: 'tanh',
        steps: Math.round(ACTIONS * chosen.seconds),
        places: placesOf(legs.length, chosen.order),
        observationNames: legs.flatMap(({ name }, row) => [
          ...['hip', 'knee', 'touch', 'unused'].map((what) => `${name} ${what}`),
          row === legs.length - 1 ? 'sine' : (torso[row] ?? `${name} unused 2`),
        ]),
        actionNames: legs.flatMap(({ name }) => [`${name} hip`, `${name} knee`]),
      };
    },
    cases: (_, { part }) => (part === 'training' ? 1 : STARTS),
    isGate: () => true,
    success: (given) => ({ measure: 'distance', atLeast: kept(of(given).goal), sequences: STARTS }),
    begin(random, given, { index }) {
      const chosen = of(given);
      const legs = body.legs(chosen);
      const start = startOf(random, legs.length, index > 0);
      return gaitEpisode(chosen, body.build(legs, start), body.attitude(chosen), index > 0);
    },
    agents: (given) => drivenGaits(body.legs(of(given))),
  });
}

function startOf(random: Random, legs: number, isPushed: boolean): WalkerStart {
  const offsets = new Float64Array(2 * legs);
  if (!isPushed) return { velocity: [0, 0], offsets };
  // A direction, and a speed that is uniform; in the plane the sideways part has no effect.
  const speed = PUSH.speed * random.uniform();
  const direction = 2 * Math.PI * random.uniform();
  for (let joint = 0; joint < offsets.length; joint++)
    offsets[joint] = PUSH.offset * (2 * random.uniform() - 1);
  return { velocity: [speed * sin(direction + Math.PI / 2), speed * sin(direction)], offsets };
}

/** Episode of that walker, from its present state. @param attitude as in `Body` */
export function gaitEpisode(
  { seconds, goal, sensing, frequency, fitness }: GaitOptions,
  walker: Walker,
  attitude: readonly (keyof typeof ATTITUDE | null)[],
  isPushed: boolean,
): Episode {
  const { state } = walker;
  const legs = state.touches.length;
  const most = Math.round(ACTIONS * seconds);
  const targets = new Float64Array(2 * legs);
  let [taken, distance, before] = [0, 0, 0];
  let hasFallen = false;
  return {
    observe(into) {
      into.fill(0);
      for (let leg = 0; leg < legs && sensing && !hasFallen; leg++) {
        const at = COLUMNS * leg;
        into[at] = state.angles[2 * leg]! / ROBOT.limits.hip;
        into[at + 1] = state.angles[2 * leg + 1]! / ROBOT.limits.knee;
        into[at + 2] = state.touches[leg]!;
        const seen = attitude[leg];
        if (seen) into[at + 4] = state.attitude[ATTITUDE[seen]]! / Math.PI;
      }
      into[COLUMNS * legs - 1] = sin((2 * Math.PI * frequency * taken) / ACTIONS);
    },
    act(actions) {
      for (let leg = 0; leg < legs; leg++) {
        targets[2 * leg] = ROBOT.limits.hip * actions[2 * leg]!;
        targets[2 * leg + 1] = ROBOT.limits.knee * actions[2 * leg + 1]!;
      }
      walker.drive(targets);
      taken++;
      const [x, height, z] = state.place as unknown as [number, number, number];
      // A state that is not a number is below no limit, so the comparisons ask for what is right.
      const isWhole = state.speed < EXPLODED && Number.isFinite(x + height + z);
      before = distance;
      if (isWhole) distance = Math.sqrt(x * x + z * z);
      hasFallen = !(isWhole && height >= FALLEN.height && state.upright >= FALLEN.upright);
      return !hasFallen && taken < most;
    },
    outcome(): EpisodeOutcome {
      const enough = isPushed ? kept(goal) : goal;
      return {
        loss:
          fitness === 'linear'
            ? 0 - distance
            : 0 - exp(Math.LN2 * Math.min(distance * distance, MOST_SQUARED)),
        wrong: hasFallen || distance < enough,
        measures: { distance, fell: Number(hasFallen) },
      };
    },
    reward: () => distance - before,
    picture: () => gaitPicture(walker, { goal, distance, seconds: taken / ACTIONS, hasFallen }),
    close: () => walker.free(),
  };
}

/** Steps through a list of places by which the control shuffles them: coprime to all their numbers. */
const STRIDE = { inputs: 7, outputs: 3 };

/**
 * Places on sheets of a row a leg, `COLUMNS` wide: inputs, as many hidden units, and outputs in the first two columns. The
 * columns lie at x = -1 to 1, the rows at y = 1 to -1.
 */
export function placesOf(legs: number, order: GaitOptions['order']): Places {
  const rows =
    order === 'diagonals' && legs === 4 ? [0, 2, 3, 1] : Array.from({ length: legs }, (_, leg) => leg);
  const at = (leg: number, column: number): readonly [number, number] => [
    column / 2 - 1,
    (legs - 1 - 2 * rows[leg]!) / (legs - 1),
  ];
  const grid = (columns: number) =>
    Array.from({ length: columns * legs }, (_, unit) => at(Math.floor(unit / columns), unit % columns));
  const [inputs, outputs] = [grid(COLUMNS), grid(2)];
  const shuffled = (list: typeof inputs, stride: number): typeof inputs =>
    list.map((_, unit) => list[(stride * unit + 1) % list.length]!);
  const hidden = inputs;
  if (order !== 'shuffled') return { inputs, outputs, hidden };
  return { inputs: shuffled(inputs, STRIDE.inputs), outputs: shuffled(outputs, STRIDE.outputs), hidden };
}
