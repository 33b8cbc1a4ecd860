/**
 * Genome of a reservoir's few hyperparameters: four real genes, 0 in the middle of a range, which a logistic function
 * maps to radius, leak, input scaling and connectivity.
 */
import { layOut } from '../../nets/layout.ts';
import type { Net } from '../../nets/net.ts';
import { type ReservoirOptions, reservoir } from '../../nets/reservoir.ts';
import { keptOf } from '../../nets/reservoir-draw.ts';
import type { ReservoirNet } from '../../nets/reservoir-net.ts';
import { exp, log, logistic } from '../../numeric/elementary.ts';

interface Range {
  readonly option: 'radius' | 'leak' | 'inputScaling' | 'connectivity';
  readonly least: number;
  readonly most: number;
}

/** Ranges of the options, in the order of the genes; all but the radius by their logarithms. */
const ranges: readonly Range[] = [
  { option: 'radius', least: 0.1, most: 1.5 },
  { option: 'leak', least: 0.05, most: 1 },
  { option: 'inputScaling', least: 0.01, most: 10 },
  { option: 'connectivity', least: 0.002, most: 0.3 },
];

/** The genes as the parameters of a net of their own, which nothing computes. */
export function genesAsNet({ inputs, outputs }: Net): Net {
  const { blocks, parameters } = layOut([['genes', [ranges.length]]]);
  return { architecture: 'genes', inputs, outputs, blocks, parameters };
}

/** Options that the genes stand for, beside the others of the contestant. */
export function optionsOf(
  genes: ArrayLike<number>,
  net: ReservoirNet,
  others: Readonly<Record<string, unknown>>,
): ReservoirOptions {
  const own = ranges.map(({ option, least, most }, at) => {
    const share = logistic(genes[at]!);
    const isPlain = option === 'radius';
    const value = isPlain ? least + share * (most - least) : least * exp(share * log(most / least));
    return [option, Math.min(most, value)] as const;
  });
  const { hidden, unit, decay, direct } = net;
  const bred = Object.fromEntries(own) as Record<Range['option'], number>;
  const { leak } = bred;
  return reservoir.options.parse({
    ...{ ...others, hidden, unit, decay, direct, ...bred },
    // That of a step is above what leaky units keep without any link: the gene is of what the links add.
    ...(others.radiusOf === 'step' ? { radius: keptOf({ leak, decay }) + leak * bred.radius } : {}),
  });
}
