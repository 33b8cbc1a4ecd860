import { beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/learners/learner.ts';
import {
  play,
  smallContestant,
  smallContestants,
  someOf,
  timeless,
  toyContestant,
  toyTrial,
} from '../../support/tournament/toys.ts';

/** As a checkpoint comes back from a file: values through JSON, arrays copied. */
function stored({ arrays, values }: Snapshot): Snapshot {
  const copies = Object.entries(arrays).map(([name, array]) => [name, structuredClone(array)]);
  return { arrays: Object.fromEntries(copies), values: JSON.parse(JSON.stringify(values)) };
}

describe.each(smallContestants().map((contestant) => [contestant.name, contestant] as const))(
  'a trial of %s',
  (_name, contestant) => {
    const spec = toyTrial(contestant, { macs: 600_000 });
    let whole: Awaited<ReturnType<typeof play>>;
    beforeAll(async () => {
      whole = await play(spec);
    });

    it('gives the same result twice', async () => {
      const once = whole;
      const again = await play(spec);
      expect(timeless(again.result)).toEqual(timeless(once.result));
      expect(timeless(again.checkpoints)).toEqual(timeless(once.checkpoints));
    });

    it('ends the same when it goes on from any of its checkpoints', async () => {
      expect(whole.checkpoints.length).toBeGreaterThan(2);
      for (const [index, checkpoint] of someOf([...whole.checkpoints.entries()])) {
        // Who goes on from the end makes the validation at the end again.
        const from = checkpoint.snapshotValidatedAt === undefined ? index + 1 : index;
        const resumed = await play(spec, { resume: stored(checkpoint.snapshot!) });
        expect(timeless(resumed.result), `from checkpoint ${index}`).toEqual(timeless(whole.result));
        expect(timeless(resumed.checkpoints)).toEqual(timeless(whole.checkpoints.slice(from)));
      }
    });

    it('keeps to its budget, but for a last step that was dearer than the one before', async () => {
      const { result } = await play(toyTrial(contestant, { macs: 50_000 }));
      expect(result.stop).toEqual({ reason: 'budget', detail: '50000 macs are spent' });
      expect(result.cost.macs).toBeGreaterThan(30_000);
      expect(result.cost.macs).toBeLessThan(65_000);
    });
  },
);

describe('a trial whose learning rate is halved when the validation loss rises', () => {
  const wild = smallContestant('msgd');
  const spec = toyTrial(
    { ...wild, settings: { ...wild.settings, learningRate: 8, schedule: 'halving' } },
    { macs: 600_000 },
  );

  it('has halved it once for each rise that its checkpoints show', async () => {
    const { checkpoints } = await play(spec);
    let rises = 0;
    const right = checkpoints.map(({ checkpoint }, index) => {
      const before = checkpoints[index - 1]?.checkpoint.validationLoss ?? Number.POSITIVE_INFINITY;
      rises += Number(checkpoint.validationLoss > before);
      return 8 / 2 ** rises;
    });
    expect(checkpoints.map(({ checkpoint }) => checkpoint.inside.learningRate)).toEqual(right);
    expect(rises).toBeGreaterThan(2);
  });

  it('ends the same when it goes on from any of its checkpoints', async () => {
    const whole = await play(spec);
    for (const { snapshot } of whole.checkpoints) {
      const resumed = await play(spec, { resume: stored(snapshot!) });
      expect(timeless(resumed.result)).toEqual(timeless(whole.result));
    }
  });
});

describe('a trial', () => {
  it('stops when validation shows success, and the test confirms it', async () => {
    const spec = toyTrial(smallContestant('genitor'), { macs: 2e7 }, 'screened');
    const { result, checkpoints } = await play(spec);
    expect(result.stop.reason).toBe('solved');
    expect(result.stop.detail).toMatch(/^\d+ of 1500 validation sequences wrong$/);
    expect(result.solved).toBe(true);
    expect(result.testError).toBeLessThan(0.05);
    expect(result.costToSolve).toEqual(result.cost);
    const last = checkpoints.at(-1)!;
    expect(last.checkpoint.cost).toEqual(result.cost);
    expect(last.champion).toEqual(result.champion);
    expect(checkpoints.at(-2)!.checkpoint.validationError).toBeGreaterThan(0.03);
  });

  it('is solved by an error of 0 where the cases are few', async () => {
    const { result } = await play(toyTrial(smallContestant('genitor'), { macs: 2e7 }, 'cases'));
    expect(result.stop).toEqual({ reason: 'solved', detail: '0 of 16 validation sequences wrong' });
    expect(result.testError).toBe(0);
  });

  it('validates at the start, at the end, and at costs a tenth apart between', async () => {
    const { checkpoints, result } = await play(toyTrial(toyContestant('idle'), { macs: 2_000_000 }));
    const costs = checkpoints.map(({ checkpoint }) => checkpoint.cost.macs);
    expect(costs[0]).toBe(0);
    expect(costs.at(-1)).toBe(result.cost.macs);
    for (let index = 2; index < costs.length - 1; index++) {
      expect(costs[index]! / costs[index - 1]!).toBeGreaterThan(1.09);
      expect(costs[index]! / costs[index - 1]!).toBeLessThan(1.11);
    }
  });

  it('ends at the first limit, and says which', async () => {
    const budget = { macs: 1e9, updates: 7, evaluations: 50 };
    const { result } = await play(toyTrial(toyContestant('idle'), budget));
    expect(result.stop).toEqual({ reason: 'budget', detail: '7 updates are spent' });
    expect(result.cost.updates).toBe(7);
  });

  it('does not begin a step that would exceed its budget', async () => {
    const { result } = await play(toyTrial(toyContestant('idle'), { macs: 4500 }));
    expect(result.cost.macs).toBe(4000);
  });

  it('ends by a limit in seconds', async () => {
    const { result } = await play(toyTrial(toyContestant('idle'), { seconds: 1e-5 }));
    expect(result.stop.detail).toBe('1e-5 seconds are spent');
    expect(result.cost.seconds).toBeGreaterThanOrEqual(1e-5);
  });

  it('keeps its best net when it explodes, and says at which step it did', async () => {
    const { result, checkpoints } = await play(toyTrial(toyContestant('exploding'), { updates: 100 }));
    expect(result.stop).toEqual({ reason: 'exploded', detail: 'loss NaN at update 5' });
    expect(result.cost.updates).toBe(5);
    expect(checkpoints.map(({ checkpoint }) => checkpoint.validationLoss)).toEqual([
      expect.closeTo(Math.LN2, 0),
      Number.NaN,
    ]);
    expect(checkpoints.at(-1)!.checkpoint.validationError).toBe(1);
    expect(checkpoints.at(-1)!.champion).toBeNull();
    expect([...result.champion!.parameters].every(Number.isFinite)).toBe(true);
    expect(result.testError).toBeGreaterThan(0.2);
    const resumed = await play(toyTrial(toyContestant('exploding'), { updates: 100 }), {
      resume: checkpoints.at(-1)!.snapshot!,
    });
    expect(timeless(resumed.result)).toEqual(timeless(result));
  });

  it('goes on whatever is only shown of it: what throws or is NaN is not known', async () => {
    const { result, checkpoints } = await play(toyTrial(toyContestant('unseen'), { updates: 20 }));
    expect(result.stop).toEqual({ reason: 'budget', detail: '20 updates are spent' });
    expect(checkpoints.at(-1)!.checkpoint.inside).toEqual({ step: 20, radius: null, ratio: null });
  });

  it('names the learner that throws, in one line, and keeps what was found', async () => {
    const { result, events } = await play(toyTrial(toyContestant('throwing'), { updates: 100 }));
    expect(result.stop).toEqual({ reason: 'failed', detail: 'learner throwing: cannot go on' });
    expect(result.cost.updates).toBe(2);
    expect(result.champion!.parameters.length).toBe(result.parameters);
    expect(result.testError).toBeNull();
    expect(events.at(-1)!.type).toBe('finished');
  });

  it('names the task that throws, in one line', async () => {
    const { result } = await play(toyTrial(smallContestant('msgd'), { updates: 5 }, 'broken'));
    expect(result.stop.reason).toBe('failed');
    expect(result.stop.detail).toBe('task broken: sample of sequence 0: the sampler broke');
  });

  it('stops with its standing when asked to, untested', async () => {
    let steps = 0;
    const control = () => (++steps > 200 ? 'stop' : 'go on');
    const { result, checkpoints } = await play(toyTrial(smallContestant('msgd'), { updates: 1e6 }), {
      control,
    });
    expect(result.stop.reason).toBe('stopped');
    expect(result.testError).toBeNull();
    expect(checkpoints.some(({ champion }) => champion !== null)).toBe(true);
    expect(result.champion).toEqual(checkpoints.findLast(({ champion }) => champion !== null)!.champion);
  });

  it('gives every contestant the same exam, and the same first weights where they draw them alike', async () => {
    const first = await play(toyTrial(toyContestant('idle'), { updates: 1 }));
    const second = await play(toyTrial(toyContestant('throwing'), { updates: 1 }));
    // Both set out from the same weights, so the same exam gives the same loss.
    expect(first.checkpoints[0]!.checkpoint.validationLoss).toBe(
      second.checkpoints[0]!.checkpoint.validationLoss,
    );
  });
});
