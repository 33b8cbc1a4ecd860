/**
 * Checks of the largest shapes. The float64 loops would take days for them, so few different sequences come many times:
 * the mean loss, its gradient and Ω are then those of the few.
 */
import { beginning } from '../../src/engine/descent-state.ts';
import type { Device, Gradient } from '../../src/engine/device.ts';
import { referenceDevice } from '../../src/engine/reference/reference.ts';
import { type Check, distance, gradientChecks, TOLERANCE } from './check.ts';
import { type NoiseSizes, noiseBatch, noiseNet, noiseParameters, usual } from './noise.ts';

export interface LargeSizes extends NoiseSizes {
  /** Number of copies of its sequences in the whole batch. */
  readonly copies: number;
}

/**
 * Sizes with all steps scored and summed: error signals shrink as copies grow, and Ω leaves out those that all but
 * vanish.
 */
const sized = (sequences: number, copies: number, sizes: Partial<NoiseSizes>): LargeSizes => ({
  ...usual,
  scored: 'some',
  reduction: 'sum',
  ...sizes,
  sequences,
  copies,
});

export const largestOf = (scale: 'full' | 'small'): readonly LargeSizes[] =>
  scale === 'full'
    ? [
        sized(8, 512, { steps: 200 }),
        // More than one buffer holds: these go through in runs of sequences.
        sized(4, 50, { hidden: 512, steps: 1000 }),
        sized(2, 2048, { hidden: 512, steps: 5000 }),
      ]
    : [];

const RATE = 0.001;
const REQUEST = { omega: { form: 'squared', weight: 2, separate: true }, stateNorms: true } as const;

/** Results of the reference, of the few sequences. */
export function rightlyLargest(sizes: LargeSizes): Promise<Gradient> | Gradient {
  const net = noiseNet(sizes);
  return referenceDevice.gradient(net, noiseParameters(net, sizes, 1), noiseBatch(sizes), REQUEST);
}

/** @param few results of the reference, of the few sequences */
export async function checkLargest(device: Device, sizes: LargeSizes, few: Gradient): Promise<Check[]> {
  const net = noiseNet(sizes);
  const parameters = noiseParameters(net, sizes, 1);
  // ‖∂E/∂h_t‖ is over all sequences, and each has a part of E as many times smaller.
  const stateNorms = few.stateNorms!.map((norm) => norm / Math.sqrt(sizes.copies));
  const batch = noiseBatch(sizes, 1, sizes.copies);
  const actual = await device.gradient(net, parameters, batch, REQUEST);
  const checks = gradientChecks('copies', actual, { ...few, stateNorms });
  const descent = await device.descend?.(net, beginning(parameters), {
    learningRate: RATE,
    threshold: 0,
    omega: REQUEST.omega,
  });
  if (descent === undefined) return checks;
  try {
    const left = [batch];
    await descent.run(() => {
      const next = left.pop();
      return next === undefined ? null : { batch: next, stateNorms: false };
    });
    const found = (await descent.state()).parameters;
    const change = Float64Array.from(found, (value, at) => value - parameters[at]!);
    const right = Float64Array.from(few.gradient, (slope) => -RATE * slope);
    checks.push({
      name: 'an update: what changed of θ',
      distance: distance(change, right),
      tolerance: TOLERANCE.descent,
    });
  } finally {
    descent.close();
  }
  return checks;
}

export const largestNamed = ({ hidden, sequences, copies, steps }: LargeSizes): string =>
  `largest: H=${hidden}, batch ${sequences * copies} (${sequences} sequences ${copies} times), T=${steps}`;
