import { expect, it } from 'vitest';
import type { Evaluation } from '../../../src/engine/device.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { nets, type WasmNet } from '../../../src/engine/wasm/nets.ts';
import { type Form, makeCase } from '../../support/engine/form-cases.ts';

const form: Form = { unit: 'tanh', loss: 'squared', input: 'dense', inputs: 3, hidden: 5, outputs: 2 };
const { net, parameters, batch } = makeCase(form, { sequences: 9, steps: 6, seed: 1 });

it('two architectures whose nets have the same units and sizes share no workspace', () => {
  // Its nets look like Elman nets of tanh units, and their units are ReLUs.
  const elman = nets.elman as WasmNet;
  const twin: WasmNet = { kernelNet: (one) => ({ ...elman.kernelNet(one), unit: 2 }) };
  const device = openWasmDevice({ nets: { elman, twin } });
  const lossOf = (architecture: string, unit = form.unit): number => {
    const one = { ...net, architecture, unit };
    return (device.evaluate(one, parameters, batch) as Evaluation).loss;
  };
  const [first, second, again] = [lossOf('elman'), lossOf('twin'), lossOf('elman')];
  expect(second).not.toBe(first);
  expect(again).toBe(first);
  expect(second).toBe(lossOf('elman', 'relu'));
});

it('what it lacks names the call and the net', () => {
  const device = openWasmDevice();
  const other = { ...net, architecture: 'other' };
  expect(device.lacks(net, batch, ['evaluate', 'population', 'gradient', 'omega', 'descent'])).toBeNull();
  expect(device.lacks(other, batch, ['population', 'evaluate'])).toBe(
    'it cannot evaluate populations of the net other: it has no code for that architecture',
  );
  expect(device.lacks({ ...net, architecture: 'constructor' }, batch, ['evaluate'])).not.toBeNull();
  expect(() => device.evaluate(other, parameters, batch)).toThrow(RangeError);
});
