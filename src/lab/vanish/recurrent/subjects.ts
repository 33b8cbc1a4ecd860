/** Nets whose error signal is looked at: such as the view trains itself, or the champions of a run. */

import { findTask } from '../../../../tasks/index.ts';
import type { Batch } from '../../../engine/batch.ts';
import type { Device } from '../../../engine/device.ts';
import { openDevice } from '../../../engine/index.ts';
import { UserError } from '../../../errors.ts';
import { architectureNamed } from '../../../nets/index.ts';
import type { RunFile } from '../../../store/run-file.ts';
import { judgeBatch } from '../../../tasks/batches.ts';
import { builtIn } from '../../../tournament/spec/catalogue.ts';
import { resolveContestant, resolveTask } from '../../../tournament/spec/resolve.ts';
import type { Contestant, TaskChoice, TrialSpec } from '../../../tournament/spec/tournament.ts';
import { assembleTrial, makeProblem } from '../../../tournament/trial/problem.ts';
import { quantity } from '../../../words/numbers.ts';
import { counted } from '../../../words/text.ts';
import { lastAnswers } from '../../parts/last-answer.ts';
import { championOf, startOf, trialsWithChampion } from '../../parts/nets-of-run.ts';
import { lacksSequences, sequencesOf } from '../../parts/sequences.ts';
import type { LabWork } from '../../view.ts';
import type { Progress } from '../part-findings.ts';
import { type ErrorSignal, errorSignal } from './error-signal.ts';

export interface RecurrentSettings {
  readonly seed: number;
  readonly length: number;
  readonly hidden: number;
  readonly initialisation: 'orthogonal' | 'gaussian';
  readonly gain: number;
  readonly trainer: (typeof TRAINERS)[number];
  readonly rate: number;
  readonly updates: number;
  readonly nets: number;
  readonly sequences: number;
}

/** Contestants that may train the nets. */
export const TRAINERS = ['adam', 'msgd', 'msgd-c', 'msgd-cr'] as const;

/** Signal of one net at one time, and its share of wrong answers; null where it is not known. */
export interface Seen {
  readonly signal: ErrorSignal;
  readonly wrong: number | null;
}

/** Nets of one kind, one a repetition, before and after training. */
export interface Subject {
  readonly task: string;
  readonly name: string;
  readonly start: readonly Seen[];
  readonly end: readonly Seen[];
}

export interface Subjects {
  /** Words on the two moments at which nets are looked at. */
  readonly moments: Readonly<Record<'start' | 'end', string>>;
  readonly subjects: readonly Subject[];
  readonly facts: readonly (readonly [label: string, text: string])[];
}

/** Most multiply-accumulates of one training: some minutes. */
const MOST_MACS = 1e12;
/** Updates between two breaths. */
const BREATH = 50;

const KINDS = [
  { name: 'tanh', settings: { net: 'elman', unit: 'tanh' } },
  { name: 'logistic', settings: { net: 'elman', unit: 'logistic' } },
  { name: 'ReLU', settings: { net: 'elman', unit: 'relu' } },
  { name: 'LSTM', settings: { net: 'lstm' } },
] as const;

const TRAINED = { start: 'untrained', end: 'trained' } as const;
const OF_RUN = { start: 'first draws', end: 'champions' } as const;

export const trainedSteps = ({ nets }: RecurrentSettings): number => KINDS.length * nets;

/**
 * Trains nets of four kinds on temporal order, each by the same contestant's rule.
 * @throws UserError where a training would take more than some minutes
 */
export async function trainedSubjects(
  settings: RecurrentSettings,
  work: LabWork,
  progress: Progress,
): Promise<Subjects> {
  const task = resolveTask('temporal-order', { length: settings.length });
  const device = await openDevice('wasm');
  try {
    const batch = await looked(task, settings);
    const subjects: Subject[] = [];
    let macs = 0;
    for (const { name, settings: own } of KINDS) {
      const seen: { readonly start: Seen; readonly end: Seen }[] = [];
      for (let repetition = 1; repetition <= settings.nets; repetition++) {
        const trial = trialOf(task, contestantOf(settings, own), settings, repetition);
        const problem = makeProblem(trial, assembleTrial(trial, builtIn), device);
        macs = settings.updates * problem.gradientMacs(problem.trainingBatch(0, 20), { omega: false });
        if (macs > MOST_MACS) {
          throw new UserError(
            `a training of ${settings.updates} updates of ${name} nets of ${settings.hidden} units on ${settings.length} steps takes ${quantity(macs)} multiply-accumulates, at most ${quantity(MOST_MACS)} are allowed; lower updates, hidden or length`,
          );
        }
        const doing = `training ${name} net ${repetition} of ${settings.nets}`;
        progress.within(0, doing);
        seen.push(
          await work.kept(`recurrent/${name}/${repetition}`, () =>
            trained(trial, { updates: settings.updates, batch, device, breathe: () => work.breathe() }),
          ),
        );
        progress.add(1, doing);
        await work.breathe();
      }
      subjects.push({
        ...{ task: task.label, name },
        start: seen.map(({ start }) => start),
        end: seen.map(({ end }) => end),
      });
    }
    return { moments: TRAINED, subjects, facts: factsOf(settings, task, macs) };
  } finally {
    await device.close();
  }
}

/** Sequences on which the signal is looked at, the same for all nets. */
const looked = async (
  task: Pick<TaskChoice, 'name' | 'module' | 'options' | 'label'>,
  { seed, sequences }: RecurrentSettings,
): Promise<Batch> =>
  lastAnswers(await sequencesOf(task, ['lab', 'vanish', seed, task.label, 'sequences'], sequences));

function contestantOf(
  { hidden, initialisation, gain, trainer, rate }: RecurrentSettings,
  own: (typeof KINDS)[number]['settings'],
): Contestant {
  // Ω is defined for Elman nets alone.
  const name = trainer === 'msgd-cr' && own.net === 'lstm' ? 'msgd-c' : trainer;
  return resolveContestant(name, {
    ...own,
    ...{ hidden, initialisation, learningRate: rate },
    ...(initialisation === 'orthogonal' ? { scale: gain } : { deviation: gain / Math.sqrt(hidden) }),
  });
}

const trialOf = (
  task: TaskChoice,
  contestant: Contestant,
  { seed, updates }: RecurrentSettings,
  repetition: number,
): TrialSpec => ({
  id: `${task.label}/${contestant.name}/${repetition}`,
  ...{ task, contestant, seed, repetition, budget: { updates }, device: 'wasm' },
});

interface TrainingContext {
  readonly updates: number;
  readonly batch: Batch;
  readonly device: Device;
  breathe(): Promise<void>;
}

/** Net before and after its training, which ends early where numbers are not finite. */
async function trained(
  trial: TrialSpec,
  { updates, batch, device, breathe }: TrainingContext,
): Promise<{ readonly start: Seen; readonly end: Seen }> {
  const parts = assembleTrial(trial, builtIn);
  const problem = makeProblem(trial, parts, device);
  const search = await parts.learner.start(problem, parts.settings);
  const see = async (): Promise<Seen> => {
    await search.settle?.();
    const solution = search.champion();
    const { outputs } = await device.evaluate(solution.net, solution.parameters, batch);
    const { wrong } = judgeBatch(findTask(trial.task.name), trial.task.options, batch, outputs);
    return { signal: await errorSignal(device, solution, batch), wrong: wrong / batch.sequences };
  };
  try {
    const start = await see();
    let isOver = false;
    for (let update = 1; update <= updates && !isOver; update++) {
      isOver = (await search.step()).stop !== undefined;
      if (update % BREATH === 0) await breathe();
    }
    return { start, end: await see() };
  } finally {
    search.close?.();
  }
}

const factsOf = (
  { nets, hidden, updates, trainer, rate, initialisation, gain, sequences, seed }: RecurrentSettings,
  task: TaskChoice,
  macs: number,
): Subjects['facts'] => [
  [
    'Recurrent nets',
    `${nets} of each kind, ${hidden} units, W_rec ${initialisation} with gain ${gain}, trained on ${task.label} by ${updates} updates of ${trainer} (η = ${rate}, minibatches of 20${trainer === 'msgd-cr' ? '; LSTM by msgd-c, for Ω is defined for Elman nets alone' : ''}); an LSTM's training takes ${quantity(macs)} multiply-accumulates`,
  ],
  ['Sequences', `${sequences}, the same for all nets; seed ${seed}`],
];

/**
 * Reason, as one clause, why the view cannot look at any net of that run; null where it can.
 */
export function lacksRecurrent(run: Pick<RunFile, 'spec'>): string | null {
  const { tasks } = run.spec();
  const reasons = tasks.map((task) => lacksSequences(task));
  return reasons.every((reason) => reason !== null) ? reasons[0]! : null;
}

export const runSteps = (run: RunFile, contestants: readonly string[], { nets }: RecurrentSettings): number =>
  trialsWithChampion(run, contestants, nets).length;

/**
 * Champions of the run's trials, and the nets that they began with.
 * @throws UserError where no trial that is asked for has a champion whose gradient is known
 */
export async function runSubjects(
  run: RunFile,
  contestants: readonly string[],
  settings: RecurrentSettings,
  work: LabWork,
  progress: Progress,
): Promise<Subjects> {
  const device = await openDevice('wasm');
  try {
    const errors = new Map(run.trials().map(({ id, result }) => [id, result?.testError ?? null]));
    const batches = new Map<string, Batch>();
    const left = new Set<string>();
    const subjects = new Map<string, { task: string; name: string; start: Seen[]; end: Seen[] }>();
    const trials = trialsWithChampion(run, contestants, settings.nets);
    for (const trial of trials) {
      const { task, contestant } = trial;
      progress.add(1, trial.id);
      const reason = lacksSequences(task) ?? lacksSignal(trial);
      if (reason !== null) {
        left.add(reason);
        continue;
      }
      const batch = batches.get(task.label) ?? (await looked(task, settings));
      batches.set(task.label, batch);
      const key = `${task.label}/${contestant.name}`;
      const subject = subjects.get(key) ?? { task: task.label, name: contestant.name, start: [], end: [] };
      const champion = championOf(run, trial);
      if (champion === null) continue;
      const lacks = device.lacks(champion.net, task.facts.shape, ['gradient']);
      if (lacks !== null) {
        left.add(`contestant ${contestant.name}: device wasm: ${lacks}`);
        continue;
      }
      subjects.set(key, subject);
      const seen = await work.kept(`run/${trial.id}`, async () => {
        const start = startOf(trial);
        return {
          start: start === null ? null : await errorSignal(device, start, batch),
          end: await errorSignal(device, champion, batch),
        };
      });
      if (seen.start !== null) subject.start.push({ signal: seen.start, wrong: null });
      subject.end.push({ signal: seen.end, wrong: errors.get(trial.id) ?? null });
      await work.breathe();
    }
    if (subjects.size === 0) {
      throw new UserError(
        `run file ${run.path}: ${[...left][0] ?? 'no trial that is asked for has a champion yet'}`,
      );
    }
    return {
      moments: OF_RUN,
      subjects: [...subjects.values()],
      facts: [
        [
          'Recurrent nets',
          `champions of the first ${counted(settings.nets, 'repetition')}, and the first nets that their initialisations draw`,
        ],
        ['Sequences', `${settings.sequences} a task, the same for all nets; seed ${settings.seed}`],
        ...[...left].map((reason) => ['Left out', reason] as const),
      ],
    };
  } finally {
    await device.close();
  }
}

/** Reason why there is no error signal over the lag of that contestant's nets; null where there is. */
function lacksSignal({ contestant: { name, architecture } }: TrialSpec): string | null {
  const found = architectureNamed(architecture);
  if (found === undefined) return `contestant ${name}: this version has no net '${architecture}'`;
  return found.fixed === undefined
    ? null
    : `contestant ${name}: nothing behind the readout of its net is learnt, so no error is carried back`;
}
