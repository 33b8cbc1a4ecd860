/** Tangent of a GRU cell, in the layout of cells/gru.ts. The argument of n is its sum with r ∘ m. */
import { Plan } from '../layout';
import { addTo, logisticSlope, tanhSlope } from './slopes';

/** Bytes of a row of lanes, of H rows, and of a whole block of H rows. */
@inline
function rowBytes(plan: Plan): usize {
  return (plan.width as usize) << 2;
}
@inline
function gateBytes(plan: Plan): usize {
  return (plan.hidden as usize) * rowBytes(plan);
}
@inline
function blockBytes(plan: Plan): usize {
  return (plan.stateRows as usize) * rowBytes(plan);
}

export function gruTangent(
  plan: Plan,
  sums: usize,
  before: usize,
  kept: usize,
  rBefore: usize,
  rAfter: usize,
): void {
  const gate = gateBytes(plan);
  const block = blockBytes(plan);
  const one = f32x4.splat(1);
  for (let at: usize = 0; at < gate; at += 16) {
    const n = v128.load(kept + at);
    const r = v128.load(kept + block + at);
    const z = v128.load(kept + 2 * block + at);
    const m = v128.load(kept + 3 * block + at);
    const ofR = f32x4.mul(f32x4.mul(v128.load(sums + gate + at), logisticSlope(r)), m);
    const ofM = f32x4.mul(r, v128.load(sums + 3 * gate + at));
    const argument = f32x4.add(v128.load(sums + at), f32x4.add(ofR, ofM));
    v128.store(sums + at, argument);
    const rZ = f32x4.mul(v128.load(sums + 2 * gate + at), logisticSlope(z));
    const ofN = f32x4.mul(f32x4.mul(f32x4.sub(one, z), tanhSlope(n)), argument);
    const ofZ = f32x4.mul(rZ, f32x4.sub(v128.load(before + at), n));
    const past = f32x4.mul(z, v128.load(rBefore + at));
    v128.store(rAfter + at, f32x4.add(f32x4.add(ofN, ofZ), past));
  }
}

export function gruDamping(plan: Plan, shares: usize, rArguments: usize, kept: usize, s: usize): void {
  const row = rowBytes(plan);
  const gate = gateBytes(plan);
  const block = blockBytes(plan);
  for (let at: usize = 0; at < gate; ) {
    for (let lane: usize = 0; lane < row; lane += 16, at += 16) {
      const share = v128.load(shares + lane);
      const r = v128.load(kept + block + at);
      const slopeR = logisticSlope(r);
      const slopeZ = logisticSlope(v128.load(kept + 2 * block + at));
      const dN = f32x4.mul(f32x4.mul(share, tanhSlope(v128.load(kept + at))), v128.load(rArguments + at));
      const dR = f32x4.mul(f32x4.mul(share, slopeR), v128.load(rArguments + gate + at));
      const dZ = f32x4.mul(f32x4.mul(share, slopeZ), v128.load(rArguments + 2 * gate + at));
      const throughM = f32x4.mul(f32x4.mul(dN, v128.load(kept + 3 * block + at)), slopeR);
      addTo(s + at, dN);
      addTo(s + gate + at, f32x4.add(dR, throughM));
      addTo(s + 2 * gate + at, dZ);
      addTo(s + 3 * gate + at, f32x4.mul(dN, r));
    }
  }
}
