/**
 * Contestants of gradient descent. Elman nets come in two forms: with settings from a search on temporal order, and
 * with those of Pascanu, Mikolov & Bengio (2013), "On the difficulty of training recurrent neural networks",
 * ICML. Nets with gates have as many weights as the Elman net of 50 units, roughly, and a learning rate of a few tries
 * on temporal order of 20 and of 60 steps.
 */
import type { ContestantPreset } from '../learner.ts';

/** Net of the paper's experiments, drawn as its basic tanh. */
const paper = { hidden: 50, unit: 'tanh', initialisation: 'basic-tanh' };

/** Net and learning rate that solved temporal order with the fewest multiply-accumulates. */
const tuned = { hidden: 50, unit: 'tanh', initialisation: 'orthogonal', learningRate: 0.03 };

/** Net with gates and its learning rate. */
const gated = { hidden: 25, initialisation: 'orthogonal', learningRate: 0.3 };

/** Settings that tuning searches. */
const tunes = {
  plain: ['learningRate', 'hidden', 'initialisation'],
  clipped: ['learningRate', 'threshold', 'hidden', 'initialisation'],
  regularised: ['learningRate', 'threshold', 'alpha', 'hidden', 'initialisation'],
};

const clipped = { threshold: 1 };
const regularised = { ...clipped, alpha: 2 };

export const sgdContestants = [
  { name: 'msgd', summary: 'minibatch gradient descent', settings: tuned, tunes: tunes.plain },
  {
    name: 'msgd-c',
    summary: 'with its gradient clipped to norm 1',
    settings: { ...tuned, ...clipped },
    tunes: tunes.clipped,
  },
  {
    name: 'msgd-cr',
    summary: 'clipped, and regularised by Ω so that gradients do not vanish',
    settings: { ...tuned, ...regularised },
    tunes: tunes.regularised,
  },
  {
    name: 'lstm',
    summary: 'msgd-c on an LSTM with peepholes',
    net: 'lstm',
    settings: { ...gated, ...clipped },
    tunes: [...tunes.clipped, 'forgetBias'],
  },
  {
    name: 'gru',
    summary: 'msgd-c on gated recurrent units',
    net: 'gru',
    settings: { ...gated, ...clipped, updateBias: 3 },
    tunes: [...tunes.clipped, 'updateBias'],
  },
  {
    name: 'sgd-readout',
    summary: 'msgd-c on the readout of an echo state network',
    net: 'reservoir',
    settings: { hidden: 200, deviation: 0.001, learningRate: 0.01, ...clipped },
    tunes: ['learningRate', 'hidden', 'radius', 'leak', 'inputScaling'],
  },
  {
    name: 'msgd-2013',
    summary: 'msgd as published: weights N(0, .1), learning rate .01',
    settings: paper,
    tunes: tunes.plain,
  },
  {
    name: 'msgd-c-2013',
    summary: 'msgd-c as published: weights N(0, .1), learning rate .01',
    settings: { ...paper, ...clipped },
    tunes: tunes.clipped,
  },
  {
    name: 'msgd-cr-2013',
    summary: 'msgd-cr as published: weights N(0, .1), learning rate .01, α = 2 as in its code',
    settings: { ...paper, ...regularised },
    tunes: tunes.regularised,
  },
] as const satisfies readonly ContestantPreset[];
