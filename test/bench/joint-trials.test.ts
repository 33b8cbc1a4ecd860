import { describe, expect, it } from 'vitest';
import { timeJointly } from '../../bench/descents/joint-trials.ts';
import { inTrials, MAIN, MAIN_TRIALS, named, sweep } from '../../bench/descents/sweep.ts';
import { DrawThreads } from '../../bench/draw-threads.ts';
import type { Batch } from '../../src/engine/batch.ts';
import type { DescentSettings, Device } from '../../src/engine/device.ts';
import type { DrawRequest } from '../../src/tournament/trial/draw-ahead.ts';

interface Seen {
  readonly settings: DescentSettings;
  readonly start: Float32Array;
  readonly first: Batch[];
  closed: boolean;
}

/** Takes a little while for each update, and remembers who got which batches. */
function slowDevice(fault: 'loss' | null = null): { device: Device; seen: Seen[] } {
  const seen: Seen[] = [];
  const unasked = (): never => {
    throw new Error('nobody asks for that');
  };
  const device: Device = {
    name: 'slow',
    lacks: () => null,
    evaluate: unasked,
    evaluatePopulation: unasked,
    gradient: unasked,
    close: () => {},
    descend(_net, at, settings) {
      const one: Seen = { settings, start: at.parameters.slice(), first: [], closed: false };
      seen.push(one);
      return {
        async run(next) {
          let updates = 0;
          for (let given = next(); given !== null; given = next(), updates++) {
            if (one.first.length < 3) one.first.push(given.batch);
          }
          await new Promise((resolve) => setTimeout(resolve, updates / 10));
          const numbers = new Float64Array(updates);
          return { losses: numbers, norms: numbers, omegas: null, stateNorms: null, fault };
        },
        state: () => at,
        close() {
          one.closed = true;
        },
      };
    },
  };
  return { device, seen };
}

const small = { hidden: 3, batch: 4, length: 12 };

it('batches that threads draw ahead are those that the trials draw', async () => {
  const { device, seen } = slowDevice();
  await timeJointly(device, { ...small, trials: 1, omega: false }, 0.05);
  const drawers = new DrawThreads(2);
  const requests: DrawRequest[] = [];
  try {
    await timeJointly(device, { ...small, trials: 1, omega: false }, 0.05, (request) => {
      requests.push(request);
      return drawers.draw(request);
    });
    expect(drawers.threads).toBe(2);
    expect(seen[1]!.first).toEqual(seen[0]!.first);
    const [{ stream }] = requests as [DrawRequest];
    const drawn = await drawers.draw({ stream, first: 0, count: 3 });
    for (const [index, { symbols }] of drawn.entries())
      expect(symbols).toEqual(seen[0]!.first[index]!.symbols);
    const nowhere = { stream: { ...stream, task: 'no such task' }, first: 0, count: 1 };
    await expect(drawers.draw(nowhere)).rejects.toThrow('no such task');
  } finally {
    await drawers.close();
  }
});

describe('trials that descend side by side', () => {
  it('are settings times repetitions: those of a repetition have the same batches and beginnings', async () => {
    const { device, seen } = slowDevice();
    const timing = await timeJointly(device, { ...small, trials: 45, omega: true }, 0.1);
    expect(seen).toHaveLength(45);
    expect(seen.every(({ closed }) => closed)).toBe(true);
    const [first, second, sixth] = [seen[0]!, seen[1]!, seen[5]!];
    expect(sixth.first).toEqual(first.first);
    for (const [update, batch] of first.first.entries()) {
      expect(sixth.first[update]).toBe(batch);
      expect(second.first[update]).not.toEqual(batch);
    }
    expect(sixth.start).toEqual(first.start);
    expect(sixth.settings.learningRate).not.toBe(first.settings.learningRate);
    expect(first.settings.omega).toEqual({ form: 'squared', weight: 2 });
    expect(timing.batch).toMatchObject({ sequences: 4, steps: 12 });
    // A tenth of a millisecond an update, or as near as timers come.
    expect(timing.update.median).toBeGreaterThan(0.00008);
    expect(timing.drawing).toBeGreaterThan(0);
    expect(timing.drawing).toBeLessThan(1);
    // What is packed, and how, is the webgpu device's own.
    expect(timing.packing).toBe(0);
  });

  it('may have a net with gates', async () => {
    const { device, seen } = slowDevice();
    const { net } = await timeJointly(device, { ...small, net: 'gru', trials: 2, omega: false }, 0.05);
    expect([net.architecture, net.hidden]).toEqual(['gru', 3]);
    expect(seen[0]!.start).toHaveLength(net.parameters);
  });

  it('that explode are no measurement', async () => {
    const { device, seen } = slowDevice('loss');
    const measured = timeJointly(device, { ...small, trials: 2, omega: false }, 0.1);
    await expect(measured).rejects.toThrow('the loss of an update is not finite');
    expect(seen.every(({ closed }) => closed)).toBe(true);
  });
});

describe('the sweep', () => {
  it("has the paper's job for one trial and for all, with and without Ω, and each size by itself", () => {
    const main = sweep('full').filter((shape) => named(shape) === named(MAIN));
    for (const trials of Object.values(MAIN_TRIALS)) {
      expect(main.filter((shape) => shape.trials === trials).map(({ omega }) => omega)).toEqual([
        false,
        true,
      ]);
    }
    for (const size of ['hidden', 'batch', 'length'] as const) {
      const others = sweep('full').filter((shape) => shape[size] !== MAIN[size]);
      expect(others.length).toBeGreaterThanOrEqual(4);
      for (const shape of others) expect(named({ ...shape, [size]: MAIN[size] })).toBe(named(MAIN));
    }
    const gated = sweep('full').filter(({ net }) => net !== undefined);
    expect(gated.map(({ trials, omega }) => [trials, omega])).toEqual([
      [1, false],
      [225, false],
      [1, false],
      [225, false],
    ]);
    expect(gated.map(named)).toContain(`LSTM, ${named(MAIN)}`);
    expect(inTrials(1)).toBe('one trial');
    expect(inTrials(225)).toBe('225 trials at once');
  });

  it('in small has nothing that takes long', () => {
    for (const { hidden, batch, length, trials } of sweep('small')) {
      expect(hidden ** 2 * batch * length * trials).toBeLessThan(1e6);
    }
  });
});
