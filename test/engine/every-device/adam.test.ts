/** Descents by Adam on every device, against the host's on the gradients of the reference. */
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Adam } from '../../../src/engine/adam.ts';
import type { Batch } from '../../../src/engine/batch.ts';
import { beginning, type DescentState } from '../../../src/engine/descent-state.ts';
import type { Descent, DescentReport, DescentSettings, Device } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { HostDescent } from '../../../src/learners/gradient/host-descent.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import { expectNear, expectVectorNear } from '../../support/engine/agreement.ts';
import { failingDescent, failingForm } from '../../support/engine/failing-descent.ts';
import { anySettings, type DescentCase, descentsOf, makeDescent } from '../../support/engine/form-cases.ts';
import { onEveryDevice } from './on-every-device.ts';

/** As for the plain rule; descents beside each other drift apart as their roundings add up. */
const DRIFT = 5;

const rule: Adam = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-6, weightDecay: 0.1 };
/** The rule with some settings changed. */
const by = (change: Partial<Adam>): Adam => ({ ...rule, ...change });

const plain: DescentSettings = { learningRate: 0.01, threshold: 0, omega: null, rule };

async function begin(device: Device, one: DescentCase, settings: DescentSettings, at?: DescentState) {
  const from = at ?? beginning(one.parameters);
  return device.descend?.(one.net, from, settings) ?? new HostDescent(device, one.net, from, settings);
}

/** Makes an update for each batch; η moves by these factors. */
async function run(
  descent: Descent,
  batches: readonly Batch[],
  rates: readonly number[] = [],
): Promise<DescentReport> {
  let update = 0;
  return descent.run(() => {
    const batch = batches[update];
    const factors = { rate: rates[update++] ?? 1, alpha: 1 };
    return batch === undefined ? null : { batch, stateNorms: false, factors };
  });
}

async function compare(device: Device, one: DescentCase, settings: DescentSettings, tolerance: Tolerances) {
  const rates = [1, 0.5, 0, 2];
  const host = new HostDescent(referenceDevice, one.net, beginning(one.parameters), settings);
  const right = await run(host, one.batches, rates);
  const descent = await begin(device, one, settings);
  const report = await run(descent, one.batches, rates);
  expect(report.fault).toBeNull();
  expect(right.fault).toBeNull();
  for (const [index, loss] of right.losses.entries()) {
    expectNear(report.losses[index]!, loss, DRIFT * tolerance.loss);
    expectNear(report.norms[index]!, right.norms[index]!, DRIFT * tolerance.gradients);
  }
  const [found, wanted] = [await descent.state(), host.state()];
  expectVectorNear(found.parameters, wanted.parameters, DRIFT * tolerance.gradients);
  expect(found.moments.length).toBe(3);
  for (const moment of [0, 1]) {
    // v has the squares of gradients, and so twice their distance.
    expectVectorNear(found.moments[moment]!, wanted.moments[moment]!, 2 * DRIFT * tolerance.gradients);
  }
  expect(found.moments[2]).toEqual(wanted.moments[2]);
  descent.close();
}

interface Tolerances {
  readonly loss: number;
  readonly gradients: number;
}

/** One form, which a GPU compiles once: the rule's code knows no more of a net than its number of parameters. */
const descents = descentsOf(fc.constant(failingForm));

onEveryDevice('a descent by Adam', (device, { tolerance, repeats }) => {
  const one = makeDescent(
    failingForm,
    [5, 2, 9, 4, 6, 3].map((steps, seed) => ({ sequences: 6, steps, seed, ragged: true })),
  );
  let whole: { readonly report: DescentReport; readonly state: DescentState };
  const settings: DescentSettings = {
    ...plain,
    threshold: 0.1,
    omega: { form: 'squared', weight: 1 },
  };
  beforeAll(async () => {
    const descent = await begin(device(), one, settings);
    whole = { report: await run(descent, one.batches), state: await descent.state() };
    descent.close();
  });

  it('is offered', () => {
    expect(device().lacks(one.net, one.batches[0]!, [{ descent: rule }, 'omega'])).toBeNull();
  });

  it('makes the updates that the host makes of the reference’s gradients', async () => {
    await fc.assert(
      fc.asyncProperty(descents, anySettings, fc.constantFrom(0, 0.1), async (some, given, weightDecay) => {
        const asked = { ...given, learningRate: 0.01, rule: by({ weightDecay }) };
        await compare(device(), some, asked, tolerance);
      }),
      { seed: 20_130_616, numRuns: 8 },
    );
  });

  it.skipIf(!repeats)('goes on from its state bit for bit, wherever it is cut', async () => {
    for (const cut of [0, 1, 4, 6]) {
      const before = await begin(device(), one, settings);
      const first = await run(before, one.batches.slice(0, cut));
      const at = await before.state();
      const kept = structuredClone(at);
      before.close();
      const after = await begin(device(), one, settings, at);
      const second = await run(after, one.batches.slice(cut));
      expect([...first.losses, ...second.losses]).toEqual([...whole.report.losses]);
      expect(await after.state(), `cut at ${cut}`).toEqual(whole.state);
      expect(at).toEqual(kept);
      after.close();
    }
  });

  it('beside others by the plain rule, by other settings and of other ages moves as it does alone', async () => {
    const together = await Promise.all([
      begin(device(), one, settings),
      begin(device(), one, { ...settings, rule: { kind: 'plain' } }),
      begin(device(), one, { ...settings, rule: by({ beta1: 0.5, weightDecay: 0 }) }),
      begin(device(), one, settings, whole.state),
    ]);
    await Promise.all(together.map((descent) => run(descent, one.batches)));
    const [same, ...others] = await Promise.all(together.map(async (descent) => descent.state()));
    for (const descent of together) descent.close();
    if (repeats) expect(same).toEqual(whole.state);
    else expectVectorNear(same!.parameters, whole.state.parameters, tolerance.gradients);
    for (const other of others) {
      expect(other!.parameters).not.toEqual(whole.state.parameters);
    }
  });

  it('counts only updates that did not fail, and keeps its moments where one does', async () => {
    const { net, parameters, batches, bad } = failingDescent('loss');
    const some = { net, parameters, batches };
    const sound = await begin(device(), some, plain);
    await run(sound, batches);
    const descent = await begin(device(), some, plain);
    const [first, ...rest] = batches;
    expect((await run(descent, [first!, bad, ...rest])).fault).toBe('loss');
    const between = await descent.state();
    expect(between.moments[2]).toEqual(Float32Array.of(1, 0));
    expect((await run(descent, rest)).fault).toBeNull();
    if (repeats) expect(await descent.state()).toEqual(await sound.state());
    expect((await descent.state()).moments[2]).toEqual(Float32Array.of(batches.length, 0));
    descent.close();
    sound.close();
  });

  it('fails by its moments where a square is beyond float32, and stays', async () => {
    const huge = makeDescent(failingForm, [{ sequences: 6, steps: 4, seed: 1 }]);
    huge.batches[0]!.weights.fill(1e23);
    const descent = await begin(device(), huge, { ...plain, rule: by({ weightDecay: 0 }) });
    const report = await run(descent, huge.batches);
    expect(report.fault).toBe('moments');
    expect((await descent.state()).parameters).toEqual(huge.parameters);
    expect((await descent.state()).moments[1]!.every((value) => value === 0)).toBe(true);
    descent.close();
  });

  it('takes a rescued update as one with the gradient .02 W_rec', async () => {
    const lost = {
      ...one,
      batches: [{ ...one.batches[0]!, weights: one.batches[0]!.weights.map(() => Infinity) }],
    };
    const first = { ...plain, rescue: true, rule: by({ weightDecay: 0 }) };
    const descent = await begin(device(), lost, first);
    const report = await run(descent, lost.batches);
    expect(report.fault).toBeNull();
    const { parameters, moments } = await descent.state();
    const right = new Float32Array(one.net.parameters);
    const recurrent = blockOf(one.net, right, 'W_rec');
    blockOf(one.net, one.parameters, 'W_rec').forEach((value, index) => {
      recurrent[index] = 0.1 * 0.02 * value;
    });
    expectVectorNear(moments[0]!, right, 1e-6);
    for (const name of ['W_in', 'b', 'W_out', 'b_out']) {
      expect(blockOf(one.net, parameters, name)).toEqual(blockOf(one.net, one.parameters, name));
    }
    expect(blockOf(one.net, parameters, 'W_rec')).not.toEqual(blockOf(one.net, one.parameters, 'W_rec'));
    descent.close();
  });

  it('refuses a state that has not its moments', async () => {
    const at = { ...beginning(one.parameters), moments: [one.parameters] };
    await expect((async () => begin(device(), one, plain, at))()).rejects.toThrow(
      `moments of the lengths [${one.parameters.length}] for a rule with`,
    );
  });
});
