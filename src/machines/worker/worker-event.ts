/** Events of a worker, for its log and for its supervisor. Plain data: they travel between processes. */
import type { TrialOutcome } from '../../tournament/earlier-session.ts';
import type { Criterion } from '../../tournament/spec/criterion.ts';
import type { Lease } from '../queue/queue.ts';

/** Trial, by the job that it came as. */
export interface NamedTrial {
  readonly job: string;
  readonly run: string;
  /** Id of the trial in its run. */
  readonly trial: string;
}

export type WorkerEvent =
  | { readonly type: 'ready'; readonly shown: string }
  /** Job taken, and looked at. Its data is not known to be sound. */
  | { readonly type: 'leased'; readonly lease: Lease }
  /** Job no longer in hand, for whatever reason. */
  | { readonly type: 'released'; readonly job: string }
  /** Trial begun; `macs` are those of the checkpoint that it goes on from, null for its beginning. */
  | {
      readonly type: 'taken';
      readonly named: NamedTrial;
      readonly title: string;
      /** Number of the take. */
      readonly attempt: number;
      readonly macs: number | null;
    }
  | { readonly type: 'retried'; readonly named: NamedTrial; readonly reason: string }
  /** Trial ended, and its result is stored. `isLate`: its lease had run out before. */
  | {
      readonly type: 'handed in';
      readonly named: NamedTrial;
      readonly result: TrialOutcome;
      readonly criterion: Criterion;
      readonly isLate: boolean;
    }
  | { readonly type: 'given back'; readonly named: NamedTrial; readonly reason: string }
  /** Job that this worker cannot play. Told once for each reason of a run. */
  | { readonly type: 'refused'; readonly named: NamedTrial; readonly reason: string }
  | { readonly type: 'lease lost'; readonly named: NamedTrial }
  /** Trial that a process of its own plays, since one has died at it. */
  | { readonly type: 'apart'; readonly named: NamedTrial }
  | { readonly type: 'paused' | 'goes on'; readonly title: string }
  | { readonly type: 'gone'; readonly reason: string }
  | { readonly type: 'back'; readonly seconds: number }
  | { readonly type: 'note'; readonly text: string };
