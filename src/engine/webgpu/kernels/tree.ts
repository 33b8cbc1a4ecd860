/**
 * Reductions over the threads of a workgroup, always in the same order. In the first stage a few threads each add every
 * n-th value; in the second every thread adds these partial sums for itself. Two barriers for any number of threads,
 * since a barrier costs more than such additions; the first also separates a sum from the one before.
 */

import { powerFrom, powerUpTo } from '../../../numeric/powers.ts';

/** Code of `treeSum(thread, value)`: the sum of all threads' values, to every thread. In uniform control flow alone. */
export const treeSum = (threads: number): string => reduction('treeSum', threads, 'x + y');

/** Code of `treeMax(thread, value)`: the greatest; a NaN may get lost. */
export const treeMax = (threads: number): string => reduction('treeMax', threads, 'max(x, y)');

/** Number of threads of a workgroup that goes through so many items: a power of two from 16 to 256, some items each. */
export const threadsFor = (items: number): number => Math.min(256, Math.max(16, powerFrom(items / 16)));

function reduction(name: string, threads: number, combined: string): string {
  const parts = powerUpTo(Math.sqrt(threads));
  const combine = (value: string) => `{ let x = all; let y = ${value}; all = ${combined}; }`;
  return /* wgsl */ `
var<workgroup> ${name}Values: array<f32, ${threads}>;
var<workgroup> ${name}Parts: array<f32, ${parts}>;
fn ${name}(thread: u32, value: f32) -> f32 {
  ${name}Values[thread] = value;
  workgroupBarrier();
  if (thread < ${parts}u) {
    var all = ${name}Values[thread];
    for (var index = thread + ${parts}u; index < ${threads}u; index += ${parts}u) ${combine(`${name}Values[index]`)}
    ${name}Parts[thread] = all;
  }
  workgroupBarrier();
  var all = ${name}Parts[0];
  for (var index = 1u; index < ${parts}u; index++) ${combine(`${name}Parts[index]`)}
  return all;
}
`;
}
