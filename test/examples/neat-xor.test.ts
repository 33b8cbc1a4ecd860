import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { finish } from '../support/cli/process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isBuilt = existsSync(join(root, 'dist', 'src', 'index.js'));

it.skipIf(!isBuilt)('the program that evolves XOR solves it (needs dist/)', async () => {
  const { code, out, err } = await finish(['examples/neat-xor.ts'], {
    cwd: root,
    command: [process.execPath],
  });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^generation 0: fitness /);
  expect(out).toMatch(/^generation \d+: solved with [1-9]\d* hidden nodes and \d+ links$/m);
});
