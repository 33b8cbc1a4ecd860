import { afterAll, describe, expect, it } from 'vitest';
import { referenceDevice } from '../../src/engine/reference/reference.ts';
import { openWasmDevice } from '../../src/engine/wasm/device.ts';
import type { LabLines, LabTable } from '../../src/lab/figure.ts';
import { lastAnswers } from '../../src/lab/parts/last-answer.ts';
import { vanish } from '../../src/lab/vanish/index.ts';
import {
  beyondBound,
  boundOf,
  type ErrorSignal,
  errorSignal,
  greatestSingularValue,
  meanFactor,
  relativeBounds,
  relativeNorms,
} from '../../src/lab/vanish/recurrent/error-signal.ts';
import { plainWork } from '../../src/lab/view.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { blockOf } from '../../src/nets/layout.ts';
import { lstm } from '../../src/nets/lstm.ts';
import { randomStream } from '../../src/random/random.ts';
import { openRun } from '../../src/store/run-file.ts';
import { buildBatch } from '../../src/tasks/build-batch.ts';
import { randomBatch } from '../support/engine/random-batch.ts';
import { smallRun, smallSpec } from '../support/export/small-run.ts';

const wasm = openWasmDevice();
afterAll(() => wasm.close());

/** Weight of the readout at that place of its block. */
const readout = (at: number): number => ((at * 7) % 5) * 0.25 - 0.5;

/** ReLU net whose units are always on: it is linear, and W_recᵀ carries an error back, whatever the inputs are. */
function linearNet(recurrent: readonly (readonly number[])[]) {
  const hidden = recurrent.length;
  const net = elmanNet({ unit: 'relu', inputs: 2, hidden, outputs: 2 });
  const parameters = new Float32Array(net.parameters);
  blockOf(net, parameters, 'W_in').fill(0.25);
  blockOf(net, parameters, 'W_rec').set(recurrent.flat());
  blockOf(net, parameters, 'b').fill(1);
  blockOf(net, parameters, 'W_out').set(Array.from({ length: 2 * hidden }, (_, at) => readout(at)));
  return { net, parameters };
}

/** Two sequences of symbols of different lengths, scored at their last step. */
const lengths = [4, 7] as const;
const batch = buildBatch(
  { inputs: { kind: 'symbols', size: 2 }, outputs: 2, loss: 'softmax', scored: 'last' },
  lengths.map((length, which) => ({
    inputs: Array.from({ length }, (_, step) => step % 2),
    targets: which,
  })),
);

/** Norms by lag of each sequence by itself, in plain matrix products. */
function normsByHand(recurrent: readonly (readonly number[])[]): number[][] {
  const hidden = recurrent.length;
  const out = Array.from({ length: 2 }, (_, o) =>
    Array.from({ length: hidden }, (_, unit) => readout(o * hidden + unit)),
  );
  return lengths.map((length, which) => {
    let h = new Array<number>(hidden).fill(0);
    for (let step = 0; step < length; step++) {
      h = recurrent.map((row) => 1 + 0.25 + row.reduce((sum, weight, one) => sum + weight * h[one]!, 0));
    }
    const y = out.map((row) => row.reduce((sum, weight, one) => sum + weight * h[one]!, 0));
    const total = y.reduce((sum, value) => sum + Math.exp(value), 0);
    const slope = y.map((value, o) => Math.exp(value) / total - (o === which ? 1 : 0));
    let d = h.map((_, unit) => slope.reduce((sum, value, o) => sum + value * out[o]![unit]!, 0));
    return Array.from({ length }, () => {
      const norm = Math.hypot(...d);
      d = d.map((_, one) => d.reduce((sum, value, unit) => sum + recurrent[unit]![one]! * value, 0));
      return norm;
    });
  });
}

const meanRoot = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('the error signal of a linear net', () => {
  const recurrent = [
    [0.5, 0.3],
    [0.125, 0.4],
  ];

  it.each([
    ['wasm', wasm],
    ['reference', referenceDevice],
  ] as const)('is that of the powers of its Jacobian, worked out by hand: %s', async (_, device) => {
    const found = await errorSignal(device, linearNet(recurrent), lastAnswers(batch));
    const byHand = normsByHand(recurrent);
    for (let lag = 0; lag < 7; lag++) {
      const having = byHand.filter((norms) => norms.length > lag);
      const expected = meanRoot(having.map((norms) => norms[lag]!));
      expect(found.norms[lag]! / expected).toBeCloseTo(1, 5);
      expect(found.starts[lag]! / meanRoot(having.map((norms) => norms[0]!))).toBeCloseTo(1, 5);
    }
    expect(found.norms).toHaveLength(7);
    expect(beyondBound(found)).toBe(0);
  });

  it('falls by c a step where W_rec is c I, which is its bound', async () => {
    for (const factor of [0.5, 1.25]) {
      const found = await errorSignal(
        wasm,
        linearNet([
          [factor, 0],
          [0, factor],
        ]),
        lastAnswers(batch),
      );
      const bounds = relativeBounds(found.bound!, 7);
      for (const [lag, norm] of relativeNorms(found).entries()) {
        expect(norm! / factor ** lag).toBeCloseTo(1, 5);
        expect(bounds[lag]! / factor ** lag).toBeCloseTo(1, 12);
      }
      expect(meanFactor(found)).toBeCloseTo(factor, 5);
      expect(found.bound!.radius).toBeCloseTo(factor, 6);
    }
  });
});

describe('the error signal of an LSTM', () => {
  it('is the same in 32 bits on wasm and in 64 bits on the reference device', async () => {
    const net = lstm.build({ inputs: 2, outputs: 2 }, lstm.options.parse({ hidden: 3 }));
    const random = randomStream('vanish-test', 'lstm');
    const parameters = Float32Array.from({ length: net.parameters }, () => random.normal());
    const [one, other] = [
      await errorSignal(wasm, { net, parameters }, lastAnswers(batch)),
      await errorSignal(referenceDevice, { net, parameters }, lastAnswers(batch)),
    ];
    for (const [lag, norm] of one.norms.entries()) expect(norm! / other.norms[lag]!).toBeCloseTo(1, 4);
    expect(one.bound).toBe(null);
  });
});

describe('the bound', () => {
  it('has the greatest singular value of W_rec, in closed form for two units', () => {
    const [a, b, c, d] = [0.5, 0.3, -0.125, 0.4];
    const squares = a * a + b * b + c * c + d * d;
    const determinant = a * d - b * c;
    const expected = Math.sqrt((squares + Math.sqrt(squares ** 2 - 4 * determinant ** 2)) / 2);
    expect(greatestSingularValue(Float64Array.of(a, b, c, d), 2)).toBeCloseTo(expected, 14);
    expect(greatestSingularValue(Float64Array.of(0, 2, 0, 0), 2)).toBeCloseTo(2, 14);
    expect(greatestSingularValue(Float64Array.of(0, Number.NaN, 0, 0), 2)).toBe(null);
  });

  it('counts ¼ a step for logistic units, 1 for tanh, and is none for an LSTM', () => {
    for (const [unit, slope] of [
      ['logistic', 1 / 4],
      ['tanh', 1],
    ] as const) {
      const net = elmanNet({ unit, inputs: 2, hidden: 2, outputs: 2 });
      const parameters = new Float32Array(net.parameters);
      blockOf(net, parameters, 'W_rec').set([0, 2, 0, 0]);
      expect(boundOf(net, parameters)).toEqual({ greatest: 2, radius: 0, slope });
    }
    const net = lstm.build({ inputs: 2, outputs: 2 }, lstm.options.parse({ hidden: 2 }));
    expect(boundOf(net, new Float32Array(net.parameters))).toBe(null);
  });

  it('holds for drawn nets of each unit at every lag', async () => {
    const drawnBatch = lastAnswers(
      randomBatch({
        ...{ loss: 'softmax', input: 'dense', inputs: 3, outputs: 2, sequences: 9, steps: 12 },
        ...{ ragged: true, scored: 'some', seed: 'vanish' },
      }),
    );
    for (const unit of ['tanh', 'logistic', 'relu'] as const) {
      const net = elmanNet({ unit, inputs: 3, hidden: 5, outputs: 2 });
      const random = randomStream('vanish-test', unit);
      const parameters = Float32Array.from({ length: net.parameters }, () => random.normal());
      const found = await errorSignal(wasm, { net, parameters }, drawnBatch);
      expect(found.norms.some((norm) => norm! > 0)).toBe(true);
      expect(beyondBound(found)).toBe(0);
    }
  });

  it('is found to be passed where it is', () => {
    const signal: ErrorSignal = {
      loss: 1,
      norms: [2, 1, 0.6],
      starts: [2, 2, 2],
      bound: { greatest: 0.5, radius: 0.5, slope: 1 },
    };
    expect(relativeNorms(signal)).toEqual([1, 0.5, 0.3]);
    expect(beyondBound(signal)).toBe(1);
    expect(beyondBound({ ...signal, bound: null })).toBe(null);
  });
});

describe('the recurrent part', () => {
  const look = (settings: Record<string, unknown>) =>
    vanish.look(
      { options: vanish.options.parse({ show: 'recurrent', ...settings }), run: null, contestants: [] },
      plainWork(),
    );
  const small = { length: 10, hidden: 4, updates: 3, nets: 2, sequences: 16 };

  it('shows four nets before and after training, with a bound for all but the LSTM', async () => {
    const found = await look(small);
    const [lag, compared, table] = found.figures;
    expect(lag!.choices![0]!.values).toEqual(['tanh', 'logistic', 'ReLU', 'LSTM']);
    expect(lag!.drawings).toHaveLength(8);
    const names = (lag!.drawings as LabLines[]).map(({ lines }) => lines.map(({ name }) => name));
    const both = ['untrained', 'bound, untrained', 'trained', 'bound, trained'];
    for (const at of [0, 1, 2, 3, 4, 5]) expect(names[at]).toEqual(both);
    for (const at of [6, 7]) expect(names[at]).toEqual(['untrained', 'trained']);
    expect((compared!.drawings[1] as LabLines).lines).toHaveLength(4);
    const rows = (table!.drawings[0] as LabTable).rows;
    expect(rows).toHaveLength(8);
    // An orthogonal W_rec has singular values of 1: the bound a step is max|f′|.
    expect(rows.filter((row) => row[1] === 'untrained').map((row) => row[4])).toEqual([1, 0.25, 1, null]);
    expect(found.says).toContain('holds at every lag of all 12 nets that have one');
    expect(await look(small)).toEqual(found);
  });

  it('trains: the loss falls, by each of the contestants that it offers', async () => {
    for (const trainer of ['adam', 'msgd-cr']) {
      const { figures } = await look({ ...small, updates: 150, nets: 1, hidden: 8, trainer, rate: 0.03 });
      const rows = (figures[2]!.drawings[0] as LabTable).rows;
      const [before, after] = rows.slice(0, 2).map((row) => row[7] as number);
      expect(after).toBeLessThan(before! - 0.1);
    }
  });

  it('refuses a training of very many multiply-accumulates in one line', async () => {
    await expect(look({ updates: 1_000_000, hidden: 100 })).rejects.toThrow(
      /^a training of 1000000 updates of tanh nets of 100 units on 30 steps takes 18\.\d T multiply-accumulates, at most 1\.00 T are allowed/,
    );
  });

  it('looks at the champions of a run, and knows its contestants', async () => {
    const played = await smallRun(smallSpec([['temporal-order', { length: 10 }]]));
    const run = openRun(played.path);
    try {
      const ask = (contestants: readonly string[]) =>
        vanish.look({ options: vanish.options.parse({ sequences: 32 }), run, contestants }, plainWork());
      expect(vanish.lacks!(run)).toBe(null);
      const found = await ask([]);
      expect(found.figures.map(({ id }) => id)).toEqual([
        'recurrent-lag',
        'recurrent-compared',
        'recurrent-table',
      ]);
      expect(found.figures[0]!.choices![0]!.values).toEqual(['genitor', 'small sgd']);
      const champion = run.champion('temporal-order:length=10/small sgd/1')!;
      const rows = (found.figures[2]!.drawings[0] as LabTable).rows;
      const own = rows.find((row) => row[0] === 'small sgd' && row[1] === 'champions')!;
      const net = elmanNet({ unit: 'logistic', inputs: 6, hidden: 4, outputs: 4 });
      const { greatest } = boundOf(net, champion.parameters)!;
      expect(own[2]).toBe(Number(greatest.toPrecision(3)));
      const one = await ask(['small sgd']);
      expect(one.figures[0]!.choices![0]!.values).toEqual(['small sgd']);
      await expect(ask(['small sdg'])).rejects.toThrow("did you mean 'small sgd'?");
    } finally {
      run.close();
      played.remove();
    }
  });
});
