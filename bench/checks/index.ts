/** Correctness checks of a device, cheapest and most telling first. */
import type { Device, Gradient } from '../../src/engine/device.ts';
import { largestInThread } from '../largest-threads.ts';
import { casesOf } from './cases.ts';
import type { Check } from './check.ts';
import { checkDescents, descentsNamed, descentsOf } from './descents.ts';
import { checkGradients, gradientsNamed } from './gradients.ts';
import { checkLargest, type LargeSizes, largestNamed, largestOf } from './largest.ts';
import { checkPopulation, populationNamed, populationsOf } from './populations.ts';

export interface Examination {
  readonly name: string;
  /** Begins what takes long and needs no device, in another thread. */
  prepare?(): void;
  run(device: Device): Promise<readonly Check[]>;
}

/**
 * Checks of a device.
 * @param descends whether the device offers descents
 */
export function examinations(scale: 'full' | 'small', descends: boolean): readonly Examination[] {
  return [
    ...casesOf(scale).map((sizes) => ({
      name: gradientsNamed(sizes),
      run: (device: Device) => checkGradients(device, sizes),
    })),
    ...populationsOf(scale).map((sizes) => ({
      name: populationNamed(sizes),
      run: (device: Device) => checkPopulation(device, sizes),
    })),
    ...(descends ? descentsOf(scale) : []).map((sizes) => ({
      name: descentsNamed(sizes),
      run: (device: Device) => checkDescents(device, sizes),
    })),
    ...largestOf(scale).map(largest),
  ];
}

function largest(sizes: LargeSizes): Examination {
  let few: (() => Promise<Gradient>) | null = null;
  const begin = (): (() => Promise<Gradient>) => {
    few ??= largestInThread(sizes);
    return few;
  };
  return {
    name: largestNamed(sizes),
    prepare: () => void begin(),
    run: async (device) => checkLargest(device, sizes, await begin()()),
  };
}
