import { describe, expect, it } from 'vitest';
import { countUpdate, total, type UpdateSizes } from '../../bench/descents/counts.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { gruNet } from '../../src/nets/gru.ts';
import { lstmNet } from '../../src/nets/lstm.ts';

/** 3 sequences of 5 steps, one answer each; two trials have the batch in common. */
const sizes: UpdateSizes = {
  net: elmanNet({ unit: 'tanh', inputs: 2, hidden: 4, outputs: 3 }),
  sequences: 3,
  steps: 5,
  answers: 3,
  isSymbolic: true,
  omega: false,
  batchWords: 40,
  trialsABatch: 2,
};

describe('what an update takes', () => {
  it('is counted by hand for a net of four units', () => {
    const rows = 15;
    const { flops, bytes } = countUpdate(sizes);
    // W_rec h, a column of W_in, b; y = W_out h + b_out.
    expect(flops.forward).toBe(rows * (2 * 16 + 4 + 4) + 3 * 3 * 2 * 5);
    expect(flops.errorSignals).toBe(rows * 2 * 16 + 3 * 3 * 2 * 4);
    expect(flops.weightProducts).toBe(flops.forward);
    expect(flops.omega).toBe(0);
    // The norm, and the step itself.
    expect(flops.step).toBe(4 * (8 + 16 + 4 + 12 + 3));
    // States: written, read twice; at the answers twice more.
    expect(bytes.states).toBe(4 * (3 * rows * 4 + 2 * 3 * 4));
    expect(bytes.signals).toBe(4 * (2 * rows * 4 + 2 * 3 * 4));
    expect(bytes.omega).toBe(4 * 2 * rows);
    // Half of the batch is this trial's; all of it is read.
    expect(bytes.uploads).toBe(4 * (20 + 40 + 2 * (7 + 5)));
  });

  it('grows by a Gram product and the norms with Ω, and by nothing else', () => {
    const plain = countUpdate(sizes);
    const regularised = countUpdate({ ...sizes, omega: true });
    expect(regularised.flops.omega).toBe(15 * (4 * 4 + 2 * 16) + 2 * 64);
    expect(total(regularised.flops) - total(plain.flops)).toBe(regularised.flops.omega);
    const grown = Object.entries(regularised.bytes).filter(
      ([name, count]) => count > plain.bytes[name as keyof typeof plain.bytes],
    );
    expect(grown.map(([name]) => name)).toEqual(['omega', 'partials']);
  });

  it('of dense inputs is a product with W_in', () => {
    const { flops } = countUpdate({ ...sizes, isSymbolic: false });
    expect(flops.forward - countUpdate(sizes).flops.forward).toBe(15 * (2 * 4 * 2 - 4));
  });

  it('is counted by hand for an LSTM of four cells and a GRU of four units', () => {
    const rows = 15;
    const of = { inputs: 2, hidden: 4, outputs: 3 };
    const output = 3 * 3 * 2 * 5;
    const lstm = countUpdate({ ...sizes, net: lstmNet({ peepholes: true, ...of }) });
    const plain = countUpdate({ ...sizes, net: lstmNet({ peepholes: false, ...of }) });
    const gru = countUpdate({ ...sizes, net: gruNet(of) });
    // W_rec h, a column of W_in, b, three peepholes a cell.
    expect(lstm.flops.forward).toBe(rows * (2 * 64 + 16 + 16 + 2 * 12) + output);
    expect(plain.flops.forward).toBe(rows * (2 * 64 + 16 + 16) + output);
    expect(gru.flops.forward).toBe(rows * (2 * 48 + 12 + 16) + output);
    expect(lstm.flops.errorSignals).toBe(rows * (2 * 64 + 2 * 12) + 3 * 3 * 2 * 4);
    expect(lstm.flops.weightProducts).toBe(lstm.flops.forward);
    // i, f, z, o and c; n, r, z and m; of either four error signals a unit.
    expect(lstm.bytes.kept).toBe(4 * 2 * rows * 5 * 4);
    expect(gru.bytes.kept).toBe(4 * 2 * rows * 4 * 4);
    expect(lstm.bytes.signals).toBe(4 * (2 * rows * 4 * 4 + 2 * 3 * 4));
    expect(lstm.bytes.states).toBe(4 * (2 * rows * 4 + 2 * 3 * 4));
    expect(gru.bytes.states).toBe(4 * (3 * rows * 4 + 2 * 3 * 4));
    expect(lstm.bytes.omega).toBe(0);
    expect(lstm.bytes.partials - plain.bytes.partials).toBe(8 * 3 * 4);
  });

  it('at the size of the paper is mostly the three products with W_rec', () => {
    const paper = countUpdate({
      ...sizes,
      net: elmanNet({ unit: 'tanh', inputs: 6, hidden: 50, outputs: 4 }),
      sequences: 20,
      steps: 200,
      answers: 20,
    });
    const products = 3 * 2 * 50 * 50 * 20 * 200;
    expect(total(paper.flops)).toBeGreaterThan(products);
    expect(total(paper.flops)).toBeLessThan(1.05 * products);
  });
});
