/** The contracts of every device for nets with gates, of each architecture that it computes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import { beginning } from '../../../src/engine/descent-state.ts';
import type { DescentSettings, Vector } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { clippingFactor } from '../../../src/learners/gradient/clipping.ts';
import { HostDescent } from '../../../src/learners/gradient/host-descent.ts';
import { blockOf, layOut } from '../../../src/nets/layout.ts';
import type { Net } from '../../../src/nets/net.ts';
import { norm as gradientNorm } from '../../../src/numeric/norm.ts';
import {
  compareEvaluation,
  compareGradient,
  expectNear,
  expectVectorNear,
} from '../../support/engine/agreement.ts';
import { gatedForms } from '../../support/engine/net-forms.ts';
import { type BatchChoice, randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { type Case, casesUpTo } from '../../support/engine/random-cases.ts';
import { onEveryDevice } from './on-every-device.ts';

const bounds = { hidden: 70, sequences: 70, steps: 100, work: 100_000 };
const seed = 20_130_616;

/** Nets of 5 units with each kind that the architecture has, on the batch that is asked for. */
function netsOf(architecture: string, { inputs, outputs }: Pick<BatchChoice, 'inputs' | 'outputs'>): Net[] {
  const { kinds, build } = gatedForms[architecture]!;
  const some = new Set(fc.sample(kinds, { seed: 1, numRuns: 20 }));
  return [...some].map((kind) => build({ inputs, hidden: 5, outputs }, kind));
}

/** Batches of one form for a net, for devices that compile code for the two. */
const batchesFor = (net: Net, choice: BatchChoice): fc.Arbitrary<Case> =>
  fc
    .record({
      sequences: fc.integer({ min: 1, max: 20 }),
      steps: fc.integer({ min: 1, max: 30 }),
      scored: fc.constantFrom('last', 'some', 'all'),
      reduction: fc.constantFrom('mean', 'sum'),
      seed: fc.nat(),
    })
    .map((extent) => ({
      net,
      parameters: randomParameters(net, extent.seed, 2),
      batch: randomBatch({ ...choice, ...extent }),
    }));

/** The same net with its blocks in the opposite order, and what moves a vector of the one to the other. */
function reversed(net: Net): { readonly other: Net; readonly move: (vector: Vector) => Float32Array } {
  const other = { ...net, ...layOut(net.blocks.toReversed().map(({ name, shape }) => [name, shape])) };
  const move = (vector: Vector): Float32Array => {
    const moved = new Float32Array(vector.length);
    for (const { name } of net.blocks) blockOf(other, moved, name).set(blockOf(net, vector, name));
    return moved;
  };
  return { other, move };
}

onEveryDevice('nets with gates', (device, expectation) => {
  const { architectures, tolerance, population, repeats, gatedRuns, compiles } = expectation;
  const known = architectures.filter((name) => Object.hasOwn(gatedForms, name));

  describe.each(known)('%s', (architecture) => {
    const common: BatchChoice = {
      ...{ loss: 'softmax', input: 'symbols', inputs: 20, outputs: 4 },
      ...{ sequences: 11, steps: 17, ragged: true, seed: 7 },
    };
    const each = netsOf(architecture, common);
    // One net, and that with its blocks in another order, so that a single one is compiled.
    const nets = compiles ? [reversed(each[0]!).other] : each;
    const cases = compiles ? batchesFor(nets[0]!, common) : casesUpTo(bounds, gatedForms[architecture]!);

    it('have the losses, outputs, gradients and norms of the error signal of the reference', async () => {
      await fc.assert(
        fc.asyncProperty(cases, async (one) => {
          await compareEvaluation(device(), one, tolerance);
          await compareGradient(device(), one, { stateNorms: true }, tolerance);
        }),
        { seed, numRuns: gatedRuns },
      );
    });

    it('have in a population the losses that each genome gets alone', async () => {
      await fc.assert(
        fc.asyncProperty(cases, async ({ net, batch }) => {
          const genomes = [1, 2, 3].map((one) => randomParameters(net, one));
          const all = Float32Array.from(genomes.flatMap((genome) => [...genome]));
          const losses = await device().evaluatePopulation(net, all, 3, batch);
          for (const [index, genome] of genomes.entries()) {
            const { loss } = await device().evaluate(net, genome, batch);
            if (population === 0) expect(losses[index]).toBe(loss);
            else expectNear(losses[index]!, loss, population);
          }
        }),
        { seed, numRuns: Math.ceil(gatedRuns / 3) },
      );
    });

    it('are scored only where the mask says so: other targets change no bit', async () => {
      for (const net of nets) {
        const parameters = randomParameters(net, 3, 2);
        const batch = randomBatch(common);
        const changed: Batch = {
          ...batch,
          classes: batch.classes!.map((value, at) => (batch.mask[at] === 1 ? value : 3)),
        };
        expect(await device().evaluate(net, parameters, changed)).toMatchObject({
          losses: (await device().evaluate(net, parameters, batch)).losses,
        });
        const request = { stateNorms: true };
        expect(await device().gradient(net, parameters, changed, request)).toEqual(
          await device().gradient(net, parameters, batch, request),
        );
      }
    });

    it('end where a sequence ends: inputs beyond change no bit', async () => {
      for (const net of nets) {
        const parameters = randomParameters(net, 3, 2);
        const batch = randomBatch(common);
        const changed: Batch = {
          ...batch,
          symbols: batch.symbols!.map((symbol, at) =>
            Math.floor(at / batch.sequences) < batch.lengths[at % batch.sequences]! ? symbol : 19,
          ),
        };
        expect((await device().evaluate(net, parameters, changed)).losses).toEqual(
          (await device().evaluate(net, parameters, batch)).losses,
        );
        expect(await device().gradient(net, parameters, changed)).toEqual(
          await device().gradient(net, parameters, batch),
        );
      }
    });

    // Where one net alone is compiled, all of the above has its blocks in another order.
    if (!compiles) {
      it('may have their blocks in another order', async () => {
        for (const net of nets) {
          const parameters = randomParameters(net, 3, 2);
          const batch = randomBatch(common);
          const { other, move } = reversed(net);
          const [mine, theirs] = [
            await device().gradient(net, parameters, batch),
            await device().gradient(other, move(parameters), batch),
          ];
          if (repeats) expect(theirs).toEqual({ ...mine, gradient: move(mine.gradient) });
          else expectVectorNear(theirs.gradient, move(mine.gradient), tolerance.gradients);
        }
      });
    }

    it.skipIf(!repeats)('have the same bits again, with others in between', async () => {
      for (const net of nets) {
        const parameters = randomParameters(net, 3, 2);
        const [batch, other] = [randomBatch(common), randomBatch({ ...common, sequences: 40, seed: 8 })];
        const request = { stateNorms: true };
        const before = await device().gradient(net, parameters, batch, request);
        const evaluation = await device().evaluate(net, parameters, batch);
        for (const between of nets) {
          const nothing = randomParameters(between, 4).fill(Number.NaN);
          await device().gradient(between, nothing, other);
          await device().gradient(between, nothing, batch);
        }
        expect(await device().evaluate(net, parameters, batch)).toEqual(evaluation);
        expect(await device().gradient(net, parameters, batch, request)).toEqual(before);
      }
    });

    it('are told from a parameter that is not finite, wherever it stands', async () => {
      for (const net of nets) {
        const parameters = randomParameters(net, 3, 2);
        const batch = randomBatch({ ...common, sequences: 3, steps: 4 });
        const genomes = Array.from({ length: net.parameters + 1 }, (_, spoiled) => {
          const genome = parameters.slice();
          if (spoiled < net.parameters) genome[spoiled] = [Number.NaN, Infinity, -Infinity][spoiled % 3]!;
          return genome;
        });
        const all = Float32Array.from(genomes.flatMap((genome) => [...genome]));
        const losses = await device().evaluatePopulation(net, all, genomes.length, batch);
        expect(losses.subarray(0, -1).every(Number.isNaN)).toBe(true);
        expect(Number.isFinite(losses.at(-1))).toBe(true);
      }
    });

    it('descend as SGD does on the reference’s gradients', async () => {
      const settings: DescentSettings = { learningRate: 0.05, threshold: 0.1, omega: null };
      for (const net of nets) {
        const parameters = randomParameters(net, 3, 2);
        const batches = [1, 2, 3].map((one) => randomBatch({ ...common, steps: 5 + one, seed: one }));
        const descent =
          (await device().descend?.(net, beginning(parameters), settings)) ??
          new HostDescent(device(), net, beginning(parameters), settings);
        let update = 0;
        const report = await descent.run(() => {
          const batch = batches[update++];
          return batch === undefined ? null : { batch, stateNorms: false };
        });
        const found = (await descent.state()).parameters;
        descent.close();
        let theta = Float64Array.from(parameters);
        for (const [index, batch] of batches.entries()) {
          const { loss, gradient } = referenceDevice.gradient(net, theta, batch);
          const norm = gradientNorm(gradient);
          const rate = 0.05 * clippingFactor(norm, 0.1);
          theta = theta.map((value, at) => value - rate * gradient[at]!);
          expectNear(report.losses[index]!, loss, 5 * tolerance.loss);
          expectNear(report.norms[index]!, norm, 5 * tolerance.gradients);
        }
        expect(report.fault).toBeNull();
        expectVectorNear(found, theta, 5 * tolerance.gradients);
      }
    });
  });
});
