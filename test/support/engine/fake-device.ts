/** Devices that compute nothing and take, on a clock of their own, exactly the time they are told to. */
import type { Batch } from '../../../src/engine/batch.ts';
import type { DescentSettings, Device } from '../../../src/engine/device.ts';
import type { Net } from '../../../src/nets/net.ts';

export interface Clock {
  readonly now: () => number;
  pass(seconds: number): void;
}

export function fakeClock(): Clock {
  let time = 100;
  return {
    now: () => time,
    pass(seconds) {
      time += seconds;
    },
  };
}

export interface Timing {
  /** Seconds of one update, and of the evaluation of one genome, on a batch. */
  update(batch: Batch, net: Net): number;
  genome(batch: Batch, net: Net): number;
  /** Descents stay on it. */
  readonly descends?: boolean;
  readonly loss?: number;
  readonly lacks?: string;
}

/** What was asked of it. */
export interface Asked {
  readonly batches: Set<Batch>;
  readonly settings: DescentSettings[];
  genomesACall: number;
  updates: number;
  /** Descents, and calls, that were under way at once. */
  descents: number;
  calls: number;
  closed: number;
}

/** Updates that are under way at once take as long as one: it is as wide as it needs to be. */
export function fakeDevice(name: string, clock: Clock, timing: Timing): { device: Device; asked: Asked } {
  const { loss = 0.5, lacks = null, descends = false } = timing;
  const asked: Asked = {
    batches: new Set(),
    settings: [],
    genomesACall: 0,
    updates: 0,
    descents: 0,
    calls: 0,
    closed: 0,
  };
  let underWay = 0;
  const alike = async (seconds: number): Promise<void> => {
    underWay++;
    asked.calls = Math.max(asked.calls, underWay);
    const first = underWay === 1;
    await Promise.resolve();
    if (first) clock.pass(seconds);
    underWay--;
  };
  const unasked = (): never => {
    throw new Error('nobody asks for that');
  };
  const device: Device = {
    name,
    lacks: () => lacks,
    evaluate: unasked,
    async evaluatePopulation(net, _genomes, count, batch) {
      asked.batches.add(batch);
      asked.genomesACall = count;
      await alike(count * timing.genome(batch, net));
      return new Float64Array(count).fill(loss);
    },
    async gradient(net, _parameters, batch) {
      asked.batches.add(batch);
      asked.updates++;
      await alike(timing.update(batch, net));
      return { loss, gradient: new Float32Array(), omega: null, omegaGradient: null, stateNorms: null };
    },
    close() {
      asked.closed++;
    },
  };
  if (!descends) return { device, asked };
  return {
    asked,
    device: {
      ...device,
      descend(net, at, settings) {
        asked.descents++;
        asked.settings.push(settings);
        return {
          async run(next) {
            let seconds = 0;
            let updates = 0;
            for (let given = next(); given !== null; given = next()) {
              asked.batches.add(given.batch);
              seconds += timing.update(given.batch, net);
              updates++;
            }
            asked.updates += updates;
            await alike(seconds);
            const fault = Number.isFinite(loss) ? null : ('loss' as const);
            const numbers = new Float64Array(updates).fill(loss);
            return { losses: numbers, norms: numbers, omegas: null, stateNorms: null, fault };
          },
          state: () => at,
          close() {
            asked.closed++;
          },
        };
      },
    },
  };
}
