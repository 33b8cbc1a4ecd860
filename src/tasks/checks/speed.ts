/** Check of the speed of drawing sequences: a trial draws a test set, and training batches all the time. */
import { monotonicSeconds } from '../../clock.ts';
import { drawBatch } from '../batches.ts';
import { type Check, failed, passed } from './outcome.ts';

const MEASURED_SECONDS = 0.5;
const BATCH = 20;
/** Most seconds for a test set; a slower one is no use. */
const MOST_SECONDS = 600;
const TEST = 10_000;

export const speedCheck: Check = (task, options) => {
  const wanted = task.success?.sequences ?? TEST;
  // The first draws are slower: they read files and compile code.
  const path = ['check', 'speed'];
  drawBatch(task, options, path, 0, BATCH);
  const began = monotonicSeconds();
  let batches = 0;
  let taken = 0;
  while (taken < MEASURED_SECONDS) {
    drawBatch(task, options, path, ++batches, BATCH);
    taken = monotonicSeconds() - began;
  }
  const rate = (batches * BATCH) / taken;
  const seconds = wanted / rate;
  const speed = `${rate < 10 ? rate.toPrecision(2) : Math.round(rate)} sequences a second`;
  const test = `the ${wanted} of a test in ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds > MOST_SECONDS) return failed(`${speed}, ${test}: read files once, and compute nothing twice`);
  return passed(`${speed}, ${test}`);
};
