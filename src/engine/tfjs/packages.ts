/**
 * Optional npm packages of TensorFlow.js: this file checks that they are installed, before a file that imports them is
 * loaded.
 */
import { UserError } from '../../errors.ts';
import type { Device } from '../device.ts';
import { isInstalled, notInstalled, type Resolve } from '../missing-package.ts';
import type { Missing, Presence } from '../presence.ts';
import { processor } from '../processor.ts';
import { cudaNotInstalled } from './cuda-package.ts';

const CORE = '@tensorflow/tfjs-core';
const PLAIN = '@tensorflow/tfjs-backend-cpu';

/** Looks for `tfjs-cpu`: TensorFlow.js in plain JavaScript. */
export const lookForPlain = (resolve?: Resolve): Presence => plainMissing(resolve) ?? processor();

/** Looks for `tfjs`: TensorFlow on a CUDA device. */
export async function lookForCuda(resolve?: Resolve): Promise<Presence> {
  if (!isInstalled(CORE, resolve)) return cudaNotInstalled();
  return (await import('./backend.ts')).lookForTfjs();
}

/**
 * Opens `tfjs-cpu` or `tfjs`.
 * @throws UserError where its packages are missing, with the command that installs them
 */
export async function openTfjs(kind: 'cpu' | 'gpu', resolve?: Resolve): Promise<Device> {
  const lack =
    kind === 'cpu' ? plainMissing(resolve) : isInstalled(CORE, resolve) ? null : cudaNotInstalled();
  if (lack !== null) {
    const name = kind === 'cpu' ? 'tfjs-cpu' : 'tfjs';
    throw new UserError(`device ${name} is not there: ${lack.missing}; ${lack.remedy}`);
  }
  return (await import('./device.ts')).openTfjsDevice(kind);
}

const plainMissing = (resolve?: Resolve): Missing | null =>
  isInstalled(PLAIN, resolve) && isInstalled(CORE, resolve) ? null : notInstalled(PLAIN, CORE);
