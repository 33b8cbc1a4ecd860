/**
 * Writes checkpoints into a run file until it is killed, and tells of each on stdout. Arguments: the path, the
 * number of weights in a snapshot.
 */

import { existsSync } from 'node:fs';
import { createRun, openRun } from '../../../src/store/run-file.ts';
import { about, checkpoint, spec, started } from './example-run.ts';

// Where a limit on a file's size is set, the write is to fail instead of the process.
process.on('SIGXFSZ', () => {});
const [path, size] = process.argv.slice(2);
const run = existsSync(path!) ? openRun(path!) : createRun(path!, spec, about);
try {
  run.record(started);
  for (let step = 0; ; step++) {
    run.record(checkpoint(step, { champion: step % 3 === 0, size: Number(size) }));
    process.stdout.write(`${step}\n`);
  }
} catch (error) {
  process.stdout.write(`${(error as Error).name}: ${(error as Error).message}\n`);
}
