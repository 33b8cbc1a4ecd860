/** Champion of a trial: its best validated net, as snapshots, events and the run file have it. */
import type { Net } from '../../nets/net.ts';
import type { Origin, Solution } from '../../nets/solution.ts';

export interface TrialChampion {
  /** Net; left out where it is the contestant's own net, which architecture and net options of the spec make. */
  readonly net?: Net;
  /** Parameters of that net, end to end. */
  readonly parameters: Float32Array;
  /** Genome that the parameters were computed from, as of a Solution. */
  readonly origin?: Origin;
}

/** Champion alone, without what else an object carries. */
export const bareChampion = ({ net, parameters, origin }: TrialChampion): TrialChampion => ({
  ...(net === undefined ? {} : { net }),
  parameters,
  ...(origin === undefined ? {} : { origin }),
});

/** Champion with its net. @param own the contestant's */
export const solutionOf = ({ net, parameters }: TrialChampion, own: Net): Solution => ({
  net: net ?? own,
  parameters,
});
