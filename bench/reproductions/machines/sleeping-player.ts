/**
 * Player whose trials only sleep: to measure what a queue, a coordinator and a server do for thousands of trials on a
 * machine that could not compute them. The events are of the form and size of a small net's trial.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Snapshot } from '../../../src/learners/learner.ts';
import type { Player } from '../../../src/tournament/players/player.ts';
import type { TrialSpec } from '../../../src/tournament/spec/tournament.ts';
import {
  freshState,
  takeIfBest,
  untestedResult,
  unwrapSnapshot,
  wrapSnapshot,
} from '../../../src/tournament/trial/trial-state.ts';

export interface Sleep {
  /** Seconds of a trial. */
  readonly seconds: number;
  /** Number of validations of a trial. */
  readonly validations: number;
  /** Number of parameters of a trial's net. */
  readonly parameters: number;
}

/** Plays trials one at a time. */
export function sleepingPlayer({ seconds, validations, parameters }: Sleep): Player {
  let isBusy = false;
  let isStopped = false;
  return {
    next: (pending) => (pending.length > 0 && !isBusy ? 0 : null),
    async play(trial: TrialSpec, from: Snapshot | null, emit) {
      isBusy = true;
      const { id } = trial;
      const state = from === null ? freshState(parameters) : unwrapSnapshot(from).state;
      const net = new Float32Array(parameters);
      const macs = (trial.budget.macs ?? 1e6) / validations;
      const took = seconds / validations;
      emit({ type: 'started', id, parameters });
      for (let step = state.cost.updates; step < validations && !isStopped; step++) {
        await pause(1000 * took);
        const { cost } = state;
        cost.macs += macs;
        cost.updates++;
        cost.sequences += 10;
        cost.seconds += took;
        state.validatedAt = cost.macs;
        const [spent, loss] = [(step + 1) / validations, 1 / (step + 2)];
        const examined = { error: 0.5, loss, score: 0.5 };
        emit({ type: 'progress', id, cost: { ...cost }, spent, trainingLoss: loss });
        const champion = { parameters: net.fill(loss).slice() };
        takeIfBest(state, champion, examined, trial.task.facts.success);
        const validation = { trainingLoss: loss, validationLoss: loss, validationError: 0.5, inside: {} };
        const snapshot = wrapSnapshot({ arrays: { parameters: net.slice() }, values: { step } }, state);
        emit({
          ...{ type: 'checkpoint', id, spent, champion, snapshot },
          checkpoint: { cost: { ...cost }, ...validation },
        });
      }
      const untested = isStopped
        ? untestedResult(trial, state, 'stopped', 'the run was stopped')
        : untestedResult(trial, state, 'budget', 'its sleep is over');
      const result = isStopped ? untested : { ...untested, testError: 0.5, testLoss: 1 };
      isBusy = false;
      emit({ type: 'finished', id, result });
    },
    setPaused() {},
    setWaiting() {},
    stop() {
      isStopped = true;
    },
    async close() {
      isStopped = true;
    },
  };
}
