import { describe, expect, it } from 'vitest';
import { deviceListing } from '../../src/cli/devices/listing.ts';
import { devices } from '../../src/engine/index.ts';
import { isInstalled, notInstalled } from '../../src/engine/missing-package.ts';
import { lookForCuda, lookForPlain, openTfjs } from '../../src/engine/tfjs/packages.ts';

/** What Node's resolver says of a package that is not there. */
const absent = (name: string): never => {
  throw Object.assign(new Error(`Cannot find module '${name}'\nRequire stack:\n- /a.js`), {
    code: 'MODULE_NOT_FOUND',
  });
};

describe('an optional package', () => {
  it('is told from one that is there, and from one that is there and broken', () => {
    expect(isInstalled('zod')).toBe(true);
    expect(isInstalled('@genoprop/there-is-no-such-package')).toBe(false);
    expect(isInstalled('webgpu', absent)).toBe(false);
    const broken = () => {
      throw new Error('No "exports" main defined');
    };
    expect(isInstalled('webgpu', broken)).toBe(true);
  });

  it('is named with the command that adds the tested version', () => {
    expect(notInstalled('webgpu')).toEqual({
      present: false,
      missing: 'the npm package webgpu is not installed',
      remedy: expect.stringMatching(/^run `npm install webgpu@\d+\.\d+\.\d+`$/),
    });
  });
});

describe('TensorFlow.js where it is not installed', () => {
  const refusal =
    /^device tfjs-cpu is not there: the npm package @tensorflow\/tfjs-backend-cpu is not installed; run `npm install @tensorflow\/tfjs-backend-cpu@4\.22\.0 @tensorflow\/tfjs-core@4\.22\.0`$/;

  it('is missing as both devices, with what to install', async () => {
    expect(lookForPlain(absent)).toMatchObject({ present: false });
    expect(await lookForCuda(absent)).toMatchObject({
      present: false,
      missing: 'the package @tensorflow/tfjs-node-gpu is not installed',
    });
    await expect(openTfjs('cpu', absent)).rejects.toThrow(refusal);
    await expect(openTfjs('gpu', absent)).rejects.toThrow(/^device tfjs is not there: .*; run `npm install /);
  });

  it('is listed as missing by `devices`', async () => {
    const entry = devices.find(({ name }) => name === 'tfjs-cpu')!;
    const text = await deviceListing(false, 100, [{ ...entry, look: () => lookForPlain(absent) }]);
    expect(text).toContain('missing: the npm package @tensorflow/tfjs-backend-cpu is not installed');
    expect(text).toContain('to get it: run `npm install @tensorflow/tfjs-backend-cpu@4.22.0');
  });
});
