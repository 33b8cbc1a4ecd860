import fc from 'fast-check';
import { expect, it } from 'vitest';
import { beginning, type DescentState } from '../../../src/engine/descent-state.ts';
import type {
  Descent,
  DescentReport,
  DescentSettings,
  Device,
  UpdateRequest,
} from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { PLAIN } from '../../../src/engine/rule.ts';
import type { UpdateFactors } from '../../../src/engine/update-factors.ts';
import { clippingFactor } from '../../../src/learners/gradient/clipping.ts';
import { HostDescent } from '../../../src/learners/gradient/host-descent.ts';
import type { Net } from '../../../src/nets/net.ts';
import { norm as gradientNorm } from '../../../src/numeric/norm.ts';
import { expectNear, expectVectorNear } from '../../support/engine/agreement.ts';
import { failingDescent } from '../../support/engine/failing-descent.ts';
import { anySettings, type DescentCase, type Form, makeDescent } from '../../support/engine/form-cases.ts';
import { onEveryDevice } from './on-every-device.ts';

/** Descents beside each other drift apart as their roundings add up. */
const DRIFT = 5;

/** What SGD on the host makes of the gradients of the reference. */
function descendOnHost(
  { net, parameters, batches }: DescentCase,
  { learningRate, threshold, omega }: DescentSettings,
  factors: readonly UpdateFactors[] = [],
) {
  let theta = Float64Array.from(parameters);
  const updates = batches.map((batch, update) => {
    const { rate: rateFactor, alpha } = factors[update] ?? { rate: 1, alpha: 1 };
    const request = { ...(omega && { omega: { ...omega, weight: omega.weight * alpha } }), stateNorms: true };
    const found = referenceDevice.gradient(net, theta, batch, request);
    const norm = gradientNorm(found.gradient);
    const rate = learningRate * rateFactor * (threshold > 0 ? clippingFactor(norm, threshold) : 1);
    theta = theta.map((value, index) => value - rate * found.gradient[index]!);
    return { ...found, norm };
  });
  return { theta, updates };
}

/** Where a device offers none, it is the host's on the device's gradients. */
async function begin(
  device: Device,
  net: Net,
  parameters: Float32Array,
  settings: DescentSettings,
): Promise<Descent> {
  return (
    device.descend?.(net, beginning(parameters), settings) ??
    new HostDescent(device, net, beginning(parameters), settings)
  );
}

/** One run over all of them; the second of any three watches the norms of the error signal. */
async function descend(device: Device, one: DescentCase, settings: DescentSettings) {
  const descent = await begin(device, one.net, one.parameters, settings);
  try {
    const report = await descent.run(oneByOne(one));
    return { report, theta: (await descent.state()).parameters };
  } finally {
    descent.close();
  }
}

const third = (update: number): boolean => update % 3 === 1;

function oneByOne(
  { batches }: Pick<DescentCase, 'batches'>,
  watches: (update: number) => boolean = third,
): () => UpdateRequest | null {
  let update = 0;
  return () => {
    const batch = batches[update];
    return batch === undefined ? null : { batch, stateNorms: watches(update++) };
  };
}

onEveryDevice('a descent', (device, { descents, tolerance, repeats }) => {
  const form: Form = { unit: 'relu', loss: 'squared', input: 'symbols', inputs: 2, hidden: 3, outputs: 2 };
  const plain: DescentSettings = { learningRate: 0.01, threshold: 0, omega: null };
  const one = makeDescent(
    form,
    [5, 2, 9, 4].map((steps, seed) => ({ sequences: 6, steps, seed, ragged: true })),
  );

  it('makes the updates that SGD makes of the reference’s gradients, and reports them', async () => {
    await fc.assert(
      fc.asyncProperty(descents, anySettings, async (some, settings) => {
        const { report, theta } = await descend(device(), some, settings);
        const right = descendOnHost(some, settings);
        expect(report.fault).toBeNull();
        expect(report.losses.length).toBe(some.batches.length);
        expect(report.norms.length).toBe(some.batches.length);
        expect(report.omegas?.length ?? null).toBe(settings.omega === null ? null : some.batches.length);
        for (const [index, update] of right.updates.entries()) {
          expectNear(report.losses[index]!, update.loss, DRIFT * tolerance.loss);
          expectNear(report.norms[index]!, update.norm, DRIFT * tolerance.gradients);
          if (settings.omega) {
            expectNear(report.omegas![index]!, update.omega!, DRIFT * tolerance.omega);
          }
        }
        const watched = right.updates.findLast((_, update) => third(update));
        expect(report.stateNorms === null).toBe(watched === undefined);
        if (watched) {
          expectVectorNear(report.stateNorms!, watched.stateNorms!, DRIFT * tolerance.gradients);
        }
        expectVectorNear(theta, right.theta, DRIFT * tolerance.gradients);
      }),
      { seed: 20_130_616, numRuns: 20 },
    );
  });

  it('moves η and α by the factors of each update', async () => {
    const settings: DescentSettings = { ...plain, threshold: 0.1, omega: { form: 'squared', weight: 1 } };
    const factors = [1, 0.5, 0, 3].map((rate, update) => ({ rate, alpha: [0, 2, 1, 0.25][update]! }));
    const plainly = oneByOne(one);
    let update = 0;
    const next = (): UpdateRequest | null => {
      const request = plainly();
      return request && { ...request, factors: factors[update++]! };
    };
    const descent = await begin(device(), one.net, one.parameters, settings);
    const report = await descent.run(next);
    const right = descendOnHost(one, settings, factors);
    for (const [index, { norm }] of right.updates.entries())
      expectNear(report.norms[index]!, norm, DRIFT * tolerance.gradients);
    expectVectorNear((await descent.state()).parameters, right.theta, DRIFT * tolerance.gradients);
    descent.close();
  });

  it.skipIf(!repeats)('does not depend on how it is cut into runs', async () => {
    const settings: DescentSettings = { ...plain, threshold: 0.1, omega: { form: 'squared', weight: 1 } };
    const whole = await descend(device(), one, settings);
    const descent = await begin(device(), one.net, one.parameters, settings);
    const reports: DescentReport[] = [];
    for (const batches of [one.batches.slice(0, 1), [], one.batches.slice(1)]) {
      reports.push(await descent.run(oneByOne({ batches })));
    }
    expect((await descent.state()).parameters).toEqual(whole.theta);
    descent.close();
    for (const key of ['losses', 'norms', 'omegas'] as const) {
      expect(reports.flatMap((report) => [...report[key]!])).toEqual([...whole.report[key]!]);
    }
    expect(reports[1]).toEqual({
      losses: new Float64Array(0),
      norms: new Float64Array(0),
      omegas: new Float64Array(0),
      stateNorms: null,
      fault: null,
    });
  });

  it('is at its beginning before its first update, and changes nothing that it was given', async () => {
    const given = one.parameters.slice();
    const descent = await begin(device(), one.net, given, plain);
    expect((await descent.state()).parameters).toEqual(one.parameters);
    await descent.run(oneByOne(one));
    expect(given).toEqual(one.parameters);
    const after = (await descent.state()).parameters;
    expect(after).not.toEqual(one.parameters);
    after.fill(0);
    expect((await descent.state()).parameters).not.toEqual(after);
    descent.close();
  });

  it.for(['loss', 'norm', 'parameters'] as const)(
    'whose %s is not finite ends before that update, whatever was asked for ahead, and can go on',
    async (fault) => {
      const { net, parameters, batches, bad } = failingDescent(fault);
      const settings: DescentSettings = { learningRate: 1000, threshold: 0, omega: null };
      const descent = await begin(device(), net, parameters, settings);
      const sound = await begin(device(), net, parameters, settings);
      // That of the update that fails is watched too, and does not count.
      const before = await sound.run(oneByOne({ batches: batches.slice(0, 2) }, () => true));
      const all = [...batches.slice(0, 2), bad, ...batches.slice(2)];
      const spoiled = await descent.run(oneByOne({ batches: all }, () => true));
      expect(spoiled.fault).toBe(fault);
      expect(spoiled.losses.length).toBe(3);
      expect(spoiled.norms.length).toBe(3);
      expect(spoiled.losses.subarray(0, 2)).toEqual(before.losses);
      expect(spoiled.norms.subarray(0, 2)).toEqual(before.norms);
      expect(Number.isFinite(spoiled.losses[2])).toBe(fault !== 'loss');
      if (fault !== 'loss') expect(Number.isFinite(spoiled.norms[2])).toBe(fault === 'parameters');
      expect(spoiled.stateNorms).toEqual(before.stateNorms);
      expect((await descent.state()).parameters).toEqual((await sound.state()).parameters);
      const nothing = await descent.run(oneByOne({ batches: [bad] }, () => true));
      expect(nothing).toMatchObject({ fault, stateNorms: null });
      const [again, further] = [descent, sound].map((one) =>
        one.run(oneByOne({ batches: batches.slice(2) })),
      );
      expect(await again).toEqual(await further);
      expect((await further).fault).toBeNull();
      expect((await descent.state()).parameters).toEqual((await sound.state()).parameters);
      descent.close();
      sound.close();
    },
  );

  it.for([1e-30, 1e-37, 1e-39, 1e-44, 0])(
    'stands still, without a fault, where its gradient is next to nothing: losses weigh %d',
    async (weight) => {
      const faint = makeDescent(
        form,
        [0, 1].map((seed) => ({ sequences: 6, steps: 4, seed })),
      );
      for (const { weights } of faint.batches) weights.fill(weight);
      for (const threshold of [0, 1]) {
        const settings = { ...plain, threshold };
        const { report, theta } = await descend(device(), faint, settings);
        expect(report.fault).toBeNull();
        const right = descendOnHost(faint, settings);
        for (const [index, { norm }] of right.updates.entries()) {
          // What is below the normal numbers of float32 may be told as 0.
          expect(Math.abs(report.norms[index]! - norm)).toBeLessThan(1e-4 * norm + 1e-37);
        }
        expect(theta).toEqual(faint.parameters);
      }
    },
  );

  it('by another rule than the plain one is refused by name, before it begins', async () => {
    const rule = { kind: 'unheard-of' };
    const unruled = device().lacks(one.net, one.batches[0]!, ['gradient', { descent: rule }]);
    const ownDescents =
      'it cannot train by the rule unheard-of: its descents have no rule but plain and adam';
    expect(unruled).toBe(device().descend === undefined ? null : ownDescents);
    expect(device().lacks(one.net, one.batches[0]!, [{ descent: PLAIN }])).toBeNull();
    const from = (state: Partial<DescentState>, settings: DescentSettings) => async () => {
      const at = { ...beginning(one.parameters), ...state };
      return device().descend?.(one.net, at, settings) ?? new HostDescent(device(), one.net, at, settings);
    };
    await expect(from({}, { ...plain, rule })()).rejects.toThrow(/rule unheard-of/);
    await expect(from({ moments: [one.parameters] }, plain)()).rejects.toThrow('for a rule with []');
    await expect(from({ carried: one.parameters }, plain)()).rejects.toThrow('carried state');
  });

  it('from parameters that are not finite fails at its first update', async () => {
    const spoiled = one.parameters.slice();
    spoiled[1] = Number.NaN;
    const { report, theta } = await descend(device(), { ...one, parameters: spoiled }, plain);
    expect(report).toMatchObject({ fault: 'loss', losses: Float64Array.of(Number.NaN), stateNorms: null });
    expect(theta).toEqual(spoiled);
    const nothing = await descend(device(), { ...one, parameters: spoiled, batches: [] }, plain);
    expect(nothing.report).toMatchObject({ fault: null, losses: new Float64Array(0) });
  });
});
