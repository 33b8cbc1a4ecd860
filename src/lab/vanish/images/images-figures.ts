/** Deep net on pictures of digits: gradient norm in each hidden layer over training, with unit, start and clipping. */
import { UserError } from '../../../errors.ts';
import { randomStream } from '../../../random/random.ts';
import { sampleQuantile } from '../../../statistics/bootstrap.ts';
import { wilsonInterval } from '../../../statistics/wilson.ts';
import { brief, percent, percentRange, quantity } from '../../../words/numbers.ts';
import { counted } from '../../../words/text.ts';
import type { LabChoice, LabFigure, LabLine, LabLines } from '../../figure.ts';
import { rounded } from '../../parts/rounded.ts';
import type { LabWork } from '../../view.ts';
import type { PartFindings, Progress } from '../part-findings.ts';
import { CLASSES } from './digits.ts';
import {
  drawLayered,
  INITIALISATIONS,
  type LayeredInitialisation,
  LayeredPasses,
  type LayeredUnit,
  layeredNet,
} from './layered-net.ts';
import { type Pictures, picturesOf } from './pictures.ts';
import { MEASURED, measured, type TrainingRecord, train } from './training.ts';

export interface ImagesSettings {
  readonly seed: number;
  readonly data: string;
  readonly images: number;
  readonly side: 14 | 28;
  /** Hidden layers, and units of each. */
  readonly layers: number;
  readonly width: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly threshold: number;
}

const UNITS: readonly LayeredUnit[] = ['sigmoid', 'relu'];
const UNIT_NAMES: Readonly<Record<LayeredUnit, string>> = { sigmoid: 'sigmoid', relu: 'ReLU' };
const START_NAMES: Readonly<Record<LayeredInitialisation, string>> = {
  normal: 'N(0, 1)',
  'fan-in': 'N(0, 1/n)',
  glorot: 'Glorot',
};

/** Test pictures. */
const TEST = 500;

/** Most multiply-accumulates of one training: some five minutes. */
const MOST_MACS = 3e11;

/** Numbers of hidden layers, nets and pictures of the look at untrained nets. */
const DEPTHS = [2, 3, 4, 6, 8];
const NETS = 20;
const FEW = 40;

/** Nets that differ in one switch or more. */
interface Variant {
  readonly unit: LayeredUnit;
  readonly start: LayeredInitialisation;
  readonly clips: boolean;
}

const pairs = UNITS.flatMap((unit) => INITIALISATIONS.map((start) => ({ unit, start })));
const variants: readonly Variant[] = pairs.flatMap((pair) =>
  [false, true].map((clips) => ({ ...pair, clips })),
);

const nameOf = ({ unit, start }: Pick<Variant, 'unit' | 'start'>): string =>
  `${UNIT_NAMES[unit]}, ${START_NAMES[start]}`;

/** Quartiles of ‖∂C/∂b_1‖ / ‖∂C/∂b_H‖ over untrained nets. */
interface StartRatio extends Pick<Variant, 'unit' | 'start'> {
  readonly depth: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** Nets whose first layer has the smaller norm. */
  readonly smaller: number;
}

/** Steps of the work, for progress. */
export const imagesSteps = ({ epochs }: ImagesSettings): number => variants.length * epochs + pairs.length;

/**
 * Trains a net for each combination of unit, start and clipping.
 * @throws UserError on files that cannot be read, and on trainings that would take more than some minutes each
 */
export async function imagesFindings(
  settings: ImagesSettings,
  work: LabWork,
  progress: Progress,
): Promise<PartFindings> {
  const sizes = [settings.side ** 2, ...new Array<number>(settings.layers).fill(settings.width), CLASSES];
  const { parameters } = layeredNet('sigmoid', sizes);
  const macs = settings.epochs * parameters * (3 * (settings.images + MEASURED) + TEST);
  if (macs > MOST_MACS) {
    throw new UserError(
      `a training of ${counted(settings.epochs, 'epoch')} over ${settings.images} images with ${parameters} parameters takes ${quantity(macs)} multiply-accumulates, and there are ${variants.length} of them: at most ${quantity(MOST_MACS)} each are allowed; lower epochs, images, width, layers or side`,
    );
  }
  const { training, test } = picturesOf({ ...settings, test: TEST });
  const trained: TrainingRecord[] = [];
  for (const variant of variants) {
    const doing = `training on images: ${nameOf(variant)}${variant.clips ? ', clipped' : ''}`;
    trained.push(
      await work.kept(`images/${variant.unit}/${variant.start}/${variant.clips}`, () =>
        train({
          ...{ training, test, initialisation: variant.start },
          net: layeredNet(variant.unit, sizes),
          epochs: settings.epochs,
          batch: settings.batch,
          learningRate: settings.learningRate,
          threshold: variant.clips ? settings.threshold : 0,
          seed: settings.seed,
          async breathe(epoch) {
            progress.within(epoch, doing);
            await work.breathe();
          },
        }),
      ),
    );
    progress.add(settings.epochs, doing);
  }
  const starts: StartRatio[] = [];
  for (const pair of pairs) {
    starts.push(
      ...(await work.kept(`starts/${pair.unit}/${pair.start}`, () => startRatios(settings, pair, training))),
    );
    progress.add(1, `untrained nets: ${nameOf(pair)}`);
    await work.breathe();
  }
  return {
    says: said(settings, trained, starts, test.count),
    facts: factsOf(settings, { parameters, macs, test: test.count }),
    figures: [
      gradientFigure(settings, trained),
      accuracyFigure(settings, trained, test.count),
      movedFigure(settings, trained),
      depthFigure(starts),
      tableFigure(trained, test.count),
    ],
    data: {
      trainings: variants.map((variant, place) => ({ ...variant, ...trained[place]! })),
      untrained: starts,
    },
  };
}

/** Ratios of untrained nets of several depths; each net and its pictures are drawn by their own numbers. */
function startRatios(
  { seed, side, width, layers }: ImagesSettings,
  { unit, start }: Pick<Variant, 'unit' | 'start'>,
  training: Pictures,
): StartRatio[] {
  const some = { ...training, count: Math.min(FEW, training.count) };
  return [...new Set([...DEPTHS, layers])]
    .filter((depth) => depth > 1)
    .sort((a, b) => a - b)
    .map((depth) => {
      const net = layeredNet(unit, [side ** 2, ...new Array<number>(depth).fill(width), CLASSES]);
      const passes = new LayeredPasses(net);
      const ratios = Float64Array.from({ length: NETS }, (_, index) => {
        const random = randomStream('lab', 'vanish', 'untrained', seed, start, depth, index);
        const { norms } = measured(passes, net, drawLayered(net, start, random), some);
        const [first, last] = [norms[0], norms.at(-1)];
        // Nets all of whose units are off have no signal in any layer.
        return first == null || last == null || last === 0 ? 0 : first / last;
      }).sort();
      const [low, median, high] = [0.25, 0.5, 0.75].map((share) => sampleQuantile(ratios, share));
      return {
        ...{ unit, start, depth },
        ...{ low: low!, median: median!, high: high! },
        smaller: ratios.filter((ratio) => ratio < 1).length,
      };
    });
}

const clippingChoice = ({ threshold }: ImagesSettings): LabChoice => ({
  name: 'clipping',
  values: ['none', `to norm ${threshold}`],
});

function gradientFigure(settings: ImagesSettings, trained: readonly TrainingRecord[]): LabFigure {
  return {
    id: 'images-gradients',
    title: 'A deep net on images: gradient norm of each hidden layer',
    shows: `‖∂C/∂b_l‖ of hidden layers 1 to ${settings.layers} over training: the length of the gradient of a layer's biases, C the mean cost of ${Math.min(MEASURED, settings.images)} training images.`,
    reading:
      'This is how fast a layer learns (Nielsen, chapter 5). Lines far apart, the first layer lowest, are gradients that vanish; the first layer highest are gradients that explode. A line that ends has met numbers beyond float64, or a net whose units are all off.',
    choices: [
      { name: 'units', values: UNITS.map((unit) => UNIT_NAMES[unit]) },
      { name: 'initialisation', values: INITIALISATIONS.map((start) => START_NAMES[start]) },
      clippingChoice(settings),
    ],
    first: variants.findIndex(({ unit, start }) => unit === 'sigmoid' && start === 'fan-in'),
    drawings: trained.map(
      ({ epochs }): LabLines => ({
        kind: 'lines',
        x: { name: 'epochs', scale: 'linear', low: 0, high: settings.epochs, whole: true },
        y: { name: '‖∂C/∂b_l‖', scale: 'log' },
        lines: Array.from(
          { length: settings.layers },
          (_, layer): LabLine => ({
            name: `layer ${layer + 1}${layer === 0 ? ', the first' : layer === settings.layers - 1 ? ', the last hidden one' : ''}`,
            points: epochs.map(({ epoch, norms }) => [epoch, roundedOrNull(norms[layer]!)] as const),
          }),
        ),
      }),
    ),
  };
}

const roundedOrNull = (value: number | null): number | null => (value === null ? null : rounded(value));

/** Drawings without and with clipping, a line for each pair of unit and start. */
const byClipping = (
  trained: readonly TrainingRecord[],
  draw: (lines: readonly LabLine[]) => LabLines,
  points: (record: TrainingRecord) => LabLine['points'],
): LabLines[] =>
  [false, true].map((clips) =>
    draw(
      variants.flatMap((variant, place) =>
        variant.clips === clips ? [{ name: nameOf(variant), points: points(trained[place]!) }] : [],
      ),
    ),
  );

function accuracyFigure(
  settings: ImagesSettings,
  trained: readonly TrainingRecord[],
  test: number,
): LabFigure {
  return {
    id: 'images-accuracy',
    title: 'A deep net on images: test accuracy',
    shows: `Share of ${test} test images that are answered right, over training.`,
    reading: `Guessing gives 10 %. The 95 % interval of a share of ${test} images is at most ${(50 * halfWidth(test)).toFixed(1)} points to either side.`,
    half: true,
    choices: [clippingChoice(settings)],
    drawings: byClipping(
      trained,
      (lines) => ({
        kind: 'lines',
        x: { name: 'epochs', scale: 'linear', low: 0, high: settings.epochs, whole: true },
        y: { name: 'test images answered right', scale: 'linear', low: 0, high: 1, share: true },
        lines,
        levels: [{ name: 'guessing', at: 1 / CLASSES, axis: 'y' }],
      }),
      ({ epochs }) => epochs.map(({ epoch, accuracy }) => [epoch, rounded(accuracy)] as const),
    ),
  };
}

/** Width of the widest interval of a share of that many images. */
function halfWidth(count: number): number {
  const { low, high } = wilsonInterval(count / 2, count);
  return high - low;
}

/** Greatest relative change of weights that is drawn; one more would squeeze the others. */
const FARTHEST = 100;

function movedFigure(settings: ImagesSettings, trained: readonly TrainingRecord[]): LabFigure {
  return {
    id: 'images-moved',
    title: 'A deep net on images: how far each layer has moved',
    shows: `‖W_l - W_l at the start‖ / ‖W_l at the start‖ after ${counted(settings.epochs, 'epoch')}; the last layer is the output.`,
    reading: `A layer that has not moved still is the random map of its start: the layers behind it learn to do without it. Layers that were thrown farther than ${FARTHEST} times their length are left out.`,
    half: true,
    choices: [clippingChoice(settings)],
    drawings: byClipping(
      trained,
      (lines) => ({
        kind: 'lines',
        x: { name: 'layer', scale: 'linear', whole: true },
        y: { name: 'relative change of the weights', scale: 'log' },
        lines,
      }),
      ({ moved }) =>
        moved.map(
          (change, place) =>
            [place + 1, change === null || change > FARTHEST ? null : rounded(change)] as const,
        ),
    ),
  };
}

function depthFigure(starts: readonly StartRatio[]): LabFigure {
  return {
    id: 'images-untrained',
    title: 'A deep net on images: first hidden layer against last, before training',
    shows: `‖∂C/∂b_1‖ / ‖∂C/∂b_H‖ over the number H of hidden layers: median and middle half of ${NETS} untrained nets.`,
    reading:
      'A straight line on the logarithmic axis is one factor for each layer more: below 1 gradients vanish, above 1 they explode.',
    drawings: [
      {
        kind: 'lines',
        x: { name: 'hidden layers H', scale: 'linear', whole: true },
        y: { name: '‖∂C/∂b_1‖ / ‖∂C/∂b_H‖', scale: 'log' },
        lines: pairs.map((pair): LabLine => {
          const own = starts.filter(({ unit, start }) => unit === pair.unit && start === pair.start);
          return {
            name: nameOf(pair),
            points: own.map(({ depth, median }) => [depth, rounded(median)] as const),
            band: own.map(({ low, high }) => [rounded(low)!, rounded(high)!] as const),
          };
        }),
        levels: [{ name: 'layers learn alike', at: 1, axis: 'y' }],
      },
    ],
  };
}

function tableFigure(trained: readonly TrainingRecord[], test: number): LabFigure {
  const ratio = (norms: readonly (number | null)[] | undefined): number | null => {
    const [first, last] = [norms?.[0], norms?.at(-1)];
    return first == null || last == null || last === 0 ? null : rounded(first / last, 3);
  };
  return {
    id: 'images-table',
    title: 'A deep net on images: all trainings',
    shows:
      'Share of updates that were clipped; ratio ‖∂C/∂b_1‖ / ‖∂C/∂b_H‖ of the first hidden layer to the last, before and after training; how far W_1 has moved, relative to its start.',
    reading: `In N(0, 1/n) n is the number of inputs of a unit. Right: of ${test} test images, with the 95 % interval.`,
    drawings: [
      {
        kind: 'table',
        head: ['net', 'clipped', 'before', 'after', 'moved', 'right'],
        rows: variants.map((variant, place) => {
          const { epochs, moved, clipped, exploded } = trained[place]!;
          const { norms, accuracy } = epochs.at(-1)!;
          const { low, high } = wilsonInterval(Math.round(accuracy * test), test);
          return [
            nameOf(variant),
            variant.clips ? percent(clipped) : 'no',
            ...[ratio(epochs[0]!.norms), exploded === null ? ratio(norms) : null],
            moved[0] == null ? null : rounded(moved[0], 3),
            exploded === null
              ? `${percent(accuracy)} (${percentRange(low, high)})`
              : `not finite in epoch ${exploded}`,
          ];
        }),
      },
    ],
  };
}

const factsOf = (
  { layers, width, side, epochs, batch, images, learningRate, seed, data }: ImagesSettings,
  { parameters, macs, test }: { readonly parameters: number; readonly macs: number; readonly test: number },
): PartFindings['facts'] => [
  [
    'Images',
    `${data === '' ? 'synthetic digits' : `idx files in ${data}`}, ${images} for training, ${test} for test, seen as ${side} × ${side} pixels`,
  ],
  [
    'Deep net',
    `${counted(layers, 'hidden layer')} of ${counted(width, 'unit')}, softmax output, ${parameters} parameters; η = ${learningRate}, minibatches of ${batch}, ${counted(epochs, 'epoch')}, seed ${seed}; ${variants.length} trainings, ${quantity(variants.length * macs)} multiply-accumulates`,
  ],
];

function said(
  { layers, epochs }: ImagesSettings,
  trained: readonly TrainingRecord[],
  starts: readonly StartRatio[],
  test: number,
): string {
  const perUnit = (of: (pair: (typeof pairs)[number]) => string): string =>
    UNITS.map(
      (unit) =>
        `${UNIT_NAMES[unit]} ${pairs
          .filter((pair) => pair.unit === unit)
          .map(of)
          .join(', ')}`,
    ).join('; ');
  const ratioOf = (pair: (typeof pairs)[number]): StartRatio | undefined =>
    starts.find(({ unit, start, depth }) => unit === pair.unit && start === pair.start && depth === layers);
  const right = (clips: boolean): string =>
    perUnit((pair) => {
      const place = variants.findIndex(
        (variant) => variant.unit === pair.unit && variant.start === pair.start && variant.clips === clips,
      );
      return percent(trained[place]!.epochs.at(-1)!.accuracy);
    });
  const names = INITIALISATIONS.map((start) => START_NAMES[start]).join(', ');
  return [
    `Deep net of ${counted(layers, 'hidden layer')}, drawn by ${names}, in this order.`,
    ...(layers === 1
      ? []
      : [
          `First hidden gradient over the last one, untrained: ${perUnit((pair) => {
            const { median, low, high } = ratioOf(pair)!;
            return `${brief(median)} (${brief(low)} to ${brief(high)})`;
          })}, medians of ${NETS} nets and middle halves.`,
        ]),
    `Test accuracy after ${counted(epochs, 'epoch')}: ${right(false)}; with clipping ${right(true)}; each of one training, so that another seed may give another order, and known within ${(50 * halfWidth(test)).toFixed(1)} points (95 %, ${test} images).`,
  ].join(' ');
}
