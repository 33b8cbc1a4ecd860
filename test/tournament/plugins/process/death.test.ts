import { expect, it } from 'vitest';
import { deathOfProcess, failedStart } from '../../../../src/tournament/plugins/process/death.ts';

it.each([
  [{ code: 3, signal: null, stderr: '' }, 'its process ended with exit code 3'],
  [{ code: null, signal: 'SIGABRT', stderr: 'something\n' }, 'its process was ended by SIGABRT'],
  [
    {
      code: null,
      signal: 'SIGABRT',
      stderr:
        '\n<--- Last few GCs --->\nFATAL ERROR: invalid table size Allocation failed - out of memory\n----- Na',
    },
    'its process was ended by SIGABRT: invalid table size Allocation failed - out of memory',
  ],
  [
    {
      code: null,
      signal: 'SIGTRAP',
      stderr: '#\n# Fatal error\n# Fatal JavaScript invalid size error 5 (see crbug.com/1)\n#\n',
    },
    'its process was ended by SIGTRAP: Fatal JavaScript invalid size error 5',
  ],
])('the cause of an end is one line, with the reason that was written: %o', (death, line) => {
  expect(deathOfProcess(death)).toBe(line);
});

it('a process that did not start says so, with the first error that it wrote', () => {
  const stderr = 'node:internal/modules:1\n  throw err;\nError: Cannot find module x\n    at y\n';
  expect(failedStart({ code: 1, signal: null, stderr })).toBe(
    'its process did not start, it ended with exit code 1: Error: Cannot find module x',
  );
});
