/** Trials by the toy rule with a moment: every checkpoint has the whole state, and a device without the rule says so. */
import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { openTfjsDevice } from '../../../src/engine/tfjs/device.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import type { Snapshot } from '../../../src/learners/learner.ts';
import type { Catalogue } from '../../../src/tournament/spec/catalogue.ts';
import type { TrialEvent } from '../../../src/tournament/spec/tournament.ts';
import { deviceExaminer, examSets } from '../../../src/tournament/trial/examine.ts';
import { assembleTrial } from '../../../src/tournament/trial/problem.ts';
import { runTrial } from '../../../src/tournament/trial/trial.ts';
import { heavyBallLearner, offerHeavyBall } from '../../support/learners/heavy-ball.ts';
import toys from '../../support/tournament/toy-catalogue.ts';
import { smallContestant, timeless, toyTrial } from '../../support/tournament/toys.ts';

offerHeavyBall();

const catalogue: Catalogue = {
  ...toys,
  learner: (name) => (name === heavyBallLearner.name ? heavyBallLearner : toys.learner(name)),
};

const contestant = { ...smallContestant('msgd-c-2013'), name: 'ball', learner: heavyBallLearner.name };
const spec = toyTrial(contestant, { macs: 300_000 });

async function play(device: Device, resume?: Snapshot) {
  const events: TrialEvent[] = [];
  const sets = examSets(catalogue.task(spec.task.name), spec);
  const result = await runTrial(spec, {
    catalogue,
    device,
    examiner: deviceExaminer(assembleTrial(spec, catalogue), sets, device, () => false),
    emit: (event) => void events.push(event),
    ...(resume === undefined ? {} : { resume }),
  });
  return { result, checkpoints: events.filter((event) => event.type === 'checkpoint') };
}

/** As a checkpoint comes back from a file: values through JSON, arrays copied. */
const stored = ({ arrays, values }: Snapshot): Snapshot => ({
  arrays: structuredClone(arrays),
  values: JSON.parse(JSON.stringify(values)),
});

const MOMENT = 'search/moment1';

describe('a trial by a rule with a moment', () => {
  it.each([
    ['reference', () => referenceDevice],
    ['wasm', () => openWasmDevice()],
  ])('ends the same when it goes on from any of its checkpoints, on %s', async (_name, open) => {
    const whole = await play(open());
    expect(whole.checkpoints.length).toBeGreaterThan(2);
    for (const [index, { snapshot, snapshotValidatedAt }] of whole.checkpoints.entries()) {
      const from = snapshotValidatedAt === undefined ? index + 1 : index;
      const resumed = await play(open(), stored(snapshot!));
      expect(timeless(resumed.result), `from checkpoint ${index}`).toEqual(timeless(whole.result));
      expect(timeless(resumed.checkpoints)).toEqual(timeless(whole.checkpoints.slice(from)));
    }
  });

  it('ends otherwise when it goes on from a checkpoint that has lost its moment', async () => {
    const whole = await play(referenceDevice);
    const { arrays, values } = stored(whole.checkpoints[1]!.snapshot!);
    const { [MOMENT]: moment, ...rest } = arrays;
    expect(moment).toHaveLength(whole.checkpoints[0]!.champion!.parameters.length);
    const resumed = await play(referenceDevice, { arrays: rest, values });
    expect(timeless(resumed.checkpoints.at(-1))).not.toEqual(timeless(whole.checkpoints.at(-1)));
  });

  it('is not begun on a device whose descents lack the rule', async () => {
    const device = await openTfjsDevice('cpu');
    const { result, checkpoints } = await play(device);
    await device.close();
    expect(checkpoints).toEqual([]);
    expect(result.cost.macs).toBe(0);
    expect(result.stop).toEqual({
      reason: 'failed',
      detail:
        'device tfjs-cpu: it cannot train by the rule heavy-ball: its descents have no rule but plain and adam',
    });
  });
});
