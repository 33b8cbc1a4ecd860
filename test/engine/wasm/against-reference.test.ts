import fc from 'fast-check';
import { describe, it } from 'vitest';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { compareGradient, type Tolerance } from '../../support/engine/agreement.ts';
import { casesUpTo, omegaRequests } from '../../support/engine/random-cases.ts';

/** Runs its tiles through the same memory, one after another. As it usually is, `every-device` tests it. */
const frugal = openWasmDevice({ keptBytes: 0 });

const tolerance: Tolerance = { loss: 2e-6, vectors: 1e-5, gradients: 2e-5, omega: 1e-5 };
const cases = casesUpTo({ hidden: 130, sequences: 70, steps: 300, work: 400_000 });

describe('the wasm device that keeps no states of a whole batch, against the float64 reference', () => {
  it('gives the same gradient, Ω in both forms, its gradient and the norms of the error signal', async () => {
    await fc.assert(
      fc.asyncProperty(cases, omegaRequests, (one, request) =>
        compareGradient(frugal, one, request, tolerance),
      ),
      { seed: 20_130_616, numRuns: 80 },
    );
  });
});
