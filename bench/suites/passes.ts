/**
 * Suite of forward passes of populations, one beside the other, on a GPU: the whole call, and the GPU's part of it, by
 * the difference between calls in which the GPU computes the same a few and many times.
 */
import { openGpu } from '../../src/engine/webgpu/gpu/adapter.ts';
import { openGpuContext } from '../../src/engine/webgpu/memory/gpu-context.ts';
import type { PopulationPass } from '../../src/engine/webgpu/passes/population-pass.ts';
import { Populations } from '../../src/engine/webgpu/passes/populations.ts';
import { RunError } from '../../src/errors.ts';
import type { ElmanNet } from '../../src/nets/net.ts';
import { distance, TOLERANCE } from '../checks/check.ts';
import { timeInTurns } from '../measure.ts';
import type { BenchContext, Suite } from '../suite.ts';
import { rate, share } from '../words.ts';
import { REAL_GENES, trialProblem, trialSpec } from '../workbench.ts';

const LENGTH = 20;
/** Numbers of times that the GPU computes the same in a call: in both its time is longer than the uploads. */
const FEW = 5;
const MANY = 13;

const PASSES: Readonly<Record<string, PopulationPass>> = {
  'a workgroup a sequence': { mostLaneUnits: 0, tile: null },
  'a thread a sequence': { mostLaneUnits: 32, tile: null },
  'tiles of 128, 4 × 8 a thread': { mostLaneUnits: 0, tile: { units: 4, each: 8, sequences: 128 } },
  'tiles of 64, 4 × 4 a thread': { mostLaneUnits: 0, tile: { units: 4, each: 4, sequences: 64 } },
  'tiles of 128, 8 × 8 a thread': { mostLaneUnits: 0, tile: { units: 8, each: 8, sequences: 128 } },
};

interface Sizes {
  readonly hidden: number;
  readonly genomes: number;
  readonly sequences: number;
}

const SIZES: Readonly<Record<BenchContext['scale'], readonly Sizes[]>> = {
  full: [
    { hidden: 8, genomes: 4000, sequences: 256 },
    { hidden: 20, genomes: 4000, sequences: 256 },
    { hidden: 50, genomes: 4000, sequences: 256 },
    { hidden: 80, genomes: 1000, sequences: 256 },
  ],
  small: [{ hidden: 8, genomes: 3, sequences: 20 }],
};

export const passes: Suite = {
  name: 'passes',
  summary: `forward passes of populations side by side (tanh, temporal order, T=${LENGTH})`,
  skips: ({ device }) => (device.name === 'webgpu' ? null : 'it has no such passes'),
  async *run(context) {
    const limits = await context.limits();
    const gpu = await openGpu();
    try {
      for (const { hidden, genomes: count, sequences } of SIZES[context.scale]) {
        const spec = trialSpec('genitor', { ...REAL_GENES, hidden, sequences }, { length: LENGTH });
        const problem = trialProblem(spec, await context.open());
        const net = problem.net as ElmanNet;
        const batch = problem.trainingBatch(0, sequences);
        const genomes = new Float32Array(count * net.parameters);
        for (let genome = 0; genome < count; genome++) {
          // Smaller than the learner's: large nets with its weights are chaotic, and last bits change their losses.
          const own = problem.initialise(problem.random('initial', genome));
          genomes.set(
            Float32Array.from(own).map((weight) => weight * Math.min(1, 2 / Math.sqrt(hidden))),
            genome * net.parameters,
          );
        }
        let right: Float64Array | null = null;
        for (const [name, pass] of Object.entries(PASSES)) {
          if (pass.tile === null && pass.mostLaneUnits > 0 && hidden > pass.mostLaneUnits) continue;
          const what = `${count.toLocaleString('en')} genomes of H=${hidden} on ${sequences} sequences, ${name}`;
          context.tell(what);
          const populations = new Populations(openGpuContext(gpu), pass);
          const run = (repeats: number) => populations.evaluate(net, genomes, count, batch, repeats);
          try {
            const losses = await run(1);
            right ??= losses;
            if (!(distance(losses, right) <= TOLERANCE.losses))
              throw new RunError(`${what}: the losses are others`);
            const times = await timeInTurns(
              [
                { name: 'once', run: () => run(1) },
                { name: 'few', run: () => run(FEW) },
                { name: 'many', run: () => run(MANY) },
              ],
              { turnSeconds: 0.03, totalSeconds: Math.min(0.5, context.seconds) },
            );
            const call = times.get('once')!;
            const onGpu = Math.max(0, times.get('many')!.median - times.get('few')!.median) / (MANY - FEW);
            const flops = (2 * hidden * hidden * sequences * LENGTH * count) / onGpu;
            yield {
              what,
              value: count / call.median,
              unit: 'genomes/s',
              spread: call.spread,
              note: [
                `${(1e3 * call.median).toPrecision(3)} ms a call`,
                `${(1e3 * onGpu).toPrecision(3)} ms of it the GPU's kernels`,
                ...(onGpu > 0 ? [rate(flops, 'FLOP')] : []),
                ...(onGpu > 0 && limits !== null ? [`${share(flops / limits.flops)} of the card's`] : []),
              ].join(', '),
              numbers: { millisecondsACall: 1e3 * call.median, millisecondsOnGpu: 1e3 * onGpu },
            };
          } finally {
            populations.close();
          }
        }
      }
    } finally {
      gpu.close();
    }
  },
};
