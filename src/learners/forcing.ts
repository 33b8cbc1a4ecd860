/**
 * Teacher forcing: settings of every learner for tasks whose outputs are fed back. While a net learns, the targets take the
 * place of its outputs in the next step's inputs, so its trajectory stays near the one that is asked for; in validation
 * and test it always runs free. Williams & Zipser (1989), Neural Computation 1, section 3; Doya (1993), "Bifurcations of
 * recurrent neural networks in gradient descent learning". Mixing of forced and free sequences after Bengio, Vinyals,
 * Jaitly & Shazeer (2015), "Scheduled sampling for sequence prediction with recurrent neural networks", by sequences, not
 * by steps.
 */
import * as z from 'zod';
import type { Call } from '../engine/device.ts';
import { architectureNamed } from '../nets/index.ts';
import type { Net } from '../nets/net.ts';
import { linear, log, type Space } from '../options/space.ts';
import type { Learner } from './learner.ts';

/** Batches over which the forced share falls, where nothing else is set. */
const SPAN = 1000;

export const forcingFields = {
  forcing: z
    .enum(['auto', 'outputs', 'visible', 'none'])
    .default('auto')
    .describe(
      'inputs of training where outputs are fed back: outputs: the targets in their place; visible: the same, and the outputs are the first hidden units themselves; none: its own outputs after the washout; auto: outputs, and nothing on other tasks',
    ),
  forcingNoise: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe('ν: uniform noise from -ν to ν on the forced inputs of training'),
  forcingFloor: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe(
      'share of training sequences that are forced in the end; the others run free (1: all are forced)',
    ),
  forcingSpan: z
    .int()
    .min(1)
    .max(1e9)
    .default(SPAN)
    .describe('training batches over which the forced share falls from 1 to forcingFloor'),
};

const forcingSettings = z.object(forcingFields);

const space: Space = {
  forcingNoise: log(1e-5, 0.1),
  forcingFloor: linear(0, 1),
  forcingSpan: log(100, 100_000, { whole: true }),
};

/** Forcing of a trial's training. */
export interface Forcing {
  readonly mode: 'outputs' | 'visible' | 'none';
  /** ν */
  readonly noise: number;
  /** Forced share of the sequences from batch `span` on; it falls to that from 1. */
  readonly floor: number;
  readonly span: number;
}

type Settings = Readonly<Record<string, unknown>>;

/** Forcing with these settings on a task whose outputs are fed back. A learner without such settings has the defaults. */
export function forcingOf(settings: Settings): Forcing {
  const { forcing, forcingNoise, forcingFloor, forcingSpan } = forcingSettings.parse(settings);
  return {
    mode: forcing === 'auto' ? 'outputs' : forcing,
    noise: forcingNoise,
    floor: forcing === 'none' ? 0 : forcingFloor,
    span: forcingSpan,
  };
}

/** Probability with which a sequence of that training batch is forced. */
export const forcedShare = ({ mode, floor, span }: Forcing, batch: number): number =>
  mode === 'none' ? 0 : 1 - (1 - floor) * Math.min(1, batch / span);

/** Parts of a contestant and its task that forcing depends on. */
export interface ForcedTrial {
  readonly settings: Settings;
  /** Calls of its learner. */
  readonly calls: readonly Call[];
  readonly net: Net | null;
  /** Task, by its label, and whether its outputs are fed back. */
  readonly task: string;
  readonly isFedBack: boolean;
}

/** Reason why these settings cannot be, in one line; null where they can. */
export function forcingFault({ settings, calls, net, task, isFedBack }: ForcedTrial): string | null {
  const { forcing, forcingNoise, forcingFloor, forcingSpan } = forcingSettings.parse(settings);
  const asked = [
    ...(forcing === 'auto' ? [] : [`forcing=${forcing}`]),
    ...(forcingNoise === 0 ? [] : [`forcingNoise=${forcingNoise}`]),
    ...(forcingFloor === 1 ? [] : [`forcingFloor=${forcingFloor}`]),
    ...(forcingSpan === SPAN ? [] : [`forcingSpan=${forcingSpan}`]),
  ];
  if (!isFedBack) {
    return asked.length === 0
      ? null
      : `${asked[0]} is for tasks whose outputs are fed back, such as sine; ${task} is none, leave it out`;
  }
  if (forcing === 'none' && forcingFloor < 1)
    return `forcingFloor=${forcingFloor} mixes forced and free sequences, and forcing=none forces none; leave one out`;
  if (calls.includes('omega') && (forcing === 'none' || forcingFloor < 1)) {
    return `alpha weighs Ω, which is not defined for sequences that run free; set alpha=0, or force all of them`;
  }
  const isFixed = net !== null && architectureNamed(net.architecture)?.fixed !== undefined;
  const isFree = forcing === 'none' || forcingFloor < 1;
  if (isFree && calls.includes('features'))
    return `regression needs states that do not depend on the readout, which free runs do not have; force all sequences`;
  if (isFixed && isFree && calls.some(needsGradient))
    return `training on free runs needs the gradient through the recurrent weights, which a net ${net.architecture} does not learn; force all sequences`;
  if (forcing === 'visible' && net !== null && architectureNamed(net.architecture)?.bred)
    return `forcing=visible makes the first hidden units the outputs, and a net ${net.architecture} has none at the start; set forcing=outputs`;
  if (isFixed && forcing === 'visible')
    return `forcing=visible makes the first hidden units the outputs, and those of a net ${net.architecture} stay as they are drawn; set forcing=outputs`;
  if (calls.includes('curvature') && (forcing === 'none' || forcingFloor < 1)) {
    return `products with the curvature are not defined for sequences that run free; leave out ${forcing === 'none' ? 'forcing=none' : `forcingFloor=${forcingFloor}`}`;
  }
  const hidden = net?.blocks.find(({ name }) => name === 'W_rec')?.shape[1];
  if (forcing === 'visible' && net !== null && hidden !== undefined && hidden < net.outputs) {
    return `forcing=visible makes the first ${net.outputs} hidden units the outputs, and the net has ${hidden}; set hidden=${net.outputs} or more`;
  }
  return null;
}

const needsGradient = (call: Call): boolean =>
  typeof call !== 'string' || call === 'gradient' || call === 'descent';

/** The learner with the settings of forcing beside its own. */
export function withForcing<Name extends string>(
  learner: Learner<z.ZodObject, Name>,
): Learner<z.ZodObject, Name> {
  return {
    ...learner,
    settings: learner.settings.safeExtend(forcingFields),
    space: { ...learner.space, ...space },
    unsearched: { ...learner.unsearched, forcing: 'a contestant for each tells more' },
  };
}
