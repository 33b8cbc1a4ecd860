/**
 * Backends of TensorFlow.js that the device computes on: its own in plain JavaScript, and TensorFlow on CUDA, which
 * comes with the package @tensorflow/tfjs-node-gpu. That one may be absent, so it is loaded by name and its types are
 * not known here.
 *
 * TensorFlow.js has one engine a thread and one active backend in it. Code that computes activates its backend first
 * and reads its results before it yields.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { oneLine, RunError, UserError } from '../../errors.ts';
import { isNotFound } from '../missing-package.ts';
import type { Missing, Presence } from '../presence.ts';
import { CUDA_PACKAGE, cudaNotInstalled } from './cuda-package.ts';

/** Backend that is available. */
export class Backend {
  /** Name of the device, for messages. */
  readonly device: string;
  readonly #backend: string;

  constructor(device: string, backend: string) {
    this.device = device;
    this.#backend = backend;
  }

  /**
   * Runs work on it. Tensors that are made meanwhile are freed afterwards, save those given to `tf.keep`.
   * @throws RunError where TensorFlow.js fails
   */
  run<Result>(work: () => Result): Result {
    return this.scope(() => this.guard(work));
  }

  /** Runs work as `run` does, but failures are left as they are: `work` calls others too. */
  scope<Result>(work: () => Result): Result {
    // The backend is registered and was in use before, so this takes effect before it returns.
    if (tf.getBackend() !== this.#backend) void tf.setBackend(this.#backend);
    tf.engine().startScope(this.device);
    try {
      return work();
    } finally {
      tf.engine().endScope();
    }
  }

  /**
   * Runs work, and turns failures of TensorFlow.js into errors.
   * @throws RunError where TensorFlow.js fails in it
   */
  guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw new RunError(`the ${this.device} device failed: ${oneLine(error)}`, { cause: error });
    }
  }
}

/** Opens the backend in plain JavaScript. */
export async function openPlainBackend(): Promise<Backend> {
  await silently(async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    // The first tensor triggers the hint to install another backend.
    tf.scalar(0).dispose();
  });
  return new Backend('tfjs-cpu', 'cpu');
}

/**
 * Opens TensorFlow on CUDA.
 * @throws UserError where it is absent: the missing part, and the way to get it
 */
export async function openCudaBackend(load: Load = loadPackage): Promise<Backend> {
  const presence = await lookForTfjs(load);
  if (!presence.present) {
    throw new UserError(`device tfjs is not there: ${presence.missing}; ${presence.remedy}`);
  }
  return new Backend('tfjs', 'tensorflow');
}

/** Loads the package, which registers its backend with tfjs-core and makes it active. */
export type Load = () => Promise<unknown>;

const loadPackage: Load = () => import(CUDA_PACKAGE);

/** Presence of TensorFlow and a CUDA device. Loads TensorFlow where it is installed. */
export async function lookForTfjs(load: Load = loadPackage): Promise<Presence> {
  try {
    prepareForTensorFlow();
    await silently(async () => {
      await load();
      await tf.setBackend('tensorflow');
      tf.scalar(0).dispose();
    });
  } catch (error) {
    return isNotFound(error, CUDA_PACKAGE) ? cudaNotInstalled() : broken(error);
  }
  const backend = tf.backend() as tf.KernelBackend & { readonly isUsingGpuDevice?: boolean };
  if (tf.getBackend() !== 'tensorflow' || backend.isUsingGpuDevice !== true) return withoutCuda;
  return { present: true, hardware: graphicsCard(), kind: 'gpu', limits: {} };
}

const withoutCuda: Missing = {
  present: false,
  missing: 'TensorFlow sees no CUDA device',
  remedy:
    "install NVIDIA's driver and the libraries of CUDA 11 (11.2 or later) and cuDNN 8, or take device tfjs-cpu",
};

const broken = (error: unknown): Missing => ({
  present: false,
  missing: `the package ${CUDA_PACKAGE} does not load: ${oneLine(error).replace(/[.\s]+$/, '')}`,
  remedy: `run \`npm rebuild ${CUDA_PACKAGE}\`, which downloads libtensorflow again`,
});

/** Sets the environment of tfjs-node 4.22 and libtensorflow 2.9; the user's own settings stay. */
function prepareForTensorFlow(): void {
  // Node 23 dropped a function that tfjs-node still calls.
  const module = util as { isNullOrUndefined?: (value: unknown) => boolean };
  module.isNullOrUndefined ??= (value) => value === null || value === undefined;
  // Errors alone, no log of its findings; `lookForTfjs` reports missing parts.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // Memory on demand, since the card is shared with other threads and other devices.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  // Products in full float32; with TF32 they would keep three digits.
  process.env.NVIDIA_TF32_OVERRIDE ??= '0';
}

/**
 * Runs work without TensorFlow.js's warnings on the console: a hint to install another backend, and messages on double
 * registrations. Its own switch for production suppresses those; it is reset afterwards.
 */
async function silently(work: () => Promise<void>): Promise<void> {
  const environment = tf.env();
  const before = environment.getBool('PROD');
  environment.set('PROD', true);
  try {
    await work();
  } finally {
    environment.set('PROD', before);
  }
}

/** Folder in which NVIDIA's driver for Linux lists cards. */
const CARDS = '/proc/driver/nvidia/gpus';

/** Name of the graphics card: TensorFlow.js does not tell its card; it takes the first one. */
function graphicsCard(): string {
  const [first] = existsSync(CARDS) ? readdirSync(CARDS).sort() : [];
  if (first === undefined) return 'a CUDA device';
  const model = /^Model:\s*(.+)$/m.exec(readFileSync(join(CARDS, first, 'information'), 'utf8'));
  return model?.[1]?.trim() || 'a CUDA device';
}
