/** A small run and its events, which the run file's tests share with the processes they start. */
import type { RunAbout } from '../../../src/store/about.ts';
import type {
  TournamentEvent,
  TournamentSpec,
  TrialResult,
} from '../../../src/tournament/spec/tournament.ts';

const contestant = (name: string) => ({
  name,
  learner: 'sgd',
  settings: { rate: 0.01, clip: 1 },
  architecture: 'elman',
  netOptions: { hidden: 8 },
});

export const spec: TournamentSpec = {
  tasks: [
    {
      name: 'temporal-order',
      label: 'temporal-order',
      options: { length: 20 },
      facts: {
        shape: { inputs: { kind: 'symbols', size: 6 }, outputs: 4, loss: 'softmax', scored: 'last' },
        success: { error: 0.01, sequences: 10_000, exhaustive: false },
        chance: { error: 0.75 },
        steps: 20,
        fingerprint: null,
      },
    },
  ],
  contestants: [contestant('msgd'), contestant('a/b')],
  seeds: 2,
  seed: 7,
  budget: { macs: 1e10 },
  device: 'wasm',
};

export const about: RunAbout = {
  genoprop: '0.1.0',
  created: '2026-11-23T04:05:06.789Z',
  commandLine: ['duel', 'temporal-order', '--seeds', '2'],
  machine: 'a machine',
};

export const trial = 'temporal-order/msgd/1';

export const costAt = (step: number) => ({
  macs: 1e6 * (step + 1),
  updates: step,
  evaluations: 0,
  sequences: 20 * step,
  seconds: step / 8,
});

export const started: TournamentEvent = { type: 'started', id: trial, parameters: 4 };

/** Its metrics, champion and snapshot all tell the step, so that a test can see whether they agree. */
export function checkpoint(step: number, more: { readonly champion?: boolean; readonly size?: number } = {}) {
  return {
    type: 'checkpoint',
    id: trial,
    checkpoint: {
      cost: costAt(step),
      trainingLoss: step === 0 ? Number.NaN : 1 / step,
      validationLoss: 2 / (step + 1),
      validationError: 0.75,
      inside: { gradient: step, series: [1, null, -0] },
    },
    spent: step / 1000,
    champion: more.champion === false ? null : { parameters: new Float32Array(4).fill(step) },
    snapshot: {
      arrays: {
        'search/weights': new Float32Array(more.size ?? 64).fill(step),
        moments: new Float64Array([step, Number.NaN, -0]),
        counts: new Int32Array([step, -1]),
        bits: new Uint8Array([1, 0, 255]),
      },
      values: { step, nested: { loss: Number.POSITIVE_INFINITY, zero: -0, $mark: [null, 'text', true] } },
    },
  } as const satisfies TournamentEvent;
}

export function result(more: Partial<TrialResult> = {}): TrialResult {
  return {
    id: trial,
    repetition: 1,
    stop: { reason: 'solved', detail: '3 of 10000 validation sequences wrong' },
    solved: true,
    testError: 0.0004,
    testLoss: 0.01,
    testMeasures: { length: 20 },
    cost: costAt(9),
    costToSolve: costAt(8),
    parameters: 4,
    champion: { parameters: new Float32Array([1, 2, 3, 4]) },
    ...more,
  };
}
