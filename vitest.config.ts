import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { configDefaults, defineConfig } from 'vitest/config';

// The compile cache of Node, for the threads and processes that tests start: they load the sources without vitest, and
// would strip the types from them at each start.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'genoprop-test-compile-cache');

/**
 * Test files that get a process of their own: they change what a process has but once (its folder, its environment, a
 * mocked module), start threads, processes or a GPU, or measure memory. All others share one process a core, where
 * modules are loaded once instead of once a file.
 */
const apart = [
  'test/{api,bench,cli,docs,examples,library,package,session}/**/*.test.ts',
  'test/engine/*.test.ts',
  'test/engine/{every-device,tfjs,webgpu}/**/*.test.ts',
  'test/export/onnx/*.test.ts',
  'test/machines/secure/*.test.ts',
  'test/tasks/{contract,examples}.test.ts',
  'test/tournament/*.test.ts',
  'test/tournament/{forecast,players,plugins,script,threads}/**/*.test.ts',
];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // One file more than cores: many tests wait for other processes.
    maxWorkers: availableParallelism() + 1,
    // The first project is run first, and has the longest files.
    projects: [
      { extends: true, test: { name: 'apart', include: apart, globalSetup: 'test/support/build-first.ts' } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, ...apart],
          isolate: false,
        },
      },
    ],
  },
});
