/** Work and memory of a regression on the host, for forecasts: as the searches count them where no λ is singular. */
import { rowMacs } from '../../engine/wasm/row-sums.ts';
import type { Net } from '../../nets/net.ts';
import type { Solving } from '../learner.ts';
import { squaresMacs } from './choose.ts';
import { featuresOf } from './rows.ts';
import { type RidgeSettings, readLambdas, sumKindOf } from './settings.ts';

type Regression = Pick<RidgeSettings, 'lambdas' | 'method' | 'readout'>;

/** Passes over the rows that a readout by likelihood is assumed to take; data decides how many there will be. */
const ASSUMED_PASSES = 50;
/** Matrices of the width that least squares hold: sums of two parts and of both, and four at a solution. */
const MATRICES = 7;

/**
 * MACs and bytes of the sums, the choice of λ and the readout of so many rows.
 * @param holdsOut true where rows are held out
 */
export function regressionWork(
  net: Net,
  rows: number,
  settings: Regression,
  holdsOut: boolean,
): ReturnType<Solving> {
  const { outputs } = net;
  const known = 1 + featuresOf(net);
  const width = known + outputs;
  const lambdas = readLambdas(settings.lambdas).length;
  if (settings.readout === 'likelihood') {
    const fits = lambdas + (holdsOut ? 1 : 0);
    const bounds = (holdsOut ? 2 : 1) * Math.round((rows * known * known) / 2);
    const factor = Math.round((known * known * known) / 6);
    return {
      macs: bounds + fits * (factor + ASSUMED_PASSES * 2 * rows * known * outputs),
      // All rows, in their parts and together, and their features.
      bytes: 8 * (4 * rows * width + 3 * known * known),
    };
  }
  const kind = sumKindOf(settings);
  return {
    macs: rows * rowMacs(kind, width) + squaresMacs(kind, width, outputs, { lambdas, holdsOut }),
    bytes: 8 * (rows * width + MATRICES * width * width),
  };
}

/** MACs of the losses of a readout on rows. */
export const lossMacs = (net: Net, rows: number): number => rows * (1 + featuresOf(net)) * net.outputs;
