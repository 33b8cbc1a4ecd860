/** View `alignment`: how near to the gradient the estimates of evolution strategies and the steps of genetic search are. */
import * as z from 'zod';
import { findTask } from '../../../tasks/index.ts';
import type { Device } from '../../engine/device.ts';
import { openDevice } from '../../engine/index.ts';
import { UserError } from '../../errors.ts';
import { findLearner } from '../../learners/index.ts';
import { netOf } from '../../nets/net-of.ts';
import type { Solution } from '../../nets/solution.ts';
import { randomStream } from '../../random/random.ts';
import type { RunFile } from '../../store/run-file.ts';
import { drawBatch } from '../../tasks/batches.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import { unwrapSnapshot } from '../../tournament/trial/trial-state.ts';
import { quantity } from '../../words/numbers.ts';
import { requireAffordable } from '../parts/affordable.ts';
import { buildsOwnNets, macsOf, momentAt, type StoredMoment } from '../parts/moments.ts';
import { championOf, trialsWithChampion } from '../parts/nets-of-run.ts';
import { lacksReplay } from '../parts/replay.ts';
import { lacksSequences } from '../parts/sequences.ts';
import { restoreArray, restoreSnapshot, type StoredSnapshot, storeSnapshot } from '../parts/stored-arrays.ts';
import { defineView, type LabWork } from '../view.ts';
import { watchBirths } from './births.ts';
import { figuresOf } from './figures.ts';
import { type Looked, summarised } from './groups.ts';
import { type Alignment, type Batches, learntPlaces, measureAlignment } from './measure.ts';
import { saysOf } from './says.ts';

const options = z.object({
  seed: z.int().min(0).default(1).describe('seed of the sequences and the directions'),
  sequences: z
    .int()
    .min(40)
    .max(100_000)
    .default(2000)
    .describe('sequences of the large batch whose gradient the others are compared with'),
  minibatch: z
    .int()
    .min(1)
    .max(10_000)
    .default(20)
    .describe('sequences of a minibatch, whose gradients make it'),
  evaluated: z
    .int()
    .min(1)
    .max(10_000)
    .default(128)
    .describe('sequences of an evaluation, the same for all directions (common random numbers)'),
  pairs: z
    .int()
    .min(4)
    .max(4096)
    .default(128)
    .describe('pairs θ ± σε of the antithetic estimate; a quarter and a sixteenth of them are looked at too'),
  deviation: z.number().positive().max(10).default(0.01).describe('the smaller σ'),
  larger: z.number().positive().max(10).default(0.1).describe('the larger σ'),
  births: z
    .int()
    .min(1)
    .max(10_000)
    .default(64)
    .describe('accepted children of a genetic search that are waited for, from each moment on'),
  share: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe(
      "share of a trial's cost at which it is looked at between start and end; its search is replayed to there",
    ),
  repetitions: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('repetitions that are looked at, from the first on'),
  resamples: z.int().min(20).max(100_000).default(1000).describe('resamples of the bootstrap'),
});

type Options = z.output<typeof options>;

export const alignment = defineView({
  name: 'alignment',
  summary: 'how near to the gradient are the directions of evolution strategies and genetic steps?',
  about:
    'At the start, on the way and at the end of each trial: the gradient of a large batch by back-propagation; gradients of minibatches; the antithetic estimate of evolution strategies, on the same sequences for all directions, for two σ and three numbers of pairs; the steps among θ ± σε that a selection on these sequences accepts; and the births of a genetic search that goes on from there, each a step from the nearer parent. Of each the cosine with the gradient (of steps, with -g where they begin), signal over noise, ‖E v‖² over the trace of the covariance, and the share of variance along the gradient. Beside them stands what a linear loss would give (cos² is then Beta distributed). Salimans et al. (2017), "Evolution strategies as a scalable alternative to reinforcement learning"; Mania, Guy & Recht (2018), "Simple random search provides a competitive approach to reinforcement learning".',
  options,
  run: 'required',
  inReport: 'asked',
  lacks: (run) => lacksOf(run),
  async look({ options: chosen, run, contestants }, work) {
    if (run === null) throw new UserError('alignment: needs a run file');
    if (chosen.larger < chosen.deviation)
      throw new UserError(
        `larger=${chosen.larger} is below deviation=${chosen.deviation}, it must be at least that`,
      );
    if (chosen.sequences < 2 * chosen.minibatch)
      throw new UserError(
        `sequences=${chosen.sequences} is below two minibatches of ${chosen.minibatch}, it must be at least ${2 * chosen.minibatch}`,
      );
    const device = await openDevice('wasm');
    try {
      const left = new Set<string>();
      const trials = trialsWithChampion(run, contestants, chosen.repetitions).filter((trial) => {
        const lacking = lacksOfTrial(trial, device) ?? buildsOwnNets(run, trial);
        if (lacking !== null) left.add(lacking);
        return lacking === null;
      });
      if (trials.length === 0)
        throw new UserError(
          `run file ${run.path}: ${[...left][0] ?? 'no trial that is asked for has a champion yet'}`,
        );
      requireAffordable(
        `${run.path}: alignment`,
        macsOfLook(trials, chosen),
        'sequences, pairs, evaluated or repetitions',
      );
      const { looked, replayed } = await measured(run, trials, chosen, device, work);
      const groups = summarised(looked, chosen);
      return {
        says: saysOf(groups),
        facts: factsOf(run, trials, chosen, replayed, left),
        figures: figuresOf(groups),
        data: { trials: looked },
      };
    } finally {
      await device.close();
    }
  },
});

/** Rough MACs of the look: the gradients cost three passes, each pair of directions two, at three moments of a trial. */
function macsOfLook(trials: readonly TrialSpec[], chosen: Options): number {
  const sigmas = chosen.deviation === chosen.larger ? 1 : 2;
  const passes = 3 * chosen.sequences + 2 * sigmas * chosen.pairs * chosen.evaluated;
  return trials.reduce((sum, { contestant, task: { facts } }) => {
    const { net } = netOf(contestant, facts.shape)!;
    return sum + 3 * passes * Math.ceil(facts.steps ?? 1) * net.parameters;
  }, 0);
}

function lacksOf(run: RunFile): string | null {
  const { tasks, contestants } = run.spec();
  const reasons = tasks.flatMap((task) =>
    contestants.map((contestant) => lacksSequences(task) ?? lacksReplay({ task, contestant })),
  );
  return reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
}

function lacksOfTrial(trial: TrialSpec, device: Device): string | null {
  const { task, contestant } = trial;
  const lacking = lacksSequences(task) ?? lacksReplay(trial);
  if (lacking !== null) return lacking;
  const { shape } = task.facts;
  const net = netOf(contestant, shape)?.net;
  if (net === undefined)
    return `contestant ${contestant.name}: this version has no net ${contestant.architecture}`;
  const reason = device.lacks(net, shape, ['evaluate', 'population', 'gradient']);
  return reason === null ? null : `contestant ${contestant.name}: device ${device.name}: ${reason}`;
}

/** Moment of a trial at which it is looked at. */
interface Moment {
  readonly when: Looked['when'];
  /** MACs that the search had spent. */
  readonly macs: number;
  readonly solution: Solution;
  /** State of its search there; undefined where it is not known. */
  readonly snapshot: StoredSnapshot | undefined;
}

async function measured(
  run: RunFile,
  trials: readonly TrialSpec[],
  chosen: Options,
  device: Device,
  work: LabWork,
): Promise<{ readonly looked: Looked[]; readonly replayed: number }> {
  const looked: Looked[] = [];
  const batches = new Map<string, Batches>();
  const pause = () => work.breathe();
  const total = 3 * trials.length;
  let replayed = 0;
  for (const [index, trial] of trials.entries()) {
    const { task, contestant } = trial;
    const spent = macsOf(run, trial);
    replayed += chosen.share * spent;
    work.progress(3 * index, total, `${trial.id}, replayed`);
    const moments = await momentsOf(run, trial, chosen.share * spent, device, work);
    for (const [place, { when, macs, solution, snapshot }] of moments.entries()) {
      const label = `${trial.id}, ${when}`;
      work.progress(3 * index + place, total, label);
      const found = await work.kept<Alignment>(`directions/${label}`, async () => {
        const name = `${task.label}/${trial.repetition}`;
        const held = batches.get(name) ?? batchesOf(trial, chosen);
        batches.set(name, held);
        const births =
          snapshot === undefined || findLearner(contestant.learner).counts !== 'evaluations'
            ? null
            : await watchBirths(trial, device, restoreSnapshot(snapshot), chosen.births, pause);
        return measureAlignment(
          device,
          solution,
          held,
          births,
          {
            deviations:
              chosen.deviation === chosen.larger ? [chosen.deviation] : [chosen.deviation, chosen.larger],
            pairs: chosen.pairs,
            places: learntPlaces(solution.net, contestant.netOptions),
          },
          (name) => randomStream('lab', 'alignment', chosen.seed, trial.repetition, name),
          pause,
        );
      });
      looked.push({
        ...{ task: task.label, steps: task.facts.steps, contestant: contestant.name },
        ...{ repetition: trial.repetition, when, macs, alignment: found },
      });
      await work.breathe();
    }
  }
  work.progress(total, total, 'done');
  return { looked, replayed };
}

/**
 * The trial's search at its beginning, after so many MACs, and its champion with the state of the search at its last
 * checkpoint, where the run still has one.
 */
async function momentsOf(
  run: RunFile,
  trial: TrialSpec,
  macs: number,
  device: Device,
  work: LabWork,
): Promise<Moment[]> {
  const { net } = netOf(trial.contestant, trial.task.facts.shape)!;
  const pause = () => work.breathe();
  const start = await work.kept<StoredMoment>(`start/${trial.id}`, () => momentAt(trial, device, 0, pause));
  const later = await work.kept<StoredMoment>(`replay/${trial.id}`, () =>
    momentAt(trial, device, macs, pause),
  );
  const moment = (when: Looked['when'], stored: StoredMoment): Moment => ({
    when,
    macs: stored.macs,
    solution: { net, parameters: restoreArray(stored.parameters) as Float32Array },
    snapshot: stored.snapshot,
  });
  const end = championOf(run, trial);
  const checkpoint = run.checkpoint(trial.id);
  const last = checkpoint === null ? undefined : storeSnapshot(unwrapSnapshot(checkpoint.snapshot).search);
  return [
    moment('at the start', start),
    ...(macs > 0 ? [moment('on the way', later)] : []),
    ...(end === null || end.parameters.length !== net.parameters
      ? []
      : [{ when: 'at the end', macs: macsOf(run, trial), solution: end, snapshot: last } as const]),
  ];
}

/**
 * Batches for a trial, from streams of the view's own, drawn as those of training are. Each repetition has its own, so
 * that means over trials are over sequences too.
 */
function batchesOf({ task: { name, label, options: own }, repetition }: TrialSpec, chosen: Options): Batches {
  const task = findTask(name);
  const root = ['lab', 'alignment', chosen.seed, label, repetition];
  const count = Math.ceil(chosen.sequences / chosen.minibatch);
  return {
    minibatches: Array.from({ length: count }, (_, index) =>
      drawBatch(task, own, [...root, 'gradient'], index, chosen.minibatch),
    ),
    evaluation: drawBatch(task, own, [...root, 'evaluation'], 0, chosen.evaluated),
  };
}

function factsOf(
  run: RunFile,
  trials: readonly TrialSpec[],
  chosen: Options,
  replayed: number,
  left: ReadonlySet<string>,
) {
  const { device } = run.spec();
  return [
    ['Trials', `${trials.length}, each at its start, at ${chosen.share} of its cost and at its end`] as const,
    [
      'Nets',
      `at the start and on the way by replaying ${quantity(replayed, 'MAC')}; at the end the champion, and births from the last checkpoint where the run has one`,
    ] as const,
    ...(device === 'wasm'
      ? []
      : [['Replay', `on wasm, the run was played on ${device}: its nets on the way are others`] as const]),
    [
      'Gradient',
      `of ${Math.ceil(chosen.sequences / chosen.minibatch)} minibatches of ${chosen.minibatch} sequences; seed ${chosen.seed}`,
    ] as const,
    ['Directions', `${chosen.pairs} pairs, evaluated on ${chosen.evaluated} sequences`] as const,
    ['Intervals', `95 %, ${chosen.resamples} resamples of trials and of what each gave`] as const,
    ...[...left].map((reason) => ['Left out', reason] as const),
  ];
}
