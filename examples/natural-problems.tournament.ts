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
import { clipped, descent, lstm, lstmOnMade, regularised } from './natural-problems/settings.ts';

const data = process.env.ROLLS ?? '';
const rolls = data === '' ? {} : { set: 'jsb-chorales', data };

export default defineTournament({
  name: 'natural problems',
  tasks: [{ task: 'piano-roll', options: rolls }],
  contestants: [
    { name: 'msgd', contestant: 'msgd-2013', settings: descent },
    { name: 'msgd-c', contestant: 'msgd-c-2013', settings: clipped },
    { name: 'msgd-cr', contestant: 'msgd-cr-2013', settings: regularised },
    { name: 'lstm', contestant: 'adam', settings: data === '' ? lstmOnMade : lstm },
    'genitor',
  ],
  seeds: 5,
  // Of each trial, in multiply-accumulates, so that an evaluation and an update are paid for alike.
  budget: data === '' ? '2e10mac' : '2e11mac',
});
