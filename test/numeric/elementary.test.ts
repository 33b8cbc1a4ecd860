import { describe, expect, it } from 'vitest';
import {
  cos,
  cosine,
  exp,
  expm1,
  log,
  log1p,
  logistic,
  sin,
  softplus,
  tanh,
} from '../../src/numeric/elementary.ts';

const elementary = { exp, expm1, log, log1p, tanh, logistic, softplus };
type Name = keyof typeof elementary;

/** [x, f(x)] rounded from 50 digits: Python's mpmath, `mp.dps = 50; float(mp.exp(mpf(x)))` and its like. */
const golden: Record<Name, readonly (readonly [number, number])[]> = {
  exp: [
    [-744.5, 5e-324],
    [-720.25, 1.5827029403e-313],
    [-37.5, 5.175555005801869e-17],
    [-1, 0.36787944117144233],
    [-0.3125, 0.7316156289466418],
    [1e-9, 1.000000001],
    [0.34657, 1.4142084849595797],
    [0.5, 1.6487212707001282],
    [1, Math.E],
    [20.7, 977002725.8269073],
    [709.75, 1.7398368732641605e308],
  ],
  expm1: [
    [-36.5, -0.9999999999999999],
    [-1, -0.6321205588285577],
    [-0.35, -0.29531191028128656],
    [-1e-12, -9.999999999995e-13],
    [1e-300, 1e-300],
    [0.3, 0.3498588075760031],
    [0.40625, 0.5011778000001228],
    [2.5, 11.182493960703473],
    [50, 5.184705528587072e21],
    [700.5, 1.6721859620674984e304],
  ],
  log: [
    [5e-324, -744.4400719213812],
    [1e-310, -713.8013788281542],
    [1e-5, -11.512925464970229],
    [0.5, -Math.LN2],
    [0.7125, -0.33897536683933144],
    [0.999999, -1.000000500029089e-6],
    [1.000001, 9.999994999180668e-7],
    [1.5, 0.4054651081081644],
    [2, Math.LN2],
    [10, Math.LN10],
    [1e300, 690.7755278982137],
  ],
  log1p: [
    [-0.999, -6.907755278982136],
    [-0.5, -Math.LN2],
    [-1e-5, -1.0000050000333337e-5],
    [1e-18, 1e-18],
    [1e-5, 9.999950000333332e-6],
    [0.3277, 0.2834481219197193],
    [1, Math.LN2],
    [100000, 11.51293546492023],
    [1e300, 690.7755278982137],
  ],
  tanh: [
    [-3, -0.9950547536867305],
    [-0.75, -0.6351489523872873],
    [-0.25, -0.24491866240370913],
    [1e-10, 1e-10],
    [0.1, 0.09966799462495582],
    [0.5, 0.46211715726000974],
    [1, 0.7615941559557649],
    [5, 0.9999092042625951],
    [18.5, 0.9999999999999998],
  ],
  logistic: [
    [-700, 9.85967654375977e-305],
    [-36.5, 1.4068617124461467e-16],
    [-2, 0.11920292202211756],
    [-0.1, 0.47502081252106],
    [1e-8, 0.5000000025],
    [0.7, 0.668187772168166],
    [3, 0.9525741268224333],
    [35, 0.9999999999999993],
  ],
  softplus: [
    [-700, 9.85967654375977e-305],
    [-20.5, 1.2501528656053015e-9],
    [-1, 0.3132616875182228],
    [0.25, 0.8259394198788436],
    [3, 3.048587351573742],
    [36, 36],
    [800, 800],
  ],
};

/** Units in the last place allowed, as the doc comments state. */
const allowed: Record<Name, number> = {
  exp: 1,
  expm1: 2,
  log: 1,
  log1p: 2,
  tanh: 2.5,
  logistic: 2,
  softplus: 2,
};

const special: Record<Name, readonly (readonly [number, number])[]> = {
  exp: [
    [0, 1],
    [-0, 1],
    [Infinity, Infinity],
    [-Infinity, 0],
    [709.79, Infinity],
    [-745.2, 0],
    [1e308, Infinity],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [Infinity, Infinity],
    [-Infinity, -1],
    [5e-324, 5e-324],
    [710, Infinity],
  ],
  log: [
    [0, -Infinity],
    [-0, -Infinity],
    [1, 0],
    [-1, NaN],
    [Infinity, Infinity],
    [-Infinity, NaN],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [-1, -Infinity],
    [-1.5, NaN],
    [Infinity, Infinity],
    [-5e-324, -5e-324],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [Infinity, 1],
    [-Infinity, -1],
    [-5e-324, -5e-324],
    [1e300, 1],
  ],
  logistic: [
    [0, 0.5],
    [Infinity, 1],
    [-Infinity, 0],
    [-1e300, 0],
  ],
  softplus: [
    [Infinity, Infinity],
    [-Infinity, 0],
    [1e300, 1e300],
  ],
};

const names = Object.keys(golden) as Name[];

/** The distance between a float64 and the next one further from 0. */
function unitInTheLastPlace(x: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  view.setBigInt64(0, view.getBigInt64(0) + 1n);
  return view.getFloat64(0) - Math.abs(x);
}

describe.each(names)('%s', (name) => {
  const f = elementary[name];

  it('is within the stated units in the last place of 50-digit values', () => {
    for (const [x, expected] of golden[name]) {
      const error = Math.abs(f(x) - expected) / unitInTheLastPlace(expected);
      expect(error, `${name}(${x})`).toBeLessThanOrEqual(allowed[name]);
    }
  });

  it('gives the limits at zeros, infinities, overflow and outside its domain', () => {
    for (const [x, expected] of special[name]) expect(f(x), `${name}(${x})`).toBe(expected);
    expect(f(NaN)).toBeNaN();
  });
});

describe('the elementary functions together', () => {
  it('invert one another over their range', () => {
    for (let x = -30; x < 30; x += 0.37) {
      expect(elementary.log(elementary.exp(x))).toBeCloseTo(x, 13);
      expect(elementary.log1p(elementary.expm1(x)) / x).toBeCloseTo(1, x < -5 ? 1 : 13);
    }
  });

  it('keep the symmetries of tanh and logistic', () => {
    for (let x = 0; x < 24; x += 0.0917) {
      expect(elementary.tanh(-x)).toBeCloseTo(-elementary.tanh(x), 15);
      expect(elementary.logistic(-x)).toBeCloseTo(1 - elementary.logistic(x), 15);
      expect(elementary.softplus(x) - elementary.softplus(-x)).toBeCloseTo(x, 13);
    }
  });

  it('have a cosine like that of the engine, to 4 units of 1', () => {
    for (let x = -Math.PI; x <= Math.PI; x += 0.0101)
      expect(Math.abs(cosine(x) - Math.cos(x)), `cosine(${x})`).toBeLessThanOrEqual(4 * 2 ** -52);
    expect([cosine(0), cosine(Math.PI)]).toEqual([1, -1]);
    expect(cosine(NaN)).toBeNaN();
  });

  it('have sine and cosine like those of the engine, to 1e-15 of the value within a quarter turn', () => {
    for (let x = -Math.PI / 4; x <= Math.PI / 4; x += 0.000317) {
      expect(Math.abs(sin(x) - Math.sin(x)), `sin(${x})`).toBeLessThanOrEqual(1e-15 * Math.abs(Math.sin(x)));
      expect(Math.abs(cos(x) - Math.cos(x)), `cos(${x})`).toBeLessThanOrEqual(1e-15 * Math.cos(x));
    }
  });

  it('have sine and cosine that go round and round, to 1e-15', () => {
    for (let x = -1000; x <= 1000; x += 0.3719) {
      expect(Math.abs(sin(x) - Math.sin(x)), `sin(${x})`).toBeLessThanOrEqual(1e-15);
      expect(Math.abs(cos(x) - Math.cos(x)), `cos(${x})`).toBeLessThanOrEqual(1e-15);
      expect(sin(-x)).toBe(-sin(x));
      expect(cos(-x)).toBe(cos(x));
    }
    expect([sin(0), cos(0), sin(1e-300)]).toEqual([0, 1, 1e-300]);
    for (const x of [NaN, Infinity, -Infinity]) expect([sin(x), cos(x)]).toEqual([NaN, NaN]);
  });

  it('keep the bits of sine and cosine: a checksum over 4,000 arguments', () => {
    const view = new DataView(new ArrayBuffer(8));
    let checksum = 0;
    for (let index = 0; index < 4000; index++) {
      for (const f of [sin, cos]) {
        view.setFloat64(0, f((index - 1000) / 640 + 0.001));
        checksum = (Math.imul(checksum, 31) + view.getInt32(0)) | 0;
        checksum = (Math.imul(checksum, 31) + view.getInt32(4)) | 0;
      }
    }
    expect(checksum).toMatchInlineSnapshot(`-953052460`);
  });

  it('never fall where they should rise', () => {
    for (const name of ['exp', 'expm1', 'tanh', 'logistic', 'softplus'] as const) {
      for (let x = -40; x < 40; x += 0.01) {
        expect(elementary[name](x + 0.01)).toBeGreaterThanOrEqual(elementary[name](x));
      }
    }
  });

  it('keep their bits: a checksum over 4,000 arguments each', () => {
    // The checksum is this code's own; it changes only with a change of results, which is worth a new version.
    const view = new DataView(new ArrayBuffer(8));
    let checksum = 0;
    for (const name of names) {
      for (let index = 0; index < 4000; index++) {
        view.setFloat64(0, elementary[name]((index - 1000) / 64 + 0.001));
        checksum = (Math.imul(checksum, 31) + view.getInt32(0)) | 0;
        checksum = (Math.imul(checksum, 31) + view.getInt32(4)) | 0;
      }
    }
    expect(checksum).toMatchInlineSnapshot(`1786111974`);
  });
});
