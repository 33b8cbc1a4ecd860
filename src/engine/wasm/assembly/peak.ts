/**
 * What this machine can do at best with strict float32 arithmetic: twelve chains of a multiplication and an
 * addition in registers, which V8 pairs to 256 bits where it can. One iteration is 24 · 4 · 2 operations.
 */

/** Where the chains end: stores are what V8 begins to pair from. */
const PEAK = memory.data(384, 16);

/** Runs `iterations` and returns a number that depends on all of them. */
export function peak(iterations: i32): f32 {
  const factor = f32x4.splat(0.999);
  const term = f32x4.splat(0.001);
  let al = f32x4.splat(1), ah = f32x4.splat(1);
  let bl = f32x4.splat(1), bh = f32x4.splat(1);
  let cl = f32x4.splat(1), ch = f32x4.splat(1);
  let dl = f32x4.splat(1), dh = f32x4.splat(1);
  let el = f32x4.splat(1), eh = f32x4.splat(1);
  let fl = f32x4.splat(1), fh = f32x4.splat(1);
  let gl = f32x4.splat(1), gh = f32x4.splat(1);
  let hl = f32x4.splat(1), hh = f32x4.splat(1);
  let il = f32x4.splat(1), ih = f32x4.splat(1);
  let jl = f32x4.splat(1), jh = f32x4.splat(1);
  let kl = f32x4.splat(1), kh = f32x4.splat(1);
  let ll = f32x4.splat(1), lh = f32x4.splat(1);
  while (iterations-- > 0) {
    al = f32x4.add(f32x4.mul(al, factor), term);
    ah = f32x4.add(f32x4.mul(ah, factor), term);
    bl = f32x4.add(f32x4.mul(bl, factor), term);
    bh = f32x4.add(f32x4.mul(bh, factor), term);
    cl = f32x4.add(f32x4.mul(cl, factor), term);
    ch = f32x4.add(f32x4.mul(ch, factor), term);
    dl = f32x4.add(f32x4.mul(dl, factor), term);
    dh = f32x4.add(f32x4.mul(dh, factor), term);
    el = f32x4.add(f32x4.mul(el, factor), term);
    eh = f32x4.add(f32x4.mul(eh, factor), term);
    fl = f32x4.add(f32x4.mul(fl, factor), term);
    fh = f32x4.add(f32x4.mul(fh, factor), term);
    gl = f32x4.add(f32x4.mul(gl, factor), term);
    gh = f32x4.add(f32x4.mul(gh, factor), term);
    hl = f32x4.add(f32x4.mul(hl, factor), term);
    hh = f32x4.add(f32x4.mul(hh, factor), term);
    il = f32x4.add(f32x4.mul(il, factor), term);
    ih = f32x4.add(f32x4.mul(ih, factor), term);
    jl = f32x4.add(f32x4.mul(jl, factor), term);
    jh = f32x4.add(f32x4.mul(jh, factor), term);
    kl = f32x4.add(f32x4.mul(kl, factor), term);
    kh = f32x4.add(f32x4.mul(kh, factor), term);
    ll = f32x4.add(f32x4.mul(ll, factor), term);
    lh = f32x4.add(f32x4.mul(lh, factor), term);
  }
  v128.store(PEAK, al, 0);
  v128.store(PEAK, ah, 16);
  v128.store(PEAK, bl, 32);
  v128.store(PEAK, bh, 48);
  v128.store(PEAK, cl, 64);
  v128.store(PEAK, ch, 80);
  v128.store(PEAK, dl, 96);
  v128.store(PEAK, dh, 112);
  v128.store(PEAK, el, 128);
  v128.store(PEAK, eh, 144);
  v128.store(PEAK, fl, 160);
  v128.store(PEAK, fh, 176);
  v128.store(PEAK, gl, 192);
  v128.store(PEAK, gh, 208);
  v128.store(PEAK, hl, 224);
  v128.store(PEAK, hh, 240);
  v128.store(PEAK, il, 256);
  v128.store(PEAK, ih, 272);
  v128.store(PEAK, jl, 288);
  v128.store(PEAK, jh, 304);
  v128.store(PEAK, kl, 320);
  v128.store(PEAK, kh, 336);
  v128.store(PEAK, ll, 352);
  v128.store(PEAK, lh, 368);
  return load<f32>(PEAK);
}
