import { describe, expect, it } from 'vitest';
import { eigenvalues, modulus } from '../../src/eigen/eigenvalues.ts';
import { spectralRadius } from '../../src/eigen/spectral-radius.ts';
import { blockOf } from '../../src/nets/index.ts';
import { reservoir } from '../../src/nets/reservoir.ts';
import type { ReservoirNet } from '../../src/nets/reservoir-net.ts';
import { randomStream } from '../../src/random/random.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';

function drawn(options: object, name = 'a', shape = { inputs: 2, outputs: 1, fedBack: false }) {
  const chosen = reservoir.options.parse(options);
  const net = reservoir.build(shape, chosen);
  return { net, chosen, parameters: reservoir.initialise(net, chosen, randomStream('reservoir', name)) };
}

/** W_rec as a dense matrix. */
function dense(net: ReservoirNet, parameters: Float32Array): Float64Array {
  const [values, sources] = [
    blockOf(net, parameters, 'W_rec_values'),
    blockOf(net, parameters, 'W_rec_sources'),
  ];
  const matrix = new Float64Array(net.hidden * net.hidden);
  for (let at = 0; at < values.length; at++) {
    matrix[Math.floor(at / net.links) * net.hidden + sources[at]!] = values[at]!;
  }
  return matrix;
}

const count = (values: Float32Array): number => values.filter((value) => value !== 0).length;

describe('the draw of a reservoir', () => {
  it.each([
    [{ hidden: 60, connectivity: 0.1 }, 6],
    [{ hidden: 60, connectivity: 0.1, weights: 'sign' }, 6],
    [{ hidden: 150 }, 2],
    [{ hidden: 20 }, 1],
  ])('has the links and the radius that are asked for: %j', (options, links) => {
    const { net, parameters } = drawn({ ...options, radius: 0.7 });
    const matrix = dense(net, parameters);
    expect(net.links).toBe(links);
    expect(matrix.filter((weight) => weight !== 0)).toHaveLength(links * net.hidden);
    expect(spectralRadius(matrix, net.hidden)).toBeCloseTo(0.7, 6);
    for (let unit = 0; unit < net.hidden; unit++) {
      const own = [...blockOf(net, parameters, 'W_rec_sources').subarray(unit * links, (unit + 1) * links)];
      expect(own).toEqual([...new Set(own)].sort((a, b) => a - b));
      expect(own.every((source) => Number.isInteger(source) && source >= 0 && source < net.hidden)).toBe(
        true,
      );
    }
  });

  it('has that radius in a step of leaky units where radiusOf says so, as in J01: .79 of W is .95 of the step', () => {
    const { net, parameters } = drawn({
      ...{ hidden: 80, connectivity: 0.1, leak: 0.44, decay: 0.9 },
      ...{ radius: 0.95, radiusOf: 'step' },
    });
    const step = dense(net, parameters).map(
      (weight, at) => 0.44 * weight + (at % (net.hidden + 1) === 0 ? 1 - 0.44 * 0.9 : 0),
    );
    const all = eigenvalues(step, net.hidden)!;
    const moduli = Array.from(all.real, (real, at) => modulus(real, all.imaginary[at]!));
    expect(Math.max(...moduli)).toBeCloseTo(0.95, 6);
  });

  it('refuses in one line, before anything starts, a radius of the step that it has without links', () => {
    const asked = { hidden: 10, leak: 0.1, radius: 0.85, radiusOf: 'step' };
    expect(() => resolveContestant('esn', asked)).toThrow(
      'esn: radius=0.85 with radiusOf=step is no more than 1 - leak · decay = 0.9, which a step keeps without any link; set radius above that',
    );
  });

  it('is made again where it is nilpotent', () => {
    // A quarter of all 2×2 matrices of ±1 are nilpotent: [[a, b], [-b, -a]] with a² = b².
    for (let name = 0; name < 40; name++) {
      const { net, parameters } = drawn({ hidden: 2, connectivity: 1, weights: 'sign' }, `${name}`);
      expect(spectralRadius(dense(net, parameters), 2)).toBeCloseTo(0.9, 6);
    }
  });

  it('depends on its stream alone, and draws the readout by itself as within the whole', () => {
    const { net, chosen, parameters } = drawn({ hidden: 30 });
    expect(drawn({ hidden: 30 }).parameters).toEqual(parameters);
    expect(drawn({ hidden: 30 }, 'b').parameters).not.toEqual(parameters);
    const rest = reservoir.fixed!.initialiseRest(net, chosen, randomStream('reservoir', 'a'));
    for (const name of ['W_out', 'b_out'])
      expect(blockOf(net, rest, name)).toEqual(blockOf(net, parameters, name));
    for (const name of reservoir.fixed!.blocks) expect(count(blockOf(net, rest, name))).toBe(0);
    expect(count(blockOf(net, parameters, 'W_out_low'))).toBe(0);
  });

  it('drives a share of the units by each input, and by outputs that are fed back with a scaling of their own', () => {
    const shape = { inputs: 2, outputs: 1, fedBack: true };
    const options = { hidden: 50, inputConnectivity: 0.4, inputScaling: 0.5, feedbackScaling: 3 };
    const { net, parameters } = drawn({ ...options, inputWeights: 'sign' }, 'a', shape);
    const column = (input: number) => blockOf(net, parameters, 'W_in').filter((_, at) => at % 2 === input);
    expect([...new Set(column(0).map(Math.abs))].sort()).toEqual([0, 3]);
    expect([...new Set(column(1).map(Math.abs))].sort()).toEqual([0, 0.5]);
    expect([count(column(0)), count(column(1))]).toEqual([20, 20]);
  });
});

it.each([
  [{ radius: 0 }, 'would make all links 0; it is the spectral radius, above 0'],
  [{ connectivity: 0 }, 'leaves no link; it is a share of all units, above 0'],
  [{ inputConnectivity: 0 }, 'leaves no link; it is a share of all units, above 0'],
])('refuses %j', (options, reason) => {
  expect(reservoir.options.safeParse(options).error!.issues.map(({ message }) => message)).toEqual([reason]);
});

it('costs by the links that are there', () => {
  const { net } = drawn({ hidden: 40, connectivity: 0.1, inputConnectivity: 0.5 });
  const extent = { activeSteps: 10, scoredSteps: 3, symbols: null };
  expect(reservoir.macs.forward(net, extent)).toBe(10 * (40 * 4 + 2 * 20) + 3 * 42);
  expect(reservoir.macs.gradient(net, extent, { omega: false })).toBe(10 * (40 * 4 + 2 * 20) + 2 * 3 * 42);
  expect(reservoir.macs.shared!(net, extent)).toBe(10 * (40 * 4 + 2 * 20));
  const symbols = { ...extent, symbols: new Int32Array(0) };
  expect(reservoir.macs.forward(net, symbols)).toBe(10 * (40 * 4 + 20) + 3 * 41);
});
