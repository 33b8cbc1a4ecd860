/**
 * Products over all time steps and lanes, in the form that has units in the lanes of vectors:
 *
 *   out[i][j] += factor · Σ_step Σ_lane a[step][i][lane] · b[step][j][lane]
 *
 * Eight sums make an element, as in scripts/kernels/outer.ts: of the first go lanes 0, 8 and 16, of the second 1, 9 and
 * 17, and so on; each begins at zero every STRETCH steps and is then added to its total. So the bits are the same.
 *
 * A sum is a matrix product by itself, whose lanes are units of b (scripts/kernels/outer-units.ts): lanes without a
 * sequence cost nothing, and one sequence alone has one sum. Both factors are copied first, transposed, to the order in
 * which the blocks read them. Copies of one stretch stay in the cache. Where totals are larger than a cache, many
 * stretches are copied at once, and a group of a's rows goes over all of them before the next one does: so its totals
 * come from memory once.
 */
import { CHUNK, CHUNKS, LARGE, PANEL, STRETCH, VISIT } from './outer-units.generated';
import { narrowBlocks, wideBlocks } from './outer-units.generated';

/** Bytes of the totals of a chunk of a and a panel of b. */
const TOTAL_BYTES: usize = 4 * CHUNK * PANEL;

/** Number of lanes whose products go to that one of the eight sums. */
@inline
function lanesOfSum(sum: i32, lanes: i32): i32 {
  return (lanes - sum + 7) >> 3;
}

@inline
function wholes(count: i32, size: i32): i32 {
  return (count + size - 1) / size;
}

/**
 * Adds to the totals, `[sums][chunks of a][panels of b]`, of the first `lanes` lanes. Rows lie in memory to whole groups of four. `stepA` and `stepB`
 * are bytes from one step to the next.
 */
export function accumulateUnits(
  width: i32,
  lanes: i32,
  copies: usize,
  totals: usize,
  a: usize,
  rowsA: i32,
  stepA: i32,
  b: usize,
  rowsB: i32,
  stepB: i32,
  steps: i32,
): void {
  const bytes = 32 * CHUNK * wholes(rowsA, CHUNK) * PANEL * wholes(rowsB, PANEL);
  const isLarge = bytes > LARGE;
  const most = isLarge ? min(CHUNKS * CHUNK, CHUNK * wholes(rowsA, CHUNK)) : CHUNK;
  const visit = min(steps, isLarge ? VISIT : STRETCH);
  const copiesB = copies + ((most * visit * lanes) << 2);
  for (let done = 0; done < steps; done += visit) {
    const count = min(visit, steps - done);
    copyUnits(copiesB, b + done * stepB, rowsB, PANEL, stepB, width, lanes, count);
    for (let row = 0; row < rowsA; row += most) {
      const rows = min(most, rowsA - row);
      const from = a + done * stepA + ((row * width) << 2);
      copyUnits(copies, from, rows, CHUNK, stepA, width, lanes, count);
      addRows(totals, rowsA, row, rows, rowsB, copies, copiesB, lanes, count);
    }
  }
}

/** Adds `rows` rows of a from `row` on, a multiple of a chunk, and copied steps. */
function addRows(
  totals: usize,
  rowsA: i32,
  row: i32,
  rows: i32,
  rowsB: i32,
  copiesA: usize,
  copiesB: usize,
  lanes: i32,
  steps: i32,
): void {
  const chunks = wholes(rows, CHUNK);
  const panels = wholes(rowsB, PANEL);
  const chunkTotals = (panels as usize) * TOTAL_BYTES;
  const sumTotals = (wholes(rowsA, CHUNK) as usize) * chunkTotals;
  const wide = (rowsB + PANEL / 2 - 1) / PANEL;
  totals += ((row / CHUNK) as usize) * chunkTotals;
  for (let sum = 0; sum < min(8, lanes); sum++) {
    const ofSum = lanesOfSum(sum, lanes);
    const copyA: usize = (steps * ofSum * CHUNK) << 2;
    const copyB: usize = (steps * ofSum * PANEL) << 2;
    for (let done = 0; done < steps; done += STRETCH) {
      const count = min(STRETCH, steps - done) * ofSum;
      let b = copiesB + ((done * ofSum * PANEL) << 2);
      for (let panel = 0; panel < panels; panel++, b += copyB) {
        let a = copiesA + ((done * ofSum * CHUNK) << 2);
        let at = totals + (panel as usize) * TOTAL_BYTES;
        for (let chunk = 0; chunk < chunks; chunk++, a += copyA, at += chunkTotals) {
          const left = min(CHUNK, rows - chunk * CHUNK);
          if (panel < wide) wideBlocks(at, left, a, b, count);
          else narrowBlocks(at, left, a, b, count);
        }
      }
    }
    totals += sumTotals;
    copiesA += (chunks as usize) * copyA;
    copiesB += (panels as usize) * copyB;
  }
}

/** Copies `[step][unit][lane]` to `[sum][unit / size][step][lane of the sum][size]`. */
function copyUnits(
  out: usize,
  x: usize,
  rows: i32,
  size: i32,
  stepBytes: i32,
  width: i32,
  lanes: i32,
  steps: i32,
): void {
  const stride = (width as usize) << 2;
  const group: usize = size << 2;
  const perStep = (steps as usize) * group;
  const chunks = wholes(rows, size);
  for (let chunk = 0; chunk < chunks; chunk++, x += (size as usize) * stride) {
    const units = min(size, rows - chunk * size);
    for (let lane = 0; lane < lanes; lane += 4) {
      const sum = lane & 7;
      const n0 = lanesOfSum(sum, lanes) as usize;
      const n1 = lanesOfSum(sum + 1, lanes) as usize;
      const n2 = lanesOfSum(sum + 2, lanes) as usize;
      const n3 = lanesOfSum(sum + 3, lanes) as usize;
      const nth = ((lane >> 3) as usize) * group;
      const before = lanesBefore(sum, lanes) as usize;
      const o0 = out + nth + (before * chunks + n0 * chunk) * perStep;
      const o1 = out + nth + ((before + n0) * chunks + n1 * chunk) * perStep;
      const o2 = out + nth + ((before + n0 + n1) * chunks + n2 * chunk) * perStep;
      const o3 = out + nth + ((before + n0 + n1 + n2) * chunks + n3 * chunk) * perStep;
      const from = x + ((lane as usize) << 2);
      const used = lanes - lane;
      if (used >= 4) copyFour(o0, o1, o2, o3, n0, n1, n2, n3, group, from, stride, stepBytes, units, steps);
      else copyFew(used, o0, o1, o2, n0, n1, n2, group, from, stride, stepBytes, units, steps);
    }
  }
}

/**
 * Copies four lanes, transposing four units at a time, to where each lane goes; `n` of its groups lie from one step to
 * the next. From the next whole four units on a group gets 0.
 */
function copyFour(
  o0: usize,
  o1: usize,
  o2: usize,
  o3: usize,
  n0: usize,
  n1: usize,
  n2: usize,
  n3: usize,
  group: usize,
  from: usize,
  stride: usize,
  stepBytes: i32,
  units: i32,
  steps: i32,
): void {
  const zero = f32x4.splat(0);
  const end = (units as usize) << 2;
  for (; steps > 0; steps--) {
    let source = from;
    let unit: usize = 0;
    for (; unit < end; unit += 16) {
      const a = v128.load(source);
      const b = v128.load(source + stride);
      source += 2 * stride;
      const c = v128.load(source);
      const d = v128.load(source + stride);
      source += 2 * stride;
      const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(o0 + unit, v128.shuffle<f64>(abLow, cdLow, 0, 2));
      v128.store(o1 + unit, v128.shuffle<f64>(abLow, cdLow, 1, 3));
      v128.store(o2 + unit, v128.shuffle<f64>(abHigh, cdHigh, 0, 2));
      v128.store(o3 + unit, v128.shuffle<f64>(abHigh, cdHigh, 1, 3));
    }
    for (; unit < group; unit += 16) {
      v128.store(o0 + unit, zero);
      v128.store(o1 + unit, zero);
      v128.store(o2 + unit, zero);
      v128.store(o3 + unit, zero);
    }
    o0 += n0 * group;
    o1 += n1 * group;
    o2 += n2 * group;
    o3 += n3 * group;
    from += stepBytes;
  }
}

/** Copies the first one to three of four lanes. */
function copyFew(
  lanes: i32,
  o0: usize,
  o1: usize,
  o2: usize,
  n0: usize,
  n1: usize,
  n2: usize,
  group: usize,
  from: usize,
  stride: usize,
  stepBytes: i32,
  units: i32,
  steps: i32,
): void {
  const zero = f32x4.splat(0);
  const end = (units as usize) << 2;
  for (; steps > 0; steps--) {
    let source = from;
    let unit: usize = 0;
    for (; unit < group; unit += 16) {
      const isBeyond = unit >= end;
      const a = isBeyond ? zero : v128.load(source);
      const b = isBeyond ? zero : v128.load(source + stride);
      source += 2 * stride;
      const c = isBeyond ? zero : v128.load(source);
      const d = isBeyond ? zero : v128.load(source + stride);
      source += 2 * stride;
      const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      v128.store(o0 + unit, v128.shuffle<f64>(abLow, cdLow, 0, 2));
      if (lanes == 1) continue;
      v128.store(o1 + unit, v128.shuffle<f64>(abLow, cdLow, 1, 3));
      if (lanes == 2) continue;
      const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(o2 + unit, v128.shuffle<f64>(abHigh, cdHigh, 0, 2));
    }
    o0 += n0 * group;
    o1 += n1 * group;
    o2 += n2 * group;
    from += stepBytes;
  }
}

/** Number of lanes of the sums before that one. */
@inline
function lanesBefore(sum: i32, lanes: i32): i32 {
  return sum * (lanes >> 3) + min(sum, lanes & 7);
}

/** Adds the totals, times `factor`, to `out`, a row of which has `stride` numbers. */
export function reduceUnits(
  lanes: i32,
  totals: usize,
  rowsA: i32,
  rowsB: i32,
  out: usize,
  stride: i32,
  factor: f32,
): void {
  const sums = min(8, lanes);
  const panels = wholes(rowsB, PANEL);
  const ofSum = (wholes(rowsA, CHUNK) * panels) as usize * TOTAL_BYTES;
  const factors = f32x4.splat(factor);
  for (let row = 0; row < rowsA; row++) {
    const inChunk = ((row % CHUNK) * PANEL) << 2;
    const from = totals + (((row / CHUNK) * panels) as usize) * TOTAL_BYTES + inChunk;
    let target = out + (((row * stride) as usize) << 2);
    for (let column = 0; column < rowsB; column += 4) {
      const panel = from + ((column / PANEL) as usize) * TOTAL_BYTES;
      let at = panel + (((column % PANEL) as usize) << 2);
      const left = f32x4.add(ofLanes(at, 0, sums, ofSum), ofLanes(at, 1, sums, ofSum));
      const right = f32x4.add(ofLanes(at, 2, sums, ofSum), ofLanes(at, 3, sums, ofSum));
      const four = f32x4.mul(factors, f32x4.add(left, right));
      if (column + 4 <= rowsB) {
        v128.store(target, f32x4.add(v128.load(target), four));
        target += 16;
        continue;
      }
      store<f32>(target, load<f32>(target) + f32x4.extract_lane(four, 0));
      if (column + 1 < rowsB) store<f32>(target, load<f32>(target, 4) + f32x4.extract_lane(four, 1), 4);
      if (column + 2 < rowsB) store<f32>(target, load<f32>(target, 8) + f32x4.extract_lane(four, 2), 8);
    }
  }
}

/** Totals of a sum of the eight and of the one that is four further on; 0 for such as no lane has. */
@inline
function ofLanes(at: usize, sum: i32, sums: i32, bytes: usize): v128 {
  if (sum >= sums) return f32x4.splat(0);
  const one = v128.load(at + (sum as usize) * bytes);
  return sum + 4 < sums ? f32x4.add(one, v128.load(at + ((sum + 4) as usize) * bytes)) : one;
}
