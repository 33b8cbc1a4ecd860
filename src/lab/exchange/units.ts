/** Units in which the exchange rate is counted. */
import type { Cost } from '../../tournament/spec/tournament.ts';

export interface Unit {
  readonly name: string;
  /** Its name as a choice of the reader, and as the head of a column. */
  readonly title: string;
  readonly head: string;
  /** Meaning of the rate in it. */
  readonly rate: string;
  /**
   * Cost of a trial in it.
   * @param trained number of parameters that the contestant trains
   */
  of(cost: Cost, trained: number): number;
}

/**
 * Units. Feedback: a gradient gives as many numbers as there are trained parameters, an evaluation one, the mean loss
 * over its sequences or episodes, however many these are. A learner that makes both is counted by both.
 */
export const units: readonly Unit[] = [
  {
    name: 'steps',
    title: 'evaluations per update',
    head: 'evaluations for 1 update',
    rate: 'evaluations that do the work of one update',
    of: ({ updates, evaluations }) => updates + evaluations,
  },
  {
    name: 'macs',
    title: 'MACs',
    head: 'MACs',
    rate: 'MACs of evolution for one of descent',
    of: ({ macs }) => macs,
  },
  {
    name: 'seconds',
    title: 'seconds',
    head: 'seconds',
    rate: 'seconds of evolution for one of descent',
    of: ({ seconds }) => seconds,
  },
  {
    name: 'feedback',
    title: 'scalars of feedback',
    head: 'scalars of feedback',
    rate: 'scalars of feedback of evolution for one of descent',
    of: ({ updates, evaluations }, trained) => updates * trained + evaluations,
  },
];
