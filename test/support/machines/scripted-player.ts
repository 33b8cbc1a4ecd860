/** Player whose trials come on by command, for tests of those that let trials be played. */
import type { Snapshot } from '../../../src/learners/learner.ts';
import type { PlayedEvent, Player } from '../../../src/tournament/players/player.ts';
import type { Cost, TrialResult, TrialSpec } from '../../../src/tournament/spec/tournament.ts';
import { freshState, unwrapSnapshot, wrapSnapshot } from '../../../src/tournament/trial/trial-state.ts';

/** Trial under way in a scripted player. */
export interface ScriptedTrial {
  readonly spec: TrialSpec;
  /** Snapshot that it began at; null for its beginning. */
  readonly from: Snapshot | null;
  progress(macs: number): void;
  checkpoint(macs: number): void;
  finish(macs: number): void;
  /** Ends `play` with an error, as where no thread starts. */
  fail(error: Error): void;
}

export interface ScriptedPlayer extends Player {
  /** Trials under way by id. */
  readonly trials: ReadonlyMap<string, ScriptedTrial>;
  readonly isPaused: boolean;
  readonly isWaiting: boolean;
  readonly isClosed: boolean;
}

export const costOf = (macs: number): Cost => ({
  macs,
  updates: macs,
  evaluations: 0,
  sequences: macs,
  seconds: macs / 1000,
});

export function scriptedPlayer(threads: number): ScriptedPlayer {
  const trials = new Map<string, ScriptedTrial & { stop(): void }>();
  let [isPaused, isWaiting, isClosed] = [false, true, false];
  return {
    trials,
    get isPaused() {
      return isPaused;
    },
    get isWaiting() {
      return isWaiting;
    },
    get isClosed() {
      return isClosed;
    },
    next: () => (trials.size < threads ? 0 : null),
    play: (spec, from, emit) =>
      new Promise((resolve, reject) => {
        const { id } = spec;
        let reached = from === null ? 0 : reachedIn(from);
        const end = (macs: number, reason: TrialResult['stop']['reason']): void => {
          emit({ type: 'finished', id, result: resultOf(spec, macs, reason) });
          trials.delete(id);
          resolve();
        };
        emit({ type: 'started', id, parameters: 7 });
        trials.set(id, {
          spec,
          from,
          progress: (macs) =>
            emit({ type: 'progress', id, cost: costOf(macs), spent: macs / 1000, trainingLoss: 1 / macs }),
          checkpoint(macs) {
            reached = macs;
            emit(checkpointOf(id, macs));
          },
          finish: (macs) => end(macs, 'budget'),
          fail: reject,
          stop: () => end(reached, 'stopped'),
        });
      }),
    setPaused: (paused) => {
      isPaused = paused;
    },
    setWaiting: (waiting) => {
      isWaiting = waiting;
    },
    stop() {
      for (const trial of [...trials.values()]) trial.stop();
    },
    close: async () => {
      isClosed = true;
    },
  };
}

/** MACs of such a snapshot. */
export const reachedIn = (snapshot: Snapshot): number =>
  Number(unwrapSnapshot(snapshot).search.values.reached);

/** Checkpoint whose snapshot says how far it has come. */
export const checkpointOf = (id: string, macs: number): Extract<PlayedEvent, { type: 'checkpoint' }> => ({
  type: 'checkpoint',
  id,
  checkpoint: {
    cost: costOf(macs),
    trainingLoss: Number.NaN,
    validationLoss: 1 / macs,
    validationError: 0.5,
    inside: { step: 0.1 },
  },
  spent: macs / 1000,
  champion: null,
  snapshot: wrapSnapshot(
    { arrays: { weights: Float32Array.of(macs) }, values: { reached: macs } },
    { ...freshState(3), cost: costOf(macs), validatedAt: macs },
  ),
});

export const resultOf = (
  { id, repetition }: Pick<TrialSpec, 'id' | 'repetition'>,
  macs: number,
  reason: TrialResult['stop']['reason'] = 'budget',
): TrialResult => ({
  id,
  repetition,
  stop: { reason, detail: `${macs} MACs` },
  solved: false,
  testError: 0.5,
  testLoss: 0.7,
  testMeasures: {},
  cost: costOf(macs),
  costToSolve: null,
  parameters: 7,
  champion: null,
});
