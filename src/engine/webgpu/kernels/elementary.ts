/**
 * Functions exp, log and the units' nonlinearities in WGSL. The language lets a built-in exp or tanh be off by many
 * units in the last place, and lets a compiler assume that there is no NaN; so these are polynomials of our own, as in
 * ../../wasm/assembly, and NaN is detected by its bits.
 */
import type { Unit } from '../../../nets/net.ts';

export const elementary = /* wgsl */ `
/// e^x for x cut to [-87, 88]: 2^n e^r, the polynomial of Cephes' expf (Moshier 1992).
fn exponential(x: f32) -> f32 {
  let bounded = clamp(x, -87.0, 88.0);
  let n = round(bounded * 1.44269504);
  let r = (bounded - n * 0.693359375) + n * 2.12194440e-4;
  var y = 1.9875691500e-4;
  y = y * r + 1.3981999507e-3;
  y = y * r + 8.3334519073e-3;
  y = y * r + 4.1665795894e-2;
  y = y * r + 1.6666665459e-1;
  y = y * r + 5.0000001201e-1;
  y = y * r * r + r + 1.0;
  return y * bitcast<f32>(u32(i32(n) + 127) << 23u);
}

/// ln x of normal x > 0: exponent and mantissa in [√½, √2), the polynomial of Cephes' logf.
fn logarithm(x: f32) -> f32 {
  let bits = bitcast<i32>(x);
  let e = (bits - 0x3f3504f3) >> 23u;
  let f = bitcast<f32>(bits - (e << 23u)) - 1.0;
  let z = f * f;
  var y = 7.0376836292e-2;
  y = y * f - 1.1514610310e-1;
  y = y * f + 1.1676998740e-1;
  y = y * f - 1.2420140846e-1;
  y = y * f + 1.4249322787e-1;
  y = y * f - 1.6668057665e-1;
  y = y * f + 2.0000714765e-1;
  y = y * f - 2.4999993993e-1;
  y = y * f + 3.3333331174e-1;
  y = y * f * z - f32(e) * 2.12194440e-4 - 0.5 * z;
  return f + y + f32(e) * 0.693359375;
}

/// ln(1 + u) for u in [0, 1]: 2 artanh(s) of s = u / (2 + u), by its series. 1 + u would lose what counts of a small u.
fn logarithm1p(u: f32) -> f32 {
  let s = u / (2.0 + u);
  let z = s * s;
  var y = 0.13333333;
  y = y * z + 0.15384616;
  y = y * z + 0.18181819;
  y = y * z + 0.22222222;
  y = y * z + 0.2857143;
  y = y * z + 0.4;
  y = y * z + 0.6666667;
  return s * z * y + 2.0 * s;
}

fn logistic(x: f32) -> f32 {
  return 1.0 / (1.0 + exponential(-x));
}
`;

type Width = 'f32' | 'vec4f';

/** Code of tanh: x P(x²)/Q(x²), the fit in relative error of degree 4/4 on |x| <= 9.02 that the wasm device has. */
const tanhCode = (name: string, type: Width, isNan: string): string => /* wgsl */ `
fn ${name}(a: ${type}) -> ${type} {
  let x = clamp(a, ${type}(-9.02), ${type}(9.02));
  let z = x * x;
  var p = ${type}(1.3319167102565643e-8);
  p = p * z + 2.058355494227726e-5;
  p = p * z + 0.003494039410725236;
  p = p * z + 0.13379722833633423;
  p = x * (p * z + 1.0);
  var q = ${type}(7.762059794913512e-7);
  q = q * z + 0.0003283100377302617;
  q = q * z + 0.025871090590953827;
  q = q * z + 0.4671303629875183;
  q = q * z + 1.0;
  return select(clamp(p / q, ${type}(-1.0), ${type}(1.0)), a, ${isNan}(a));
}`;

const values: Readonly<Record<Unit, string>> = {
  tanh: tanhCode('unit', 'f32', 'isNan'),
  logistic: /* wgsl */ `
fn unit(a: f32) -> f32 { return select(logistic(a), a, isNan(a)); }`,
  relu: /* wgsl */ `
fn unit(a: f32) -> f32 { return select(max(a, 0.0), a, isNan(a)); }`,
};

/** Code of `unit(a)`: the nonlinearity f, NaN where a is. */
export const unitValue = (unit: Unit): string => elementary + values[unit];

const slopes: Readonly<Record<Unit, string>> = {
  tanh: '1.0 - h * h',
  logistic: 'h * (1.0 - h)',
  relu: 'select(0.0, 1.0, h > 0.0)',
};

/** Code of `unitSlope(h)`: f'(a), computed from h = f(a). */
export const unitSlope = (unit: Unit): string =>
  `\nfn unitSlope(h: f32) -> f32 { return ${slopes[unit]}; }\n`;

/** Code of `unitFour(a)`: f of four numbers at once, the same as `unit` of each. */
export const unitFourValue = (unit: Unit): string => isNanFour + fourValues[unit];

const isNanFour = /* wgsl */ `
fn isNanFour(a: vec4f) -> vec4<bool> { return (bitcast<vec4u>(a) & vec4u(0x7fffffffu)) > vec4u(0x7f800000u); }
`;

const logisticFour = (name: string): string => /* wgsl */ `
fn ${name}(a: vec4f) -> vec4f {
  let bounded = clamp(-a, vec4f(-87.0), vec4f(88.0));
  let n = round(bounded * 1.44269504);
  let r = (bounded - n * 0.693359375) + n * 2.12194440e-4;
  var y = vec4f(1.9875691500e-4);
  y = y * r + 1.3981999507e-3;
  y = y * r + 8.3334519073e-3;
  y = y * r + 4.1665795894e-2;
  y = y * r + 1.6666665459e-1;
  y = y * r + 5.0000001201e-1;
  y = y * r * r + r + 1.0;
  let e = y * bitcast<vec4f>(vec4u(vec4i(n) + vec4i(127)) << vec4u(23u));
  return select(1.0 / (1.0 + e), a, isNanFour(a));
}`;

/** Code of `tanhFour(a)` and `logisticFour(a)`: of four numbers at once, NaN where one is. */
export const gateValues: string =
  isNanFour + tanhCode('tanhFour', 'vec4f', 'isNanFour') + logisticFour('logisticFour');

const fourValues: Readonly<Record<Unit, string>> = {
  tanh: tanhCode('unitFour', 'vec4f', 'isNanFour'),
  logistic: logisticFour('unitFour'),
  relu: /* wgsl */ `
fn unitFour(a: vec4f) -> vec4f { return select(max(a, vec4f(0.0)), a, isNanFour(a)); }`,
};
