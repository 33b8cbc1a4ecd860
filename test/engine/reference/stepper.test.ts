/** Steppers against the forward pass of the reference device: the same outputs, step by step. */
import { describe, expect, it } from 'vitest';
import type { Cells } from '../../../src/engine/reference/cells/index.ts';
import { answerOf, forward, weightsOf } from '../../../src/engine/reference/loop.ts';
import { stepMacs, stepperOf } from '../../../src/engine/reference/stepper.ts';
import { randomStream } from '../../../src/random/random.ts';
import { buildBatch } from '../../../src/tasks/build-batch.ts';
import { everyArchitecture, everyCell, offerGated } from '../../support/nets/with-gated.ts';

const STEPS = 60;
const [INPUTS, OUTPUTS] = [3, 2];

offerGated();

describe.each(everyArchitecture.map((one) => [one.name, one] as const))('a stepper of %s', (_, one) => {
  const options = one.options.parse('hidden' in one.options.shape ? { hidden: 5 } : {});
  const net = one.build({ inputs: INPUTS, outputs: OUTPUTS, fedBack: false }, options);
  const random = randomStream('stepper', one.name);
  const parameters = one.initialise(net, options, random);
  // The indices of a reservoir's and a graph's links are parameters as well.
  if (one.fixed === undefined && one.bred === undefined)
    for (let at = 0; at < parameters.length; at++) parameters[at]! += 0.2 * random.normal();
  const inputs = Array.from({ length: STEPS }, () =>
    Float64Array.from({ length: INPUTS }, () => Math.fround(random.normal())),
  );
  const batch = buildBatch(
    { inputs: { kind: 'dense', size: INPUTS }, outputs: OUTPUTS, loss: 'squared', scored: 'last' },
    [{ inputs, targets: [0, 0] }],
  );
  const running = {
    net,
    cell: (everyCell as Cells)[one.name]!,
    weights: weightsOf(net, parameters),
  };
  const expected = forward(running, batch, 0).map(({ after }) => answerOf(running, after));

  it('gives the outputs of the reference device, anew after each reset', () => {
    const stepper = stepperOf(net, parameters, everyCell);
    const outputs = new Float64Array(OUTPUTS);
    for (const length of [STEPS, 7, STEPS]) {
      stepper.reset();
      for (let step = 0; step < length; step++) {
        stepper.step(inputs[step]!, outputs);
        for (const [output, value] of outputs.entries())
          expect(Math.abs(value - expected[step]![output]!)).toBeLessThanOrEqual(1e-12);
      }
    }
    expect(new Set(expected.map(([first]) => first)).size).toBeGreaterThan(STEPS / 2);
  });

  it('shows what the strips of its net name, in copies', () => {
    const stepper = stepperOf(net, parameters, everyCell);
    const outputs = new Float64Array(OUTPUTS);
    stepper.step(inputs[0]!, outputs);
    const first = stepper.shown!();
    const before = JSON.stringify(first);
    for (const { label, count } of one.strips(net)) expect(first[label]).toHaveLength(count);
    stepper.step(inputs[1]!, outputs);
    expect(JSON.stringify(first)).toBe(before);
    expect(JSON.stringify(stepper.shown!())).not.toBe(before);
  });

  it('counts the multiply-accumulates of one step', () => {
    const extent = { activeSteps: 1, scoredSteps: 1, symbols: null };
    expect(one.macs.forward(net, extent)).toBeGreaterThan(0);
    expect(stepMacs(net)).toBe(one.macs.forward(net, extent));
  });
});
