import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareEvaluation, expectNear } from '../../support/engine/agreement.ts';
import { randomParameters } from '../../support/engine/random-batch.ts';
import { onEveryDevice } from './on-every-device.ts';

const seed = 20_130_616;

onEveryDevice('losses and outputs', (device, { cases, tolerance, population, runs }) => {
  for (const [name, arbitrary] of Object.entries(cases)) {
    it(`are those of the float64 reference: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(arbitrary, (one) => compareEvaluation(device(), one, tolerance)),
        { seed, numRuns: runs },
      );
    });
  }

  it('of a population are those that each genome gets alone', async () => {
    const counts = fc.integer({ min: 1, max: 5 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(...Object.values(cases)), counts, async ({ net, batch }, count) => {
        const genomes = Array.from({ length: count }, (_, genome) => randomParameters(net, genome));
        const all = Float32Array.from(genomes.flatMap((genome) => Array.from(genome)));
        const losses = await device().evaluatePopulation(net, all, count, batch);
        expect(losses.length).toBe(count);
        for (const [index, genome] of genomes.entries()) {
          const { loss } = await device().evaluate(net, genome, batch);
          if (population === 0) expect(losses[index]).toBe(loss);
          else expectNear(losses[index]!, loss, population);
        }
      }),
      { seed, numRuns: 30 },
    );
  });
});
