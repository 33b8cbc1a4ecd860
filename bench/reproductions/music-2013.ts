/**
 * Reproductions: music at the settings of Pascanu et al. (2013), one piece at a time: SGD, with clipped gradients and
 * with Ω.
 */
import type { RunFile } from '../../src/store/run-file.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import { table } from '../results.ts';
import type { Afterwards, Reproduction } from './reproduction.ts';

/** Set of pieces, and what the paper has of it. */
interface Music {
  readonly set: 'nottingham' | 'jsb-chorales';
  readonly title: string;
  /** Training sequences of at most 200 frames, each of which is an update. */
  readonly pieces: number;
  readonly macs: number;
  readonly published: string;
}

const settings = {
  ...{ hidden: 300, unit: 'logistic', initialisation: 'sigmoid' },
  ...{ learningRate: 1, schedule: 'halving', batch: 1 },
};
const THRESHOLD = 8;

const reproduction = (music: Music): Reproduction => ({
  name: `music-2013-${music.set}`,
  title: `Music at the settings of 2013: ${music.title}`,
  claim: `${music.title} by SGD (msgd), clipped SGD (msgd-c) and with Ω (msgd-cr) at the published settings: 300 logistic units, weights N(0, .01), one piece of at most 200 frames an update, learning rate 1 halved when the validation loss rises, threshold ${THRESHOLD}, α = 1/(2t) with t in epochs; ${music.macs.toExponential(0).replace('+', '')} multiply-accumulates a trial. ${music.published} The claim is that clipped SGD ends below the note marginal of the training pieces.`,
  data: `${music.set}.jsonl.gz, as docs/tasks.md describes it`,
  spec: (data) => ({
    tasks: [resolveTask('piano-roll', { set: music.set, data })],
    contestants: [
      resolveContestant('msgd-2013', settings, { as: 'msgd' }),
      resolveContestant('msgd-c-2013', { ...settings, threshold: THRESHOLD }, { as: 'msgd-c' }),
      resolveContestant(
        'msgd-cr-2013',
        {
          ...settings,
          ...{ threshold: THRESHOLD, alpha: 0.5, alphaSchedule: 'inverse', alphaSpan: music.pieces },
        },
        { as: 'msgd-cr' },
      ),
    ],
    seeds: 2,
    seed: 1,
    budget: { macs: music.macs },
    toTheEnd: { until: null },
    device: 'wasm',
  }),
  isLong: true,
  holds: (results) =>
    (results.get('msgd-c') ?? []).every(
      ({ testLoss }) => testLoss !== null && testLoss < MARGINAL[music.set],
    ),
  after: async (run) => epochsOf(run, music.pieces),
});

/** Nats a frame on the test pieces of each key's share of the training frames. */
const MARGINAL = { nottingham: 10.25, 'jsb-chorales': 11.06 } as const;

/** Table of the epochs of each trial. */
function epochsOf(run: RunFile, pieces: number): Afterwards {
  const rows = run.trials().flatMap(({ contestant, repetition, result }) => {
    if (!result) return [];
    const { cost, testLoss, stop } = result;
    const trained = (cost.updates / pieces).toFixed(1);
    return [[contestant, String(repetition), trained, testLoss?.toFixed(3) ?? 'none', stop.reason]];
  });
  const head = ['contestant', 'seed', 'epochs', 'test (nats a frame)', 'ended by'];
  return { text: `Epochs reached:\n\n${table(head, rows)}`, holds: true };
}

export const music2013: readonly Reproduction[] = [
  reproduction({
    set: 'nottingham',
    title: 'Nottingham',
    pieces: 1166,
    macs: 5e11,
    published:
      'The paper gives on the test 3.80 without and 3.48 with clipping, and with Ω 3.46 in one version of its table and 3.36 in another, after a number of epochs that it does not tell (200 to 500 were usual).',
  }),
  reproduction({
    set: 'jsb-chorales',
    title: 'the JSB chorales',
    pieces: 229,
    macs: 3e11,
    published:
      'The paper has no JSB; a plain RNN by SGD comes to 8.71 on the test in Boulanger-Lewandowski et al. (2012).',
  }),
];
