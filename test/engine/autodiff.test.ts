import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Awaitable, Device, OmegaRequest } from '../../src/engine/device.ts';
import { referenceDevice } from '../../src/engine/reference/reference.ts';
import { openTfjsDevice } from '../../src/engine/tfjs/device.ts';
import { openWasmDevice } from '../../src/engine/wasm/device.ts';
import { openWebgpuDevice } from '../../src/engine/webgpu/device.ts';
import type { ElmanNet } from '../../src/nets/net.ts';
import { openOracle } from '../support/engine/autodiff-oracle.ts';
import { casesOf, type Form } from '../support/engine/form-cases.ts';
import { type Case, casesUpTo, distance } from '../support/engine/random-cases.ts';
import { gpuAbsence } from './webgpu/swiftshader.ts';

const oracle = await openOracle();
const bounds = { hidden: 24, sequences: 9, steps: 20, work: 15_000 };
const any = casesUpTo(bounds);
/** A GPU takes long to prepare for another form. */
const forms: readonly Form[] = [
  { hidden: 3, unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, outputs: 4 },
  { hidden: 17, unit: 'logistic', loss: 'squared', input: 'dense', inputs: 2, outputs: 1 },
  { hidden: 24, unit: 'relu', loss: 'bernoulli', input: 'symbols', inputs: 5, outputs: 3 },
  { hidden: 130, unit: 'tanh', loss: 'softmax', input: 'dense', inputs: 3, outputs: 2 },
];

interface Judged {
  readonly name: string;
  readonly isAbsent?: boolean;
  readonly cases: fc.Arbitrary<Case<ElmanNet>>;
  open(): Awaitable<Device>;
}

const judged: readonly Judged[] = [
  { name: 'reference', cases: any, open: () => referenceDevice },
  { name: 'wasm', cases: any, open: openWasmDevice },
  { name: 'tfjs-cpu', cases: any, open: () => openTfjsDevice('cpu') },
  {
    name: gpuAbsence === null ? 'webgpu' : `webgpu (not here: ${gpuAbsence})`,
    isAbsent: gpuAbsence !== null,
    cases: fc.oneof(...forms.map((form) => casesOf(form, bounds))),
    open: openWebgpuDevice,
  },
];

describe('automatic differentiation agrees', () => {
  for (const { name, isAbsent, cases, open } of judged) {
    it.skipIf(isAbsent === true)(
      `with ${name}: loss, gradient, ‖∂E/∂h_t‖ and Ω with its immediate derivative`,
      async () => {
        const device = await open();
        const both = fc.constantFrom<OmegaRequest['form']>('squared', 'norm');
        await fc.assert(
          fc.asyncProperty(cases, both, async ({ net, parameters, batch }, form) => {
            const right = oracle(net, parameters, batch, form);
            const plain = await device.gradient(net, parameters, batch, { stateNorms: true });
            expect(Math.abs(plain.loss - right.loss)).toBeLessThan(1e-5 * (right.loss + 0.1));
            expect(distance(plain.gradient, right.gradient)).toBeLessThan(3e-5);
            expect(distance(plain.stateNorms!, right.stateNorms)).toBeLessThan(3e-5);

            const omega = { form, weight: 1, separate: true };
            const apart = await device.gradient(net, parameters, batch, { omega });
            expect(Math.abs(apart.omega! - right.omega)).toBeLessThan(2e-5 * (right.omega + 0.1));
            expect(distance(apart.omegaGradient!, right.omegaGradient)).toBeLessThan(1e-4);

            const blended = await device.gradient(net, parameters, batch, { omega: { form, weight: 2 } });
            const wanted = right.gradient.slice();
            const { offset } = net.blocks.find(({ name }) => name === 'W_rec')!;
            for (const [index, value] of right.omegaGradient.entries()) wanted[offset + index]! += 2 * value;
            expect(distance(blended.gradient, wanted)).toBeLessThan(1e-4);
          }),
          { seed: 20_130_616, numRuns: 40 },
        );
        await device.close();
      },
    );
  }
});
