/** Trials whose updates take long: asked to stop or to pause, they do so within an update, and nothing changes by it. */
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/learners/learner.ts';
import type { TrialControl } from '../../../src/tournament/trial/trial.ts';
import { play, smallContestant, timeless, toyTrial } from '../../support/tournament/toys.ts';

/** A control that says `then` at its call number `at` and every later one, and counts them. */
function controlFrom(at: number, then: TrialControl) {
  const state = { calls: 0 };
  const control = (): TrialControl => {
    state.calls += 1;
    return state.calls >= at ? then : 'go on';
  };
  return { state, control };
}

describe.each([
  ['Hessian-free optimisation', 'hf', 10],
  ['ridge regression', 'esn', 4],
])('a trial of %s', (_name, contestant, looks) => {
  const spec = toyTrial(smallContestant(contestant), { macs: 200_000 });

  it('stops within an update, whichever call of the device it is at, and goes on to the same end', async () => {
    const { state, control } = controlFrom(Number.POSITIVE_INFINITY, 'stop');
    const whole = await play(spec, { control });
    expect(state.calls).toBeGreaterThan(looks * whole.result.cost.updates);
    for (const at of [0.3, 0.5, 0.51, 0.52, 0.9].map((share) => Math.floor(share * state.calls))) {
      const given = controlFrom(at, 'stop');
      const stopped = await play(spec, { control: given.control });
      expect(stopped.result.stop.reason).toBe('stopped');
      // No further product is asked for.
      expect(given.state.calls).toBeLessThan(at + 4);
      const resume: Snapshot = stopped.checkpoints.at(-1)!.snapshot!;
      const resumed = await play(spec, { resume });
      expect(timeless(resumed.result)).toEqual(timeless(whole.result));
    }
  });

  it('pauses within an update and goes on to the same end', async () => {
    const whole = await play(spec);
    let calls = 0;
    let isPaused = false;
    let pauses = 0;
    const paused = await play(spec, {
      control: () => {
        calls += 1;
        if (calls % 7 === 0) isPaused = true;
        return isPaused ? 'pause' : 'go on';
      },
      waitOutPause: () => {
        pauses += 1;
        isPaused = false;
      },
    });
    expect(pauses).toBeGreaterThan(whole.result.cost.updates);
    expect(timeless(paused.result)).toEqual(timeless(whole.result));
    expect(timeless(paused.checkpoints)).toEqual(timeless(whole.checkpoints));
  });
});
