/** Figures of the chain of logistic units: its factors, their product, and many draws of it. */
import { sampleQuantile } from '../../../statistics/bootstrap.ts';
import { wilsonInterval } from '../../../statistics/wilson.ts';
import { brief, percentRange } from '../../../words/numbers.ts';
import type { LabChoice, LabDrawing, LabFigure, LabLine, LabLines, LabTable } from '../../figure.ts';
import { rounded } from '../../parts/rounded.ts';
import type { PartFindings } from '../part-findings.ts';
import { type ChainBack, type ChainBiases, chainBack, drawChain, STEEPEST } from './chain.ts';

export interface ChainSettings {
  readonly seed: number;
  readonly depth: number;
  readonly scale: number;
  readonly biases: ChainBiases;
  /** Draws of chains for the figure over depth. */
  readonly draws: number;
}

const DEPTHS = [2, 4, 8, 16, 32];
const SCALES = [1, 2, 4, 8, 16];
const BIASES: readonly { readonly value: ChainBiases; readonly text: string }[] = [
  { value: 'drawn', text: 'drawn from N(0, 1)' },
  { value: 'steepest', text: 'such that every z is 0' },
];

/** Values of a slider: the usual ones and the asked one, rising. */
const withAsked = (usual: readonly number[], asked: number): number[] =>
  [...new Set([...usual, asked])].sort((a, b) => a - b);

const subscript = (value: number): string =>
  [...String(value)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]!).join('');

export function chainFindings(settings: ChainSettings): PartFindings {
  const depths = withAsked(DEPTHS, settings.depth);
  const scales = withAsked(SCALES, settings.scale);
  const choices: LabChoice[] = [
    { name: 'layers', values: depths.map(String), isOrdered: true },
    { name: 'deviation of w', values: scales.map(String), isOrdered: true },
    { name: 'biases', values: BIASES.map(({ text }) => text) },
  ];
  const cases = depths.flatMap((depth) =>
    scales.flatMap((scale) => BIASES.map(({ value }) => ({ depth, scale, biases: value }))),
  );
  const backs = cases.map((one) => chainBack(drawChain(settings.seed, 0, one)));
  const first = cases.findIndex(
    ({ depth, scale, biases }) =>
      depth === settings.depth && scale === settings.scale && biases === settings.biases,
  );
  const drawn = (draw: (back: ChainBack) => LabDrawing) => ({ choices, first, drawings: backs.map(draw) });
  const over = ratiosOverDepth(settings, depths, scales);
  return {
    says: said(settings, backs[first]!, over),
    facts: [
      [
        'Sigmoid chain',
        `input 1, target 0, cost ½ (a_L - y)², seed ${settings.seed}, ${settings.draws} draws`,
      ],
    ],
    figures: [
      {
        id: 'chain-product',
        title: 'A chain of sigmoid units: the gradient of each bias',
        shows:
          '|∂C/∂b_j| of a net with one logistic unit a layer, from the last layer back to the first, and the bound that σ′ ≤ ¼ leaves it.',
        reading:
          'Each step to the left is one more factor w σ′(z). A line that falls to the left is a gradient that vanishes: early layers learn slowly. It rises only where factors are above 1.',
        half: true,
        ...drawn(productLines),
      },
      {
        id: 'chain-factors',
        title: 'A chain of sigmoid units: the factors',
        shows: '|w_j σ′(z_j)|, by which the signal is multiplied in layer j, and its bound |w_j|/4.',
        reading:
          'The level ¼ is the greatest value of σ′; a factor is above it only where |w_j| is above 1, and above 1 only where |w_j| is above 4 and z_j near 0.',
        half: true,
        ...drawn(factorLines),
      },
      {
        id: 'chain-table',
        title: 'A chain of sigmoid units: the product, factor by factor',
        shows:
          '∂C/∂b₁ = σ′(z₁) w₂ σ′(z₂) w₃ σ′(z₃) … ∂C/∂a_L, read from its right end, as the signal goes back.',
        reading: 'The last row is ∂C/∂b₁ itself. The bound of the product takes ¼ for every σ′.',
        ...drawn(productTable),
      },
      overDepthFigure(settings, depths, over),
    ],
    data: { seed: settings.seed, input: 1, target: 0, firstToLast: over },
  };
}

function productLines({ layers }: ChainBack): LabLines {
  return {
    kind: 'lines',
    x: { name: 'layer j', scale: 'linear', whole: true },
    y: { name: '|∂C/∂b_j|', scale: 'log' },
    lines: [
      {
        name: '|∂C/∂b_j|',
        points: layers.map(({ gradient }, place) => [place + 1, rounded(Math.abs(gradient))] as const),
      },
      {
        name: 'bound: ¼ for every σ′',
        mark: 'dashed',
        points: layers.map(({ gradientBound }, place) => [place + 1, rounded(gradientBound)] as const),
      },
    ],
  };
}

function factorLines({ layers }: ChainBack): LabLines {
  return {
    kind: 'lines',
    x: { name: 'layer j', scale: 'linear', whole: true },
    y: { name: 'factor of the layer', scale: 'log' },
    lines: [
      {
        name: '|w_j σ′(z_j)|; of layer 1: σ′(z_1)',
        mark: 'points',
        points: layers.map(({ factor }, place) => [place + 1, rounded(Math.abs(factor))] as const),
      },
      {
        name: 'bound |w_j|/4; of layer 1: ¼',
        mark: 'dashed',
        points: layers.map(({ bound }, place) => [place + 1, rounded(bound)] as const),
      },
    ],
    levels: [
      { name: '¼, the greatest σ′', at: STEEPEST, axis: 'y' },
      { name: '1: neither shrinks nor grows', at: 1, axis: 'y' },
    ],
  };
}

function productTable({ layers, outputGradient }: ChainBack): LabTable {
  const last = layers.length;
  return {
    kind: 'table',
    head: ['factor', 'w', 'z', 'σ′(z)', 'value', 'bound', 'product so far', 'bound of it'],
    rows: [
      [
        `∂C/∂a${subscript(last)}`,
        null,
        null,
        null,
        rounded(outputGradient),
        null,
        rounded(outputGradient),
        null,
      ],
      ...layers
        .map(({ weight, z, slope, factor, bound, product, gradientBound }, place) => [
          `${place === 0 ? '' : `w${subscript(place + 1)} `}σ′(z${subscript(place + 1)})`,
          ...[weight, z, slope, factor, bound, product].map((value) => rounded(value)),
          rounded(gradientBound * (place === 0 ? 1 : Math.abs(weight))),
        ])
        .reverse(),
    ],
  };
}

/** Quartiles of |∂C/∂b_1| / |∂C/∂b_L| over draws of the chain. */
interface Ratio {
  readonly depth: number;
  readonly scale: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** Draws in which the first layer's gradient is the smaller one. */
  readonly smaller: number;
}

function ratiosOverDepth(
  { seed, draws, biases }: ChainSettings,
  depths: readonly number[],
  scales: readonly number[],
): Ratio[] {
  return scales.flatMap((scale) =>
    depths.map((depth) => {
      const ratios = Float64Array.from({ length: draws }, (_, index) => {
        const { layers } = chainBack(drawChain(seed, index, { depth, scale, biases }));
        return Math.abs(layers[0]!.gradient) / Math.abs(layers.at(-1)!.gradient);
      }).sort();
      const [low, median, high] = [0.25, 0.5, 0.75].map((share) => sampleQuantile(ratios, share));
      return {
        ...{ depth, scale },
        ...{ low: low!, median: median!, high: high! },
        smaller: ratios.filter((ratio) => ratio < 1).length,
      };
    }),
  );
}

function overDepthFigure(
  { draws, biases }: ChainSettings,
  depths: readonly number[],
  over: readonly Ratio[],
): LabFigure {
  const scales = [...new Set(over.map(({ scale }) => scale))];
  const chosen = BIASES.find(({ value }) => value === biases)!.text;
  return {
    id: 'chain-over-depth',
    title: 'A chain of sigmoid units: first layer against last',
    shows: `|∂C/∂b_1| / |∂C/∂b_L| over the number of layers: median and middle half of ${draws} draws of the weights; biases ${chosen}.`,
    reading:
      'On a logarithmic axis a straight fall is a gradient that shrinks by the same factor with every layer. Weights of any size rarely make it grow: a large |w| pushes z away from 0, where σ′ is small.',
    drawings: [
      {
        kind: 'lines',
        x: { name: 'layers L', scale: 'linear', whole: true },
        y: { name: '|∂C/∂b_1| / |∂C/∂b_L|', scale: 'log' },
        lines: scales.map((scale): LabLine => {
          const own = depths.map((depth) => over.find((one) => one.depth === depth && one.scale === scale)!);
          return {
            name: `weights N(0, ${scale}²)`,
            points: own.map(({ depth, median }) => [depth, rounded(median)] as const),
            band: own.map(({ low, high }) => [rounded(low)!, rounded(high)!] as const),
          };
        }),
        levels: [{ name: 'layers learn alike', at: 1, axis: 'y' }],
      },
    ],
  };
}

function said(settings: ChainSettings, { layers }: ChainBack, over: readonly Ratio[]): string {
  const { draws, depth, scale } = settings;
  const own = over.find((one) => one.depth === depth && one.scale === scale)!;
  const { low, high } = wilsonInterval(own.smaller, draws);
  const chain = `Chain of ${depth} sigmoid layers, weights N(0, ${scale}²)`;
  const growing = layers.slice(1).filter(({ factor }) => Math.abs(factor) > 1).length;
  return [
    `${chain}: |∂C/∂b₁| is ${brief(Math.abs(layers[0]!.gradient))}, the last layer's ${brief(Math.abs(layers.at(-1)!.gradient))}; ${growing} of ${depth - 1} factors w σ′ are above 1, which needs |w| > 4.`,
    `Over ${draws} draws the first gradient is a median of ${brief(own.median)} of the last one (middle half of the draws: ${brief(own.low)} to ${brief(own.high)}), and it is the smaller one in ${own.smaller} of them (95 % interval of the share: ${percentRange(low, high)}).`,
  ].join(' ');
}
