/** A champion without a run, with every section filled in. */
import type { Champion, ChampionAbout } from '../../../src/export/champion.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import type { Net, Unit } from '../../../src/nets/net.ts';
import { randomParameters } from '../engine/random-batch.ts';

export interface SampleChoice {
  readonly unit?: Unit;
  readonly hidden?: number;
  readonly inputs?: ChampionAbout['task']['shape']['inputs'];
  readonly outputs?: number;
  readonly loss?: ChampionAbout['task']['shape']['loss'];
  readonly gain?: number;
  /** Another net than Elman's, with the options that it was built by. */
  readonly other?: {
    readonly net: Net;
    readonly options: Readonly<Record<string, unknown>>;
    /** Left out: random ones. */
    readonly parameters?: Float32Array;
  };
}

const cost = { macs: 2e9, updates: 0, evaluations: 4000, sequences: 512_000, seconds: 1.5 };

/** By default that of a small task of symbols. */
export function sampleChampion({
  unit = 'tanh',
  hidden = 3,
  inputs = { kind: 'symbols', size: 6 },
  outputs = 4,
  loss = 'softmax',
  gain = 0.9,
  other,
}: SampleChoice = {}): Champion {
  const net = other?.net ?? elmanNet({ unit, inputs: inputs.size, hidden, outputs });
  return {
    net,
    parameters: other?.parameters ?? randomParameters(net, 'sample', gain),
    about: {
      task: {
        name: 'temporal-order',
        module: null,
        options: { length: 20, definition: 'paper', noise: null },
        shape: { inputs, outputs, loss, scored: 'last' },
        success: { error: 0.01, sequences: 10_000, exhaustive: false },
        chance: { error: 0.75, loss: Math.LN2 },
        fingerprint: '0123456789abcdef',
      },
      net: {
        architecture: net.architecture,
        options: other?.options ?? {
          hidden,
          unit,
          initialisation: 'gaussian',
          deviation: 0.5,
          spectralRadius: 0.95,
          scale: 1,
        },
        inputs: inputs.size,
        outputs,
        parameters: net.parameters,
      },
      contestant: { name: 'small "ß"', learner: 'genitor', settings: { population: 100, gray: true } },
      trial: {
        id: 'temporal-order/small "ß"/2',
        seed: 7,
        repetition: 2,
        device: 'wasm',
        budget: { macs: 1e10 },
      },
      result: {
        stop: { reason: 'solved', detail: '3 of 10000 validation sequences wrong' },
        solved: true,
        validation: { error: 0.0003, loss: 0.0021, cost },
        test: { error: 0.0004, loss: 0.1 / 3, sequences: 10_000, measures: { recall: 1, odd: null } },
        cost,
        costToSolve: cost,
      },
      provenance: {
        genoprop: '0.1.0',
        node: 'v26.10.0',
        machine: 'a machine',
        created: '2026-11-23T04:05:06.789Z',
        commandLine: ['duel', 'temporal-order', '--set', 'length=20'],
      },
    },
  };
}
