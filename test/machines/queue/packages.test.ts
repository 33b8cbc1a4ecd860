import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { loadPackage } from '../../../src/machines/queue/packages.ts';

const missing = (name: string) => async (): Promise<never> => {
  throw Object.assign(new Error(`Cannot find package '${name}' imported from /x.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
};

describe('a package of queues', () => {
  it.each([
    ['bullmq', 'npm install bullmq@6.7.0 ioredis@6.0.0'],
    ['ioredis', 'npm install bullmq@6.7.0 ioredis@6.0.0'],
    ['pg', 'npm install bullmq@6.7.0 pg@8.23.1'],
  ] as const)('that is missing, %s, is named with the command that installs it', async (name, command) => {
    const loading = loadPackage(name, missing(name));
    await expect(loading).rejects.toThrow(UserError);
    await expect(loading).rejects.toThrow(`the npm package ${name} is not installed; run \`${command}\``);
  });

  it('that lacks a package of its own is not called missing', async () => {
    await expect(loadPackage('bullmq', missing('msgpackr'))).rejects.toThrow(
      "Cannot find package 'msgpackr'",
    );
  });
});
