/**
 * Suite of echo state networks beside NumPy and SciPy: 10,000 states of 1,000 units with 1 % of the links collected, and
 * the readout solved by normal equations, in time of the processor.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { RowSums } from '../../src/engine/wasm/row-sums.ts';
import { collectRows } from '../../src/learners/ridge/rows.ts';
import { solveAll } from '../../src/learners/ridge/solve.ts';
import { reservoir } from '../../src/nets/reservoir.ts';
import { whole } from '../../src/numeric/sliced.ts';
import { randomStream } from '../../src/random/random.ts';
import { buildBatch } from '../../src/tasks/build-batch.ts';
import type { TaskShape } from '../../src/tasks/define-task.ts';
import { ownProgram } from '../peers.ts';
import { onlyWasm, type Suite } from '../suite.ts';

const execute = promisify(execFile);
const UNITS = 1000;
const STEPS = 10_000;
const ROUNDS = 3;

/** Times of the peer, in milliseconds; null where NumPy or SciPy is missing. */
async function peerTimes(): Promise<Readonly<Record<string, number>> | null> {
  try {
    const { stdout } = await execute('python3', [ownProgram('numpy_reservoir.py')]);
    return JSON.parse(stdout.trim().split('\n').at(-1)!);
  } catch {
    return null;
  }
}

function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export const reservoirs: Suite = {
  name: 'reservoir',
  summary: 'states of an echo state network and the regression of its readout (one thread)',
  section: 'Speed of echo state networks',
  skips: onlyWasm,
  async *run(context) {
    const device = await context.open();
    const chosen = reservoir.options.parse({ hidden: UNITS, connectivity: 0.01, inputScaling: 0.5 });
    const net = reservoir.build({ inputs: 1, outputs: 1 }, { ...chosen, direct: false });
    const parameters = reservoir.initialise(net, chosen, randomStream(1, 'bench', 'reservoir'));
    const series = Array.from({ length: STEPS + 1 }, (_, t) => Math.sin(t / 5) + Math.sin(t / 3.3) / 2);
    const shape: TaskShape = {
      inputs: { kind: 'dense', size: 1 },
      outputs: 1,
      loss: 'squared',
      scored: 'masked',
    };
    const batch = buildBatch(shape, [{ inputs: series.slice(0, STEPS), targets: series.slice(1) }]);
    const best = {
      collect: Number.POSITIVE_INFINITY,
      sum: Number.POSITIVE_INFINITY,
      solve: Number.POSITIVE_INFINITY,
    };
    const keep = (part: keyof typeof best, since: number): void => {
      best[part] = Math.min(best[part], threadMilliseconds() - since);
    };
    const peers: Record<string, number> = {};
    for (let round = 0; round < ROUNDS; round++) {
      context.tell(`round ${round + 1} of ${ROUNDS}`);
      for (let turn = 0; turn < 2; turn++) {
        let since = threadMilliseconds();
        const { rows } = await collectRows(device, net, parameters, batch);
        keep('collect', since);
        const sums = new RowSums('gram', rows.width);
        since = threadMilliseconds();
        sums.add(rows.values);
        keep('sum', since);
        since = threadMilliseconds();
        whole(solveAll(sums, 1, [1e-4]));
        keep('solve', since);
      }
      for (const [name, time] of Object.entries((await peerTimes()) ?? {}))
        if (typeof time === 'number') peers[name] = Math.min(time, peers[name] ?? Number.POSITIVE_INFINITY);
    }
    const beside = (
      what: string,
      value: number,
      peer: string,
      extra: { goal?: string; note?: string } = {},
    ) => ({
      what: `${what}, ${UNITS} units, ${STEPS} steps`,
      value,
      unit: 'ms',
      ...extra,
      ...(peers[peer] !== undefined && {
        peer: { name: 'NumPy', value: peers[peer]! },
        ratio: peers[peer]! / value,
      }),
    });
    const solving = best.sum + best.solve;
    yield beside('collecting', best.collect, 'collect_ms');
    const gflops = (UNITS * UNITS * STEPS) / best.sum / 1e6;
    const note = `${best.sum.toFixed(0)} ms the Gram matrix (${gflops.toFixed(1)} GFLOP/s), ${best.solve.toFixed(0)} ms Cholesky's method`;
    yield beside('solving', solving, 'solve_ms', { note });
    yield beside('both', best.collect + solving, 'both_ms', { goal: '3 times as fast' });
  },
};
