/** Run files of tournaments that were never played: events as searches tell them, made from formulas. */
import { findLearner } from '../../../src/learners/index.ts';
import { architectures } from '../../../src/nets/index.ts';
import { type Random, randomStream } from '../../../src/random/random.ts';
import type { StopReason } from '../../../src/stop-reason.ts';
import { createRun } from '../../../src/store/run-file.ts';
import { chooseTask } from '../../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type {
  Checkpoint,
  Contestant,
  Cost,
  TournamentEvent,
  TournamentSpec,
  TrialSpec,
} from '../../../src/tournament/spec/tournament.ts';
import type { TrialChampion } from '../../../src/tournament/spec/trial-champion.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { findTask } from '../../../tasks/index.ts';
import { about } from '../store/example-run.ts';

export const contestant = (preset: string, name = preset, settings = {}): Contestant => ({
  ...resolveContestant(preset, settings),
  name,
});

export const task = (name: string, options: Record<string, unknown> = {}) =>
  chooseTask(findTask(name), options);

export const specOf = (given: Partial<TournamentSpec> = {}): TournamentSpec => ({
  tasks: [task('temporal-order')],
  contestants: [contestant('genitor'), contestant('msgd-cr')],
  seeds: 3,
  seed: 1,
  budget: { macs: 1e10 },
  device: 'wasm',
  ...given,
});

/** How a trial goes: how it ends, or how far it has come. */
export type Fate = StopReason | 'planned' | 'running' | 'unvalidated';

export interface MadeOptions {
  /** Of each trial; left out, most of them solve their task. */
  readonly fate?: (trial: TrialSpec, place: number) => Fate;
  readonly validations?: number;
  /** Losses that are not finite from some point on. */
  readonly notFinite?: boolean;
  /** Standard deviation of what champions are made of. Default: a third. */
  readonly spread?: number;
  /** What every search tells of itself, in place of what its kind would. */
  readonly inside?: Checkpoint['inside'];
  /** Best net of a trial; null for the one that is made of numbers drawn. */
  readonly champion?: (trial: TrialSpec) => TrialChampion | null;
  /** Machine on which a trial is played; null and left out for this one. */
  readonly machine?: (trial: TrialSpec) => string | null;
}

export function makeRun(path: string, spec: TournamentSpec, options: MadeOptions = {}): string {
  const run = createRun(path, spec, { ...about, commandLine: ['duel', 'temporal-order', '--run', path] });
  const fates: Fate[] = [];
  for (const [index, trial] of trialsOf(spec).entries()) {
    const fate = options.fate?.(trial, index) ?? (index % 3 === 2 ? 'budget' : 'solved');
    fates.push(fate);
    for (const event of eventsOf(trial, fate, options)) run.record(event);
  }
  const ended = fates.every((fate) => !['planned', 'running', 'unvalidated'].includes(fate));
  if (ended) run.record({ type: 'done', stopped: false });
  run.close();
  return path;
}

function* eventsOf(trial: TrialSpec, fate: Fate, options: MadeOptions): Generator<TournamentEvent> {
  if (fate === 'planned') return;
  const { id, repetition, contestant: who, task: on } = trial;
  const random = randomStream('made', id);
  const { shape } = on.facts;
  const net = architectures[0]!.build(
    { inputs: shape.inputs.size, outputs: shape.outputs },
    { ...who.netOptions },
  );
  const parameters = Float32Array.from(
    { length: net.parameters },
    () => random.normal() * (options.spread ?? 1 / 3),
  );
  const champion = options.champion?.(trial) ?? { parameters };
  const machine = options.machine?.(trial) ?? null;
  if (machine !== null) yield { type: 'placed', id, machine };
  yield { type: 'started', id, parameters: champion.parameters.length };
  if (fate === 'unvalidated') return;
  const validations = options.validations ?? 40;
  const last = fate === 'running' || fate === 'stopped' ? Math.ceil(validations / 2) : validations;
  let cost: Cost = costAt(who, 0);
  for (let index = 0; index < last; index++) {
    const progress = index / Math.max(1, validations - 1);
    cost = costAt(who, index === 0 ? 0 : 1e7 * 1000 ** progress);
    const broken = options.notFinite === true && progress > 0.6;
    yield {
      type: 'checkpoint',
      id,
      checkpoint: checkpointAt(trial, cost, progress, broken, random, options.inside),
      spent: progress,
      champion: index === last - 1 ? champion : null,
      snapshot: index === last - 1 ? { arrays: { parameters }, values: {} } : null,
    };
  }
  if (fate === 'running') return;
  const solved = fate === 'solved';
  const tested = fate !== 'stopped' && fate !== 'failed';
  yield {
    type: 'finished',
    id,
    result: {
      id,
      repetition,
      stop: { reason: fate, detail: `made to end as ${fate}` },
      solved,
      testError: tested ? (solved ? 0.002 * random.uniform() : 0.2 + 0.5 * random.uniform()) : null,
      testLoss: tested ? (fate === 'exploded' ? Number.NaN : solved ? 0.02 : 1.1) : null,
      testMeasures: { bits: 1.5 },
      cost,
      costToSolve: solved ? costAt(who, 0.8 * cost.macs * (0.3 + 0.7 * random.uniform())) : null,
      parameters: champion.parameters.length,
      champion,
    },
  };
}

function costAt({ learner }: Contestant, macs: number): Cost {
  const gradient = findLearner(learner).counts === 'updates';
  return {
    macs: Math.round(macs),
    updates: gradient ? Math.round(macs / 3e6) : 0,
    evaluations: gradient ? 0 : Math.round(macs / 2e5),
    sequences: Math.round(macs / 1e5),
    seconds: macs / 3e9,
  };
}

function checkpointAt(
  { contestant: { learner } }: TrialSpec,
  cost: Cost,
  progress: number,
  broken: boolean,
  random: Random,
  inside?: Checkpoint['inside'],
): Checkpoint {
  const level = 1 / (1 + Math.exp(12 * (progress - 0.7)));
  const loss = broken ? Number.NaN : 0.02 + 1.37 * level * (0.95 + 0.1 * random.uniform());
  return {
    cost,
    trainingLoss: cost.macs === 0 ? Number.NaN : loss,
    validationLoss: loss,
    validationError: broken ? Number.NaN : 0.002 + 0.74 * level * (0.95 + 0.1 * random.uniform()),
    inside: inside ?? insides[findLearner(learner).kind](loss, progress, cost),
  };
}

const insides = {
  gradient: (loss: number, progress: number, { macs }: Cost) => ({
    gradientNorm: 3 * loss,
    clippedNorm: 1,
    meanGradientNorm: macs === 0 ? Number.NaN : 3 * loss,
    meanClippedNorm: macs === 0 ? Number.NaN : Math.min(1, 3 * loss),
    shareClipped: progress,
    omega: 0.1 * (1 - progress) + 1e-3,
    stateNorms:
      macs === 0 ? [] : Array.from({ length: 20 }, (_, step) => (0.5 + 0.49 * progress) ** (19 - step)),
    spectralRadius: 0.7 + 0.5 * progress,
  }),
  genetic: (loss: number, progress: number, { macs }: Cost) => ({
    championLoss: loss,
    lossQuantiles: macs === 0 || Number.isNaN(loss) ? [] : [1, 1.1, 1.2, 1.3, 1.5].map((by) => by * loss),
    lossHistogram: Array.from({ length: 20 }, (_, bin) => (macs === 0 ? 0 : 10 - Math.abs(10 - bin))),
    diversity: 0.5 * (1 - progress),
    acceptanceRate: 0.8 - 0.5 * progress,
    meanStep: 0.1,
    failedMembers: 0,
    failedEvaluations: Math.round(20 * progress),
  }),
  other: (loss: number) => ({ championLoss: loss, failedEvaluations: 0, temperature: 1 + loss }),
};
