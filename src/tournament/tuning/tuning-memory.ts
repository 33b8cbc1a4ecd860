/**
 * Memory of a tuning that keeps no run file: outcomes of its trials, and the snapshots from which a larger budget goes
 * on: the same as a run file would give.
 */
import type { Snapshot } from '../../learners/learner.ts';
import type { EarlierSession, TrialOutcome } from '../earlier-session.ts';
import { isSameBudget } from '../spec/budget.ts';
import type { TournamentEvent, TournamentSpec } from '../spec/tournament.ts';
import { trialsOf } from '../spec/trials-of.ts';

export class TuningMemory {
  readonly #finished: Map<string, TrialOutcome>;
  readonly #snapshots: Map<string, Snapshot>;

  constructor({ finished, resume }: Pick<EarlierSession, 'finished' | 'resume'>) {
    this.#finished = new Map(finished);
    this.#snapshots = new Map(resume);
  }

  hear(event: TournamentEvent): void {
    if (event.type === 'checkpoint' && event.snapshot !== null) this.#snapshots.set(event.id, event.snapshot);
    if (event.type !== 'finished') return;
    const { champion: _, ...outcome } = event.result;
    this.#finished.set(event.id, outcome);
    const mayGoOn = event.extendable || ['stopped', 'failed'].includes(outcome.stop.reason);
    if (!mayGoOn) this.#snapshots.delete(event.id);
  }

  /** Session that has been, for a spec with larger budgets for some of the trials: those that they ended go on. */
  goOn(held: TournamentSpec, next: TournamentSpec): EarlierSession {
    const before = new Map(trialsOf(held).map(({ id, budget }) => [id, budget]));
    const resume = new Map<string, Snapshot>();
    for (const { id, budget } of trialsOf(next)) {
      const reason = this.#finished.get(id)?.stop.reason;
      if (reason === 'failed' || isSameBudget(before.get(id)!, budget)) continue;
      const snapshot = this.#snapshots.get(id);
      // A trial without a snapshot is solved or exploded for good, unless its budget ended it.
      if (snapshot === undefined && reason !== 'budget') continue;
      this.#finished.delete(id);
      if (snapshot !== undefined) resume.set(id, snapshot);
    }
    return { finished: new Map(this.#finished), resume, metrics: () => [] };
  }
}
