/** Names of the samplers of a tuning. */
import type { SamplerName } from '../spec/tuning.ts';

export const SAMPLERS = ['halving', 'sobol', 'random'] as const satisfies readonly SamplerName[];

export const SAMPLERS_IN_WORDS = 'halving, sobol or random';
