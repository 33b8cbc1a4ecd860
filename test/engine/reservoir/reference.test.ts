import { expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import { rowCount, rowWidth } from '../../../src/engine/features.ts';
import { referenceDevice as device } from '../../../src/engine/reference/reference.ts';
import { block } from '../../../src/nets/layout.ts';
import { runByHand } from '../../support/engine/hand-written-reservoir.ts';
import { randomBatch } from '../../support/engine/random-batch.ts';
import { drawnReservoir, freeFrom, kinds } from '../../support/engine/reservoir-cases.ts';

const shape = { inputs: 3, outputs: 2, sequences: 4, steps: 6, seed: 1, ragged: true } as const;
const dense: Batch = randomBatch({ ...shape, loss: 'squared', input: 'dense' });
const symbols: Batch = randomBatch({ ...shape, loss: 'squared', input: 'symbols' });
const free = freeFrom(
  randomBatch({ ...shape, ragged: false, loss: 'squared', input: 'dense', scored: 'all' }),
  2,
);

it.each(
  [dense, symbols, free].flatMap((batch, form) => kinds.map((options) => [form, options, batch] as const)),
)('evaluates as the hand-written loop does: batch %i, %j', (_, options, batch) => {
  const { net, parameters } = drawnReservoir(options, 2);
  const { outputs } = device.evaluate(net, parameters, batch);
  for (let sequence = 0; sequence < batch.sequences; sequence++) {
    const steps = runByHand(net, parameters, batch, sequence);
    for (const [answer, step] of batch.answerSteps.entries()) {
      if (batch.mask[step * batch.sequences + sequence] !== 1) continue;
      for (let output = 0; output < 2; output++) {
        const got = outputs[(answer * 2 + output) * batch.sequences + sequence]!;
        expect(got).toBeCloseTo(steps[step]!.y[output]!, 11);
      }
    }
  }
});

it.each([dense, symbols])('gives the features of some sequences, row by row', (batch) => {
  const { net, parameters } = drawnReservoir({ leak: 0.5 }, 3);
  const width = rowWidth(net);
  const rows = rowCount(batch, 1, 3);
  const into = new Float64Array(rows * width + 1).fill(7);
  expect(device.features(net, parameters, batch, { from: 1, to: 3, into })).toEqual({ rows });
  const expected = [1, 2].flatMap((sequence) =>
    runByHand(net, parameters, batch, sequence).map(({ seen }) => [...seen, 1]),
  );
  for (const [at, value] of expected.flat().entries()) expect(into[at]).toBeCloseTo(value, 12);
  expect(into.at(-1)).toBe(7);
  const short = new Float64Array(rows * width - 1);
  expect(() => device.features(net, parameters, batch, { from: 1, to: 3, into: short })).toThrow(RangeError);
});

it.each([dense, symbols])(
  'gives the features of scored steps alone, where a regression has them',
  (batch) => {
    const { net, parameters } = drawnReservoir({ leak: 0.5 }, 3);
    const features = rowWidth(net) - 1;
    const expected = [1, 2].flatMap((sequence) =>
      runByHand(net, parameters, batch, sequence)
        .filter((_, step) => batch.mask[step * batch.sequences + sequence] === 1)
        .map(({ seen }) => [7, ...seen, 7, 7]),
    );
    const scored = { width: features + 3, at: 1 };
    const into = new Float64Array(expected.length * scored.width).fill(7);
    const request = { from: 1, to: 3, into, scored };
    expect(device.features(net, parameters, batch, request)).toEqual({ rows: expected.length });
    for (const [at, value] of expected.flat().entries()) expect(into[at]).toBeCloseTo(value, 12);
    const short = { ...request, into: into.subarray(1) };
    expect(() => device.features(net, parameters, batch, short)).toThrow(RangeError);
    const narrow = { ...request, scored: { width: features, at: 1 } };
    expect(() => device.features(net, parameters, batch, narrow)).toThrow(RangeError);
  },
);

it('gives the gradient of the readout, and 0 for all else', () => {
  const { net, parameters } = drawnReservoir({ leak: 0.5 }, 4);
  const { gradient, loss } = device.gradient(net, parameters, dense);
  const learnt = new Set<number>();
  for (const name of ['W_out', 'b_out']) {
    const { offset, size } = block(net, name);
    for (let at = offset; at < offset + size; at++) learnt.add(at);
  }
  for (let at = 0; at < net.parameters; at++) {
    if (!learnt.has(at)) {
      expect(gradient[at]).toBe(0);
      continue;
    }
    const [up, down] = [1e-4, -1e-4].map((step) => {
      const moved = Float64Array.from(parameters);
      moved[at]! += step;
      return device.evaluate(net, moved, dense).loss;
    }) as [number, number];
    expect(gradient[at]! / loss).toBeCloseTo((up - down) / 2e-4 / loss, 6);
  }
  expect(() => device.gradient(net, parameters, free)).toThrow('which a net reservoir does not have');
});

it('reads a long sequence in two parts as in one', () => {
  const { net, parameters } = drawnReservoir({ leak: 0.5 }, 5);
  const batch = randomBatch({ ...shape, ragged: false, steps: 6, loss: 'squared', input: 'dense' });
  const half = (from: number): Batch => ({
    ...batch,
    steps: 3,
    lengths: batch.lengths.map(() => 3),
    dense: batch.dense!.slice(from * 3 * 4, (from + 3) * 3 * 4),
  });
  const whole = new Float64Array(4 * 6 * rowWidth(net));
  device.features(net, parameters, batch, { from: 0, to: 4, into: whole });
  const part = new Float64Array(4 * 3 * rowWidth(net));
  const { end } = device.features(net, parameters, half(0), {
    ...{ from: 0, to: 4, into: part },
    carry: { from: null },
  });
  device.features(net, parameters, half(3), { from: 0, to: 4, into: part, carry: { from: end! } });
  for (let sequence = 0; sequence < 4; sequence++) {
    const size = 3 * rowWidth(net);
    const own = part.subarray(sequence * size, (sequence + 1) * size);
    expect([...own]).toEqual([...whole.subarray((2 * sequence + 1) * size, (2 * sequence + 2) * size)]);
  }
});
