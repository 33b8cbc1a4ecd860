/**
 * Reproduction of one net for all lengths of temporal order: the experiment by which Pascanu, Mikolov & Bengio (2013)
 * show that a net trained with clipping and Ω on lengths 50 to 200 holds its memory far beyond them. Trials train on
 * until none of the 10,000 validation sequences is wrong; then the nets are scored at lengths up to 5,000.
 */
import { openDevice } from '../../src/engine/index.ts';
import { evaluateChampion } from '../../src/export/evaluate-champion.ts';
import { championOfRun } from '../../src/export/run-champion.ts';
import type { RunFile } from '../../src/store/run-file.ts';
import type { StoredTrial } from '../../src/store/stored-trial.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import { percent, quantity } from '../../src/words/numbers.ts';
import { table } from '../results.ts';
import type { Afterwards, Reproduction } from './reproduction.ts';

const LENGTHS = [50, 100, 150, 200, 250, 500, 1000, 2000, 3000, 5000];
const SEEDS = 5;

const HEAD = [
  'seed',
  'updates',
  'MACs',
  'ended by',
  'least wrong in a validation, 50 to 200',
  ...LENGTHS.map(String),
];
const PAPER = ['paper, each of 5 runs', 'at most 5,000,000', '', '', '0 %', ...LENGTHS.map(() => '0')];

export const oneModel: Reproduction = {
  name: 'one-model',
  title: 'One net for temporal order at all lengths',
  claim:
    'MSGD-CR with basic tanh (50 units, N(0, .1), learning rate .01, minibatch 20, threshold 1, α = 4), trained on lengths 50 to 200 drawn a minibatch until none of 10,000 validation sequences is wrong, makes no error on 10,000 sequences of each length from 50 to 5,000, on 5 of 5 seeds.',
  spec: {
    tasks: [resolveTask('temporal-order', { length: 50, maximumLength: 200 })],
    contestants: [resolveContestant('msgd-cr-2013', { alpha: 4 }, { as: 'msgd-cr' })],
    seeds: SEEDS,
    seed: 1,
    budget: { updates: 5_000_000 },
    toTheEnd: { until: 0 },
    device: 'wasm',
  },
  isLong: true,
  holds: (results) => [...results.values()].every((trials) => trials.length === SEEDS),
  after: scoreNets,
};

/** Scores of each seed's best net so far at each length: the number of 10,000 test sequences that it gets wrong. */
async function scoreNets(run: RunFile): Promise<Afterwards> {
  const device = await openDevice(run.spec().device);
  const rows: string[][] = [];
  let flawless = 0;
  try {
    for (const trial of run.trials()) {
      if (run.champion(trial.id) === null) continue;
      const champion = championOfRun(run, trial, run.path);
      const wrong: number[] = [];
      for (const length of LENGTHS) {
        const task = resolveTask('temporal-order', { length });
        const evaluation = await evaluateChampion(champion, { task, seed: run.spec().seed, device });
        wrong.push(evaluation.wrong);
        console.log(`${trial.id}: ${evaluation.wrong} of ${evaluation.sequences} wrong at length ${length}`);
      }
      if (wrong.every((count) => count === 0)) flawless++;
      rows.push([...trialCells(run, trial), ...wrong.map(String)]);
    }
  } finally {
    await device.close();
  }
  const text = `Wrong of 10,000 test sequences at each length, by the best validated net of each seed:\n\n${table(HEAD, [PAPER, ...rows])}`;
  return { text, holds: flawless === SEEDS };
}

function trialCells(run: RunFile, { id, repetition, result, state }: StoredTrial): string[] {
  const metrics = run.metrics(id);
  const last = metrics.at(-1);
  const least = Math.min(...metrics.map(({ validationError }) => validationError));
  return [
    String(repetition),
    (result?.cost ?? last?.cost)?.updates.toLocaleString('en-US') ?? '-',
    quantity((result?.cost ?? last?.cost)?.macs ?? Number.NaN),
    state === 'finished' ? result!.stop.reason : 'not ended',
    percent(least),
  ];
}
