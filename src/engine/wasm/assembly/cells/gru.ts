/**
 * GRU cell; src/nets/gru.ts has the equations. The state is h alone, a step keeps [n; r; z; m] with m = R_n h + b_m, each
 * from a whole block of rows on. The rows of the sums, W_n u + b_n, those of r and z, and m, follow one another.
 */
import { Plan } from '../layout';
import { activate } from '../units';

export function gruForward(plan: Plan, sums: usize, before: usize, after: usize, kept: usize): void {
  const row = (plan.width as usize) << 2;
  const gate = (plan.hidden as usize) * row;
  const block = (plan.stateRows as usize) * row;
  const count = plan.hidden * plan.width;
  const n = kept;
  const r = n + block;
  const z = r + block;
  const m = z + block;
  memory.copy(r, sums + gate, gate);
  memory.copy(z, sums + 2 * gate, gate);
  memory.copy(m, sums + 3 * gate, gate);
  activate(1, r, count);
  activate(1, z, count);
  for (let at: usize = 0; at < gate; at += 32) {
    const low = f32x4.add(v128.load(sums + at), f32x4.mul(v128.load(r + at), v128.load(m + at)));
    const high = f32x4.add(v128.load(sums + at, 16), f32x4.mul(v128.load(r + at, 16), v128.load(m + at, 16)));
    v128.store(n + at, low);
    v128.store(n + at, high, 16);
  }
  activate(0, n, count);
  for (let at: usize = 0; at < gate; at += 32) {
    v128.store(after + at, mixed(v128.load(n + at), v128.load(z + at), v128.load(before + at)));
    v128.store(after + at, mixed(v128.load(n + at, 16), v128.load(z + at, 16), v128.load(before + at, 16)), 16);
  }
}

/** `(1 - z) n + z h` */
@inline
function mixed(n: v128, z: v128, h: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.sub(f32x4.splat(1), z), n), f32x4.mul(z, h));
}

/** Computes s and, of v, the part that bypasses the product: `d z`. */
export function gruBackward(plan: Plan, s: usize, d: usize, before: usize, kept: usize, v: usize): void {
  const row = (plan.width as usize) << 2;
  const gate = (plan.hidden as usize) * row;
  const block = (plan.stateRows as usize) * row;
  for (let at: usize = 0; at < gate; at += 32) {
    gruStep(s + at, gate, d + at, before + at, kept + at, block, v + at);
    gruStep(s + at + 16, gate, d + at + 16, before + at + 16, kept + at + 16, block, v + at + 16);
  }
}

/** `dN = d (1 - z)(1 - n²)`, `dR = dN m · r (1 - r)`, `dZ = d (h_{t-1} - n) · z (1 - z)`, `dM = dN r`. */
@inline
function gruStep(s: usize, gate: usize, dAt: usize, before: usize, kept: usize, block: usize, v: usize): void {
  const one = f32x4.splat(1);
  const d = v128.load(dAt);
  const n = v128.load(kept);
  const r = v128.load(kept + block);
  const z = v128.load(kept + 2 * block);
  const m = v128.load(kept + 3 * block);
  const rest = f32x4.sub(one, z);
  const dN = f32x4.mul(f32x4.mul(d, rest), f32x4.sub(one, f32x4.mul(n, n)));
  v128.store(s, dN);
  v128.store(s + gate, f32x4.mul(f32x4.mul(dN, m), f32x4.mul(r, f32x4.sub(one, r))));
  const dZ = f32x4.mul(f32x4.mul(d, f32x4.sub(v128.load(before), n)), f32x4.mul(z, rest));
  v128.store(s + 2 * gate, dZ);
  v128.store(s + 3 * gate, f32x4.mul(dN, r));
  v128.store(v, f32x4.mul(d, z));
}
