/** Tournaments that never ran, told event by event, and what the interface shows of them. */

import type { StopReason } from '../../../src/stop-reason.ts';
import type {
  Contestant,
  Cost,
  TaskChoice,
  TournamentEvent,
  TournamentSpec,
  TrialResult,
} from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { standingAfter, standingBefore } from '../../../src/tournament/standing.ts';
import type { Shown } from '../../../src/ui/model/shown.ts';
import { type NewsItem, newsAfter } from '../../../src/watch/news.ts';
import { storyAfter, storyBefore } from '../../../src/watch/story.ts';

export interface SceneChoice {
  readonly contestants?: readonly string[];
  readonly tasks?: readonly string[];
  readonly seeds?: number;
}

const gradient = (name: string): Contestant => ({
  name,
  learner: 'sgd',
  settings: {},
  architecture: 'elman',
  netOptions: { hidden: 10, unit: 'tanh' },
});
const genetic = (name: string): Contestant => ({
  ...gradient(name),
  learner: 'genitor',
  netOptions: { hidden: 4, unit: 'tanh' },
});

export const task = (label: string, error = 0.01): TaskChoice => ({
  name: label.split(':')[0]!,
  label,
  options: {},
  facts: {
    shape: {
      inputs: { kind: 'symbols', size: 6 },
      outputs: 4,
      loss: 'softmax',
      scored: 'last',
      inputNames: ['A', 'B', 'c', 'd', 'e', 'f'],
      outputNames: ['AA', 'AB', 'BA', 'BB'],
    },
    success: { error, sequences: 10_000, exhaustive: false },
    chance: { error: 0.75 },
    steps: 20,
    fingerprint: null,
  },
});

/** Names that begin with `ga` are genetic, all others gradient. */
export function specOf({
  contestants = ['ga', 'sgd'],
  tasks = ['order'],
  seeds = 2,
}: SceneChoice = {}): TournamentSpec {
  return {
    tasks: tasks.map((label) => task(label)),
    contestants: contestants.map((name) => (name.startsWith('ga') ? genetic(name) : gradient(name))),
    seeds,
    seed: 1,
    budget: { macs: 1e10 },
    device: 'wasm',
  };
}

export const costAt = (macs: number, kind: 'updates' | 'evaluations' = 'updates'): Cost => ({
  macs,
  updates: 0,
  evaluations: 0,
  sequences: macs / 1e5,
  seconds: macs / 1e9,
  [kind]: macs / 1e6,
});

export const populationInside = (step: number) => ({
  championLoss: 1.3 / (step + 1),
  lossQuantiles: [0.5, 0.7, 0.9, 1.1, 1.4],
  lossHistogram: Array.from({ length: 20 }, (_, bin) => (bin * 7) % 11),
  diversity: 0.5 / (step + 1),
  acceptanceRate: step === 0 ? 0 : 0.25,
  meanStep: 0.1,
  failedMembers: 0,
  failedEvaluations: 0,
});

export const gradientInside = (step: number, steps = 20) => ({
  gradientNorm: 2 + step,
  clippedNorm: 1,
  meanGradientNorm: 2 + step,
  meanClippedNorm: 1,
  shareClipped: 0.4,
  omega: 0.8,
  stateNorms: Array.from({ length: steps }, (_, at) => Number(`1e-${steps - at}`)),
  spectralRadius: 1.03,
});

export const started = (id: string): TournamentEvent => ({ type: 'started', id, parameters: 60 });

export function checkpointed(
  id: string,
  step: number,
  error: number,
  given: { readonly loss?: number; readonly champion?: Float32Array | null; readonly macs?: number } = {},
): TournamentEvent {
  const isGenetic = id.split('/')[1]!.startsWith('ga');
  const macs = given.macs ?? 1e8 * (step + 1);
  return {
    type: 'checkpoint',
    id,
    checkpoint: {
      cost: costAt(macs, isGenetic ? 'evaluations' : 'updates'),
      trainingLoss: 0.9,
      validationLoss: given.loss ?? 2 * error,
      validationError: error,
      inside: isGenetic ? populationInside(step) : gradientInside(step),
    },
    spent: Math.min(1, macs / 1e10),
    champion: given.champion ? { parameters: given.champion } : null,
    snapshot: null,
  };
}

export function finished(id: string, reason: StopReason, given: Partial<TrialResult> = {}): TournamentEvent {
  const solved = reason === 'solved';
  const tested = reason !== 'stopped' && reason !== 'failed';
  const result: TrialResult = {
    id,
    repetition: Number(id.split('/').at(-1)),
    stop: { reason, detail: reason === 'exploded' ? 'update 7: loss is NaN' : '' },
    solved,
    testError: tested ? (solved ? 0.002 : 0.6) : null,
    testLoss: tested ? (solved ? 0.01 : 1.1) : null,
    testMeasures: {},
    cost: costAt(3e9),
    costToSolve: solved ? costAt(2e9) : null,
    parameters: 60,
    champion: null,
    ...given,
  };
  return { type: 'finished', id, result };
}

/** What there is to show after those events. */
export function shownAfter(
  spec: TournamentSpec,
  events: readonly TournamentEvent[] = [],
  given: Partial<Shown> = {},
): Shown {
  const trials = trialsOf(spec);
  let standing = standingBefore(trials);
  let story = storyBefore(trials.length);
  let news: readonly NewsItem[] = [];
  for (const [index, event] of events.entries()) {
    standing = standingAfter(standing, event);
    story = storyAfter(story, event);
    news = newsAfter(news, event, standing, index, spec);
  }
  return {
    spec,
    standing,
    story,
    news,
    elapsed: 12,
    workers: 2,
    over: null,
    verdict: null,
    note: '',
    keys: true,
    watched: false,
    specimens: new Map(),
    ...given,
  };
}

/** A duel in full swing: a trial solved, one exploded, one of each kind under way. */
export function midway(choice: SceneChoice = {}): Shown {
  const spec = specOf(choice);
  const label = spec.tasks[0]!.label;
  const events = spec.contestants.flatMap(({ name }, index) => {
    const first = `${label}/${name}/1`;
    const course = Array.from({ length: 12 }, (_, step) =>
      checkpointed(first, step, Math.max(0.004, 0.75 - 0.06 * step * (index + 1))),
    );
    const second = `${label}/${name}/2`;
    return [
      started(first),
      ...course,
      finished(first, index === 0 ? 'solved' : 'exploded'),
      ...(spec.seeds > 1
        ? [started(second), checkpointed(second, 0, 0.7), checkpointed(second, 1, 0.6)]
        : []),
    ];
  });
  return shownAfter(spec, events);
}
