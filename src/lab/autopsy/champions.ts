/** Champions of a run for the autopsy: of each contestant on each task its best trials. */
import { UserError } from '../../errors.ts';
import { findLearner } from '../../learners/index.ts';
import type { Net } from '../../nets/net.ts';
import { netOf } from '../../nets/net-of.ts';
import { unknownName } from '../../options/nearest.ts';
import { compareTrials } from '../../statistics/trial-order.ts';
import type { RunFile } from '../../store/run-file.ts';
import type { StoredTrial } from '../../store/stored-trial.ts';
import type { Contestant, PluginLimits, TaskChoice } from '../../tournament/spec/tournament.ts';
import { testScoreOf } from '../../tournament/summarise.ts';
import { chosenContestants } from '../parts/chosen-contestants.ts';

/** Champion of a trial, with its net. */
export interface Subject {
  /** Id of its trial. */
  readonly id: string;
  /** Name in figures: the contestant, with the repetition where several of its champions are looked at. */
  readonly name: string;
  /** Place of its contestant in the run, for its colour. */
  readonly colour: number;
  readonly task: TaskChoice;
  readonly contestant: Contestant;
  readonly kind: 'genetic' | 'gradient' | 'other';
  readonly net: Net;
  readonly parameters: Float32Array;
  /** Share of test sequences that it answered wrong; null where it was not tested. */
  readonly testError: number | null;
  readonly solved: boolean;
}

/** Subjects of one task. */
export interface Case {
  readonly task: TaskChoice;
  readonly subjects: readonly Subject[];
  /** Seed of the run. */
  readonly seed: number;
  readonly limits: PluginLimits | undefined;
}

export interface Wanted {
  /** Contestants by name; empty for all. */
  readonly contestants: readonly string[];
  /** Label of a task; empty for all. */
  readonly task: string;
  /** Champions of each contestant, the best first. */
  readonly champions: number;
}

/** Reason why a run has no champion for an autopsy; null where it has one. */
export function lacksSubjects(run: RunFile): string | null {
  const sequences = run.spec().tasks.filter(({ facts }) => facts.shape.episode === undefined);
  if (sequences.length === 0) return 'its tasks are played in episodes, and are no sequences';
  const labels = new Set(sequences.map(({ label }) => label));
  const has = run.consistently(() =>
    run.trials().some(({ id, task }) => labels.has(task) && run.champion(id) !== null),
  );
  return has ? null : 'no trial of it has a champion yet';
}

/**
 * Cases of the run, task by task.
 * @throws UserError on a name that the run does not have, and where no champion is left
 */
export function casesOf(run: RunFile, wanted: Wanted): Case[] {
  return run.consistently(() => {
    const spec = run.spec();
    const labels = spec.tasks.map(({ label }) => label);
    if (wanted.task !== '' && !labels.includes(wanted.task))
      throw unknownName('task', wanted.task, labels, run.path);
    const chosen = chosenContestants(spec, wanted.contestants).map((contestant) => ({
      contestant,
      colour: spec.contestants.indexOf(contestant),
    }));
    const trials = run.trials();
    const cases = spec.tasks
      .filter(
        ({ label, facts }) =>
          facts.shape.episode === undefined && (wanted.task === '' || label === wanted.task),
      )
      .map((task) => ({
        task,
        seed: spec.seed,
        limits: spec.limits,
        subjects: chosen.flatMap(({ contestant, colour }) => {
          const own = trials.filter(
            (trial) => trial.task === task.label && trial.contestant === contestant.name,
          );
          return best(run, own, task, contestant, wanted.champions).map(
            (subject): Subject => ({
              ...subject,
              colour,
              name: wanted.champions === 1 ? contestant.name : `${contestant.name} ${subject.repetition}`,
            }),
          );
        }),
      }))
      .filter(({ subjects }) => subjects.length > 0);
    if (cases.length > 0) return cases;
    const whose = wanted.contestants.length === 0 ? '' : ` of ${wanted.contestants.join(', ')}`;
    throw new UserError(
      `${run.path}: has no champion${whose} on a task of sequences yet; the autopsy looks at champions`,
    );
  });
}

function best(
  run: RunFile,
  trials: readonly StoredTrial[],
  task: TaskChoice,
  contestant: Contestant,
  count: number,
) {
  const { success } = task.facts;
  const order = trials
    .map((trial) => ({ trial, place: placeOf(trial, success) }))
    .sort((a, b) => compareTrials(a.place, b.place));
  const { kind } = findLearner(contestant.learner);
  return order
    .flatMap(({ trial, place }) => {
      const champion = run.champion(trial.id);
      if (champion === null) return [];
      const net = champion.net ?? netOf(contestant, task.facts.shape)?.net;
      if (net === undefined || net.parameters !== champion.parameters.length) return [];
      return [
        {
          id: trial.id,
          repetition: trial.repetition,
          ...{ task, contestant, kind, net, parameters: champion.parameters },
          testError: place.testError,
          solved: place.solved,
        },
      ];
    })
    .slice(0, count);
}

const placeOf = ({ result }: StoredTrial, success: TaskChoice['facts']['success']) => ({
  solved: result?.solved ?? false,
  testError: result?.testError ?? null,
  testLoss: result?.testLoss ?? null,
  ...(result === null ? {} : testScoreOf(success, result)),
  macsToSolve: result?.costToSolve?.macs ?? null,
  macs: result?.cost.macs ?? 0,
  stop: result?.stop.reason ?? ('stopped' as const),
});
