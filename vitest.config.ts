import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { defineConfig } from 'vitest/config';

// The compile cache of Node, for the threads and processes that tests start: they load the sources without vitest, and
// would strip the types from them at each start.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'genoprop-test-compile-cache');

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // A file a core; left to itself vitest leaves one core idle.
    maxWorkers: availableParallelism(),
  },
});
