/**
 * GRU cell on the GPU (`src/nets/gru.ts` has the equations). Its sums are W_n u + b_n, those of r and z, and
 * m = R_n h + b_m. There is no memory but h; a step keeps n, r, z and m.
 */
import type { GruNet } from '../../../../nets/gru.ts';
import { gateValues } from '../elementary.ts';
import { type GpuCell, pulled, stepped } from './gpu-cell.ts';

export const gruCell: GpuCell<GruNet> = {
  layout: () => ({ kept: 4, inputGroups: 3, recurrentGroups: 3, own: null }),
  readsState: true,
  forward: () => /* wgsl */ `
${gateValues}
${stepped}
fn stepped(a0: vec4f, a1: vec4f, a2: vec4f, m: vec4f, before: vec4f, memory: vec4f, own: vec3f) -> Stepped {
  let r = logisticFour(a1);
  let z = logisticFour(a2);
  let n = tanhFour(a0 + r * m);
  return Stepped((1.0 - z) * n + z * before, memory, n, r, z, m);
}`,
  backward: () => /* wgsl */ `
${pulled}
fn pulled(d: vec4f, dMemory: vec4f, n: vec4f, r: vec4f, z: vec4f, m: vec4f, memory: vec4f, earlier: vec4f, own: vec3f) -> Pulled {
  let dN = d * (1.0 - z) * tanhSlope(n);
  let none = vec4f(0.0);
  return Pulled(dN, dN * m * logisticSlope(r), d * (earlier - n) * logisticSlope(z), dN * r, d * z, none, none, none, none);
}`,
};
