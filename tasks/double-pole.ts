/**
 * Two poles of unequal lengths on one cart, with or without velocities among the observations. Wieland (1991), IJCNN;
 * the damping fitness of Gruau, Whitley & Pyeatt (1996), "A comparison between cellular encoding and direct encoding for
 * genetic neural networks"; inputs, success and the 625 starts as in Stanley & Miikkulainen (2002), "Evolving neural
 * networks through augmenting topologies", Evolutionary Computation 10. Constants in which publications differ are
 * options.
 */
import * as z from 'zod';
import { logistic } from '../src/numeric/elementary.ts';
import { defineEpisode } from '../src/tasks/define-episode.ts';
import type { EpisodeOutcome } from '../src/tasks/episode.ts';
import { balancing, seenNames, seenNumbers } from './parts/balance.ts';
import { cartPoles, GREATEST_FORCE, LONG, radians, SHORT } from './parts/poles.ts';

const POLES = [LONG, SHORT];
const LIMIT = radians(36);
/** Actions of an evaluation by damping, and of each of the 625 starts. */
const SHORT_RUN = 1000;
/** Actions at the end over which the damping fitness sums. */
const WINDOW = 100;

/** Shares of the range that x, v, θ1 and dθ1 take in the test of generalisation: 5^4 = 625 starts. */
const FACTORS = [0.05, 0.25, 0.5, 0.75, 0.95];
/** Half of each range: m, m/s, rad, rad/s. */
const RANGES = [2.16, 1.35, radians(3.6), radians(8.6)];
export const STARTS = FACTORS.length ** RANGES.length;
/** Starts of validation and test without velocities: the long run, which is a gate, and the grid. */
const WITH_GATE = STARTS + 1;

/** State (x, v, θ1, dθ1) of a start of the grid, by its number from 0. */
export function gridStart(number: number): number[] {
  return RANGES.map((range, at) => {
    const digit = Math.floor(number / FACTORS.length ** (RANGES.length - 1 - at)) % FACTORS.length;
    return range * (2 * FACTORS[digit]! - 1);
  });
}

const options = z.object({
  velocities: z
    .boolean()
    .default(false)
    .describe('whether velocities are observed; without them the net has to remember'),
  startAngle: z
    .number()
    .min(-36)
    .max(36)
    .default(4)
    .describe(
      'angle of the long pole at the start, in degrees: 4 (Gomez), 1 and 4.5 (Igel), 4.01 (.07 rad, NEAT)',
    ),
  cartFriction: z
    .number()
    .min(0)
    .max(1)
    .default(5e-4)
    .describe('friction of the cart on its track, in N: 0.0005 (Wieland), 0 (NEAT in C++)'),
  minimumForce: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe('least force in N, so that the cart cannot rest: 0, or 0.0390625 (10/256)'),
  slope: z
    .number()
    .positive()
    .max(100)
    .default(1)
    .describe(
      'slope s of 1 / (1 + e^(-s y)), which makes of the output y a force from -10 to 10 N: 1, or 4.9, that of the output node in NEAT',
    ),
  bias: z.number().min(0).max(1).default(0.5).describe('constant that is observed as well; 0: none'),
  fitness: z
    .enum(['usual', 'steps', 'damping'])
    .default('usual')
    .describe(
      'training loss: by steps balanced, by damping (Gruau), or as usual: damping without velocities',
    ),
  cap: z
    .boolean()
    .default(true)
    .describe('whether the damping term is cut at 1; papers leave it without bound'),
  steps: z.int().min(100).max(1_000_000).default(100_000).describe('actions that count as solved'),
});
type Options = z.output<typeof options>;

const isDamped = ({ fitness, velocities }: Options): boolean =>
  fitness === 'damping' || (fitness === 'usual' && !velocities);

/** Loss 1 - f of Gruau's fitness f = .1 t / 1000 + .9 f2. */
export function dampedLoss(kept: number, wobble: number, cap: boolean): number {
  const damping = kept < WINDOW ? 0 : 0.75 / Math.max(wobble, 1e-300);
  return 1 - (0.1 * (kept / SHORT_RUN) + 0.9 * (cap ? Math.min(1, damping) : damping));
}

export default defineEpisode({
  name: 'double-pole',
  summary: 'balance two poles of unequal lengths on one cart',
  source: 'Wieland 1991; Gruau, Whitley & Pyeatt 1996; Stanley & Miikkulainen 2002',
  options,
  units: { balanced: 'steps', generalisation: `starts of ${STARTS}` },
  shape: (chosen) => ({
    observations: seenNumbers(2, chosen),
    actions: 1,
    reads: chosen.slope === 1 ? 'logistic' : 'linear',
    steps: Math.max(SHORT_RUN, chosen.steps),
    observationNames: seenNames(2, chosen),
    actionNames: ['force'],
  }),
  cases: ({ velocities }, { part }) => (part === 'training' || velocities ? 1 : WITH_GATE),
  isExhaustive: () => true,
  isGate: ({ velocities }) => !velocities,
  success: ({ velocities, steps }) =>
    velocities
      ? { measure: 'balanced', atLeast: steps, sequences: 1 }
      : { measure: 'generalisation', atLeast: 200, sequences: WITH_GATE },
  begin(_random, chosen, { index, part }) {
    const { velocities, startAngle, cartFriction, minimumForce, slope, bias, cap, steps } = chosen;
    const system = cartPoles(POLES, { friction: cartFriction });
    const { state } = system;
    const isGrid = index > 0;
    if (isGrid) state.set(gridStart(index - 1));
    else state[2] = radians(startAngle);
    const damped = part === 'training' && isDamped(chosen);
    const most = damped || isGrid ? SHORT_RUN : steps;
    const wobbles = new Float64Array(WINDOW);
    let number = 0;
    return balancing({
      ...{ system, poles: POLES, limit: LIMIT, steps: most, velocities, bias },
      force(output) {
        // With a slope of 1 the output has been read as 1 / (1 + e^-y).
        const share = slope === 1 ? output : logistic(slope * output);
        const force = 2 * GREATEST_FORCE * (share - 0.5);
        return Math.abs(force) >= minimumForce ? force : force < 0 ? -minimumForce : minimumForce;
      },
      ...(damped && {
        onKept([x, v, angle, omega]) {
          wobbles[number++ % WINDOW] = Math.abs(x!) + Math.abs(v!) + Math.abs(angle!) + Math.abs(omega!);
        },
      }),
      outcome(kept): EpisodeOutcome {
        const wrong = kept < most;
        const wobble = wobbles.reduce((sum, one) => sum + one, 0);
        const loss = damped ? dampedLoss(kept, wobble, cap) : 1 - kept / most;
        if (part === 'training' || velocities) return { loss, wrong, measures: { balanced: kept } };
        // Means over all starts: that of the long run counts once, and the grid's are counted. Where the long run is
        // lost its measures stand for all.
        const whole = wrong ? 1 : WITH_GATE;
        return {
          loss,
          wrong,
          measures: {
            balanced: isGrid ? 0 : whole * kept,
            generalisation: isGrid && !wrong ? WITH_GATE : 0,
          },
        };
      },
    });
  },
});
