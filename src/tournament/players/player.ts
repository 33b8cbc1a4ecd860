/**
 * Player of trials: on threads of this process, in child processes, on other machines. The caller
 * (`run-tournament.ts`) decides which trial begins next, the player how it comes to its end.
 */
import type { Snapshot } from '../../learners/learner.ts';
import type { TournamentEvent, TrialSpec } from '../spec/tournament.ts';

/** Event of a trial under way: its own, or one of its adventures. */
export type PlayedEvent = Exclude<TournamentEvent, { type: 'done' }>;

export interface Player {
  /** Index of the pending trial to begin next; null where none fits beside those under way. */
  next(pending: readonly TrialSpec[]): number | null;
  /**
   * Plays a trial to its end: retries are the player's own concern. Resolves once `finished` has been emitted.
   * @param from snapshot of its last checkpoint; null for a trial from its beginning
   * @throws RunError where this trial cannot be played, nor any other
   */
  play(trial: TrialSpec, from: Snapshot | null, emit: (event: PlayedEvent) => void): Promise<void>;
  /** Pauses all trials between two steps, those to come too, or lets them go on. */
  setPaused(paused: boolean): void;
  /** Says whether trials wait to begin. While none does, spare capacity may help those under way. */
  setWaiting(waiting: boolean): void;
  /** Stops the trials under way: each reports its standing as a result with the reason `stopped`. */
  stop(): void;
  /** Ends all that the player has opened, even during trials. */
  close(): Promise<void>;
}
