/** Nets of a run's trials: as they were drawn, and as their champions are. */
import { applyFrozen, zeroBlocks } from '../../nets/frozen.ts';
import { architectureNamed } from '../../nets/index.ts';
import { netOf } from '../../nets/net-of.ts';
import type { Solution } from '../../nets/solution.ts';
import { unknownName } from '../../options/nearest.ts';
import { randomStream } from '../../random/random.ts';
import type { RunReader } from '../../store/run-reader.ts';
import { streamRoot } from '../../tournament/spec/stream-root.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';

/**
 * Trials of these contestants, of the first so many repetitions, that have a champion; in the order of tasks, contestants
 * and repetitions.
 * @param contestants names as the reader wrote them; empty for all
 * @throws UserError on a name that is none of the run's
 */
export function trialsWithChampion(
  run: Pick<RunReader, 'spec' | 'champion'> & { readonly path: string },
  contestants: readonly string[],
  repetitions = Number.POSITIVE_INFINITY,
): TrialSpec[] {
  const spec = run.spec();
  const names = spec.contestants.map(({ name }) => name);
  for (const name of contestants)
    if (!names.includes(name)) throw unknownName('contestant', name, names, run.path);
  const trials = trialsOf(spec).filter(
    ({ contestant }) => contestants.length === 0 || contestants.includes(contestant.name),
  );
  const numbers = [...new Set(trials.map(({ repetition }) => repetition))].sort((a, b) => a - b);
  const chosen = new Set(numbers.slice(0, repetitions));
  const place = (trial: TrialSpec): number =>
    spec.tasks.findIndex(({ label }) => label === trial.task.label) * names.length +
    names.indexOf(trial.contestant.name);
  return trials
    .filter(({ repetition, id }) => chosen.has(repetition) && run.champion(id) !== null)
    .sort((a, b) => place(a) - place(b) || a.repetition - b.repetition);
}

/** Champion of the trial, its net found; null where there is none, or no such net in this version. */
export function championOf(
  run: Pick<RunReader, 'champion'>,
  { id, contestant, task }: TrialSpec,
): Solution | null {
  const champion = run.champion(id);
  if (champion === null) return null;
  const net = champion.net ?? netOf(contestant, task.facts.shape)?.net;
  if (net === undefined || net.parameters !== champion.parameters.length) return null;
  return { net, parameters: champion.parameters };
}

/**
 * Net of the trial's contestant with the weights that its initialisation draws first, from the stream by which searches
 * begin; a search on bits begins at the nearest weights that these can write. Null for a net that is bred with its weights.
 */
export function startOf({ contestant, task, seed, tuning, repetition }: TrialSpec): Solution | null {
  const architecture = architectureNamed(contestant.architecture);
  const net = netOf(contestant, task.facts.shape)?.net;
  if (architecture === undefined || net === undefined || architecture.bred) return null;
  const random = randomStream(...streamRoot({ seed, tuning }), task.name, repetition, 'initial', 0);
  const { netOptions } = contestant;
  const drawn = architecture.initialise(net, netOptions, random);
  const zero = zeroBlocks(net, architecture.zeroBlocks?.(netOptions) ?? []);
  return { net, parameters: applyFrozen(zero, drawn) };
}
