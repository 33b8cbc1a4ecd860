/**
 * One pole on a cart. Barto, Sutton & Anderson (1983), IEEE Transactions on Systems, Man, and Cybernetics 13: a force of
 * ±10 N and nothing between; or the equations of Wieland (1991), IJCNN, with any force up to 10 N, as in Gomez,
 * Schmidhuber & Miikkulainen (2008), JMLR 9.
 */
import * as z from 'zod';
import { UserError } from '../src/errors.ts';
import type { Random } from '../src/random/random.ts';
import { defineEpisode } from '../src/tasks/define-episode.ts';
import { balancing, seenNames, seenNumbers } from './parts/balance.ts';
import { bartoCart, cartPoles, GREATEST_FORCE, LONG, radians } from './parts/poles.ts';

const options = z.object({
  variant: z
    .enum(['barto', 'wieland'])
    .default('barto')
    .describe('barto: ±10 N, Euler steps of .02 s; wieland: any force up to 10 N, friction, Runge-Kutta'),
  velocities: z
    .boolean()
    .default(true)
    .describe('whether velocities are observed; without them the net has to remember'),
  starts: z
    .enum(['fixed', 'drawn'])
    .default('fixed')
    .describe(
      'fixed: the cart at rest in the middle; drawn: positions, angles and velocities at random, other ones in the test, for at most 1000 actions each',
    ),
  startAngle: z
    .number()
    .min(-36)
    .max(36)
    .default(4)
    .describe('angle of the pole at a fixed start, in degrees'),
  limit: z
    .number()
    .positive()
    .max(90)
    .default(12)
    .describe('angle in degrees beyond which the pole has fallen'),
  cartFriction: z
    .number()
    .min(0)
    .max(1)
    .default(5e-4)
    .describe('friction of the cart on its track under variant=wieland, in N'),
  bias: z.number().min(0).max(1).default(0).describe('constant that is observed as well; 0: none'),
  steps: z.int().min(100).max(1_000_000).default(100_000).describe('actions that count as solved'),
});

/**
 * Ranges around 0 from which starts are drawn evenly: position in m, velocity in m/s, angle as a share of its limit,
 * angular velocity in degrees/s. Source: the 625 starts of two poles (Gruau, Whitley & Pyeatt 1996), with half of their
 * positions and velocities; a linear regulator keeps the pole from each.
 */
const DRAWN = { position: 1.08, velocity: 0.675, angle: 0.3, turning: 8.6 };
/** Most actions from a start that is drawn, and number of those that are examined. */
const DRAWN_STEPS = 1000;
const DRAWN_STARTS = 200;
/** Share of them that may be lost. */
const DRAWN_LOST = 0.05;

type Options = z.output<typeof options>;

/** Actions that keep the pole for good. */
const wanted = ({ starts, steps }: Pick<Options, 'starts' | 'steps'>): number =>
  starts === 'drawn' ? Math.min(steps, DRAWN_STEPS) : steps;

/** State at the start: position, velocity, angle, angular velocity. */
function startOf(random: Random, { starts, startAngle, limit }: Options): readonly number[] {
  if (starts !== 'drawn') return [0, 0, radians(startAngle), 0];
  const within = (most: number): number => most * (2 * random.uniform() - 1);
  return [
    within(DRAWN.position),
    within(DRAWN.velocity),
    radians(within(DRAWN.angle * limit)),
    radians(within(DRAWN.turning)),
  ];
}

export default defineEpisode({
  name: 'single-pole',
  summary: 'balance a pole on a cart',
  source: 'Barto, Sutton & Anderson 1983; Wieland 1991',
  options,
  units: { balanced: 'steps' },
  shape(chosen) {
    const { starts, startAngle, limit } = chosen;
    if (starts !== 'drawn' && Math.abs(startAngle) >= limit)
      throw new UserError(
        `startAngle ${startAngle} is not within the limit of ${limit} degrees: the pole has fallen`,
      );
    return {
      observations: seenNumbers(1, chosen),
      actions: 1,
      reads: 'logistic',
      steps: wanted(chosen),
      observationNames: seenNames(1, chosen),
      actionNames: ['force'],
    };
  },
  cases: ({ starts }) => (starts === 'drawn' ? undefined : 1),
  isExhaustive: ({ starts }) => starts !== 'drawn',
  success: ({ starts, steps }) =>
    starts === 'drawn'
      ? { error: DRAWN_LOST, sequences: DRAWN_STARTS }
      : { measure: 'balanced', atLeast: steps, sequences: 1 },
  begin(random, chosen) {
    const { variant, limit, cartFriction, velocities, bias } = chosen;
    const steps = wanted(chosen);
    const isBarto = variant === 'barto';
    const system = isBarto ? bartoCart() : cartPoles([LONG], { friction: cartFriction });
    system.state.set(startOf(random, chosen));
    return balancing({
      ...{ system, poles: [LONG], limit: radians(limit), steps, velocities, bias },
      force: isBarto
        ? (output) => (output >= 0.5 ? GREATEST_FORCE : -GREATEST_FORCE)
        : (output) => 2 * GREATEST_FORCE * (output - 0.5),
      outcome: (kept) => ({ loss: 1 - kept / steps, wrong: kept < steps, measures: { balanced: kept } }),
    });
  },
  agents: () => ({
    'always right': (_, actions) => actions.fill(1),
    'always left': (_, actions) => actions.fill(0),
  }),
});
