/** Length of a free run that keeps to its pattern. */
import type { Specimen } from './data.ts';

/** Share of the pattern's variance beyond which a run has left it. */
export const LEAVES = 0.1;

/**
 * Number of predicted steps before the first whose squared error, summed over the channels, is above a tenth of the
 * variance of the sequence's targets; all that are shown where none is. NaN is above.
 * @param outputs `[shown step][O]`
 */
export function followed({ targets, shown }: Specimen, outputs: readonly (readonly number[])[]): number {
  const scored = targets.filter(({ step }) => step < shown);
  const channels = scored[0]?.values.length ?? 0;
  let variance = 0;
  for (let channel = 0; channel < channels; channel++) {
    const values = scored.map((target) => target.values[channel]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    variance += values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
  }
  const isNear = ({ step, values }: Specimen['targets'][number]): boolean => {
    const error = values.reduce((sum, value, channel) => {
      const apart = (outputs[step]?.[channel] ?? Number.NaN) - value;
      return sum + apart * apart;
    }, 0);
    return error <= LEAVES * variance;
  };
  const left = scored.findIndex((target) => !isNear(target));
  return left < 0 ? scored.length : left;
}
