/**
 * One pole on a cart. Barto, Sutton & Anderson (1983), IEEE Transactions on Systems, Man, and Cybernetics 13: a force of
 * ±10 N and nothing between; or the equations of Wieland (1991), IJCNN, with any force up to 10 N, as in Gomez,
 * Schmidhuber & Miikkulainen (2008), JMLR 9.
 */
import { z } from 'zod';
import { UserError } from '../src/errors.ts';
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
  startAngle: z.number().min(-36).max(36).default(4).describe('angle of the pole at the start, in degrees'),
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

export default defineEpisode({
  name: 'single-pole',
  summary: 'balance a pole on a cart',
  source: 'Barto, Sutton & Anderson 1983; Wieland 1991',
  options,
  units: { balanced: 'steps' },
  shape(chosen) {
    const { startAngle, limit } = chosen;
    if (Math.abs(startAngle) >= limit)
      throw new UserError(
        `startAngle ${startAngle} is not within the limit of ${limit} degrees: the pole has fallen`,
      );
    return {
      observations: seenNumbers(1, chosen),
      actions: 1,
      reads: 'logistic',
      steps: chosen.steps,
      observationNames: seenNames(1, chosen),
      actionNames: ['force'],
    };
  },
  cases: () => 1,
  isExhaustive: () => true,
  success: ({ steps }) => ({ measure: 'balanced', atLeast: steps, sequences: 1 }),
  begin(_random, { variant, velocities, startAngle, limit, cartFriction, bias, steps }) {
    const isBarto = variant === 'barto';
    const system = isBarto ? bartoCart() : cartPoles([LONG], { friction: cartFriction });
    system.state[2] = radians(startAngle);
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
