/** Forward evaluation: the losses and outputs of a batch. */
import { openDevice } from '../../src/engine/index.ts';
import { timeBesidePeers } from '../measure.ts';
import { findTorch, peerProgram } from '../peers.ts';
import { ofPeak, type Suite } from '../suite.ts';
import { startSearch, trialSpec } from '../workbench.ts';

const HIDDEN = 50;
const LENGTH = 200;
const BATCHES = [24, 48, 256, 1000];

export const forward: Suite = {
  name: 'forward',
  summary: `forward evaluation (tanh, H=${HIDDEN}, T=${LENGTH}, one thread) of ${BATCHES.join(', ')} sequences`,
  async run(context) {
    const device = await openDevice(context.device.name);
    const { search, problem } = await startSearch(
      trialSpec('msgd', { hidden: HIDDEN }, { length: LENGTH }),
      device,
    );
    const parameters = search.champion().slice();
    const torch = await findTorch();
    const subjects = BATCHES.map((size) => {
      const batch = problem.trainingBatch(0, size);
      return { name: `${size}`, run: () => device.evaluate(problem.net, parameters, batch) };
    });
    const beside = BATCHES.flatMap((size) =>
      peerProgram(torch, {
        name: `${size}`,
        program: 'torch_rnn.py',
        args: ['--hidden', HIDDEN, '--batch', size, '--length', LENGTH, '--updates', 40, '--forward-only'],
        figure: 'ms_per_update',
      }),
    );
    const { ours, peers } = await timeBesidePeers(subjects, beside, context.seconds, 2);
    await device.close();
    return BATCHES.map((size) => {
      const { median, spread } = ours.get(`${size}`)!;
      const flops = 2 * HIDDEN * HIDDEN * size * LENGTH;
      const gflops = flops / median / 1e9;
      const theirs = peers.get(`${size}`);
      const theirGflops = theirs && flops / theirs.median / 1e6;
      return {
        what: `forward, H=${HIDDEN}, ${size} sequences, T=${LENGTH}`,
        value: gflops,
        unit: 'GFLOP/s',
        spread,
        goal: 'at least 18 where the peak is about 100',
        note: ofPeak(gflops, context),
        ...(theirGflops && { peer: { name: 'PyTorch', value: theirGflops }, ratio: gflops / theirGflops }),
      };
    });
  },
};
