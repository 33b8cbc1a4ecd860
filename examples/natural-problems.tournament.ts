/**
 * Music, the natural problem on which Pascanu, Mikolov & Bengio (2013) compared SGD (msgd), with clipped gradients
 * (msgd-c) and with the regulariser Ω too (msgd-cr); an LSTM trained by Adam, and evolution, play beside them. Each is
 * to say which of 88 keys sound in the next frame; results are in nats a frame, where lower is better.
 *
 *     npx genoprop tournament examples/natural-problems.tournament.ts
 *     ROLLS=FOLDER npx genoprop tournament examples/natural-problems.tournament.ts
 *
 * The first plays made pieces, some 5 minutes on 2 cores. The second plays the JSB chorales, some 40 minutes: FOLDER has
 * jsb-chorales.jsonl.gz, which docs/tasks.md describes.
 */
import process from 'node:process';
import { defineTournament } from 'genoprop';

const data = process.env.ROLLS ?? '';
const rolls = data === '' ? {} : { set: 'jsb-chorales', data };

/** Settings of the three that the paper compares. Its own were for 300 logistic units and one piece at a time. */
const descent = { hidden: 100, learningRate: 0.3 };
const clipped = { ...descent, threshold: 8 };

export default defineTournament({
  name: 'natural problems',
  tasks: [{ task: 'piano-roll', options: rolls }],
  contestants: [
    { name: 'msgd', contestant: 'msgd-2013', settings: descent },
    { name: 'msgd-c', contestant: 'msgd-c-2013', settings: clipped },
    // α falls as 1/t over epochs: JSB has 229 pieces, 12 batches.
    {
      name: 'msgd-cr',
      contestant: 'msgd-cr-2013',
      settings: { ...clipped, alpha: 0.5, alphaSchedule: 'inverse', alphaSpan: 12 },
    },
    { name: 'lstm', contestant: 'adam', settings: { net: 'lstm', hidden: 100, learningRate: 0.01 } },
    'genitor',
  ],
  seeds: 5,
  // Of each trial, in multiply-accumulates, so that an evaluation and an update are paid for alike.
  budget: data === '' ? '2e10mac' : '2e11mac',
});
