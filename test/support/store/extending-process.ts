/**
 * Makes a run file and extends it, seed by seed, until it is killed; then another one. It tells of each step on
 * stdout. Argument: the beginning of the paths.
 */
import { extendRun } from '../../../src/store/extend-run.ts';
import { createRun } from '../../../src/store/run-file.ts';
import { about, spec } from './example-run.ts';

const [path] = process.argv.slice(2);
for (let file = 0; ; file++) {
  const run = createRun(`${path}-${file}`, { ...spec, seeds: 1 }, about);
  process.stdout.write(`${file}\n`);
  for (let seeds = 2; seeds <= 30; seeds++) extendRun(run, { ...spec, seeds }, about);
  run.close();
}
