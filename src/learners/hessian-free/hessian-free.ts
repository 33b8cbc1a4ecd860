/**
 * Hessian-free optimisation of recurrent nets with structural damping: Martens (2010), "Deep learning via Hessian-free
 * optimization"; Martens & Sutskever (2011), "Learning recurrent neural networks with Hessian-free optimization", ICML.
 * Each update minimises a damped quadratic model of the loss by conjugate gradients on Gauss-Newton products; no matrix is
 * formed.
 */
import { type ContestantPreset, defineLearner } from '../learner.ts';
import { hessianFreeMeasures } from './measures.ts';
import { passesOf } from './passes.ts';
import { HessianFreeSearch } from './search.ts';
import { hessianFreeSettings, hessianFreeSpace, settingsFault } from './settings.ts';

const contestants = [
  {
    // On one seed of addition and of temporal order an orthogonal start took a quarter of what the sparse one took.

    name: 'hf',
    summary: 'Hessian-free optimisation with structural damping',
    settings: { hidden: 50, unit: 'tanh', initialisation: 'orthogonal' },
    tunes: ['lambda', 'mu', 'iterations', 'curvatureBatch', 'hidden', 'initialisation'],
  },
] as const satisfies readonly ContestantPreset[];

/** Bytes a parameter beside what every search holds: vectors of conjugate gradients, and the iterates that are kept. */
const VECTORS = { fixed: 12, bytes: 8, kept: 2 };

/** Most iterates that backtracking keeps. */
const keptOf = ({ backtracking, iterations }: { backtracking: string; iterations: number }): number =>
  ({ powers: Math.min(iterations, 36), tens: Math.ceil(iterations / 10) })[backtracking] ?? 1;

export const hessianFree = defineLearner({
  name: 'hessian-free',
  kind: 'gradient',
  counts: 'updates',
  atWork: 'training',
  measures: hessianFreeMeasures,
  summary: 'conjugate gradients on Gauss-Newton products, with structural damping',
  source: 'Martens (2010), ICML; Martens & Sutskever (2011), ICML',
  settings: hessianFreeSettings,
  space: hessianFreeSpace,
  unsearched: { tries: 'a line search seldom needs more' },
  contestants,
  calls: () => ['evaluate', 'gradient', 'curvature'],
  fits: (_net, settings) => settingsFault(settings),
  asks: (settings) => ({
    kind: 'products',
    sequences: settings.curvatureBatch,
    products: settings.iterations,
    ...passesOf(settings),
  }),
  holds: (settings, parameters) =>
    (100 + VECTORS.bytes * (VECTORS.fixed + VECTORS.kept * keptOf(settings))) * parameters,
  start: (problem, settings, snapshot) => new HessianFreeSearch(problem, settings, snapshot),
});
