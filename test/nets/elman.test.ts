import { describe, expect, it } from 'vitest';
import { traceSequence } from '../../src/engine/reference/trace.ts';
import { elman, elmanNet } from '../../src/nets/elman.ts';
import { architectureOf, block, blockOf } from '../../src/nets/index.ts';
import type { BatchExtent } from '../../src/nets/net.ts';
import { NET } from '../../src/nets/setting.ts';
import { filledStrips } from '../../src/nets/strips.ts';
import { randomStream } from '../../src/random/random.ts';
import { randomBatch } from '../support/engine/random-batch.ts';
import { everyArchitecture, everyCell, offerGated } from '../support/nets/with-gated.ts';

offerGated();

const shape = { inputs: 6, outputs: 4 };

describe('the layout of an Elman net', () => {
  const net = elmanNet({ unit: 'tanh', inputs: 6, hidden: 8, outputs: 4 });

  it('lays the five blocks end to end in the order that the contract names', () => {
    expect(net.blocks).toEqual([
      { name: 'W_in', shape: [8, 6], offset: 0, size: 48 },
      { name: 'W_rec', shape: [8, 8], offset: 48, size: 64 },
      { name: 'b', shape: [8], offset: 112, size: 8 },
      { name: 'W_out', shape: [4, 8], offset: 120, size: 32 },
      { name: 'b_out', shape: [4], offset: 152, size: 4 },
    ]);
    expect(net.parameters).toBe(156);
  });

  it('finds a block by name, gives a view of it, and names what there is where it is missing', () => {
    expect(block(net, 'b')).toBe(net.blocks[2]);
    const vector = Float32Array.from({ length: net.parameters }, (_, index) => index);
    const view = blockOf(net, vector, 'b_out');
    expect([...view]).toEqual([152, 153, 154, 155]);
    view[0] = -1;
    expect(vector[152]).toBe(-1);
    expect(() => block(net, 'W_hh')).toThrow(
      'no parameter block W_hh; the net has W_in, W_rec, b, W_out, b_out',
    );
  });

  it('survives the way to another thread', () => {
    expect(structuredClone(net)).toEqual(net);
  });
});

describe.each(everyArchitecture.map((architecture) => [architecture.name, architecture] as const))(
  'the architecture %s',
  (_name, architecture) => {
    it('builds a net that names it, from its default options', () => {
      const net = architecture.build(shape, architecture.options.parse({}));
      expect(architectureOf(net)).toBe(architecture);
      const sizes = net.blocks.map(({ size }) => size);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(net.parameters);
    });

    it('gives every option a default and a meaning', () => {
      const defaults = architecture.options.parse({});
      for (const [name, option] of Object.entries(architecture.options.shape)) {
        expect(defaults, name).toHaveProperty(name);
        expect((option as { description?: string }).description, name).toBeTruthy();
      }
    });

    it('initialises the same from the same stream and differently from another', () => {
      const options = architecture.options.parse({});
      const net = architecture.build(shape, options);
      const draw = (seed: number) => architecture.initialise(net, options, randomStream(seed));
      expect(draw(1)).toEqual(draw(1));
      expect(draw(1)).not.toEqual(draw(2));
      expect(draw(1)).toHaveLength(net.parameters);
    });

    it('has a name, options of its own and no option that is called net', () => {
      expect(architecture.name).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(architecture.options.shape).not.toHaveProperty(NET);
    });

    it('counts more for a gradient than for a forward pass, and in proportion to the steps', () => {
      const net = architecture.build(shape, architecture.options.parse({}));
      const extent = (steps: number): BatchExtent => ({
        activeSteps: steps,
        scoredSteps: steps,
        symbols: null,
      });
      const { forward, gradient } = architecture.macs;
      expect(forward(net, extent(1))).toBeGreaterThan(0);
      expect(forward(net, extent(7))).toBe(7 * forward(net, extent(1)));
      expect(gradient(net, extent(7), { omega: false })).toBe(7 * gradient(net, extent(1), { omega: false }));
      expect(gradient(net, extent(7), { omega: false })).toBeGreaterThan(forward(net, extent(7)));
    });

    it('shows numbers of each step in strips of their own scale, h last, and says what it is in a few words', () => {
      const options = architecture.options.parse({ hidden: 3 });
      const net = architecture.build(shape, options);
      const parameters = architecture.initialise(net, options, randomStream(1));
      const batch = randomBatch({
        loss: 'softmax',
        input: 'dense',
        ...shape,
        sequences: 1,
        steps: 4,
        seed: 1,
      });
      const { shown } = traceSequence(net, parameters, batch, 0, everyCell);
      const strips = filledStrips(architecture.strips(net), shown);
      expect(new Set(strips.map(({ label }) => label)).size).toBe(strips.length);
      expect(strips.at(-1)!.label).toBe('h');
      for (const { count, scale, values } of strips) {
        expect(values).toHaveLength(4);
        for (const step of values) {
          expect(step).toHaveLength(count);
          if (scale === 'greatest') continue;
          expect(Math.min(...step)).toBeGreaterThanOrEqual(scale === 'share' ? 0 : -1);
          expect(Math.max(...step)).toBeLessThanOrEqual(1);
        }
      }
      expect(architecture.words(net)).toContain('3');
    });
  },
);

describe("the Elman net's options", () => {
  it('default to 50 tanh units drawn as basic tanh', () => {
    expect(elman.options.parse({})).toEqual({
      hidden: 50,
      unit: 'tanh',
      initialisation: 'basic-tanh',
      deviation: 0.5,
      spectralRadius: 0.95,
      scale: 1,
      biases: true,
    });
  });

  it('refuse what is out of range', () => {
    const wrong = [
      { hidden: 0 },
      { hidden: 4097 },
      { hidden: 2.5 },
      { unit: 'sine' },
      { initialisation: 'zero' },
    ];
    for (const options of wrong) expect(elman.options.safeParse(options).success).toBe(false);
  });
});

describe("the Elman net's costs", () => {
  const net = elmanNet({ unit: 'tanh', inputs: 6, hidden: 50, outputs: 4 });
  const symbols: BatchExtent = { activeSteps: 4000, scoredSteps: 20, symbols: new Int32Array(0) };
  const dense: BatchExtent = { ...symbols, symbols: null };

  it('of a forward pass are H² and H·I, or H for a symbol, a step and O·H a scored step', () => {
    expect(elman.macs.forward(net, symbols)).toBe(4000 * (2500 + 50) + 20 * 200);
    expect(elman.macs.forward(net, dense)).toBe(4000 * (2500 + 300) + 20 * 200);
  });

  it('of a gradient are twice the forward pass, the error signals, and 3H a step for Ω', () => {
    const plain = elman.macs.gradient(net, symbols, { omega: false });
    expect(plain).toBe(2 * elman.macs.forward(net, symbols) + 4000 * 2500 + 20 * 200);
    expect(elman.macs.gradient(net, symbols, { omega: true }) - plain).toBe(4000 * 150);
  });
});
