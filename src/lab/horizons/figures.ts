/** Figures of the horizons: sizes over lag, effects over their noise, and the lags at which they end. */
import { brief } from '../../words/numbers.ts';
import type { LabFigure, LabInterval, LabLine } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import type { Bounded, Horizon, NetHorizons } from './measure.ts';

/** Net with its horizons. */
export interface Looked {
  readonly label: string;
  /** Label of the task. */
  readonly task: string;
  readonly when: 'at the start' | 'at the end';
  readonly contestant: string;
  readonly horizons: NetHorizons;
}

interface Chosen {
  readonly sequences: number;
}

/** Value of a curve on a logarithmic axis, where 0 is a gap. */
const shown = (value: number): number | null => (value > 0 ? rounded(value) : null);

const line = (
  name: string,
  lags: readonly number[],
  curve: readonly Bounded[],
  more: Pick<LabLine, 'mark' | 'colour'>,
  factor = 1,
): LabLine => ({
  name,
  points: lags.map((lag, at) => [lag, shown(factor * curve[at]![0])]),
  band: lags.map((_, at) => {
    const [low, high] = [shown(factor * curve[at]![1]), shown(factor * curve[at]![2])];
    return low === null || high === null ? null : [low, high];
  }),
  ...more,
});

export function figuresOf(looked: readonly Looked[], { sequences }: Chosen): LabFigure[] {
  const choices =
    looked.length > 1 ? { choices: [{ name: 'net', values: looked.map(({ label }) => label) }] } : {};
  const lag = { name: 'lag k: steps before the scored one', scale: 'linear', whole: true } as const;
  // The last net is the one with most behind it; the first one at the end is the usual question.
  const first = Math.max(
    0,
    looked.findIndex(({ when }) => when === 'at the end'),
  );
  return [
    {
      id: 'sizes',
      title: 'The same weights over lag: gradient and mutation',
      shows:
        '‖∂E/∂h‖ after the step of lag k (root mean square over sequences), and the standard deviation of ΔE where the weights are perturbed at that step alone, on the same sequences. Dashed: σ ‖∂E/∂W‖ of that step, which the deviation is to first order.',
      reading:
        'Both axes are shared, so curves that fall alike vanish alike. Below the level of rounding the losses before and after are the same float32 numbers, so that no selection can tell them apart; a gradient has no such floor.',
      ...choices,
      first,
      drawings: looked.map(({ horizons: { lags, stateNorms, mutations, slopes, roundingNoise } }) => ({
        kind: 'lines',
        x: lag,
        y: { name: 'loss, for the gradient per unit of h', scale: 'log' },
        lines: [
          line('‖∂E/∂h‖', lags, stateNorms, { mark: 'solid', colour: 0 }),
          ...mutations.flatMap(({ deviation, changes }, which): LabLine[] => [
            line(`ΔE, σ = ${deviation}`, lags, changes, { mark: 'solid', colour: which + 1 }),
            {
              name: `σ ‖∂E/∂W‖, σ = ${deviation}`,
              points: lags.map((k, at) => [k, shown(deviation * slopes[at]!)]),
              mark: 'dashed',
              colour: which + 1,
            },
          ]),
        ],
        levels: [{ name: 'rounding of ΔE to float32', at: roundingNoise, axis: 'y' }],
      })),
    },
    {
      id: 'noise',
      title: 'Effect over noise at each lag',
      shows: `Effect of lag k on the expected loss over the noise of ${sequences} sequences: of the gradient, ‖∂E/∂W‖ over the standard error of the whole gradient; of a mutation, the deviation of ΔE over the standard error of a whole mutation's ΔE on the same sequences before and after.`,
      reading:
        'Where a curve is below 1, what that lag gives is less than what the sequences happen to give. A gap: the effect is not told from 0.',
      ...choices,
      first,
      drawings: looked.map(({ horizons: { lags, gradients, gradientNoise, mutations } }) => ({
        kind: 'lines',
        x: lag,
        y: { name: 'effect over noise', scale: 'log' },
        lines: [
          line('gradient', lags, gradients, { mark: 'solid', colour: 0 }, over(gradientNoise)),
          ...mutations.map(({ deviation, effects, noise }, which) =>
            line(
              `mutation, σ = ${deviation}`,
              lags,
              effects,
              { mark: 'solid', colour: which + 1 },
              over(noise),
            ),
          ),
        ],
        levels: [{ name: 'noise', at: 1, axis: 'y' }],
      })),
    },
    {
      id: 'lags',
      title: 'The longest lag that stands above its noise',
      shows: `The last lag whose effect is not below the noise of ${sequences} sequences, with an interval of 95 %.`,
      reading: 'At -1 all lags are below. The longest lag of the task bounds the axis.',
      drawings: [
        {
          kind: 'intervals',
          x: { name: 'lag', scale: 'linear', low: -1, whole: true },
          rows: looked.flatMap(({ label, horizons: { gradient, mutations } }): LabInterval[] => [
            interval(`${label}: gradient`, gradient, 0),
            ...mutations.map(({ deviation, paired }, which) =>
              interval(`${label}: σ = ${deviation}`, paired, which + 1),
            ),
          ]),
        },
      ],
    },
    {
      id: 'table',
      title: 'Lags at which each falls below noise',
      shows:
        'The first lag, among those looked at, from which on all are below. Sum: ‖∂E/∂h‖ below 2⁻²⁴ of its greatest, so that a float32 sum over the steps no longer takes it in. Noise: ‖∂E/∂W‖ of that lag below the standard error of the whole gradient, or the effect of a mutation below that of a whole mutation on the same sequences. Unpaired: below that on other sequences before and after. Rounding: its ΔE on these very sequences below the rounding of float32.',
      reading:
        '0: below at every lag. none: above at the longest lag. In brackets an interval of 95 %. whole: effect over noise of the whole gradient, and of a mutation of all steps.',
      drawings: [
        {
          kind: 'table',
          head: ['net', 'loss', 'of', 'whole', 'sum', 'noise', 'unpaired', 'rounding'],
          rows: looked.flatMap(({ label, horizons: found }) => {
            const { loss, lags, summed, gradient, wholeGradient, gradientNoise, mutations } = found;
            return [
              [
                ...[label, brief(loss), 'gradient', brief(wholeGradient[0] * over(gradientNoise))],
                ...[below(summed, lags), below(gradient, lags), null, null],
              ],
              ...mutations.map(({ deviation, wholeEffect, noise, paired, unpaired, rounding }) => [
                ...[label, brief(loss), `σ = ${deviation}`, brief(wholeEffect[0] * over(noise)), null],
                ...[paired, unpaired, rounding].map((horizon) => below(horizon, lags)),
              ]),
            ];
          }),
        },
      ],
    },
  ];
}

const over = ([noise]: Bounded): number => (noise > 0 ? 1 / noise : 0);

const interval = (name: string, { lag, interval: limits }: Horizon, colour: number): LabInterval => ({
  ...{ name, value: lag ?? -1, interval: limits, colour },
  ...(lag === null ? { note: 'below at every lag' } : {}),
});

/** First lag that is below, with its interval: `23 (20 to 27)`. */
function below({ below: first, interval: [low, high] }: Horizon, lags: readonly number[]): string {
  const next = (lag: number): string => String(lags[lags.indexOf(lag) + 1] ?? 'none');
  return `${first ?? 'none'} (${next(low)} to ${next(high)})`;
}
