/**
 * LSTM cell with or without peepholes; src/nets/lstm.ts has the equations. A state is [h; c], a step keeps
 * [i; f; z; o; tanh c], each part from a whole block of rows on. The rows of the sums, those of i, f, z and o, follow one
 * another. The peepholes p_i, p_f and p_o are the cell's own parameters.
 */
import { Plan } from '../layout';
import { activate } from '../units';

/** Bytes of a row of lanes. */
@inline
function rowBytes(plan: Plan): usize {
  return (plan.width as usize) << 2;
}

/** Bytes of H rows. */
@inline
function gateBytes(plan: Plan): usize {
  return (plan.hidden as usize) * rowBytes(plan);
}

/** Bytes of a whole block of H rows, as states and kept values have them. */
@inline
function blockBytes(plan: Plan): usize {
  return ((plan.stateRows / 2) as usize) * rowBytes(plan);
}

export function lstmForward(plan: Plan, sums: usize, before: usize, after: usize, kept: usize): void {
  const gate = gateBytes(plan);
  const block = blockBytes(plan);
  const count = plan.hidden * plan.width;
  const earlier = before + block;
  const cell = after + block;
  const i = kept;
  const f = i + block;
  const z = f + block;
  const o = z + block;
  const squashed = o + block;
  const sumOfO = sums + 3 * gate;
  memory.copy(i, sums, gate);
  memory.copy(f, sums + gate, gate);
  memory.copy(z, sums + 2 * gate, gate);
  memory.copy(o, sumOfO, gate);
  const peepholes = plan.ownCount > 0;
  const p = plan.parameters + plan.ownWeights;
  const pBytes = (plan.hidden as usize) << 2;
  if (peepholes) {
    addScaledRows(plan, i, p, earlier);
    addScaledRows(plan, f, p + pBytes, earlier);
  }
  activate(1, i, count);
  activate(1, f, count);
  activate(0, z, count);
  for (let at: usize = 0; at < gate; at += 32) {
    const low = f32x4.add(
      f32x4.mul(v128.load(i + at), v128.load(z + at)),
      f32x4.mul(v128.load(f + at), v128.load(earlier + at)),
    );
    const high = f32x4.add(
      f32x4.mul(v128.load(i + at, 16), v128.load(z + at, 16)),
      f32x4.mul(v128.load(f + at, 16), v128.load(earlier + at, 16)),
    );
    v128.store(cell + at, low);
    v128.store(cell + at, high, 16);
    v128.store(squashed + at, low);
    v128.store(squashed + at, high, 16);
  }
  if (peepholes) addScaledRows(plan, o, p + 2 * pBytes, cell);
  activate(1, o, count);
  activate(0, squashed, count);
  for (let at: usize = 0; at < gate; at += 32) {
    const low = f32x4.mul(v128.load(o + at), v128.load(squashed + at));
    const high = f32x4.mul(v128.load(o + at, 16), v128.load(squashed + at, 16));
    v128.store(after + at, low);
    v128.store(after + at, high, 16);
  }
}

/** Computes s and, of v, the part of c: dE/dc_t passes through `v` on its way. */
export function lstmBackward(
  plan: Plan,
  s: usize,
  d: usize,
  before: usize,
  after: usize,
  kept: usize,
  v: usize,
): void {
  const gate = gateBytes(plan);
  const block = blockBytes(plan);
  const earlier = before + block;
  const dC = v + block;
  const i = kept;
  const f = i + block;
  const z = f + block;
  const o = z + block;
  const squashed = o + block;
  const sF = s + gate;
  const sZ = sF + gate;
  const sO = sZ + gate;
  const peepholes = plan.ownCount > 0;
  const p = plan.parameters + plan.ownWeights;
  const pBytes = (plan.hidden as usize) << 2;
  const totals = plan.ownTotals;
  const totalBytes = (plan.hidden as usize) << 5;
  for (let at: usize = 0; at < gate; at += 32) {
    outputStep(sO + at, dC + at, d + at, d + block + at, o + at, squashed + at);
    outputStep(sO + at + 16, dC + at + 16, d + at + 16, d + block + at + 16, o + at + 16, squashed + at + 16);
  }
  if (peepholes) {
    addScaledRows(plan, dC, p + 2 * pBytes, sO);
    addProducts(plan, totals + 2 * totalBytes, sO, after + block);
  }
  for (let at: usize = 0; at < gate; at += 32) {
    cellStep(s + at, sF + at, sZ + at, dC + at, i + at, f + at, z + at, earlier + at);
    const h = at + 16;
    cellStep(s + h, sF + h, sZ + h, dC + h, i + h, f + h, z + h, earlier + h);
  }
  if (peepholes) {
    addScaledRows(plan, dC, p, s);
    addScaledRows(plan, dC, p + pBytes, sF);
    addProducts(plan, totals, s, earlier);
    addProducts(plan, totals + totalBytes, sF, earlier);
  }
}

/** `dO = dh tanh c · o (1 - o)`, and without the peephole's part `dC = dc + dh o (1 - tanh² c)`. */
@inline
function outputStep(dO: usize, dC: usize, dh: usize, dc: usize, oAt: usize, squashedAt: usize): void {
  const one = f32x4.splat(1);
  const signal = v128.load(dh);
  const o = v128.load(oAt);
  const squashed = v128.load(squashedAt);
  v128.store(dO, f32x4.mul(f32x4.mul(signal, squashed), f32x4.mul(o, f32x4.sub(one, o))));
  const through = f32x4.mul(f32x4.mul(signal, o), f32x4.sub(one, f32x4.mul(squashed, squashed)));
  v128.store(dC, f32x4.add(v128.load(dc), through));
}

/** `dI = dC z · i (1 - i)`, `dF = dC c_{t-1} · f (1 - f)`, `dZ = dC i (1 - z²)`; then `dC` becomes `dC f`. */
@inline
function cellStep(
  dI: usize,
  dF: usize,
  dZ: usize,
  dC: usize,
  iAt: usize,
  fAt: usize,
  zAt: usize,
  earlier: usize,
): void {
  const one = f32x4.splat(1);
  const signal = v128.load(dC);
  const i = v128.load(iAt);
  const f = v128.load(fAt);
  const z = v128.load(zAt);
  v128.store(dI, f32x4.mul(f32x4.mul(signal, z), f32x4.mul(i, f32x4.sub(one, i))));
  v128.store(dF, f32x4.mul(f32x4.mul(signal, v128.load(earlier)), f32x4.mul(f, f32x4.sub(one, f))));
  v128.store(dZ, f32x4.mul(f32x4.mul(signal, i), f32x4.sub(one, f32x4.mul(z, z))));
  v128.store(dC, f32x4.mul(signal, f));
}

/** `out[row] += weights[row] · x[row]` for H rows of lanes. */
function addScaledRows(plan: Plan, out: usize, weights: usize, x: usize): void {
  const row = rowBytes(plan);
  for (let unit = 0; unit < plan.hidden; unit++) {
    const weight = v128.load32_splat(weights);
    for (const end = out + row; out < end; out += 32, x += 32) {
      const low = f32x4.add(v128.load(out), f32x4.mul(weight, v128.load(x)));
      const high = f32x4.add(v128.load(out, 16), f32x4.mul(weight, v128.load(x, 16)));
      v128.store(out, low);
      v128.store(out, high, 16);
    }
    weights += 4;
  }
}

/** `totals[row]` (eight lanes) `+= a[row] b[row]` for H rows, the lanes' sum from zero. */
function addProducts(plan: Plan, totals: usize, a: usize, b: usize): void {
  const row = rowBytes(plan);
  for (let unit = 0; unit < plan.hidden; unit++) {
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    for (const end = a + row; a < end; a += 32, b += 32) {
      low = f32x4.add(low, f32x4.mul(v128.load(a), v128.load(b)));
      high = f32x4.add(high, f32x4.mul(v128.load(a, 16), v128.load(b, 16)));
    }
    v128.store(totals, f32x4.add(v128.load(totals), low));
    v128.store(totals, f32x4.add(v128.load(totals, 16), high), 16);
    totals += 32;
  }
}
