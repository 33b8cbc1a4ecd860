/**
 * Ω of Pascanu, Mikolov & Bengio (2013), eqs. 9 and 10, lane by lane: with d = ∂E/∂h_t, s = d ∘ f',
 * v = W_recᵀ s and r = ‖v‖²/‖d‖², Ω is the mean of (r - 1)² (or (√r - 1)²) over the N steps and lanes with
 * ‖d‖² >= 1e-20, and ∂⁺Ω/∂W_rec = (1/N) Σ c s vᵀ with c = 4 (r - 1)/‖d‖² (or 2 (√r - 1)/(√r ‖d‖²)).
 *
 * As the plain gradient is Σ s h_{t-1}ᵀ, both come from one weight product, Σ s (h_{t-1} + (α/N) c v)ᵀ.
 */

/** `out[lane] = Σ_row x[row][lane]²`; four sums go side by side, to hide the latency of an addition. */
export function squaredNorms(width: i32, x: usize, rows: i32, out: usize): void {
  const stride = (width as usize) << 2;
  for (let lane: usize = 0; lane < stride; lane += 32) {
    let at = x + lane;
    let al = f32x4.splat(0), ah = f32x4.splat(0), bl = f32x4.splat(0), bh = f32x4.splat(0);
    let cl = f32x4.splat(0), ch = f32x4.splat(0), dl = f32x4.splat(0), dh = f32x4.splat(0);
    let row = 0;
    for (; row + 4 <= rows; row += 4) {
      const second = at + stride;
      const third = second + stride;
      const fourth = third + stride;
      const pl = v128.load(at), ph = v128.load(at, 16);
      const ql = v128.load(second), qh = v128.load(second, 16);
      const rl = v128.load(third), rh = v128.load(third, 16);
      const sl = v128.load(fourth), sh = v128.load(fourth, 16);
      al = f32x4.add(al, f32x4.mul(pl, pl));
      ah = f32x4.add(ah, f32x4.mul(ph, ph));
      bl = f32x4.add(bl, f32x4.mul(ql, ql));
      bh = f32x4.add(bh, f32x4.mul(qh, qh));
      cl = f32x4.add(cl, f32x4.mul(rl, rl));
      ch = f32x4.add(ch, f32x4.mul(rh, rh));
      dl = f32x4.add(dl, f32x4.mul(sl, sl));
      dh = f32x4.add(dh, f32x4.mul(sh, sh));
      at = fourth + stride;
    }
    for (; row < rows; row++) {
      const pl = v128.load(at), ph = v128.load(at, 16);
      al = f32x4.add(al, f32x4.mul(pl, pl));
      ah = f32x4.add(ah, f32x4.mul(ph, ph));
      at += stride;
    }
    const low = f32x4.add(f32x4.add(al, bl), f32x4.add(cl, dl));
    const high = f32x4.add(f32x4.add(ah, bh), f32x4.add(ch, dh));
    v128.store(out + lane, low);
    v128.store(out + lane, high, 16);
  }
}

/**
 * Factor 2⁻⁸⁰. Where ‖d‖² or ‖v‖² is beyond float32 both are measured of d and v times it. Their r is the same, their c
 * that of d times 2¹⁶⁰: c carries a factor 2⁻³² to undo this, and v, before c multiplies it, the other 2⁻¹²⁸.
 */
const SHRINK: f32 = 8.271806125530277e-25;
const OF_FACTOR: f32 = 2.3283064365386963e-10;
const OF_V: f32 = 2.938735877055719e-39;

/** `Σ_row (SHRINK x[row][lane])²` of the four lanes at `x`. */
function shrunkNorms(width: i32, x: usize, rows: i32): v128 {
  const stride = (width as usize) << 2;
  const shrink = f32x4.splat(SHRINK);
  let sum = f32x4.splat(0);
  for (let row = 0; row < rows; row++, x += stride) {
    const small = f32x4.mul(v128.load(x), shrink);
    sum = f32x4.add(sum, f32x4.mul(small, small));
  }
  return sum;
}

/**
 * One step: computes of each lane the factor c (0 where the step does not count), adds Ω's term to `sums`, and one to
 * `counts` where it counts. At `factors` is ‖d‖² before and c after; at `squaredV` is ‖v‖². At `shrinks` is afterwards
 * the factor of v before c multiplies it: 1, or OF_V.
 */
export function omegaStep(
  form: i32,
  width: i32,
  rows: i32,
  dAt: usize,
  vAt: usize,
  squaredV: usize,
  factors: usize,
  shrinks: usize,
  sums: usize,
  counts: usize,
): void {
  const one = f32x4.splat(1);
  const infinite = f32x4.splat(Infinity);
  const end = (width as usize) << 2;
  for (let lane: usize = 0; lane < end; lane += 16) {
    let d = v128.load(factors + lane);
    let ofV = v128.load(squaredV + lane);
    const valid = f32x4.ge(d, f32x4.splat(1e-20));
    const beyond = v128.or(f32x4.eq(d, infinite), f32x4.eq(ofV, infinite));
    if (v128.any_true(beyond)) {
      d = v128.bitselect(shrunkNorms(width, dAt + lane, rows), d, beyond);
      ofV = v128.bitselect(shrunkNorms(width, vAt + lane, rows), ofV, beyond);
    }
    v128.store(shrinks + lane, v128.bitselect(f32x4.splat(OF_V), one, beyond));
    const r = f32x4.div(ofV, d);
    let term: v128;
    let factor: v128;
    if (form == 0) {
      const excess = f32x4.sub(r, one);
      term = f32x4.mul(excess, excess);
      factor = f32x4.div(f32x4.mul(excess, f32x4.splat(4)), d);
    } else {
      const q = f32x4.sqrt(r);
      const excess = f32x4.sub(q, one);
      term = f32x4.mul(excess, excess);
      // The norm has no slope at v = 0; such a step adds nothing to the derivative.
      const slope = f32x4.div(f32x4.mul(excess, f32x4.splat(2)), f32x4.mul(q, d));
      factor = v128.and(slope, f32x4.ne(q, f32x4.splat(0)));
    }
    factor = f32x4.mul(factor, v128.bitselect(f32x4.splat(OF_FACTOR), one, beyond));
    v128.store(factors + lane, v128.and(factor, valid));
    v128.store(sums + lane, f32x4.add(v128.load(sums + lane), v128.and(term, valid)));
    v128.store(counts + lane, i32x4.sub(v128.load(counts + lane), valid));
  }
}

/** Multiplies v in eight lanes by the factors at `shrinks`, where those are not 1 for all of them. */
function shrinkLanes(width: i32, v: usize, rows: i32, shrinks: usize): void {
  const stride = (width as usize) << 2;
  const low = v128.load(shrinks);
  const high = v128.load(shrinks, 16);
  const one = f32x4.splat(1);
  if (!v128.any_true(v128.or(f32x4.ne(low, one), f32x4.ne(high, one)))) return;
  for (let row = 0; row < rows; row++, v += stride) {
    v128.store(v, f32x4.mul(v128.load(v), low));
    v128.store(v, f32x4.mul(v128.load(v, 16), high), 16);
  }
}

/** Blends `v = h + scale · c v`, or `v = c v` where h is 0: the factor of s in the weight product. */
export function blend(
  width: i32,
  v: usize,
  h: usize,
  rows: i32,
  factors: usize,
  shrinks: usize,
  scale: f32,
): void {
  const stride = (width as usize) << 2;
  const factor = f32x4.splat(scale);
  for (let lane: usize = 0; lane < stride; lane += 32) {
    const low = f32x4.mul(factor, v128.load(factors + lane));
    const high = f32x4.mul(factor, v128.load(factors + lane, 16));
    shrinkLanes(width, v + lane, rows, shrinks + lane);
    let at = v + lane;
    let from = h + lane;
    if (h == 0) {
      for (let row = 0; row < rows; row++, at += stride) {
        const l = f32x4.mul(low, v128.load(at));
        const u = f32x4.mul(high, v128.load(at, 16));
        v128.store(at, l);
        v128.store(at, u, 16);
      }
    } else {
      for (let row = 0; row < rows; row++, at += stride, from += stride) {
        const l = f32x4.add(v128.load(from), f32x4.mul(low, v128.load(at)));
        const u = f32x4.add(v128.load(from, 16), f32x4.mul(high, v128.load(at, 16)));
        v128.store(at, l);
        v128.store(at, u, 16);
      }
    }
  }
}
