/** Graph nets on the wasm device, held to the reference. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { graphNet } from '../../../src/nets/graph-net.ts';
import { randomStream } from '../../../src/random/random.ts';
import { randomGraph } from '../../support/engine/graphs.ts';
import { randomBatch } from '../../support/engine/random-batch.ts';

const device = openWasmDevice();
afterAll(() => device.close());

const cases = fc.record({
  unit: fc.constantFrom('steep' as const, 'signed' as const, 'tanh' as const),
  loss: fc.constantFrom('softmax' as const, 'squared' as const, 'bernoulli' as const),
  input: fc.constantFrom('symbols' as const, 'dense' as const),
  inputs: fc.integer({ min: 1, max: 20 }),
  outputs: fc.integer({ min: 1, max: 5 }),
  hidden: fc.integer({ min: 0, max: 12 }),
  links: fc.integer({ min: 0, max: 60 }),
  passes: fc.integer({ min: 1, max: 3 }),
  sequences: fc.integer({ min: 1, max: 70 }),
  steps: fc.integer({ min: 1, max: 12 }),
  ragged: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});

/** Greatest difference of two lists, by the size of the numbers where that is above 1. */
const apart = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  Math.max(
    0,
    ...Array.from(one, (value, at) => Math.abs(value - other[at]!) / Math.max(1, Math.abs(other[at]!))),
  );

describe('graph nets on wasm', () => {
  it('have the losses and outputs of the reference, alone and in populations', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ unit, passes, inputs, outputs, hidden, links, ...form }) => {
        const net = graphNet({ unit, passes, inputs, outputs, hidden, links: 64 });
        const random = randomStream('graphs', form.seed);
        const batch = randomBatch({ ...form, inputs, outputs });
        const genomes = new Float32Array(3 * net.parameters);
        for (let genome = 0; genome < 3; genome++)
          genomes.set(randomGraph(net, links, random), genome * net.parameters);
        const losses = await device.evaluatePopulation(net, genomes, 3, batch);
        expect(apart(losses, referenceDevice.evaluatePopulation(net, genomes, 3, batch))).toBeLessThan(1e-4);
        const parameters = genomes.subarray(0, net.parameters);
        const own = await device.evaluate(net, parameters, batch);
        const judge = referenceDevice.evaluate(net, parameters, batch);
        expect(own.loss).toBe(losses[0]);
        expect(apart(own.losses, judge.losses)).toBeLessThan(1e-4);
        const scored = judge.outputs.map((value, at) => (value === 0 ? 0 : own.outputs[at]!));
        expect(apart(scored, judge.outputs)).toBeLessThan(1e-4);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('give the same bits again, after another batch and another net', async () => {
    const net = graphNet({ unit: 'steep', passes: 1, inputs: 4, outputs: 2, hidden: 6, links: 40 });
    const form = {
      loss: 'softmax',
      input: 'symbols',
      inputs: 4,
      outputs: 2,
      sequences: 33,
      steps: 9,
    } as const;
    const [batch, another] = [
      randomBatch({ ...form, seed: 1 }),
      randomBatch({ ...form, sequences: 5, seed: 2 }),
    ];
    const parameters = randomGraph(net, 30, randomStream('again'));
    const first = await device.evaluatePopulation(net, parameters, 1, batch);
    await device.evaluatePopulation({ ...net }, parameters, 1, another);
    expect(await device.evaluatePopulation(net, parameters, 1, batch)).toEqual(first);
  });

  it('fail alone among others where their parameters are no graph', async () => {
    const net = graphNet({ unit: 'steep', passes: 1, inputs: 2, outputs: 2, hidden: 1, links: 8 });
    const batch = randomBatch({
      loss: 'softmax',
      input: 'dense',
      inputs: 2,
      outputs: 2,
      sequences: 4,
      steps: 3,
      seed: 1,
    });
    const good = randomGraph(net, 5, randomStream('good'));
    const bad = good.slice();
    bad[2 * net.links] = Number.POSITIVE_INFINITY;
    const nowhere = good.slice();
    nowhere[net.links] = 99;
    const losses = await device.evaluatePopulation(
      net,
      Float32Array.of(...good, ...bad, ...nowhere, ...good),
      4,
      batch,
    );
    expect([...losses].map(Number.isFinite)).toEqual([true, false, false, true]);
    expect(losses[3]).toBe(losses[0]);
    const alone = await device.evaluate(net, bad, batch);
    expect([alone.loss, ...alone.losses].every(Number.isNaN)).toBe(true);
  });

  it('lack gradients, carried states and free runs, in one line each', () => {
    const net = graphNet({ unit: 'steep', passes: 1, inputs: 2, outputs: 2, hidden: 1, links: 8 });
    const lacks = (call: 'gradient' | 'carry' | 'free' | 'features' | 'curvature') =>
      device.lacks(net, { loss: 'squared' }, [call]);
    expect(lacks('gradient')).toBe('it cannot give gradients of the net graph: graphs are evaluated alone');
    expect(lacks('free')).toBe(
      'it cannot feed outputs back to the inputs of the net graph: the reference device does that',
    );
    for (const call of ['carry', 'features', 'curvature'] as const)
      expect(lacks(call)).toMatch(/^it cannot .* graph: /);
    expect(referenceDevice.lacks(net, { loss: 'squared' }, ['evaluate', 'population', 'free'])).toBeNull();
    expect(referenceDevice.lacks(net, { loss: 'squared' }, ['gradient'])).toMatch(
      /^it cannot give gradients/,
    );
  });
});
