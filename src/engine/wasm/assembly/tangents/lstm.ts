/**
 * Tangent of an LSTM cell with or without peepholes, in the layout of cells/lstm.ts. The arguments of its gates are the
 * sums with what comes through peepholes.
 */
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
  return ((plan.stateRows / 2) as usize) * rowBytes(plan);
}

/** Number of the cell's own parameters at that address, in all lanes; 0 without peepholes. */
@inline
function splatOwn(plan: Plan, at: usize): v128 {
  return plan.ownCount > 0 ? v128.load32_splat(at) : f32x4.splat(0);
}

export function lstmTangent(
  plan: Plan,
  own: usize,
  sums: usize,
  before: usize,
  after: usize,
  kept: usize,
  rBefore: usize,
  rAfter: usize,
): void {
  const row = rowBytes(plan);
  const gate = gateBytes(plan);
  const block = blockBytes(plan);
  const peepholes = (plan.hidden as usize) << 2;
  let p = plan.parameters + plan.ownWeights;
  let at: usize = 0;
  for (let unit = 0; unit < plan.hidden; unit++, p += 4, own += 4) {
    const pI = splatOwn(plan, p);
    const pF = splatOwn(plan, p + peepholes);
    const pO = splatOwn(plan, p + 2 * peepholes);
    const vI = splatOwn(plan, own);
    const vF = splatOwn(plan, own + peepholes);
    const vO = splatOwn(plan, own + 2 * peepholes);
    for (const end = at + row; at < end; at += 16) {
      const earlier = v128.load(before + block + at);
      const rEarlier = v128.load(rBefore + block + at);
      const i = v128.load(kept + at);
      const f = v128.load(kept + block + at);
      const z = v128.load(kept + 2 * block + at);
      const o = v128.load(kept + 3 * block + at);
      const w = v128.load(kept + 4 * block + at);
      const seenI = f32x4.add(f32x4.mul(pI, rEarlier), f32x4.mul(vI, earlier));
      const seenF = f32x4.add(f32x4.mul(pF, rEarlier), f32x4.mul(vF, earlier));
      const rI = f32x4.add(v128.load(sums + at), seenI);
      const rF = f32x4.add(v128.load(sums + gate + at), seenF);
      const rZ = v128.load(sums + 2 * gate + at);
      const ofI = f32x4.mul(f32x4.mul(rI, logisticSlope(i)), z);
      const ofZ = f32x4.mul(f32x4.mul(rZ, tanhSlope(z)), i);
      const ofF = f32x4.mul(f32x4.mul(rF, logisticSlope(f)), earlier);
      const rC = f32x4.add(f32x4.add(ofI, ofZ), f32x4.add(ofF, f32x4.mul(f, rEarlier)));
      const cell = v128.load(after + block + at);
      const seenO = f32x4.add(f32x4.mul(pO, rC), f32x4.mul(vO, cell));
      const rO = f32x4.add(v128.load(sums + 3 * gate + at), seenO);
      const ofO = f32x4.mul(f32x4.mul(rO, logisticSlope(o)), w);
      const ofC = f32x4.mul(f32x4.mul(o, tanhSlope(w)), rC);
      v128.store(rAfter + at, f32x4.add(ofO, ofC));
      v128.store(rAfter + block + at, rC);
      v128.store(sums + at, rI);
      v128.store(sums + gate + at, rF);
      v128.store(sums + 3 * gate + at, rO);
    }
  }
}

/** Adds p_o times the damping of the output gate's argument to the signal of c, which that gate sees. */
export function lstmDampingOfOutputGate(plan: Plan, shares: usize, rSums: usize, kept: usize, d: usize): void {
  const row = rowBytes(plan);
  const gate = gateBytes(plan);
  const block = blockBytes(plan);
  let p = plan.parameters + plan.ownWeights + ((plan.hidden as usize) << 3);
  let at: usize = 0;
  for (let unit = 0; unit < plan.hidden; unit++, p += 4) {
    const pO = v128.load32_splat(p);
    for (let lane: usize = 0; lane < row; lane += 16, at += 16) {
      const slope = logisticSlope(v128.load(kept + 3 * block + at));
      const damped = f32x4.mul(f32x4.mul(v128.load(shares + lane), slope), v128.load(rSums + 3 * gate + at));
      addTo(d + block + at, f32x4.mul(pO, damped));
    }
  }
}

export function lstmDamping(
  plan: Plan,
  shares: usize,
  rSums: usize,
  before: usize,
  after: usize,
  kept: usize,
  s: usize,
  v: usize,
): void {
  const row = rowBytes(plan);
  const gate = gateBytes(plan);
  const block = blockBytes(plan);
  const peepholes = (plan.hidden as usize) << 2;
  const totals = (plan.hidden as usize) << 5;
  const hasOwn = plan.ownCount > 0;
  let p = plan.parameters + plan.ownWeights;
  let total = plan.ownTotals;
  let at: usize = 0;
  for (let unit = 0; unit < plan.hidden; unit++, p += 4, total += 32) {
    for (let lane: usize = 0; lane < row; lane += 16, at += 16) {
      const share = v128.load(shares + lane);
      const ofI = f32x4.mul(logisticSlope(v128.load(kept + at)), v128.load(rSums + at));
      const ofF = f32x4.mul(logisticSlope(v128.load(kept + block + at)), v128.load(rSums + gate + at));
      const ofZ = f32x4.mul(tanhSlope(v128.load(kept + 2 * block + at)), v128.load(rSums + 2 * gate + at));
      const ofO = f32x4.mul(logisticSlope(v128.load(kept + 3 * block + at)), v128.load(rSums + 3 * gate + at));
      const dI = f32x4.mul(share, ofI);
      const dF = f32x4.mul(share, ofF);
      const dO = f32x4.mul(share, ofO);
      addTo(s + at, dI);
      addTo(s + gate + at, dF);
      addTo(s + 2 * gate + at, f32x4.mul(share, ofZ));
      addTo(s + 3 * gate + at, dO);
      if (!hasOwn) continue;
      const earlier = v128.load(before + block + at);
      const throughI = f32x4.mul(v128.load32_splat(p), dI);
      const throughF = f32x4.mul(v128.load32_splat(p + peepholes), dF);
      addTo(v + block + at, f32x4.add(throughI, throughF));
      // Totals have eight lanes: the low and the high vector of a pair.
      const half = total + (lane & 16);
      addTo(half, f32x4.mul(dI, earlier));
      addTo(half + totals, f32x4.mul(dF, earlier));
      addTo(half + 2 * totals, f32x4.mul(dO, v128.load(after + block + at)));
    }
  }
}
