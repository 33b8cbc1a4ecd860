import fc from 'fast-check';
import { it } from 'vitest';
import { compareGradient } from '../agreement.ts';
import { omegaRequests } from '../random-cases.ts';
import { onEveryDevice } from './on-every-device.ts';

onEveryDevice('gradients', (device, { cases, tolerance, runs }) => {
  for (const [name, arbitrary] of Object.entries(cases)) {
    it(`with Ω in both forms and the norms of the error signal are those of the reference: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(arbitrary, omegaRequests, async (one, request) => {
          await compareGradient(device(), one, request, tolerance);
          await compareGradient(device(), one, {}, tolerance);
        }),
        { seed: 20_130_616, numRuns: Math.ceil(runs / 2) },
      );
    });
  }
});
