import { describe, expect, it } from 'vitest';
import { Arena } from '../../../src/engine/wasm/arena.ts';
import { loadKernels } from '../../../src/engine/wasm/module.ts';
import { exp, log, logistic, tanh } from '../../../src/numeric/elementary.ts';

const kernels = loadKernels();

/** What a kernel makes of the numbers, in float32. */
function through(apply: (address: number, count: number) => void, numbers: Float32Array): Float32Array {
  const arena = new Arena(kernels.memory, kernels.heapBase());
  const count = Math.ceil(numbers.length / 16) * 16;
  const address = arena.take(4 * count);
  arena.floatsAt(address, numbers.length).set(numbers);
  apply(address, count);
  return arena.floatsAt(address, numbers.length).slice();
}

const wasmTanh = (numbers: Float32Array) => through((at, count) => kernels.activate(0, at, count), numbers);
const wasmLogistic = (numbers: Float32Array) =>
  through((at, count) => kernels.activate(1, at, count), numbers);

function worstRelativeError(
  actual: Float32Array,
  inputs: Float32Array,
  exact: (x: number) => number,
): number {
  return actual.reduce((worst, value, index) => {
    const right = exact(inputs[index]!);
    return Math.max(worst, Math.abs(value / right - 1));
  }, 0);
}

/** `count` numbers evenly from `least` to `most`; an even count passes 0 by. */
function grid(least: number, most: number, count = 200_000): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => least + ((most - least) * (i + 0.5)) / count);
}

/** Numbers evenly on a logarithmic scale. */
function magnitudes(least: number, most: number, count = 50_001): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => exp(log(least) + (i / count) * log(most / least)));
}

describe('tanh', () => {
  it('is within 5e-7 of float64, relative to its value, over all magnitudes', () => {
    for (const x of [grid(-10, 10), magnitudes(1e-30, 1)]) {
      expect(worstRelativeError(wasmTanh(x), x, tanh)).toBeLessThan(5e-7);
    }
  });

  it('is odd, bit by bit', () => {
    const x = grid(0, 12);
    expect(wasmTanh(x.map((value) => -value))).toEqual(wasmTanh(x).map((value) => -value));
  });

  it('saturates at exactly ±1 and never passes it', () => {
    const far = wasmTanh(Float32Array.of(9.02, 20, 1e30, Infinity, -9.02, -1e30, -Infinity));
    expect(Array.from(far)).toEqual([1, 1, 1, 1, -1, -1, -1]);
    expect(wasmTanh(grid(-12, 12)).every((value) => Math.abs(value) <= 1)).toBe(true);
  });

  it('keeps NaN and does not let it reach the lanes beside it', () => {
    const values = wasmTanh(Float32Array.of(1, Number.NaN, 1, 0));
    expect(values[1]).toBeNaN();
    expect(values[0]).toBe(values[2]);
    expect(values[3]).toBe(0);
  });
});

describe('the other elementary kernels', () => {
  it('compute the logistic function within 5e-7 where its value is a normal number', () => {
    const x = grid(-87, 30);
    expect(worstRelativeError(wasmLogistic(x), x, logistic)).toBeLessThan(5e-7);
    expect(wasmLogistic(Float32Array.of(Number.NaN, 100, -200))).toEqual(
      Float32Array.of(Number.NaN, 1, wasmLogistic(Float32Array.of(-88.37))[0]!),
    );
  });

  it('compute exp within 3e-7, and 1 at 0', () => {
    const x = grid(-87, 88);
    expect(worstRelativeError(through(kernels.applyExp, x), x, exp)).toBeLessThan(3e-7);
    expect(through(kernels.applyExp, Float32Array.of(0))[0]).toBe(1);
    expect(through(kernels.applyExp, Float32Array.of(Number.NaN))[0]).toBeNaN();
  });

  it('compute log within 3e-7 over all magnitudes, near 1 too, and give NaN for what is not finite', () => {
    for (const x of [magnitudes(1e-37, 1e37), grid(0.9, 0.999), grid(1.001, 1.1)]) {
      expect(worstRelativeError(through(kernels.applyLog, x), x, log)).toBeLessThan(3e-7);
    }
    expect(through(kernels.applyLog, Float32Array.of(1))[0]).toBe(0);
    expect(through(kernels.applyLog, Float32Array.of(Number.NaN, Infinity))).toEqual(
      Float32Array.of(Number.NaN, Number.NaN),
    );
  });

  it('compute ln(1 + u) within 4e-7 even where 1 + u rounds to 1', () => {
    const u = magnitudes(1e-30, 1);
    // ln(1 + u) = u - u²/2 + u³/3 - ... for small u, where float64 loses digits in 1 + u.
    const exact = (x: number) => (x < 1e-4 ? x - (x * x) / 2 + (x * x * x) / 3 : log(1 + x));
    expect(worstRelativeError(through(kernels.applyLog1p, u), u, exact)).toBeLessThan(4e-7);
  });
});
