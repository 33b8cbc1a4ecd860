/** Sentences of the page on trials. */
import { percent, quantity } from '../words/numbers.ts';
import type { Trial } from './session.ts';

/** State of a trial in words. */
export function stateOf({ state, spent, result, failure }: Trial): string {
  if (state === 'waiting') return 'waits for its turn';
  if (state === 'standing') return 'paused';
  if (state === 'failed') return `failed: ${failure ?? 'the cause is not known'}`;
  if (state === 'playing') return spent === 0 ? 'begins' : 'searches';
  return endOf(result);
}

function endOf(result: Trial['result']): string {
  if (result === null) return 'ended';
  if (result.solved) return `solved after ${quantity((result.costToSolve ?? result.cost).macs)} MACs`;
  const { reason } = result.stop;
  if (reason === 'budget') return 'not solved: the budget is spent';
  if (reason === 'exploded') return 'not solved: its numbers exploded';
  if (reason === 'stopped') return 'stopped';
  return 'ended, not solved on the test';
}

/** Sentence that is spoken when the state of a trial has changed; null where that is not worth one. */
export function newsOf(trial: Trial, seeds: number): string | null {
  const { spec, state } = trial;
  const who = seeds > 1 ? `${spec.contestant.name}, seed ${spec.repetition},` : spec.contestant.name;
  if (state === 'playing') return trial.checkpoints.length === 0 ? `${who} begins.` : null;
  if (state === 'ended' || state === 'failed') return `${who} ${sayOf(trial)}.`;
  return null;
}

function sayOf(trial: Trial): string {
  const { result } = trial;
  if (trial.state === 'failed')
    return `has failed: ${(trial.failure ?? 'the cause is not known').replace(/\.$/, '')}`;
  if (result?.solved) {
    const tested = result.testError === null ? '' : `, ${percent(result.testError)} of the test wrong`;
    return `has solved the task after ${quantity((result.costToSolve ?? result.cost).macs)} MACs${tested}`;
  }
  return `has ended: ${stateOf(trial)}`;
}
