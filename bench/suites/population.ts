/**
 * Suite of populations on the device: genomes a second of one call, beside wasm on all cores and PyTorch on the same
 * card.
 */
import { availableParallelism } from 'node:os';
import { shared } from '../../src/engine/batch.ts';
import type { Device } from '../../src/engine/device.ts';
import { oneLine } from '../../src/errors.ts';
import type { CardLimits } from '../gpu/limits.ts';
import { type Timing, timeInTurns } from '../measure.ts';
import { findTorch, peerDeviceOf, peerProgram, type Torch } from '../peers.ts';
import type { BenchContext, Figure, Suite } from '../suite.ts';
import { WasmThreads } from '../wasm-threads.ts';
import { rate, share } from '../words.ts';
import { REAL_GENES, trialProblem, trialSpec } from '../workbench.ts';

const LENGTH = 20;

interface Sizes {
  readonly hidden: number;
  readonly genomes: number;
  readonly sequences: number;
}

const SIZES: Readonly<Record<BenchContext['scale'], readonly Sizes[]>> = {
  full: [8, 50].flatMap((hidden) => [100, 4000].map((genomes) => ({ hidden, genomes, sequences: 256 }))),
  small: [
    { hidden: 8, genomes: 100, sequences: 64 },
    { hidden: 50, genomes: 20, sequences: 20 },
  ],
};

export const population: Suite = {
  name: 'population',
  summary: `a population's evaluation (tanh, temporal order, T=${LENGTH}) in one call`,
  skips: ({ device }) =>
    device.name === 'wasm' ? 'wasm is what other devices are set beside (see genitor and threads)' : null,
  async *run(context) {
    const device = await context.open();
    const limits = await context.limits();
    const torch = await findTorch(peerDeviceOf(context));
    for (const sizes of SIZES[context.scale]) {
      context.tell(`${described(sizes)}, beside wasm on ${availableParallelism()} threads`);
      const { ours, wasm } = await timeBesideWasm(device, sizes, context.seconds);
      const perSecond = (timing: Timing) => sizes.genomes / timing.median;
      const { hidden, sequences } = sizes;
      const flops = 2 * hidden * hidden * sequences * LENGTH * perSecond(ours);
      yield {
        what: described(sizes),
        value: perSecond(ours),
        unit: 'genomes/s',
        spread: ours.spread,
        peer: { name: `wasm, ${availableParallelism()} threads`, value: perSecond(wasm) },
        ratio: perSecond(ours) / perSecond(wasm),
        note: `${rate(flops, 'FLOP')}${shareOf(flops, limits)}`,
        numbers: { flopsASecond: flops, ...(limits && { shareOfArithmetic: flops / limits.flops }) },
      };
      const theirs = await ofTorch(torch, sizes, context);
      if (theirs !== null) yield besideTorch(sizes, perSecond(ours), theirs);
    }
    if ('missing' in torch) context.print(`  (${torch.missing})`);
  },
};

const described = ({ hidden, genomes, sequences }: Sizes): string =>
  `${genomes.toLocaleString('en')} genomes of H=${hidden} on ${sequences} sequences`;

const shareOf = (flops: number, limits: CardLimits | null): string =>
  limits === null ? '' : `, ${share(flops / limits.flops)} of the card's`;

async function timeBesideWasm(
  device: Device,
  { hidden, genomes: count, sequences }: Sizes,
  totalSeconds: number,
): Promise<{ ours: Timing; wasm: Timing }> {
  const spec = trialSpec('genitor', { ...REAL_GENES, hidden, sequences }, { length: LENGTH });
  const { net, initialise, random, trainingBatch } = trialProblem(spec, device);
  const batch = trainingBatch(0, sequences);
  const genomes = shared.float32(count * net.parameters);
  for (let genome = 0; genome < count; genome++) {
    genomes.set(initialise(random('initial', genome)), genome * net.parameters);
  }
  const losses = shared.float64(count);
  const threads = await WasmThreads.start(availableParallelism(), { net, batch, genomes, count, losses });
  try {
    const times = await timeInTurns(
      [
        { name: 'ours', run: () => device.evaluatePopulation(net, genomes, count, batch) },
        { name: 'wasm', run: () => threads.evaluate() },
      ],
      { turnSeconds: Math.min(0.2, totalSeconds / 10), totalSeconds },
    );
    return { ours: times.get('ours')!, wasm: times.get('wasm')! };
  } finally {
    await threads.close();
  }
}

/** Genomes a second by PyTorch; null where it is missing, or fails. */
async function ofTorch(torch: Torch, sizes: Sizes, context: BenchContext): Promise<number | null> {
  const flags = {
    hidden: sizes.hidden,
    batch: sizes.sequences,
    length: LENGTH,
    genomes: sizes.genomes,
    seconds: 2,
  };
  const [peer] = peerProgram(torch, {
    name: 'population',
    program: 'torch_population.py',
    args: Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
    figure: 'genomes_per_s',
  });
  if (peer === undefined) return null;
  context.tell(`${described(sizes)}, PyTorch`);
  try {
    return await peer.run();
  } catch (error) {
    context.print(`  (${oneLine(error)})`);
    return null;
  }
}

const besideTorch = (sizes: Sizes, ours: number, theirs: number): Figure => ({
  what: `the same ${described(sizes)}`,
  value: ours,
  unit: 'genomes/s',
  peer: { name: 'PyTorch', value: theirs },
  ratio: ours / theirs,
});
