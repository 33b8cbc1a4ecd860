/** Suite of products with the curvature, beside one gradient of the same batch, in turns. */

import { elmanNet } from '../../src/nets/elman.ts';
import { gruNet } from '../../src/nets/gru.ts';
import { lstmNet } from '../../src/nets/lstm.ts';
import type { Net } from '../../src/nets/net.ts';
import { randomStream } from '../../src/random/random.ts';
import { timeInTurns } from '../measure.ts';
import { onlyWasm, type Suite } from '../suite.ts';
import { randomBatch } from '../updates/random-batch.ts';

const SIZES = { inputs: 6, outputs: 4 };
const SEQUENCES = 200;
const STEPS = 50;
/** Coefficient of structural damping, so that all of a product is measured. */
const DAMPING = { mu: 0.003 };

const nets: readonly (readonly [words: string, net: Net])[] = [
  ['Elman, H=50', elmanNet({ unit: 'tanh', hidden: 50, ...SIZES })],
  ['Elman, H=100', elmanNet({ unit: 'tanh', hidden: 100, ...SIZES })],
  ['LSTM with peepholes, H=25', lstmNet({ peepholes: true, hidden: 25, ...SIZES })],
  ['GRU, H=25', gruNet({ hidden: 25, ...SIZES })],
];

export const curvature: Suite = {
  name: 'curvature',
  summary: 'Gauss-Newton products with structural damping beside gradients (one thread)',
  section: 'Speed of products with the curvature',
  skips: onlyWasm,
  async *run(context) {
    const device = await context.open();
    const batch = randomBatch({ task: 'last', ...SIZES, sequences: SEQUENCES, steps: STEPS });
    for (const [words, net] of nets) {
      context.tell(words);
      const random = randomStream(1, 'bench', 'curvature');
      const drawn = () => Float32Array.from({ length: net.parameters }, () => 0.1 * random.normal());
      const [parameters, vector] = [drawn(), drawn()];
      // The gradient in between takes the states out of memory: a turn computes them again, once for all its products.
      const { product } = await device.linearise!(net, parameters, batch, DAMPING);
      const subjects = [
        { name: 'gradient', run: () => device.gradient(net, parameters, batch) },
        { name: 'product', run: () => product(vector) },
      ];
      const timings = await timeInTurns(subjects, { turnSeconds: 0.3, totalSeconds: context.seconds });
      const [ours, gradient] = ['product', 'gradient'].map((name) => timings.get(name)!);
      yield {
        what: `product, ${words}, ${SEQUENCES} sequences, T=${STEPS}`,
        value: ours!.median / gradient!.median,
        unit: 'gradients',
        spread: ours!.spread,
        goal: 'at most 2.2',
        note: `${(1e3 * ours!.median).toFixed(1)} ms; a gradient ${(1e3 * gradient!.median).toFixed(1)} ms`,
      };
    }
  },
};
