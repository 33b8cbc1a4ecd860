/** Trials of the gated toy, from the setting `net` to the champion: nothing on the way takes it for an Elman net. */
import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { footprintsOf } from '../../../src/tournament/forecast/footprint.ts';
import { workloadsOf } from '../../../src/tournament/forecast/workload.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { TrialEvent } from '../../../src/tournament/spec/tournament.ts';
import { deviceExaminer, examSets } from '../../../src/tournament/trial/examine.ts';
import { assembleTrial } from '../../../src/tournament/trial/problem.ts';
import { runTrial } from '../../../src/tournament/trial/trial.ts';
import { gatedReference, offerGated } from '../../support/nets/with-gated.ts';
import toys from '../../support/tournament/toy-catalogue.ts';
import { timeless, toySpec, toyTrial } from '../../support/tournament/toys.ts';

offerGated();

const SMALL = { net: 'gated', hidden: 3 };

async function play(
  name: string,
  settings: Readonly<Record<string, unknown>>,
  device: Device = gatedReference,
) {
  const spec = toyTrial(resolveContestant(name, { ...SMALL, ...settings }), { macs: 300_000 });
  const events: TrialEvent[] = [];
  const sets = examSets(toys.task(spec.task.name), spec);
  const examiner = deviceExaminer(assembleTrial(spec, toys), sets, device, () => false);
  const result = await runTrial(spec, {
    catalogue: toys,
    device,
    examiner,
    emit: (event) => void events.push(event),
  });
  const checkpoints = events.filter((event) => event.type === 'checkpoint');
  return { spec, result, checkpoints };
}

describe('a trial of a net that is no Elman net', () => {
  it.each([
    ['genitor', { population: 12, sequences: 16, inFlight: 8 }],
    ['msgd-c', { learningRate: 0.1 }],
    ['random', { sequences: 16 }],
  ])('of %s runs to its budget and leaves a champion, the same each time', async (name, settings) => {
    const { spec, result, checkpoints } = await play(name, settings);
    expect(result.stop.detail).not.toMatch(/net|device|learner/);
    expect(result.testLoss).toBeGreaterThan(0);
    const { net } = assembleTrial(spec, toys);
    expect(net.architecture).toBe('gated');
    expect(checkpoints[0]!.champion!.parameters).toHaveLength(net.parameters);
    expect(timeless((await play(name, settings)).result)).toEqual(timeless(result));
  });

  it('is not begun where the device lacks the call that the learner would make', async () => {
    const { result, checkpoints } = await play('msgd-cr', {});
    expect(checkpoints).toEqual([]);
    expect(result.cost.macs).toBe(0);
    expect(result.stop).toEqual({
      reason: 'failed',
      detail:
        'device reference: it cannot give Ω of the net gated: Ω is defined where the error signal goes back through W_rec alone, as in an Elman net',
    });
  });

  it('is not begun on a device that has no code for the net', async () => {
    const wasm = openWasmDevice();
    const { result } = await play('genitor', {}, wasm);
    expect(result.stop).toEqual({
      reason: 'failed',
      detail: 'device wasm: it cannot evaluate the net gated: it has no code for that architecture',
    });
  });

  it('is forecast by its own costs, and a device is asked for each contestant with what it will call', () => {
    const contestants = [resolveContestant('msgd-cr'), resolveContestant('msgd', SMALL, { as: 'mine' })];
    const spec = toySpec(contestants, { updates: 10 });
    const [, mine] = footprintsOf(spec);
    expect(mine!.parameters).toBe(
      assembleTrial(toyTrial(contestants[1]!, { updates: 10 }), toys).net.parameters,
    );
    const [demand] = workloadsOf(spec);
    expect(demand!.needs.map(({ net, calls }) => [net.architecture, calls])).toEqual([
      ['elman', ['evaluate', 'descent', 'omega']],
      ['gated', ['evaluate', 'descent']],
    ]);
  });
});
