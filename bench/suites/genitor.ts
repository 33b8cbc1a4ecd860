/** GENITOR's whole loop in one thread: breeding, evaluation, insertion. */
import { openDevice } from '../../src/engine/index.ts';
import type { Problem } from '../../src/learners/learner.ts';
import { quantile, seconds, summarise, timeBesidePeers } from '../measure.ts';
import { findTorch, peerProgram } from '../peers.ts';
import type { Suite } from '../suite.ts';
import { startSearch, trialSpec } from '../workbench.ts';

const HIDDEN = 8;
const LENGTH = 20;
const SEQUENCES = 256;

export const genitor: Suite = {
  name: 'genitor',
  summary: `GENITOR's genomes a second (H=${HIDDEN}, T=${LENGTH}, ${SEQUENCES} sequences) on one core`,
  async run(context) {
    const device = await openDevice(context.device.name);
    let inside = 0;
    const timed = (problem: Problem): Problem => ({
      ...problem,
      evaluatePopulation: (genomes, count, batch) => async () => {
        const began = seconds();
        const losses = await device.evaluatePopulation(problem.net, genomes, count, batch);
        inside += seconds() - began;
        return losses;
      },
    });
    const spec = trialSpec('genitor', { hidden: HIDDEN, sequences: SEQUENCES }, { length: LENGTH });
    const { search } = await startSearch(spec, device, timed);
    const rates: number[] = [];
    const outside: number[] = [];
    const subject = {
      name: 'genitor',
      async run() {
        const began = seconds();
        inside = 0;
        let evaluations = 0;
        while (evaluations < 500) evaluations += (await search.step()).evaluations;
        const elapsed = seconds() - began;
        rates.push(evaluations / elapsed);
        outside.push(1 - inside / elapsed);
      },
    };
    const torch = await findTorch();
    const size = [
      '--hidden',
      HIDDEN,
      '--batch',
      SEQUENCES,
      '--length',
      LENGTH,
      '--genomes',
      100,
      '--seconds',
      2,
    ];
    const { peers } = await timeBesidePeers(
      [subject],
      peerProgram(torch, {
        name: 'genitor',
        program: 'torch_population.py',
        args: size,
        figure: 'genomes_per_s',
      }),
      context.seconds,
    );
    await device.close();
    const { median, spread } = summarise(rates);
    const theirs = peers.get('genitor');
    return [
      {
        what: `GENITOR, H=${HIDDEN}, T=${LENGTH}, ${SEQUENCES} sequences, one core`,
        value: median,
        unit: 'genomes/s',
        spread,
        goal: 'at least 8,000, aim at 12,000',
        ...(theirs && {
          peer: { name: 'PyTorch, evaluation alone', value: theirs.median },
          ratio: median / theirs.median,
        }),
      },
      {
        what: 'share of GENITOR outside evaluation',
        value:
          100 *
          quantile(
            [...outside].sort((a, b) => a - b),
            0.5,
          ),
        unit: '%',
        goal: 'under 10 %',
        note: 'selection, crossover, mutation, insertion',
      },
    ];
  },
};
