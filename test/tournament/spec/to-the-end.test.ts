import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../src/learners/learner.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import { endFault, toTheEndOf } from '../../../src/tournament/spec/to-the-end.ts';
import type { TrialSpec } from '../../../src/tournament/spec/tournament.ts';
import {
  play,
  playTournament,
  smallContestant,
  timeless,
  toySpec,
  toyTask,
  toyTrial,
} from '../../support/tournament/toys.ts';

const budget = { macs: 1_500_000 };
/** Solved at its first validation, with 6.5 % wrong; none is wrong at the second, and some again later. */
const untilSolved = toyTrial(smallContestant('msgd-cr-2013'), budget, 'loose');
const toTheEnd: TrialSpec = { ...untilSolved, toTheEnd: { until: null } };

const stored = ({ arrays, values }: Snapshot): Snapshot => ({
  arrays: structuredClone(arrays),
  values: JSON.parse(JSON.stringify(values)),
});

describe('a trial that trains to the end', () => {
  it('goes on to its budget, its cost to solve being what it is where it ends once solved', async () => {
    const short = await play(untilSolved);
    const { result, checkpoints } = await play(toTheEnd);
    expect(short.result.stop.reason).toBe('solved');
    expect(result.stop).toEqual({ reason: 'budget', detail: '1500000 macs are spent' });
    expect(result.solved).toBe(true);
    expect(timeless(result.costToSolve)).toEqual(timeless(short.result.costToSolve));
    expect(result.cost.macs).toBeGreaterThan(2 * result.costToSolve!.macs);
    expect(short.result.cost).toEqual(short.result.costToSolve);
    // Up to there it is the same trial.
    expect(timeless(checkpoints.slice(0, short.checkpoints.length - 1))).toEqual(
      timeless(short.checkpoints.slice(0, -1)),
    );
  });

  it('tests the best validated net, once, at its end', async () => {
    const { result, checkpoints, events } = await play(toTheEnd);
    const best = checkpoints.findLast(({ champion }) => champion !== null)!;
    expect(result.champion).toEqual(best.champion);
    expect(best.checkpoint.validationError).toBe(
      Math.min(...checkpoints.map(({ checkpoint }) => checkpoint.validationError)),
    );
    expect(events.filter(({ type }) => type === 'finished')).toHaveLength(1);
  });

  it('ends before, with so little wrong in validation', async () => {
    const { checkpoints } = await play(toTheEnd);
    const errors = checkpoints.map(({ checkpoint }) => checkpoint.validationError);
    expect(Math.min(...errors)).toBe(0);
    const { result } = await play({ ...untilSolved, toTheEnd: { until: 0 } });
    expect(result.stop).toEqual({ reason: 'solved', detail: '0 of 1500 validation sequences wrong' });
    expect(result.cost.macs).toBe(checkpoints[errors.indexOf(0)]!.checkpoint.cost.macs);
    expect(result.costToSolve!.macs).toBeLessThan(result.cost.macs);
  });

  it('ends at its budget where so little is never wrong', async () => {
    const short = { ...untilSolved, budget: { macs: 560_000 }, toTheEnd: { until: 0 } };
    const { result } = await play(short);
    expect(result.stop.reason).toBe('budget');
    expect(result.solved).toBe(true);
  });

  it('ends before by a glance between validations, its cost to solve being what it is without glances', async () => {
    const slow = resolveContestant('msgd-cr-2013', { hidden: 3, learningRate: 0.001 });
    const spec = { ...toyTrial(slow, { macs: 2.27e7 }, 'loose'), repetition: 4 };
    const without = await play({ ...spec, toTheEnd: { until: null } });
    const until = await play({ ...spec, toTheEnd: { until: 0 } });
    expect(until.result.stop).toEqual({ reason: 'solved', detail: '0 of 1500 validation sequences wrong' });
    expect(timeless(until.result.costToSolve)).toEqual(timeless(without.result.costToSolve));
    // None was wrong at a moment that lies between two validations. Up to there it is the same trial.
    const validated = without.checkpoints.map(({ checkpoint }) => checkpoint.cost.macs);
    expect(validated).not.toContain(until.result.cost.macs);
    const earlier = without.checkpoints.filter(
      ({ checkpoint }) => checkpoint.cost.macs < until.result.cost.macs,
    );
    expect(Math.min(...earlier.map(({ checkpoint }) => checkpoint.validationError))).toBeGreaterThan(0);
    const same = until.checkpoints.length - 1;
    expect(timeless(until.checkpoints.slice(0, same).map(({ checkpoint }) => checkpoint))).toEqual(
      timeless(without.checkpoints.slice(0, same).map(({ checkpoint }) => checkpoint)),
    );
    const resumed = await play(
      { ...spec, toTheEnd: { until: 0 } },
      { resume: stored(until.checkpoints.at(-3)!.snapshot!) },
    );
    expect(timeless(resumed.result)).toEqual(timeless(until.result));
  });

  it('is validated at least every twenty whole validations once it is solved', async () => {
    const { result, checkpoints } = await play({ ...toTheEnd, budget: { macs: 1e7 } });
    const costs = checkpoints.map(({ checkpoint }) => checkpoint.cost.macs);
    const late = costs.filter((macs) => macs > result.costToSolve!.macs);
    const gaps = late.slice(1).map((macs, index) => macs - late[index]!);
    const whole = 1500 * (costs[1]! / 10 / 1000);
    expect(late.length).toBeGreaterThan(5);
    // The first validation lies at ten screenings of 1,000 sequences; a step more may pass before one is made.
    expect(Math.max(...gaps)).toBeLessThan(21 * whole + 20_000);
  });

  it('ends the same when it goes on from its checkpoints', async () => {
    const whole = await play(toTheEnd);
    for (const [index, checkpoint] of whole.checkpoints.entries()) {
      if (index % 3 !== 0) continue;
      const resumed = await play(toTheEnd, { resume: stored(checkpoint.snapshot!) });
      expect(timeless(resumed.result), `from checkpoint ${index}`).toEqual(timeless(whole.result));
    }
  });

  it('ends the same with any number of workers', async () => {
    const spec = toySpec(
      [smallContestant('genitor'), smallContestant('msgd-cr-2013')],
      { macs: 8e5 },
      {
        tasks: [toyTask('loose')],
        seeds: 1,
        toTheEnd: { until: null },
      },
    );
    const one = await playTournament(spec, { workers: 1 });
    const three = await playTournament(spec, { workers: 3, jobMacs: 1 });
    expect(three.byId).toEqual(one.byId);
  });
});

describe('how training to the end is asked for', () => {
  it('is by untilSolved, or by the share that may be left wrong', () => {
    expect(toTheEndOf({})).toBeUndefined();
    expect(toTheEndOf({ untilSolved: true })).toBeUndefined();
    expect(toTheEndOf({ untilSolved: false })).toEqual({ until: null });
    expect(toTheEndOf({ until: 0 })).toEqual({ until: 0 });
    expect(toTheEndOf({ untilSolved: false, until: 0.001 })).toEqual({ until: 0.001 });
  });

  it('cannot be a share at which the task is solved anyway', () => {
    const task = toyTask('screened');
    expect(endFault({ until: 0 }, [task])).toBeNull();
    expect(endFault({ until: null }, [task])).toBeNull();
    expect(endFault({ until: 0.05 }, [task])).toBe(
      `must be below 0.05, the share of wrong sequences at which screened is solved`,
    );
  });
});
