import { execFile } from 'node:child_process';
import util, { promisify } from 'node:util';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { beginning } from '../../../src/engine/descent-state.ts';
import type { Evaluation } from '../../../src/engine/device.ts';
import { openCudaBackend } from '../../../src/engine/tfjs/backend.ts';
import { lookForTfjs, openTfjsDevice } from '../../../src/engine/tfjs/device.ts';
import { UserError } from '../../../src/errors.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';

const here = await lookForTfjs();

/** What Node says of a package that is not installed. */
const absent = async () => {
  const error = new Error(
    "Cannot find package '@tensorflow/tfjs-node-gpu' imported from /somewhere/backend.js",
  );
  throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' });
};

/** Stands in for the package: its backend by name, computing as the plain one does. */
const standIn = (isUsingGpuDevice: boolean) => async () => {
  // The package registers what is there already, of which TensorFlow.js warns.
  tf.registerBackend('cpu', () => new MathBackendCPU());
  if (tf.findBackend('tensorflow') !== null) tf.removeBackend('tensorflow');
  tf.registerBackend('tensorflow', () => Object.assign(new MathBackendCPU(), { isUsingGpuDevice }), 3);
  if (tf.getKernelsForBackend('tensorflow').length === 0) tf.copyRegisteredKernels('cpu', 'tensorflow');
  await tf.setBackend('tensorflow');
};

describe('where TensorFlow on CUDA is missing', () => {
  it('the device says in one line what to install', async () => {
    const refusal = openTfjsDevice('gpu', { load: absent });
    await expect(refusal).rejects.toBeInstanceOf(UserError);
    await expect(refusal).rejects.toThrow(
      'device tfjs is not there: the package @tensorflow/tfjs-node-gpu is not installed; run ' +
        `\`npm install --no-save --save-prod @tensorflow/tfjs-node-gpu@${tf.version_core}\`, which downloads ` +
        'libtensorflow (npm skips an optional peer without --save-prod; --no-save leaves package.json as it ' +
        'is); it needs CUDA 11 and cuDNN 8',
    );
  });

  it('a package without its native part is told from none at all', async () => {
    const presence = await lookForTfjs(async () => {
      throw new Error(
        'The Node.js native addon module can not be found at path: /x.node. \nPlease run something',
      );
    });
    expect(presence).toEqual({
      present: false,
      missing:
        'the package @tensorflow/tfjs-node-gpu does not load: The Node.js native addon module can not be found ' +
        'at path: /x.node',
      remedy: 'run `npm rebuild @tensorflow/tfjs-node-gpu`, which downloads libtensorflow again',
    });
  });

  it.skipIf(here.present)('this machine is found to be without it', async () => {
    expect(here).toMatchObject({ present: false, missing: expect.stringMatching(/^[^\n]+$/) });
    await expect(openTfjsDevice('gpu')).rejects.toThrow(/^device tfjs is not there: [^\n]+; [^\n]+$/);
  });
});

// On a machine that has the package its backend has that name already.
describe.skipIf(here.present)('a stand-in for TensorFlow on CUDA', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  afterAll(() => {
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
    tf.removeBackend('tensorflow');
  });

  it('that sees no graphics card is not taken, for nobody asked for the processor', async () => {
    const presence = await lookForTfjs(standIn(false));
    expect(presence).toMatchObject({ present: false, missing: 'TensorFlow sees no CUDA device' });
    await expect(openCudaBackend(standIn(false))).rejects.toThrow(
      /^device tfjs is not there: TensorFlow sees no CUDA device; install .+ or take device tfjs-cpu$/,
    );
  });

  it('that sees one is there, as a GPU, and finds what it needs of Node', async () => {
    const presence = await lookForTfjs(standIn(true));
    expect(presence).toMatchObject({ present: true, kind: 'gpu', hardware: expect.stringMatching(/./) });
    const { isNullOrUndefined } = util as unknown as Record<string, (value: unknown) => boolean>;
    expect([null, undefined, 0, ''].map(isNullOrUndefined!)).toEqual([true, true, false, false]);
  });

  it('computes beside the plain backend, each on its own', async () => {
    const [cpu, gpu] = [await openTfjsDevice('cpu'), await openTfjsDevice('gpu', { load: standIn(true) })];
    expect([cpu.name, gpu.name]).toEqual(['tfjs-cpu', 'tfjs']);
    const net = elmanNet({ unit: 'tanh', inputs: 3, hidden: 4, outputs: 2 });
    const batch = randomBatch({
      loss: 'softmax',
      input: 'symbols',
      inputs: 3,
      outputs: 2,
      sequences: 5,
      steps: 6,
      seed: 1,
    });
    const settings = { learningRate: 0.1, threshold: 1, omega: null };
    const descents = await Promise.all(
      [cpu, gpu].map((device) => device.descend!(net, beginning(randomParameters(net, 1)), settings)),
    );
    // In bursts of 16, so that the two take turns.
    await Promise.all(
      descents.map((descent) => {
        let left = 40;
        return descent.run(() => (left-- > 0 ? { batch, stateNorms: false } : null));
      }),
    );
    const [one, other] = await Promise.all(
      descents.map(async (descent) => (await descent.state()).parameters),
    );
    expect(one).toEqual(other);
    const losses = [cpu, gpu].map((device) => {
      const { loss } = device.evaluate(net, one!, batch) as Evaluation;
      expect(tf.getBackend()).toBe(device === cpu ? 'cpu' : 'tensorflow');
      return loss;
    });
    expect(losses[0]).toBe(losses[1]);
    await Promise.all([cpu.close(), gpu.close()]);
  });
});

describe('the console', () => {
  const device = new URL('../../../src/engine/tfjs/device.ts', import.meta.url);
  const code = `
    const { lookForTfjs, openTfjsDevice } = await import(${JSON.stringify(device.href)});
    await lookForTfjs();
    await (await openTfjsDevice('cpu')).close();
    const tf = await import('@tensorflow/tfjs-core');
    tf.tensor1d([1, 2]).dispose();
    process.stdout.write(String(tf.env().getBool('PROD')));
  `;

  it('stays clean, and the switch that keeps it so is put back', async () => {
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code]);
    expect(await run).toEqual({ stdout: 'false', stderr: '' });
  });
});
