/**
 * Peak rate of this machine in strict float32 arithmetic: twelve chains of a multiplication and an addition in
 * registers, which V8 pairs to 256 bits where it can. One iteration is 24 · 4 · 2 operations.
 */

const CONSTANTS = memory.data<f32>([0.999, 0.001], 16);

/** Runs `iterations`; every lane begins differently. The results go to the 384 bytes at `room`. */
export function peak(room: usize, iterations: i32): void {
  for (let lane = 0; lane < 96; lane++) store<f32>(room + (lane << 2), <f32>lane);
  // From memory: V8 would build a constant anew in each iteration.
  const factor = v128.load32_splat(CONSTANTS);
  const term = v128.load32_splat(CONSTANTS, 4);
  let al = v128.load(room, 0), ah = v128.load(room, 16);
  let bl = v128.load(room, 32), bh = v128.load(room, 48);
  let cl = v128.load(room, 64), ch = v128.load(room, 80);
  let dl = v128.load(room, 96), dh = v128.load(room, 112);
  let el = v128.load(room, 128), eh = v128.load(room, 144);
  let fl = v128.load(room, 160), fh = v128.load(room, 176);
  let gl = v128.load(room, 192), gh = v128.load(room, 208);
  let hl = v128.load(room, 224), hh = v128.load(room, 240);
  let il = v128.load(room, 256), ih = v128.load(room, 272);
  let jl = v128.load(room, 288), jh = v128.load(room, 304);
  let kl = v128.load(room, 320), kh = v128.load(room, 336);
  let ll = v128.load(room, 352), lh = v128.load(room, 368);
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
  v128.store(room, al, 0);
  v128.store(room, ah, 16);
  v128.store(room, bl, 32);
  v128.store(room, bh, 48);
  v128.store(room, cl, 64);
  v128.store(room, ch, 80);
  v128.store(room, dl, 96);
  v128.store(room, dh, 112);
  v128.store(room, el, 128);
  v128.store(room, eh, 144);
  v128.store(room, fl, 160);
  v128.store(room, fh, 176);
  v128.store(room, gl, 192);
  v128.store(room, gh, 208);
  v128.store(room, hl, 224);
  v128.store(room, hh, 240);
  v128.store(room, il, 256);
  v128.store(room, ih, 272);
  v128.store(room, jl, 288);
  v128.store(room, jh, 304);
  v128.store(room, kl, 320);
  v128.store(room, kh, 336);
  v128.store(room, ll, 352);
  v128.store(room, lh, 368);
}
