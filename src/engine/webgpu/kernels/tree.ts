/** Sums over the threads of a workgroup, always added in the same order. */

/** `treeSum(thread, value)`: the sum of all threads' values, to every thread. In uniform control flow alone. */
export const treeSum = (threads: number): string => reduction('treeSum', threads, 'x + y');

/** `treeMax(thread, value)`: the greatest; a NaN may get lost. */
export const treeMax = (threads: number): string => reduction('treeMax', threads, 'max(x, y)');

function reduction(name: string, threads: number, combined: string): string {
  const halves = Array.from({ length: Math.log2(threads) }, (_, index) => threads / 2 ** (index + 1));
  return /* wgsl */ `
var<workgroup> ${name}Values: array<f32, ${threads}>;
fn ${name}(thread: u32, value: f32) -> f32 {
  ${name}Values[thread] = value;
${halves
  .map(
    (half) => `  workgroupBarrier();
  if (thread < ${half}u) {
    let x = ${name}Values[thread];
    let y = ${name}Values[thread + ${half}u];
    ${name}Values[thread] = ${combined};
  }`,
  )
  .join('\n')}
  workgroupBarrier();
  let all = ${name}Values[0];
  workgroupBarrier();
  return all;
}
`;
}
