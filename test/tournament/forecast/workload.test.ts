import { describe, expect, it } from 'vitest';
import {
  type Draft,
  type TournamentWorkload,
  wantOf,
  workloadsOf,
} from '../../../src/tournament/forecast/workload.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import { sequenceTasks as tasks } from '../../../tasks/index.ts';

const draft = (given: Partial<Draft> = {}): Draft => ({
  tasks: [resolveTask('temporal-order', { length: 20 })],
  contestants: [resolveContestant('genitor'), resolveContestant('msgd'), resolveContestant('msgd-cr')],
  seeds: 3,
  seed: 1,
  budget: { macs: 1e9 },
  ...given,
});

const demand = (kind: TournamentWorkload['kind'], given: Partial<Draft> = {}): TournamentWorkload =>
  workloadsOf(draft(given)).find((one) => one.kind === kind)!;

const whole = Number.POSITIVE_INFINITY;

describe('what a tournament asks of a device', () => {
  it('is updates of gradient learners, evaluations of others, or both', () => {
    const kinds = (...names: string[]) =>
      workloadsOf(draft({ contestants: names.map((name) => resolveContestant(name)) })).map(
        ({ kind }) => kind,
      );
    expect(kinds('msgd', 'genitor')).toEqual(['updates', 'evaluations']);
    expect(kinds('msgd')).toEqual(['updates']);
    expect(kinds('random')).toEqual(['evaluations']);
    expect(kinds('hf', 'esn', 'genitor-esn')).toEqual(['products', 'regressions']);
    expect(kinds()).toEqual([]);
  });

  it('is that of the costliest contestant on the costliest task, at its own sizes', () => {
    const given = draft({
      tasks: [10, 40, 20].map((length) => resolveTask('temporal-order', { length })),
      contestants: [
        resolveContestant('msgd', { hidden: 6, batch: 3 }),
        resolveContestant('msgd-cr', { hidden: 30, batch: 7 }),
        resolveContestant('genitor', { hidden: 5, sequences: 11, inFlight: 10 }),
      ],
    });
    const [updates, evaluations] = workloadsOf(given);
    const update = updates!.workload(4, whole);
    const steps = Math.round(given.tasks[1]!.facts.steps!);
    expect(update.macs).toBe(updates!.macs);
    expect(update.workload).toMatchObject({
      net: { hidden: 30 },
      batch: { sequences: 7, steps, loss: 'softmax' },
      asks: { descent: { threshold: 1, omega: { form: 'squared', weight: 2 } } },
      searches: 4,
    });
    expect(update.workload.parameters).toHaveLength(update.workload.net.parameters);
    // Of ten in flight in four groups, the first has two.
    expect(evaluations!.workload(1, whole).workload).toMatchObject({
      net: { hidden: 5 },
      batch: { sequences: 11, steps },
      asks: { genomes: 2 },
    });
  });

  it('counts what all trials would spend, each by the limit that it reaches first', () => {
    expect(demand('updates').total).toBe(2 * 3 * 1e9);
    expect(demand('evaluations').total).toBe(3 * 1e9);
    const contestants = [resolveContestant('msgd')];
    const { macs } = demand('updates', { contestants });
    expect(demand('updates', { contestants, budget: { updates: 10, macs: 1e15 } }).total).toBe(30 * macs);
    expect(demand('updates', { contestants, budget: { updates: 10, macs: 5 } }).total).toBe(15);
    expect(demand('updates', { contestants, budget: { seconds: 2 } }).total).toBe(3 * 2e9);
    const own = [{ ...resolveTask('temporal-order', { length: 20 }), budget: { macs: 7 } }];
    expect(demand('updates', { contestants, tasks: own }).total).toBe(21);
  });

  it('is of regressions the passes alone: the host solves them, whatever the device', () => {
    const contestants = [resolveContestant('esn', { hidden: 40 })];
    const [want] = contestants.map((one) => wantOf(draft().tasks[0]!, one)!);
    const { macs, total, needs, workload } = demand('regressions', { contestants });
    expect(macs).toBe(want!.deviceMacs);
    expect(want!.macs).toBeGreaterThan(2 * macs);
    expect(total).toBeCloseTo((3 * 1e9 * macs) / want!.macs, 0);
    // Both count what is left of a budget that ends first, in their own units.
    const few = demand('regressions', { contestants, budget: { updates: 7, evaluations: 1 } });
    expect(few.total).toBeCloseTo(3 * 7 * macs, 3);
    const bred = { contestants: [resolveContestant('genitor-esn', { hidden: 40 })] };
    // One row a sequence, and a row for each of 40 units, 6 inputs and a bias.
    const given = demand('regressions', bred).workload(1, whole).workload;
    expect(given.batch).toMatchObject({ sequences: 64, scoredSteps: 64 });
    const evaluations = demand('regressions', { ...bred, budget: { updates: 1, evaluations: 7 } });
    expect(evaluations.total).toBeCloseTo(3 * 7 * evaluations.macs, 3);
    expect(needs[0]!.calls).toContain('features');
    expect(workload(1, whole).workload).toMatchObject({ net: { hidden: 40 }, batch: { sequences: 1 } });
  });

  it('counts the trials that may share a dispatch: those of one task and net', () => {
    expect(demand('updates').sharing).toBe(6);
    expect(demand('evaluations').sharing).toBe(3);
    const other = resolveContestant('msgd', { hidden: 20 }, { as: 'other' });
    expect(demand('updates', { contestants: [resolveContestant('msgd-c'), other] }).sharing).toBe(3);
    const twoTasks = [10, 20].map((length) => resolveTask('temporal-order', { length }));
    expect(demand('updates', { tasks: twoTasks }).sharing).toBe(6);
  });

  it('is cut to what a round may cost, sequences first in their steps, then in number', () => {
    const contestants = [resolveContestant('msgd', { batch: 64 })];
    const long = demand('updates', { contestants, tasks: [resolveTask('temporal-order', { length: 400 })] });
    const some = long.workload(1, long.macs / 4);
    expect(some.workload.batch.sequences).toBe(64);
    expect(some.workload.batch.steps).toBeGreaterThan(80);
    expect(some.macs).toBeLessThanOrEqual((1.02 * long.macs) / 4);
    const few = long.workload(16, long.macs / 100);
    expect(few.workload.batch).toMatchObject({ steps: 8, sequences: 8 });
    const immense = demand('updates', {
      contestants: [resolveContestant('msgd', { hidden: 1, batch: 1_000_000 })],
      tasks: [resolveTask('temporal-order', { length: 5000 })],
    });
    const { batch } = immense.workload(1, whole).workload;
    expect(batch.sequences * batch.steps).toBeLessThan(1e7);
  });

  it('takes data of any shape, without calling the task', () => {
    for (const { name } of tasks) {
      const task = { ...resolveTask(name), name: 'nobody knows it', options: {} };
      for (const { kind, workload } of workloadsOf(draft({ tasks: [task] }))) {
        const { batch, net } = workload(2, 1e6).workload;
        expect(batch.loss, `${name}, ${kind}`).toBe(task.facts.shape.loss);
        expect([net.inputs, net.outputs]).toEqual([task.facts.shape.inputs.size, task.facts.shape.outputs]);
        expect(batch.symbols === null).toBe(task.facts.shape.inputs.kind === 'dense');
        if (task.facts.shape.scored === 'last') expect(batch.scoredSteps).toBe(batch.sequences);
        else expect(batch.scoredSteps).toBe(batch.activeSteps);
      }
    }
  });

  it('assumes some length where no sequence could be drawn', () => {
    const task = resolveTask('temporal-order');
    const unknown = { ...task, facts: { ...task.facts, steps: null } };
    expect(demand('updates', { tasks: [unknown] }).workload(1, whole).workload.batch.steps).toBe(50);
  });
});
