/** Suite of forward evaluation: the losses and outputs of a batch. */
import { timeBesidePeers } from '../measure.ts';
import { findTorch, peerDeviceOf, peerProgram } from '../peers.ts';
import { ofPeak, type Suite } from '../suite.ts';
import { startSearch, trialSpec } from '../workbench.ts';

const HIDDEN = 50;
const SIZES = {
  full: { length: 200, batches: [24, 48, 256, 1000] },
  small: { length: 50, batches: [24, 48] },
} as const;

export const forward: Suite = {
  name: 'forward',
  summary: `forward evaluation of batches (tanh, H=${HIDDEN}, one thread)`,
  skips: () => null,
  async *run(context) {
    const device = await context.open();
    const { length, batches } = SIZES[context.scale];
    const spec = trialSpec('msgd-2013', { hidden: HIDDEN }, { length });
    const { search, problem } = await startSearch(spec, device);
    const parameters = search.champion().parameters.slice();
    const torch = await findTorch(peerDeviceOf(context));
    const subjects = batches.map((size) => {
      const batch = problem.trainingBatch(0, size);
      return { name: `${size}`, run: () => device.evaluate(problem.net, parameters, batch) };
    });
    const beside = batches.flatMap((size) =>
      peerProgram(torch, {
        name: `${size}`,
        program: 'torch_rnn.py',
        args: ['--hidden', HIDDEN, '--batch', size, '--length', length, '--updates', 40, '--forward-only'],
        figure: 'ms_per_update',
      }),
    );
    context.tell(`${batches.join(', ')} sequences in turn`);
    const { ours, peers } = await timeBesidePeers(subjects, beside, context.seconds, 2);
    for (const size of batches) {
      const { median, spread } = ours.get(`${size}`)!;
      const flops = 2 * HIDDEN * HIDDEN * size * length;
      const gflops = flops / median / 1e9;
      const theirs = peers.get(`${size}`);
      const theirGflops = theirs && flops / theirs.median / 1e6;
      yield {
        what: `forward, H=${HIDDEN}, ${size} sequences, T=${length}`,
        value: gflops,
        unit: 'GFLOP/s',
        spread,
        note: ofPeak(gflops, context),
        ...(context.device.name === 'wasm' && { goal: 'at least 18 where the peak is about 100' }),
        ...(theirGflops && { peer: { name: 'PyTorch', value: theirGflops }, ratio: gflops / theirGflops }),
      };
    }
  },
};
