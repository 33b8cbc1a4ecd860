/** Calibration: measures a device's speed by doing a search's work for a moment. */
import { RunError } from '../errors.ts';
import type { Net } from '../nets/net.ts';
import type { Batch } from './batch.ts';
import { beginning } from './descent-state.ts';
import type { Descent, DescentSettings, Device, UpdateRequest } from './device.ts';
import { rowCount, rowWidth } from './features.ts';

/** Repeated work of a search. */
export interface Workload {
  readonly net: Net;
  /** Parameters, `[parameters]`. */
  readonly parameters: Float32Array;
  readonly batch: Batch;
  readonly asks:
    | { readonly kind: 'updates'; readonly descent: DescentSettings }
    /** Evaluations of so many genomes in one call. */
    | { readonly kind: 'evaluations'; readonly genomes: number }
    /** Products with the curvature, so many on the same states. */
    | { readonly kind: 'products'; readonly products: number }
    /** Features of the readout of so many nets, one after the other. */
    | { readonly kind: 'regressions'; readonly nets: number };
  /** Number of searches that work at once, of one thread. */
  readonly searches: number;
}

export interface MeasureOptions {
  /** Clock: seconds since some fixed moment. */
  readonly now: () => number;
  /** Seconds to spend after the first round, which compiles and is not counted. */
  readonly seconds: number;
}

/** Number of rounds that the time is meant for. Other work on the machine can only slow one, so the fastest counts. */
const ROUNDS = 4;
/** Growth limit: a round has at most so many times the repetitions of the one before. */
const GROWTH = 8;

/**
 * Updates, genomes evaluated, products with the curvature, or passes for regressions, a second, of all searches together.
 * @throws errors of the device; RunError where its results are not finite
 */
export async function measureRate(
  device: Device,
  workload: Workload,
  { now, seconds }: MeasureOptions,
): Promise<number> {
  const { asks } = workload;
  const { round, perRepetition, end } =
    asks.kind === 'updates'
      ? await updating(device, workload, asks.descent)
      : asks.kind === 'evaluations'
        ? evaluating(device, workload, asks.genomes)
        : asks.kind === 'products'
          ? multiplying(device, workload, asks.products)
          : passing(device, workload, asks.nets);
  try {
    await round(1);
    let best = 0;
    let repetitions = 1;
    const until = now() + seconds;
    for (let began = now(), isFirst = true; isFirst || began < until; isFirst = false) {
      await round(repetitions);
      const after = now();
      const took = Math.max(after - began, 1e-9);
      best = Math.max(best, (repetitions * perRepetition) / took);
      const wanted = (repetitions * seconds) / ROUNDS / took;
      repetitions = Math.max(1, Math.floor(Math.min(wanted, repetitions * GROWTH)));
      began = after;
    }
    return best;
  } finally {
    end();
  }
}

interface Rounds {
  /** Lets every search do its work so many times. */
  round(repetitions: number): Promise<void>;
  /** Updates or evaluations of all searches in one repetition. */
  readonly perRepetition: number;
  end(): void;
}

/** Learning rate so small that the parameters do not change, nor the time of an update with them. */
const STANDSTILL = 1e-30;

async function updating(device: Device, workload: Workload, descent: DescentSettings): Promise<Rounds> {
  const { net, parameters, batch, searches } = workload;
  if (device.descend === undefined) {
    const request = descent.omega === null ? {} : { omega: descent.omega };
    const search = async (repetitions: number): Promise<void> => {
      for (let update = 0; update < repetitions; update++) {
        const { loss } = await device.gradient(net, parameters, another(batch), request);
        requireFinite(loss);
      }
    };
    return { round: together(searches, search), perRepetition: searches, end: () => {} };
  }
  const settings = { ...descent, learningRate: STANDSTILL };
  const descents: Descent[] = [];
  for (let search = 0; search < searches; search++) {
    descents.push(await device.descend(net, beginning(parameters), settings));
  }
  return {
    async round(repetitions) {
      // Trials of one repetition have the same batches.
      const batches = Array.from({ length: repetitions }, () => another(batch));
      const reports = await Promise.all(descents.map((one) => one.run(feed(batches))));
      for (const { fault } of reports) {
        if (fault !== null) throw new RunError(`the ${fault} of an update on it is not finite`);
      }
    },
    perRepetition: searches,
    end: () => {
      for (const one of descents) one.close();
    },
  };
}

function evaluating(device: Device, workload: Workload, count: number): Rounds {
  const { net, parameters, batch, searches } = workload;
  const genomes = new Float32Array(count * parameters.length);
  for (let genome = 0; genome < count; genome++) genomes.set(parameters, genome * parameters.length);
  const search = async (repetitions: number): Promise<void> => {
    for (let call = 0; call < repetitions; call++) {
      const losses = await device.evaluatePopulation(net, genomes, count, batch);
      requireFinite(losses[0]!);
    }
  };
  return { round: together(searches, search), perRepetition: searches * count, end: () => {} };
}

/** Products of searches one after another, for a device keeps the states of one at a time. */
function multiplying(
  device: Device,
  { net, parameters, batch, searches }: Workload,
  products: number,
): Rounds {
  const search = async (): Promise<void> => {
    if (device.linearise === undefined) throw new RunError('it has no products with the curvature');
    const linearised = await device.linearise(net, parameters, another(batch), { mu: 1 });
    for (let made = 0; made < products; made++) requireFinite((await linearised.product(parameters))[0]!);
    linearised.close();
  };
  return {
    async round(repetitions) {
      for (let done = 0; done < repetitions * searches; done++) await search();
    },
    perRepetition: searches * products,
    end: () => {},
  };
}

/** Features of nets for regressions, which the host solves. */
function passing(device: Device, { net, parameters, batch, searches }: Workload, nets: number): Rounds {
  const into = new Float64Array(rowCount(batch, 0, batch.sequences) * rowWidth(net));
  const search = async (repetitions: number): Promise<void> => {
    if (device.features === undefined) throw new RunError('it gives no features of a readout');
    for (let pass = 0; pass < repetitions * nets; pass++) {
      await device.features(net, parameters, another(batch), { from: 0, to: batch.sequences, into });
      requireFinite(into[0]!);
    }
  };
  return { round: together(searches, search), perRepetition: searches * nets, end: () => {} };
}

function together(searches: number, search: (repetitions: number) => Promise<void>): Rounds['round'] {
  return async (repetitions) => {
    await Promise.all(Array.from({ length: searches }, () => search(repetitions)));
  };
}

function feed(batches: readonly Batch[]): () => UpdateRequest | null {
  let given = 0;
  return () => (given < batches.length ? { batch: batches[given++]!, stateNorms: false } : null);
}

/** Copy of a batch: each update of a training has a batch of its own, that the device has not seen before. */
const another = (batch: Batch): Batch => ({ ...batch });

function requireFinite(loss: number): void {
  if (!Number.isFinite(loss)) throw new RunError(`a loss on it is ${loss}`);
}
