import { expect, it } from 'vitest';
import { beginning } from '../../../src/engine/descent-state.ts';
import type { DescentSettings, Gradient, Vector } from '../../../src/engine/device.ts';
import { HostDescent } from '../../../src/learners/gradient/host-descent.ts';
import { blockOf, layOut } from '../../../src/nets/layout.ts';
import type { ElmanNet } from '../../../src/nets/net.ts';
import { type Form, makeCase } from '../../support/engine/form-cases.ts';
import { distance } from '../../support/engine/random-cases.ts';
import { onEveryDevice } from './on-every-device.ts';

/** The same net with its blocks in another order, and what moves a vector of the one to the other. */
function reordered(net: ElmanNet): {
  readonly other: ElmanNet;
  readonly move: (vector: Vector) => Float32Array;
} {
  const order = ['b_out', 'W_rec', 'W_out', 'b', 'W_in'];
  const shapes = order.map((name) => [name, net.blocks.find((block) => block.name === name)!.shape] as const);
  const other = { ...net, ...layOut(shapes) };
  const move = (vector: Vector): Float32Array => {
    const moved = new Float32Array(vector.length);
    for (const { name } of net.blocks) blockOf(other, moved, name).set(blockOf(net, vector, name));
    return moved;
  };
  return { other, move };
}

onEveryDevice('a net whose blocks lie in another order', (device, { repeats }) => {
  const forms: readonly Form[] = [
    { unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 20, hidden: 9, outputs: 4 },
    { unit: 'logistic', loss: 'squared', input: 'dense', inputs: 3, hidden: 5, outputs: 2 },
  ];
  const request = { omega: { form: 'squared', weight: 2, separate: true }, stateNorms: true } as const;
  const cases = forms.map((form) => {
    const { net, parameters, batch } = makeCase(form, { sequences: 7, steps: 9, ragged: true, seed: 3 });
    return { net, parameters, batch, ...reordered(net) };
  });

  it('has the losses, outputs and gradients of the net, each at its own place', async () => {
    for (const { net, parameters, batch, other, move } of cases) {
      const theta = move(parameters);
      const evaluation = await device().evaluate(net, parameters, batch);
      const gradient: Gradient = await device().gradient(net, parameters, batch, request);
      const same = {
        evaluation: await device().evaluate(other, theta, batch),
        population: await device().evaluatePopulation(other, theta, 1, batch),
        gradient: await device().gradient(other, theta, batch, request),
      };
      if (repeats) {
        expect(same.evaluation).toEqual(evaluation);
        expect(same.population).toEqual(await device().evaluatePopulation(net, parameters, 1, batch));
        expect(same.gradient).toEqual({ ...gradient, gradient: move(gradient.gradient) });
      } else {
        expect(distance(same.evaluation.outputs, evaluation.outputs)).toBeLessThan(1e-5);
        expect(distance(same.gradient.gradient, move(gradient.gradient))).toBeLessThan(2e-5);
      }
    }
  });

  it('descends as the net does', async () => {
    const settings: DescentSettings = {
      learningRate: 0.05,
      threshold: 0.1,
      omega: { form: 'norm', weight: 1 },
    };
    for (const { net, parameters, batch, other, move } of cases) {
      const descended = async (of: ElmanNet, start: Float32Array): Promise<Float32Array> => {
        const descent =
          (await device().descend?.(of, beginning(start), settings)) ??
          new HostDescent(device(), of, beginning(start), settings);
        let left = 3;
        await descent.run(() => (left-- > 0 ? { batch, stateNorms: false } : null));
        const found = (await descent.state()).parameters;
        descent.close();
        return found;
      };
      const found = await descended(net, parameters.slice());
      expect(distance(found, parameters)).toBeGreaterThan(1e-4);
      expect(distance(await descended(other, move(parameters)), move(found))).toBeLessThan(1e-6);
    }
  });
});
