/** Trials whose updates stay on a device: everything falls on the same updates as on the host. */
import { describe, expect, it } from 'vitest';
import type { Gradient } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { DeviceLost, RunError } from '../../../src/errors.ts';
import type { Budget, Contestant, TrialSpec } from '../../../src/tournament/spec/tournament.ts';
import { FarDevice } from '../../support/learners/far-device.ts';
import toys from '../../support/tournament/toy-catalogue.ts';
import {
  play,
  smallContestant,
  smallContestants,
  someOf,
  timeless,
  toyTrial,
} from '../../support/tournament/toys.ts';

const hopeless = (contestant: Contestant, budget: Budget): TrialSpec =>
  toyTrial(contestant, budget, 'hopeless');

const far = (spec: TrialSpec): TrialSpec => ({ ...spec, device: 'far' });

/** All that a trial tells but how far it is, which it tells as time passes. */
async function story(spec: TrialSpec, given: Parameters<typeof play>[1] = {}) {
  const { events } = await play(spec, given);
  return timeless(events.filter(({ type }) => type !== 'progress'));
}

const MACS_AN_UPDATE = 3000;

describe.each(smallContestants().map((contestant) => [contestant.name, contestant] as const))(
  'a trial of %s on a device',
  (_name, contestant) => {
    const spec = hopeless(contestant, { macs: 300_000 });

    it('tells the same as on the host', async () => {
      expect(await story(far(spec))).toEqual(await story(spec));
    });

    it('ends the same when it goes on from any of its checkpoints', async () => {
      const whole = await play(far(spec));
      expect(whole.checkpoints.length).toBeGreaterThan(4);
      for (const [index, { snapshot, snapshotValidatedAt }] of someOf([...whole.checkpoints.entries()])) {
        // Who goes on from the end makes the validation at the end again.
        const from = snapshotValidatedAt === undefined ? index + 1 : index;
        const resumed = await play(far(spec), { resume: structuredClone(snapshot!) });
        expect(timeless(resumed.result), `from checkpoint ${index}`).toEqual(timeless(whole.result));
        expect(timeless(resumed.checkpoints)).toEqual(timeless(whole.checkpoints.slice(from)));
      }
    });
  },
);

describe('a trial on a device', () => {
  const msgd = smallContestant('msgd-cr');

  it('asks for many updates at once', async () => {
    const device = new FarDevice();
    const { result } = await play(hopeless(msgd, { updates: 400 }), { device });
    expect(result.cost.updates).toBe(400);
    expect(device.given).toBe(400);
    expect(device.givenAhead).toBeGreaterThan(300);
    expect(device.running.most).toBe(1);
  });

  it('draws no batch while the device is at another, where it is not to', async () => {
    const spec = hopeless(msgd, { updates: 100 });
    const device = new FarDevice();
    const { result } = await play(spec, { device, oneUpdateAStep: true });
    expect(device.given).toBe(100);
    expect(device.givenAhead).toBe(0);
    expect(timeless(result)).toEqual(timeless((await play(spec)).result));
  });

  it('tells how far it is during long steps, which changes nothing', async () => {
    const spec = hopeless(msgd, { updates: 24 });
    const { events, result, checkpoints } = await play({ ...spec, device: 'far?slow=40' });
    // Nothing else ends a step: there is no validation between the first and the last.
    expect(checkpoints).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'progress').length).toBeGreaterThan(2);
    expect(timeless(result)).toEqual(timeless((await play(spec)).result));
  });

  it.each<Budget>([
    { updates: 1 },
    { updates: 37 },
    { macs: 100 * MACS_AN_UPDATE },
    { macs: 100 * MACS_AN_UPDATE - 1 },
    { macs: 1 },
    { macs: 200 * MACS_AN_UPDATE, updates: 150 },
  ])('spends a budget of %o as on the host', async (budget) => {
    const spec = hopeless(smallContestant('msgd'), budget);
    const onHost = await play(spec);
    expect(onHost.result.cost.macs / onHost.result.cost.updates).toBe(MACS_AN_UPDATE);
    expect(await story(far(spec))).toEqual(await story(spec));
  });

  it('ends after the updates that it was at when its seconds are spent', async () => {
    const { result } = await play({ ...hopeless(msgd, { seconds: 0.05 }), device: 'far?slow=1' });
    expect(result.stop).toEqual({ reason: 'budget', detail: '0.05 seconds are spent' });
    expect(result.cost.seconds).toBeGreaterThanOrEqual(0.05);
    expect(result.cost.seconds).toBeLessThan(1);
    expect(result.cost.updates).toBeGreaterThan(1);
  });

  it('that explodes costs what it does on the host, and keeps the net before', async () => {
    const spoiled = (gradient: Gradient): Gradient => ({ ...gradient, loss: Number.NaN });
    const spec = hopeless(msgd, { updates: 400 });
    let update = 0;
    const host = {
      ...referenceDevice,
      gradient: async (...call: Parameters<typeof referenceDevice.gradient>) => {
        const gradient = await referenceDevice.gradient(...call);
        return ++update === 77 ? spoiled(gradient) : gradient;
      },
    };
    const device = new FarDevice({
      spoil: (gradient, number) => (number === 77 ? spoiled(gradient) : gradient),
    });
    const expected = await play(spec, { device: host });
    expect(expected.result.stop).toEqual({ reason: 'exploded', detail: 'update 77: loss is NaN' });
    expect(expected.result.cost.updates).toBe(76);
    const { result, checkpoints } = await play(spec, { device });
    expect(timeless(result)).toEqual(timeless(expected.result));
    expect(timeless(checkpoints)).toEqual(timeless(expected.checkpoints));
  });

  it('whose batch cannot be drawn fails after the updates before it, as on the host', async () => {
    const task = toys.task('first');
    let drawn = 0;
    const failing = {
      ...task,
      sample: (...given: Parameters<typeof task.sample>) => {
        // The 11th batch of 20 sequences.
        if (++drawn === 211) throw new Error('no more of these');
        return task.sample(...given);
      },
    };
    const catalogue = { ...toys, task: () => failing };
    const spec = toyTrial(smallContestant('msgd'), { updates: 50 });
    const onHost = await play(spec, { catalogue });
    drawn = 0;
    const onDevice = await play(far(spec), { catalogue });
    expect(onHost.result.stop).toMatchObject({
      reason: 'failed',
      detail: expect.stringMatching(/no more of these/),
    });
    expect(timeless(onDevice.result)).toEqual(timeless(onHost.result));
    expect(onDevice.result.cost.updates).toBe(10);
  });

  it('looks at what is wished of it between updates', async () => {
    const device = new FarDevice({ ahead: 1 });
    const control = () => (device.given >= 5 ? 'stop' : 'go on');
    const { result } = await play(hopeless(msgd, { updates: 1e6 }), { device, control });
    expect(result.stop.reason).toBe('stopped');
    expect(result.cost.updates).toBe(5);
  });

  it('pauses amid a step, and goes on to the same end', async () => {
    const spec = hopeless(msgd, { updates: 200 });
    const device = new FarDevice();
    let pauses = 0;
    const control = () => (device.given > 50 * (pauses + 1) ? 'pause' : 'go on');
    const waitOutPause = async () => {
      pauses++;
      await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const paused = await play(spec, { device, control, waitOutPause });
    expect(pauses).toBe(3);
    expect(timeless(paused.result)).toEqual(timeless((await play(spec)).result));
    expect(timeless(paused.checkpoints)).toEqual(timeless((await play(spec)).checkpoints));
  });

  it('lets a lost device come through, for another to go on', async () => {
    const device = new FarDevice({ lostAfter: 100 });
    const playing = play(hopeless(msgd, { updates: 400 }), { device });
    await expect(playing).rejects.toThrow(DeviceLost);
    expect(device.open).toEqual({ now: 0, most: 1 });
  });

  it('is stopped, not lost, where both are so', async () => {
    // It is lost at the updates that it was handed before the control.
    const device = new FarDevice({ lostAfter: 24, ahead: 20 });
    const control = () => (device.given >= 25 ? 'stop' : 'go on');
    const { result } = await play(hopeless(msgd, { updates: 400 }), { device, control });
    expect(result.stop.reason).toBe('stopped');
  });

  it("fails with the device's own words where it cannot do what it is asked", async () => {
    const device = new FarDevice();
    device.gradient = async () => {
      throw new RunError('the far device is out of memory');
    };
    const { result } = await play(hopeless(msgd, { updates: 400 }), { device });
    expect(result.stop).toEqual({ reason: 'failed', detail: 'the far device is out of memory' });
    expect(device.open).toEqual({ now: 0, most: 1 });
  });

  it('leaves nothing open on it when it has ended', async () => {
    for (const budget of [{ updates: 10 }, { updates: 1e6 }]) {
      const device = new FarDevice();
      const control = () => (device.given > 20 ? 'stop' : 'go on');
      const { result } = await play(hopeless(msgd, budget), { device, control });
      expect(result.stop.reason).toBe(budget.updates === 10 ? 'budget' : 'stopped');
      expect(device.open).toEqual({ now: 0, most: 1 });
    }
  });
});
