/**
 * Error signal ‖∂E/∂h_t‖ against the lag T - t at several stages of a training. The signal shows whether the gradient
 * of an error reaches the steps long before it (Pascanu, Mikolov & Bengio 2013, section 2).
 */
import type { Inside } from '../learners/inside.ts';
import type { Checkpoint } from '../tournament/spec/tournament.ts';
import type { Stage } from './data.ts';
import { short, shortNumber, thinned } from './thin.ts';

/** Stages of a training; null where the learner reports no such norms. */
export function stagesOf(
  checkpoints: readonly Checkpoint[],
  most: { readonly stages: number; readonly lags: number },
): Stage[] | null {
  const told = checkpoints.filter(({ inside }) => normsIn(inside.stateNorms).length > 0);
  if (told.length === 0) return null;
  return thinned(told.length, most.stages).map((index) => stageOf(told[index]!, most.lags));
}

function stageOf({ cost, inside }: Checkpoint, most: number): Stage {
  const norms = normsIn(inside.stateNorms);
  const lags = thinned(norms.length, most);
  return {
    macs: shortNumber(cost.macs),
    updates: cost.updates,
    lags,
    norms: lags.map((lag) => {
      const norm = norms[norms.length - 1 - lag] ?? 0;
      return norm > 0 ? short(norm) : null;
    }),
  };
}

const normsIn = (value: Inside[string] | undefined): readonly (number | null)[] =>
  Array.isArray(value) ? value : [];
