/** Figures of the horizons: sizes over lag, effects over their noise, and the lags at which they end. */
import { brief } from '../../words/numbers.ts';
import type { LabFigure, LabInterval, LabLine } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import { type Bounded, type Horizon, type NetHorizons, NOISE } from './measure.ts';

/** Net with its horizons. */
export interface Looked {
  readonly label: string;
  /** Short name, beside its task and moment. */
  readonly name: string;
  /** Label of the task. */
  readonly task: string;
  readonly when: 'at the start' | 'on the way' | 'at the end';
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
): LabLine => ({
  name,
  points: lags.map((lag, at) => [lag, shown(curve[at]![0])]),
  band: lags.map((_, at) => {
    const [low, high] = [shown(curve[at]![1]), shown(curve[at]![2])];
    return low === null || high === null ? null : [low, high];
  }),
  ...more,
});

export function figuresOf(looked: readonly Looked[], { sequences }: Chosen): LabFigure[] {
  const choices =
    looked.length > 1 ? { choices: [{ name: 'net', values: looked.map(({ label }) => label) }] } : {};
  const lag = { name: 'lag k: steps before the scored one', scale: 'linear', whole: true } as const;
  // The champion on the longest task, which tasks are mostly listed by.
  const first = Math.max(
    0,
    looked.findLastIndex(({ when }) => when === 'at the end'),
  );
  const moments = [...new Set(looked.map(({ task, when }) => `${task}, ${when}`))];
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
      title: 'Effect over its standard error at each lag',
      shows: `Effect of lag k on the expected loss over its standard error with ${sequences} sequences: of the gradient, ‖∂E/∂W‖ of that lag; of a mutation, the deviation of ΔE, whose standard error is that of a mean over the same sequences before and after.`,
      reading:
        'Where a curve is below 2, it may be made by the sequences that happen to be drawn. A gap: the estimate is 0.',
      ...choices,
      first,
      drawings: looked.map(({ horizons: { lags, gradientRatios, mutations } }) => ({
        kind: 'lines',
        x: lag,
        y: { name: 'effect over its standard error', scale: 'log' },
        lines: [
          line('gradient', lags, gradientRatios, { mark: 'solid', colour: 0 }),
          ...mutations.map(({ deviation, ratios }, which) =>
            line(`mutation, σ = ${deviation}`, lags, ratios, { mark: 'solid', colour: which + 1 }),
          ),
        ],
        levels: [{ name: 'noise', at: NOISE, axis: 'y' }],
      })),
    },
    {
      id: 'lags',
      title: 'The longest lag that stands above its noise',
      shows: `The last lag whose effect is not below two of its standard errors with ${sequences} sequences, with an interval of 95 %.`,
      reading: 'At -1 all lags are below. The longest lag of the task bounds the axis.',
      ...(moments.length > 1 ? { choices: [{ name: 'moment', values: moments }] } : {}),
      first: Math.max(0, moments.length - 1),
      drawings: moments.map((moment) => ({
        kind: 'intervals',
        x: { name: 'lag', scale: 'linear', low: -1, whole: true },
        rows: looked
          .filter(({ task, when }) => `${task}, ${when}` === moment)
          .flatMap(({ name, horizons: { gradient, mutations } }): LabInterval[] => [
            interval(`${name}: gradient`, gradient, 0),
            ...mutations.map(({ deviation, own }, which) =>
              interval(`${name}: σ = ${deviation}`, own, which + 1),
            ),
          ]),
      })),
    },
    {
      id: 'table',
      title: 'Lags at which each falls below noise',
      shows:
        'The first lag, among those looked at, from which on all are below. own: the effect of the lag below two of its own standard errors; whole: below two of those of the whole gradient, or of a mutation of all steps, on the same sequences; unpaired: on other sequences before and after. rounding: ΔE on these very sequences below the rounding of float32; of the gradient, ‖∂E/∂h‖ below 2⁻²⁴ of its greatest, so that a float32 sum over the steps no longer takes it in.',
      reading:
        '0: below at every lag. none: above at the longest lag. In brackets an interval of 95 %. ratio: effect over standard error of the whole gradient, and of a mutation of all steps.',
      drawings: [
        {
          kind: 'table',
          head: ['net', 'loss', 'of', 'ratio', 'own', 'whole', 'unpaired', 'rounding'],
          rows: looked.flatMap(({ label, horizons: found }) => {
            const { loss, lags, wholeGradient, gradientNoise, mutations } = found;
            return [
              [
                ...[label, brief(loss), 'gradient', brief(wholeGradient[0] * over(gradientNoise))],
                ...[below(found.gradient, lags), below(found.gradientOfWhole, lags), null],
                below(found.summed, lags),
              ],
              ...mutations.map(({ deviation, wholeEffect, noise, own, whole, unpaired, rounding }) => [
                ...[label, brief(loss), `σ = ${deviation}`, brief(wholeEffect[0] * over(noise))],
                ...[own, whole, unpaired, rounding].map((horizon) => below(horizon, lags)),
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
