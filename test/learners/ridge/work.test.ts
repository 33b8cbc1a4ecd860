/** Forecasts of a regression beside what its search counts. */
import { expect, it } from 'vitest';
import { ridge } from '../../../src/learners/ridge/ridge.ts';
import { reservoir } from '../../../src/nets/reservoir.ts';
import { batchesOf, drawnReservoir, readoutProblem } from '../../support/learners/reservoir-problem.ts';

const { training } = batchesOf('narma-10', { washout: 0, length: 120 });

it.each([
  [{}],
  [{ batch: 2, lambdas: '1e-4' }],
  [{ lambdas: '1e-4 1', heldOut: 0.5 }],
  [{ lambdas: '1', method: 'qr' }],
])('the first step costs what was told before: %o', async (given) => {
  const settings = ridge.settings.parse(given);
  const own = drawnReservoir({ inputs: 1, outputs: 1 });
  const asking = ridge.asks!(settings);
  if (asking.kind !== 'regressions') throw new Error(`a regression asks for ${asking.kind}`);
  const search = await ridge.start(readoutProblem(own, training), settings);
  const { macs } = await search.step();
  const batch = training(0, asking.sequences);
  const { solving } = asking;
  expect(macs).toBe(reservoir.macs.shared!(own.net, batch) + solving(own.net, batch.scoredSteps).macs);
  expect(solving(own.net, 1000).macs).toBeGreaterThan(macs);
});

it('a readout by likelihood costs more passes than one', () => {
  const { net } = drawnReservoir({ inputs: 1, outputs: 3 });
  const macs = (readout: string): number => {
    const asking = ridge.asks!(ridge.settings.parse({ readout, lambdas: '1' }));
    return asking.kind === 'regressions' ? asking.solving(net, 5000).macs : Number.NaN;
  };
  expect(macs('likelihood')).toBeGreaterThan(2 * macs('squares'));
});
