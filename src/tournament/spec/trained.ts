/** Sizes of nets as people read them: all parameters, and beside them those that are trained where some are fixed. */
import { type FedShape, netOf } from '../../nets/net-of.ts';
import { grows, trainedIn } from '../../nets/trained.ts';
import type { Contestant, TournamentSpec } from './tournament.ts';

/** Number of parameters that the contestant trains on tasks of that shape; null where its net has no fixed part. */
export function trainedOf(contestant: Contestant, shape: FedShape): number | null {
  const built = netOf(contestant, shape);
  return built === null ? null : trainedIn(built.net, contestant.netOptions);
}

/** The same of a trial of a tournament, by the label of its task and the name of its contestant. */
export function trainedInTrial(
  { tasks, contestants }: Pick<TournamentSpec, 'tasks' | 'contestants'>,
  { task, contestant }: { readonly task: string; readonly contestant: string },
): number | null {
  const shape = tasks.find(({ label }) => label === task)?.facts.shape;
  const own = contestants.find(({ name }) => name === contestant);
  return shape === undefined || own === undefined ? null : trainedOf(own, shape);
}

/** True where the nets of the contestant of that name grow: the size of its net is then the most that they may have. */
export const netsGrow = ({ contestants }: Pick<TournamentSpec, 'contestants'>, contestant: string): boolean =>
  contestants.some(({ name, architecture }) => name === contestant && grows(architecture));

/**
 * Parameters of a trial's net; null where there is none yet, also while a net grows whose number would be the most that it
 * may have.
 */
export function sizeOfTrial(
  spec: Pick<TournamentSpec, 'contestants'>,
  trial: { readonly contestant: string; readonly parameters: number | null; readonly result: unknown },
): number | null {
  return trial.result === null && netsGrow(spec, trial.contestant) ? null : trial.parameters || null;
}

/** Words behind the number of parameters: ` (401 trained)`; none where all are. */
export const trainedNote = (trained: number | null, write: (count: number) => string = String): string =>
  trained === null ? '' : ` (${write(trained)} trained)`;
