/** Checks of populations: a genome's loss is the reference's, whatever its neighbours. */
import type { Device } from '../../src/engine/device.ts';
import { referenceDevice } from '../../src/engine/reference/reference.ts';
import { named } from './cases.ts';
import { type Check, distance, holds, TOLERANCE } from './check.ts';
import { type NoiseSizes, noiseBatch, noiseNet, noiseParameters, usual } from './noise.ts';

export interface PopulationSizes extends NoiseSizes {
  readonly genomes: number;
}

const sized = (genomes: number, sizes: Partial<NoiseSizes>): PopulationSizes => ({
  ...usual,
  ...sizes,
  genomes,
});

export const populationsOf = (scale: 'full' | 'small'): readonly PopulationSizes[] =>
  scale === 'full'
    ? [
        sized(1, { hidden: 8 }),
        sized(100, { hidden: 8, sequences: 256, isRagged: true }),
        sized(4000, { hidden: 8, sequences: 256 }),
        sized(4000, { hidden: 50, sequences: 256 }),
        sized(7, { hidden: 300 }),
        sized(30, {
          unit: 'relu',
          loss: 'squared',
          input: 'dense',
          hidden: 21,
          scored: 'some',
          isRagged: true,
        }),
        sized(500, { unit: 'LSTM', hidden: 4, sequences: 256, isRagged: true }),
        sized(300, { unit: 'LSTM', hidden: 25, sequences: 100, scored: 'some' }),
        sized(100, { unit: 'GRU', hidden: 50, sequences: 20, input: 'dense', isRagged: true }),
        sized(7, { unit: 'GRU', hidden: 150 }),
        // More answers than one buffer holds: the population goes through in portions.
        sized(600, { hidden: 50, sequences: 256, scored: 'all' }),
        sized(70_000, { hidden: 2, sequences: 2, steps: 3 }),
      ]
    : [sized(9, { hidden: 50, sequences: 5, steps: 11 })];

/** Number of genomes of a large population that are checked, over its whole length. */
const SAMPLE = 9;

export async function checkPopulation(device: Device, sizes: PopulationSizes): Promise<Check[]> {
  const net = noiseNet(sizes);
  const batch = noiseBatch(sizes);
  const { genomes: count } = sizes;
  const genomes = new Float32Array(count * net.parameters);
  for (let genome = 0; genome < count; genome++) {
    genomes.set(noiseParameters(net, sizes, genome), genome * net.parameters);
  }
  const spoiled = count > 2 ? Math.floor(count / 3) : -1;
  if (spoiled >= 0) genomes[spoiled * net.parameters + 1] = Number.NaN;
  const losses = await device.evaluatePopulation(net, genomes, count, batch);
  const chosen = Array.from({ length: Math.min(SAMPLE, count) }, (_, at) =>
    Math.round((at * (count - 1)) / Math.max(1, Math.min(SAMPLE, count) - 1)),
  ).filter((genome) => genome !== spoiled);
  const right: number[] = [];
  for (const genome of chosen) {
    const own = genomes.subarray(genome * net.parameters, (genome + 1) * net.parameters);
    right.push((await referenceDevice.evaluate(net, own, batch)).loss);
  }
  const actual = Float64Array.from(chosen, (genome) => losses[genome]!);
  const finite = losses.filter(Number.isFinite).length;
  return [
    { name: 'losses', distance: distance(actual, Float64Array.from(right)), tolerance: TOLERANCE.losses },
    holds('every genome has a loss, and a spoiled one none', finite === count - (spoiled >= 0 ? 1 : 0)),
    ...(spoiled >= 0 ? [holds('the spoiled one is the spoiled one', Number.isNaN(losses[spoiled]))] : []),
  ];
}

export const populationNamed = (sizes: PopulationSizes): string =>
  `populations: ${sizes.genomes.toLocaleString('en')} of ${named(sizes)}`;
