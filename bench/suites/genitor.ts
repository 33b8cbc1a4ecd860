/** Suite of GENITOR's whole loop in one thread: breeding, evaluation, insertion. */
import type { Problem } from '../../src/learners/learner.ts';
import { quantile, seconds, summarise, timeBesidePeers } from '../measure.ts';
import { findTorch, peerDeviceOf, peerProgram } from '../peers.ts';
import type { Suite } from '../suite.ts';
import { REAL_GENES, startSearch, trialSpec } from '../workbench.ts';

const HIDDEN = 8;
const LENGTH = 20;
const SEQUENCES = 256;

export const genitor: Suite = {
  name: 'genitor',
  summary: `GENITOR's genomes a second (H=${HIDDEN}, T=${LENGTH}, ${SEQUENCES} sequences), one thread`,
  skips: () => null,
  async *run(context) {
    const device = await context.open();
    const isWasm = context.device.name === 'wasm';
    let inside = 0;
    const timed = (problem: Problem): Problem => ({
      ...problem,
      evaluatePopulation(...call) {
        const collect = problem.evaluatePopulation(...call);
        return async () => {
          const began = seconds();
          const scores = await collect();
          inside += seconds() - began;
          return scores;
        };
      },
    });
    const small = { hidden: HIDDEN, sequences: SEQUENCES };
    const spec = trialSpec('genitor', { ...REAL_GENES, ...small }, { length: LENGTH });
    const { search } = await startSearch(spec, device, timed);
    const rates: number[] = [];
    const outside: number[] = [];
    const subject = {
      name: 'genitor',
      async run() {
        const began = seconds();
        inside = 0;
        let evaluations = 0;
        while (evaluations < (context.scale === 'full' ? 500 : 20)) {
          evaluations += (await search.step()).evaluations;
        }
        const elapsed = seconds() - began;
        rates.push(evaluations / elapsed);
        outside.push(1 - inside / elapsed);
      },
    };
    const torch = await findTorch(peerDeviceOf(context));
    const sizes = { hidden: HIDDEN, batch: SEQUENCES, length: LENGTH, genomes: 100, seconds: 2 };
    const { peers } = await timeBesidePeers(
      [subject],
      peerProgram(torch, {
        name: 'genitor',
        program: 'torch_population.py',
        args: Object.entries(sizes).flatMap(([name, value]) => [`--${name}`, value]),
        figure: 'genomes_per_s',
      }),
      context.seconds,
    );
    const { median, spread } = summarise(rates);
    const theirs = peers.get('genitor');
    yield {
      what: `GENITOR, H=${HIDDEN}, T=${LENGTH}, ${SEQUENCES} sequences, ${isWasm ? 'one core' : 'one trial'}`,
      value: median,
      unit: 'genomes/s',
      spread,
      ...(isWasm && { goal: 'at least 8,000, aim at 12,000' }),
      ...(theirs && {
        peer: { name: 'PyTorch, evaluation alone', value: theirs.median },
        ratio: median / theirs.median,
      }),
    };
    yield {
      what: 'share of GENITOR outside evaluation',
      value:
        100 *
        quantile(
          [...outside].sort((a, b) => a - b),
          0.5,
        ),
      unit: '%',
      ...(isWasm && { goal: 'under 10 %' }),
      note: 'selection, crossover, mutation, insertion',
    };
  },
};
