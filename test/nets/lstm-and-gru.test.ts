import { describe, expect, it } from 'vitest';
import { gateInitialisations } from '../../src/nets/gate-initialisations.ts';
import { gru, gruNet } from '../../src/nets/gru.ts';
import { architectures, blockOf } from '../../src/nets/index.ts';
import { lstm, lstmNet } from '../../src/nets/lstm.ts';
import type { BatchExtent, Net } from '../../src/nets/net.ts';
import { restoreNet } from '../../src/nets/stored-net.ts';
import { randomStream } from '../../src/random/random.ts';

const sizes = { inputs: 6, hidden: 50, outputs: 4 };
const symbols: BatchExtent = { activeSteps: 4000, scoredSteps: 20, symbols: new Int32Array(0) };
const dense: BatchExtent = { ...symbols, symbols: null };
const plainly = { omega: false };

const laidOut = ({ blocks }: Net): string =>
  blocks.map(({ name, shape }) => `${name}[${shape.join('×')}]`).join(' ');

describe('the layout', () => {
  it('of an LSTM has the rows of four gates, and those of three peepholes where there are any', () => {
    expect(laidOut(lstmNet({ ...sizes, peepholes: true }))).toBe(
      'W_in[200×6] W_rec[200×50] b[200] p[3×50] W_out[4×50] b_out[4]',
    );
    expect(laidOut(lstmNet({ ...sizes, peepholes: false }))).toBe(
      'W_in[200×6] W_rec[200×50] b[200] W_out[4×50] b_out[4]',
    );
    // 4 (N M + N² + N) + 3N (Greff et al., 2015), and the read-out.
    expect(lstmNet({ ...sizes, peepholes: true }).parameters).toBe(4 * (300 + 2500 + 50) + 150 + 4 * 50 + 4);
  });

  it('of a GRU has the rows of three gates, and a second bias of the candidate', () => {
    expect(laidOut(gruNet(sizes))).toBe('W_in[150×6] W_rec[150×50] b[200] W_out[4×50] b_out[4]');
  });

  it('comes back from a file, and what is none is refused by name', () => {
    for (const net of [lstmNet({ ...sizes, peepholes: false }), gruNet(sizes)]) {
      expect(restoreNet(JSON.parse(JSON.stringify(net)))).toEqual(net);
      expect(() => restoreNet({ ...net, hidden: 0 })).toThrow("the net's hidden: ");
      expect(() => restoreNet({ ...net, hidden: 49 })).toThrow('the net is none');
    }
    expect(() => restoreNet({ ...lstmNet({ ...sizes, peepholes: false }), peepholes: 1 })).toThrow(
      "the net's peepholes: ",
    );
  });
});

describe('the costs', () => {
  it('of an LSTM’s forward pass are 4H², 4H·I (4H for a symbol) and 3H of peepholes a step, and O·H a scored step', () => {
    const [whole, plain] = [true, false].map((peepholes) => lstmNet({ ...sizes, peepholes }));
    const { forward } = lstm.macs;
    expect(forward(whole!, dense)).toBe(4000 * (4 * 2500 + 4 * 300 + 150) + 20 * 200);
    expect(forward(whole!, symbols)).toBe(4000 * (4 * 2500 + 200 + 150) + 20 * 200);
    expect(forward(plain!, symbols)).toBe(4000 * (4 * 2500 + 200) + 20 * 200);
  });

  it('of a GRU’s are 3H², 3H·I (3H for a symbol) a step, and O·H a scored step', () => {
    expect(gru.macs.forward(gruNet(sizes), dense)).toBe(4000 * (3 * 2500 + 3 * 300) + 20 * 200);
    expect(gru.macs.forward(gruNet(sizes), symbols)).toBe(4000 * (3 * 2500 + 150) + 20 * 200);
  });

  it('of a gradient are twice those and the error signals', () => {
    const net = lstmNet({ ...sizes, peepholes: true });
    expect(lstm.macs.gradient(net, dense, plainly)).toBe(
      2 * lstm.macs.forward(net, dense) + 4000 * (4 * 2500 + 150) + 20 * 200,
    );
    expect(gru.macs.gradient(gruNet(sizes), symbols, plainly)).toBe(
      2 * gru.macs.forward(gruNet(sizes), symbols) + 4000 * 3 * 2500 + 20 * 200,
    );
  });
});

describe.each([
  ['lstm', lstm, { forgetBias: 0, inputBias: 0 }, 4],
  ['gru', gru, { updateBias: 0 }, 3],
] as const)('what is drawn of %s', (name, architecture, none, gates) => {
  const draw = (options: Readonly<Record<string, unknown>>) => {
    const { build, initialise, options: schema } = architectures.find((one) => one.name === name)!;
    const chosen = schema.parse({ hidden: 20, ...options });
    const net = build({ inputs: 6, outputs: 4 }, chosen);
    return { net, parameters: initialise(net, chosen, randomStream(7)) };
  };
  const spread = (values: Float32Array) =>
    Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

  it('as orthogonal has an orthogonal matrix for each gate, times the scale, and no biases but those asked for', () => {
    const { net, parameters } = draw({ ...none, scale: 2 });
    const recurrent = blockOf(net, parameters, 'W_rec');
    for (let gate = 0; gate < gates; gate++) {
      const rows = Array.from({ length: 20 }, (_, row) =>
        recurrent.subarray((gate * 20 + row) * 20).subarray(0, 20),
      );
      for (const [a, left] of rows.entries()) {
        for (const [b, right] of rows.entries()) {
          const dot = left.reduce((sum, value, index) => sum + value * right[index]!, 0);
          expect(Math.abs(dot - (a === b ? 4 : 0))).toBeLessThan(1e-5);
        }
      }
    }
    expect(blockOf(net, parameters, 'b').every((value) => value === 0)).toBe(true);
    expect(blockOf(net, parameters, 'b_out').every((value) => value === 0)).toBe(true);
    expect(spread(blockOf(net, parameters, 'W_in'))).toBeCloseTo(0.1, 1);
  });

  it('as uniform lies within ±scale/√hidden, and reaches towards both ends', () => {
    const { parameters } = draw({ ...none, initialisation: 'uniform', scale: 0.5 });
    const most = 0.5 / Math.sqrt(20);
    expect(Math.max(...parameters)).toBeLessThanOrEqual(most);
    expect(Math.max(...parameters)).toBeGreaterThan(0.95 * most);
    expect(Math.min(...parameters)).toBeGreaterThanOrEqual(-most);
    expect(Math.min(...parameters)).toBeLessThan(-0.95 * most);
  });

  it('as gaussian has the deviation that was asked for, biases too', () => {
    const { net, parameters } = draw({ ...none, initialisation: 'gaussian', deviation: 0.4 });
    expect(spread(parameters)).toBeGreaterThan(0.37);
    expect(spread(parameters)).toBeLessThan(0.43);
    expect(blockOf(net, parameters, 'b').every((value) => value !== 0)).toBe(true);
  });

  it.each(gateInitialisations.map((one) => one.name))(
    'has its gates’ constants on top: %s',
    (initialisation) => {
      const [with0, with3] = [0, 3].map((add) =>
        draw({ ...Object.fromEntries(Object.keys(none).map((key) => [key, add])), initialisation }),
      );
      const difference = with3!.parameters.map((value, index) => value - with0!.parameters[index]!);
      const b = blockOf(with3!.net, difference, 'b');
      const raised = [...b.keys()]
        .filter((index) => Math.abs(b[index]! - 3) < 1e-6)
        .map((index) => Math.floor(index / 20));
      expect([...new Set(raised)]).toEqual(name === 'lstm' ? [0, 1] : [2]);
      expect(difference.filter((value) => Math.abs(value) > 1e-6)).toHaveLength(raised.length);
      expect(architecture.options.parse({})).toMatchObject(
        name === 'lstm' ? { forgetBias: 1, inputBias: 0, peepholes: true } : { updateBias: 1 },
      );
    },
  );
});
