/**
 * Suite of training updates beside those of temporal order by an Elman net: nets with gates, outputs on every step, and
 * one sequence at a time. Gradient, clipping and step, in time of the processor.
 */
import { measuredPeak } from '../../src/engine/wasm/peak.ts';
import { HostDescent } from '../../src/learners/gradient/host-descent.ts';
import { findTorch, ownProgram, peerProgram } from '../peers.ts';
import { onlyWasm, type Suite } from '../suite.ts';
import { againstOther } from '../updates/against.ts';
import { flopsOf, updateCases, wordsOf } from '../updates/cases.ts';
import { lossWork } from '../updates/loss-work.ts';
import { fastestInTurns } from '../updates/processor-time.ts';
import { updateOf } from '../updates/update.ts';

const ROUNDS = 2;

export const updates: Suite = {
  name: 'updates',
  summary: 'training updates of nets with gates, of outputs on every step, of one sequence (one thread)',
  section: 'Speed of training updates',
  skips: onlyWasm,
  async *run(context) {
    if (context.against !== null) {
      yield* againstOther(context, context.against);
      return;
    }
    const device = await context.open();
    const torch = await findTorch('cpu');
    const peak = measuredPeak();
    for (const one of updateCases) {
      const name = wordsOf(one);
      context.tell(name);
      const { cell, hidden, batch } = one;
      const { task, inputs, outputs, sequences, steps } = batch;
      const sizes = { hidden, inputs, outputs, batch: sequences, length: steps };
      const args = Object.entries(sizes).flatMap(([size, count]) => [`--${size}`, count]);
      const beside = peerProgram(torch, {
        name,
        program: ownProgram('torch_updates.py'),
        args: ['--cell', cell.peer, '--task', task, ...args, '--updates', hidden < 200 ? 30 : 8],
        figure: 'fastest_ms',
      });
      const subjects = [
        { name: 'peak', run: () => peak.run() },
        updateOf(name, one, { device, Descent: HostDescent }).subject,
        ...(task === 'last' ? [] : [lossWork('loss', batch, hidden)]),
      ];
      const milliseconds = (1000 * context.seconds) / (5 * ROUNDS);
      const { ours, peers } = await fastestInTurns(subjects, beside, { rounds: ROUNDS, milliseconds });
      const value = ours.get(name)!;
      const theirs = peers.get(name);
      const gflops = flopsOf(one) / value / 1e6;
      const most = peak.operations / ours.get('peak')! / 1e6;
      const loss = ours.get('loss');
      const notes = [
        `${gflops.toFixed(1)} GFLOP/s, ${((100 * gflops) / most).toFixed(0)} % of this core's peak of ${most.toFixed(0)}`,
        ...(loss === undefined ? [] : [`${((100 * loss) / value).toFixed(0)} % of it the loss kernels`]),
      ];
      yield {
        what: name,
        value,
        unit: 'ms',
        goal: one.goal,
        note: notes.join('; '),
        numbers: { gflops, peak: most },
        ...(theirs && { peer: { name: 'PyTorch', value: theirs }, ratio: theirs / value }),
      };
    }
  },
};
