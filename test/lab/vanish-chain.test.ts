import { describe, expect, it } from 'vitest';
import { type Chain, chainBack, drawChain } from '../../src/lab/vanish/chain/chain.ts';
import { chainFindings } from '../../src/lab/vanish/chain/chain-figures.ts';
import { vanish } from '../../src/lab/vanish/index.ts';
import { plainWork } from '../../src/lab/view.ts';

/** The cost by itself, with the language's own exponential: no line of the tested code. */
function costOf({ weights, biases, input, target }: Chain): number {
  let a = input;
  for (const [place, weight] of weights.entries()) a = 1 / (1 + Math.exp(-(weight * a + biases[place]!)));
  return (a - target) ** 2 / 2;
}

const withBias = (chain: Chain, place: number, by: number): Chain => ({
  ...chain,
  biases: chain.biases.map((bias, at) => (at === place ? bias + by : bias)),
});

describe('the sigmoid chain', () => {
  it('has the gradient of the slides, written out for four layers', () => {
    const chain: Chain = {
      weights: [0.7, -1.3, 2.1, 0.4],
      biases: [0.1, 0.6, -0.8, 0.3],
      input: 0.9,
      target: 0.2,
    };
    const sigma = (z: number): number => 1 / (1 + Math.exp(-z));
    const slope = (z: number): number => sigma(z) * (1 - sigma(z));
    const [, w2, w3, w4] = chain.weights as [number, number, number, number];
    const [b1, b2, b3, b4] = chain.biases as [number, number, number, number];
    const z1 = 0.7 * 0.9 + b1;
    const z2 = w2 * sigma(z1) + b2;
    const z3 = w3 * sigma(z2) + b3;
    const z4 = w4 * sigma(z3) + b4;
    const last = sigma(z4) - 0.2;
    const { layers, outputGradient } = chainBack(chain);
    expect(outputGradient).toBeCloseTo(last, 14);
    expect(layers[0]!.gradient).toBeCloseTo(
      slope(z1) * w2 * slope(z2) * w3 * slope(z3) * w4 * slope(z4) * last,
      14,
    );
    expect(layers[0]!.product).toBeCloseTo(layers[0]!.gradient, 16);
    expect(layers[2]!.gradient).toBeCloseTo(slope(z3) * w4 * slope(z4) * last, 14);
    expect(layers[2]!.product).toBeCloseTo(w3 * slope(z3) * w4 * slope(z4) * last, 14);
    expect(layers[1]!.factor).toBeCloseTo(w2 * slope(z2), 14);
    expect(layers[0]!.factor).toBeCloseTo(slope(z1), 14);
    expect(layers[0]!.gradientBound).toBeCloseTo(((1.3 * 2.1 * 0.4) / 256) * Math.abs(last), 14);
  });

  it('agrees with central differences of the cost in every bias', () => {
    for (const scale of [0.5, 2, 6]) {
      const chain = drawChain(3, 1, { depth: 6, scale, biases: 'drawn' });
      for (const [place, { gradient }] of chainBack(chain).layers.entries()) {
        const step = 1e-5;
        const difference =
          (costOf(withBias(chain, place, step)) - costOf(withBias(chain, place, -step))) / (2 * step);
        expect(Math.abs(gradient - difference)).toBeLessThan(1e-10 + 1e-6 * Math.abs(difference));
      }
    }
  });

  it('stays below its bound, and reaches it where every z is 0', () => {
    for (let index = 0; index < 20; index++) {
      const drawn = chainBack(drawChain(1, index, { depth: 8, scale: 3, biases: 'drawn' }));
      for (const { factor, bound, gradient, gradientBound } of drawn.layers) {
        expect(Math.abs(factor)).toBeLessThanOrEqual(bound);
        expect(Math.abs(gradient)).toBeLessThanOrEqual(gradientBound);
      }
      const steepest = chainBack(drawChain(1, index, { depth: 8, scale: 3, biases: 'steepest' }));
      for (const { z, gradient, gradientBound } of steepest.layers) {
        expect(z).toBe(0);
        expect(Math.abs(gradient) / gradientBound).toBeCloseTo(1, 12);
      }
    }
  });

  it('is the same draw at every scale and depth', () => {
    const short = drawChain(1, 0, { depth: 3, scale: 1, biases: 'drawn' });
    const long = drawChain(1, 0, { depth: 5, scale: 2, biases: 'drawn' });
    expect(long.weights.slice(0, 3)).toEqual(short.weights.map((weight) => 2 * weight));
    expect(long.biases.slice(0, 3)).toEqual(short.biases);
    expect(drawChain(2, 0, { depth: 3, scale: 1, biases: 'drawn' }).weights).not.toEqual(short.weights);
  });
});

describe('the figures of the chain', () => {
  const found = chainFindings({ seed: 1, depth: 6, scale: 3, biases: 'steepest', draws: 20 });

  it('hold one drawing for each combination, with the asked one first', () => {
    const figure = found.figures.find(({ id }) => id === 'chain-table')!;
    const sizes = figure.choices!.map(({ values }) => values.length);
    expect(sizes).toEqual([6, 6, 2]);
    expect(figure.drawings).toHaveLength(72);
    const first = figure.drawings[figure.first!]!;
    if (first.kind !== 'table') throw new Error('no table');
    const back = chainBack(drawChain(1, 0, { depth: 6, scale: 3, biases: 'steepest' }));
    expect(first.rows.map((row) => row[0])).toEqual([
      '∂C/∂a₆',
      'w₆ σ′(z₆)',
      'w₅ σ′(z₅)',
      'w₄ σ′(z₄)',
      'w₃ σ′(z₃)',
      'w₂ σ′(z₂)',
      'σ′(z₁)',
    ]);
    expect(first.rows.at(-1)![6]).toBe(Number(back.layers[0]!.gradient.toPrecision(4)));
    // With every z at 0 the product is its bound.
    expect(first.rows.at(-1)![7]).toBe(Math.abs(first.rows.at(-1)![6] as number));
  });

  it('has a paragraph with the share of draws whose first layer learns slower', async () => {
    const { options } = vanish;
    const { says } = await vanish.look(
      { options: options.parse({ show: 'chain', draws: 50, scale: 1 }), run: null, contestants: [] },
      plainWork(),
    );
    let smaller = 0;
    for (let index = 0; index < 50; index++) {
      const { layers } = chainBack(drawChain(1, index, { depth: 4, scale: 1, biases: 'drawn' }));
      if (Math.abs(layers[0]!.gradient) < Math.abs(layers[3]!.gradient)) smaller++;
    }
    expect(says).toContain(`in ${smaller} of them`);
  });
});
