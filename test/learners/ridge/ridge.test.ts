import { describe, expect, it } from 'vitest';
import { type Batch, shared } from '../../../src/engine/batch.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import type { Search } from '../../../src/learners/learner.ts';
import { ridge } from '../../../src/learners/ridge/ridge.ts';
import { lossOfRows, rowLosses } from '../../../src/learners/ridge/row-loss.ts';
import { collectRows, type Rows } from '../../../src/learners/ridge/rows.ts';
import { readReadout } from '../../../src/learners/ridge/write-readout.ts';
import { reservoir } from '../../../src/nets/reservoir.ts';
import { judgeBatch } from '../../../src/tasks/batches.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import {
  batchesOf,
  delayLine,
  drawnReservoir,
  type GivenReservoir,
  readoutProblem,
} from '../../support/learners/reservoir-problem.ts';

type Training = (index: number, sequences: number) => Batch;

async function searchFor(given: GivenReservoir, training: Training, settings: object): Promise<Search> {
  return ridge.start(readoutProblem(given, training), ridge.settings.parse(settings));
}

async function solved(given: GivenReservoir, training: Training, settings: object, steps = 1) {
  const search = await searchFor(given, training, settings);
  for (let step = 0; step < steps; step++) await search.step();
  return search.champion().parameters;
}

/** Mean measures of a task on a batch. */
async function measured(name: string, options: object, given: GivenReservoir, parameters: Float32Array) {
  const { task, test, ...chosen } = batchesOf(name, options);
  const batch = test(0, 1);
  const { outputs } = referenceDevice.evaluate(given.net, parameters, batch);
  return judgeBatch(task, chosen.options, batch, outputs).measures;
}

describe('a linear delay line', () => {
  it('has a memory capacity of its units, the one with the present input among them', async () => {
    const units = 12;
    const options = { delays: 2 * units, washout: 40, length: 3000 };
    const given = delayLine(units, options.delays);
    const parameters = await solved(given, batchesOf('memory-capacity', options).training, {});
    const { mc } = await measured('memory-capacity', options, given, parameters);
    // u(n-1) to u(n-11) exactly; noise adds about 1/3000 for each of the other 13 delays.
    expect(mc).toBeGreaterThan(units - 1 - 1e-9);
    expect(mc).toBeLessThan(units - 1 + 0.02);
  });

  it('has an NRMSE of about .40 on NARMA-10 with 20 taps', async () => {
    const options = { length: 4000 };
    const given = delayLine(20, 1);
    const parameters = await solved(given, batchesOf('narma-10', options).training, {});
    const { nrmse } = await measured('narma-10', options, given, parameters);
    expect(nrmse).toBeGreaterThan(0.37);
    expect(nrmse).toBeLessThan(0.43);
  });
});

const narma = batchesOf('narma-10', { washout: 20, length: 150 });
const shape = { inputs: 1, outputs: 1 };

async function rowsOf(given: GivenReservoir, batch: Batch): Promise<Rows> {
  return (await collectRows(referenceDevice, given.net, given.parameters, batch)).rows;
}

/** Σ_rows error · feature, for each feature, and the same with its size. */
function orthogonality({ width, count, values }: Rows, readout: Float64Array) {
  const known = width - 1;
  const sums = new Float64Array(known);
  const sizes = new Float64Array(known);
  for (let row = 0; row < count; row++) {
    const own = values.subarray(row * width, (row + 1) * width);
    let error = -own[known]!;
    for (let feature = 0; feature < known; feature++) error += own[feature]! * readout[feature]!;
    for (let feature = 0; feature < known; feature++) {
      sums[feature]! += error * own[feature]!;
      sizes[feature]! += Math.abs(error * own[feature]!);
    }
  }
  return Math.max(...sums.map((sum, feature) => Math.abs(sum) / sizes[feature]!));
}

describe('least squares', () => {
  const given = drawnReservoir(shape);

  it.each(['normal', 'qr'])(
    'leaves a residual orthogonal to all features at λ = 0, by %s',
    async (method) => {
      const parameters = await solved(given, narma.training, { lambdas: '0', method });
      const rows = await rowsOf(given, narma.training(0, 1));
      expect(orthogonality(rows, readReadout(given.net, parameters))).toBeLessThan(1e-9);
    },
  );

  it('is the same by normal equations and by QR where both hold', async () => {
    for (const lambdas of ['1e-4', '1e-6 1e-3 1']) {
      const [normal, qr] = await Promise.all(
        ['normal', 'qr'].map((method) => solved(given, narma.training, { lambdas, method }, 3)),
      );
      const [one, other] = [normal!, qr!].map((parameters) => readReadout(given.net, parameters));
      for (const [at, weight] of one!.entries()) expect(weight).toBeCloseTo(other![at]!, 8);
    }
  });

  it('takes normal equations where every λ is 1e-6 or more, and QR below', async () => {
    const insideOf = async (lambdas: string) => {
      const search = await searchFor(given, narma.training, { lambdas });
      await search.step();
      return Object.keys(search.inside());
    };
    // Only a triangle tells the condition.
    expect(await insideOf('1e-6 1')).not.toContain('condition');
    expect(await insideOf('1e-7 1')).toContain('condition');
  });

  it('makes rows of scored steps alone, so a washout makes none', async () => {
    const batch = narma.training(0, 2);
    const rows = await rowsOf(given, batch);
    expect(rows.count).toBe(2 * 150);
    const { values, sequences } = batch;
    const targets = Array.from({ length: 4 }, (_, row) => rows.values[(row + 1) * rows.width - 1]!);
    expect(targets).toEqual(Array.from({ length: 4 }, (_, row) => values![(20 + row) * sequences]!));
  });

  it('chooses λ on held-out rows, the larger for noise and the least for a system without', async () => {
    const lambdaOf = async (training: Training) => {
      const search = await searchFor(given, training, { lambdas: '1e-8 1e4' });
      for (let step = 0; step < 4; step++) await search.step();
      return search.inside().ridgeLambda!();
    };
    expect(await lambdaOf(narma.training)).toBe(1e-8);
    const noise = (index: number, sequences: number): Batch => {
      const batch = narma.training(index, sequences);
      const values = shared.float32(batch.values!.length);
      for (let at = 0; at < values.length; at++) values[at] = ((at * 7919 + index * 31) % 997) / 997;
      return { ...batch, values };
    };
    expect(await lambdaOf(noise)).toBe(1e4);
  });

  it('costs states, sums and solutions, and solves again only where the rows have grown', async () => {
    const search = await searchFor(given, narma.training, { lambdas: '1', growth: 1 });
    const macs = [];
    for (let step = 0; step < 4; step++) macs.push((await search.step()).macs);
    const [width, features] = [15, 13];
    const states = 170 * (12 * 2 + 12);
    const adding = states + (150 * width * (width + 1)) / 2 + 150 * (features + 1);
    expect(macs[2]).toBe(adding);
    // Cholesky's factor of the first 14 columns, and the triangle solved backwards.
    const solving = Math.round((14 * 14 * (14 / 3 + 1)) / 2) + Math.round((features * features) / 2);
    expect([macs[0], macs[1], macs[3]]).toEqual([1, 2, 3].map(() => adding + solving));
  });
});

describe('a readout by likelihood', () => {
  // Whether the sum of the last three inputs is large, as one of three classes.
  const classes: Training = (index, sequences) => {
    const { values, ...batch } = narma.training(index, sequences);
    const made = shared.int32(values!.length);
    for (let at = 0; at < made.length; at++) made[at] = Math.min(2, Math.floor(4 * values![at]!));
    return { ...batch, loss: 'softmax', outputs: 3, classes: made, values: null };
  };
  const bits: Training = (index, sequences) => {
    const batch = narma.training(index, sequences);
    const values = shared.float32(batch.values!.length);
    for (let at = 0; at < values.length; at++) values[at] = batch.values![at]! > 0.35 ? 1 : 0;
    return { ...batch, loss: 'bernoulli', values };
  };

  it.each([
    ['softmax', 3, classes],
    ['bernoulli', 1, bits],
  ] as const)('has a gradient of 0 for %s', async (loss, outputs, training) => {
    const given = drawnReservoir({ inputs: 1, outputs });
    const lambda = 0.01;
    const settings = { readout: 'likelihood', lambdas: String(lambda) };
    const parameters = await solved(given, training, settings, 2);
    const readout = readReadout(given.net, parameters);
    const gradient = new Float64Array(readout.length);
    let count = 0;
    for (const index of [0, 1]) {
      const rows = await rowsOf(given, training(index, 1));
      lossOfRows(rows, outputs, readout, rowLosses[loss], gradient);
      count += rows.count;
    }
    for (let at = outputs; at < gradient.length; at++) gradient[at]! += 2 * lambda * readout[at]!;
    expect(Math.max(...gradient.map(Math.abs)) / count).toBeLessThan(1e-8);
  });

  it('has a lower loss than least squares on one-hot targets', async () => {
    const given = drawnReservoir({ inputs: 1, outputs: 3 });
    const lossOf = async (readout: string) => {
      const parameters = await solved(given, classes, { readout }, 3);
      return referenceDevice.evaluate(given.net, parameters, classes(7, 4)).loss;
    };
    expect(await lossOf('likelihood')).toBeLessThan(0.8 * (await lossOf('squares')));
  });

  it('is fitted anew where rows have doubled, until there are as many as features', async () => {
    const given = drawnReservoir({ inputs: 6, outputs: 4 }, { hidden: 30 });
    const { training: one } = batchesOf('temporal-order', { length: 10 });
    const settings = { readout: 'likelihood', lambdas: '0.1 1' };
    const search = await searchFor(given, one, settings);
    const solvedAt: number[] = [];
    for (let step = 0; step < 50; step++) {
      await search.step();
      solvedAt.push(search.snapshot().values.solvedAt as number);
    }
    // 1 + 30 + 6 features; from then on by a tenth.
    expect([...new Set(solvedAt)]).toEqual([1, 2, 4, 8, 16, 32, 37, 41, 46]);
  });

  it('goes on from a snapshot as if it had never stopped', async () => {
    const given = drawnReservoir({ inputs: 1, outputs: 3 });
    const settings = { readout: 'likelihood', lambdas: '0.01 1' };
    const whole = await searchFor(given, classes, settings);
    await whole.step();
    const snapshot = structuredClone(whole.snapshot());
    const resumed = await ridge.start(
      readoutProblem(given, classes),
      ridge.settings.parse(settings),
      snapshot,
    );
    for (let step = 0; step < 2; step++) expect(await resumed.step()).toEqual(await whole.step());
    expect(resumed.champion().parameters).toEqual(whole.champion().parameters);
  });
});

describe('a singular system', () => {
  // Inputs that never change, so that all features depend on one another.
  const still: Training = (index, sequences) => {
    const batch = narma.training(index, sequences);
    return { ...batch, dense: shared.float32(batch.dense!.length).fill(0.25) };
  };

  it.each(['normal', 'qr'])('has a readout at λ = 0 too, by %s', async (method) => {
    const given = drawnReservoir(shape);
    const lossOf = async (lambdas: string) => {
      const parameters = await solved(given, still, { method, lambdas }, 2);
      return referenceDevice.evaluate(given.net, parameters, still(1, 1)).loss;
    };
    expect(await lossOf('0')).toBeLessThan(1.01 * (await lossOf('1e-4')));
  });
});

describe('Bernoulli outputs by least squares', () => {
  it('say 1 where the squares estimate more than a half', async () => {
    const given = drawnReservoir({ inputs: 2, outputs: 1 });
    const task = batchesOf('parity', { length: 1 });
    const parameters = await solved(given, task.training, { batch: 50 }, 2);
    const batch = task.test(0, 50);
    const { outputs } = referenceDevice.evaluate(given.net, parameters, batch);
    expect(Array.from(outputs, (output) => (output > 0.5 ? 1 : 0))).toEqual([...batch.values!]);
  });
});

describe('states that grow beyond 64 bits', () => {
  it.each([
    ['squares', 200, 'batch 1: a state is not finite'],
    ['likelihood', 200, 'batch 1: a state is not finite'],
    ['likelihood', 90, 'batch 1: states are too large for their squares'],
  ])('end a search by %s over %i steps as exploded', async (readout, length, detail) => {
    const given = drawnReservoir({ inputs: 6, outputs: 4 }, { unit: 'linear', radius: 100 });
    const { training } = batchesOf('temporal-order', { length });
    const search = await searchFor(given, training, { readout });
    const { stop } = await search.step();
    expect(stop).toEqual({ reason: 'exploded', detail });
  });
});

describe('settings', () => {
  it.each([
    ['-1', "lambdas has '-1', every λ must be a number of at least 0"],
    ['1 x', "lambdas has 'x', every λ must be a number of at least 0"],
    ['', "lambdas lists 0 values, it must list 1 to 100, such as '1e-8 1e-4 1'"],
  ])('refuse lambdas=%s in one line', (lambdas, reason) => {
    expect(() => resolveContestant('esn', { lambdas })).toThrow(reason);
  });

  it('refuse a net that learns its recurrent weights', () => {
    const { net } = drawnReservoir(shape);
    const settings = ridge.settings.parse({});
    expect(ridge.fits!(net, settings)).toBeNull();
    const blocks = net.blocks.filter(({ name }) => !name.endsWith('_low'));
    expect(ridge.fits!({ ...net, architecture: 'elman', blocks }, settings)).toBe(
      'solves for the readout of a net whose other weights stay as they are drawn, and the net elman learns them; set net=reservoir',
    );
  });

  it('refuse more features than can be summed in pairs', () => {
    const net = reservoir.build(shape, reservoir.options.parse({ hidden: 10_000 }));
    expect(ridge.fits!(net, ridge.settings.parse({}))).toBe(
      'sums products of all pairs of 10003 features and outputs, and 10000 is the most; take fewer units, inputs or outputs',
    );
  });
});
