/** Figures of the alignment: cosine, signal over noise and share of variance against T, and a table of all. */
import { brief } from '../../words/numbers.ts';
import type { LabAxis, LabFigure, LabLine } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import type { Group, Kind, Mean } from './groups.ts';

type Quantity = 'cosine' | 'signal' | 'share';

/** Antithetic estimate: its name without the pairs, and their number; null of another kind. */
function estimateOf(name: string): { readonly name: string; readonly pairs: number } | null {
  const found = /^(ES, .*), (\d+) pairs$/.exec(name);
  return found === null ? null : { name: found[1]!, pairs: Number(found[2]) };
}

/** Names of the kinds that stand in the figures over T and in the table: of the estimates those of most pairs. */
export function mainNames(kinds: readonly Pick<Kind, 'name'>[]): string[] {
  const names = [...new Set(kinds.map(({ name }) => name))];
  const most = Math.max(...names.map((name) => estimateOf(name)?.pairs ?? 0));
  return names.filter((name) => (estimateOf(name)?.pairs ?? most) === most);
}

export function figuresOf(groups: readonly Group[]): LabFigure[] {
  const contestants = [...new Set(groups.map(({ contestant }) => contestant))];
  const moments = [...new Set(groups.map(({ when }) => when))];
  const shown = mainNames(groups.flatMap(({ kinds }) => kinds));
  const choices = [
    { name: 'contestant', values: contestants },
    { name: 'moment', values: moments },
  ];
  const last = moments.indexOf('at the end');
  const over = (what: Quantity, y: LabAxis): Pick<LabFigure, 'choices' | 'drawings' | 'first'> => ({
    choices,
    first: Math.max(0, last),
    drawings: contestants.flatMap((contestant) =>
      moments.map((moment) => {
        const own = groups.filter((one) => one.contestant === contestant && one.when === moment);
        return {
          kind: 'lines',
          x: { name: 'T: mean steps of a sequence', scale: 'log', whole: true },
          y,
          lines: onceEach(shown.flatMap((name, colour) => linesOf(own, name, what, colour))),
        };
      }),
    ),
  });
  return [
    {
      id: 'cosine',
      title: 'Cosine with the gradient, against T',
      shows:
        'Mean cosine of the angle with the gradient of the large batch at the same weights; of accepted steps and births with -g where they begin. Dashed: expected on a linear loss with as many parameters.',
      reading:
        '1: the same direction; 0: a right angle. Near 0 a direction may still lead down, by little. Cosines are with an estimate of the gradient, which the table weighs by its own noise.',
      ...over('cosine', { name: 'cosine', scale: 'linear' }),
    },
    {
      id: 'signal',
      title: 'Signal over noise of the estimates, against T',
      shows:
        '‖E v‖² over the trace of the covariance of v, for gradients of minibatches over sequences, for the antithetic estimates over directions. Dashed: m / (d + 1), which m pairs give in d dimensions on a linear loss.',
      reading: 'At 1 signal and noise are of one size; the number of samples for that grows in proportion.',
      ...over('signal', { name: 'signal over noise', scale: 'log' }),
    },
    {
      id: 'share',
      title: 'Share of variance along the gradient, against T',
      shows:
        'Share of the variance of the estimates that lies along the gradient; of steps and births the share of their mean square. Dashed: on a linear loss.',
      reading:
        '1 / d of an isotropic step lies along any direction. More of a step: it is drawn to the gradient or to its line.',
      ...over('share', { name: 'share', scale: 'log' }),
    },
    {
      id: 'pairs',
      title: 'Cosine of the antithetic estimate, over the number of pairs',
      shows:
        'Mean cosine of the estimate of m pairs with the gradient. Dashed: expected on a linear loss with as many parameters, Γ((m+1)/2) Γ((m+d-1)/2) / (Γ(m/2) Γ((m+d)/2)).',
      reading:
        'Far below the dashed line more pairs do not help: σ sees another slope, or the sequences of the evaluation do.',
      choices: [{ name: 'net', values: groups.map(labelOf) }],
      first: Math.max(
        0,
        groups.findLastIndex(({ when }) => when === 'at the end'),
      ),
      drawings: groups.map(({ kinds }) => ({
        kind: 'lines',
        x: { name: 'm: pairs', scale: 'log', whole: true },
        y: { name: 'cosine', scale: 'linear' },
        lines: pairLines(kinds),
      })),
    },
    {
      id: 'cost',
      title: 'Cosine with the gradient, over cost',
      shows: 'The same cosines against the multiply-accumulates that the search had spent, for each task.',
      choices: [
        { name: 'contestant', values: contestants },
        { name: 'task', values: [...new Set(groups.map(({ task }) => task))] },
      ],
      drawings: contestants.flatMap((contestant) =>
        [...new Set(groups.map(({ task }) => task))].map((task) => {
          const own = groups.filter((one) => one.contestant === contestant && one.task === task);
          return {
            kind: 'lines' as const,
            x: { name: 'multiply-accumulates + 1 M', scale: 'log' as const },
            y: { name: 'cosine', scale: 'linear' as const },
            lines: shown.flatMap((name, colour) => linesOf(own, name, 'cosine', colour, costOf, false)),
          };
        }),
      ),
    },
    {
      id: 'table',
      title: 'Directions beside the gradient',
      shows:
        'Means over trials, in brackets intervals of 95 %. g: norm of the large gradient over its own standard error. On a linear loss: what m pairs, or one accepted step, would give with as many parameters.',
      reading:
        'Where g is below some 3, the large gradient itself is mostly noise, and all cosines with it lie too low.',
      drawings: [
        {
          kind: 'table',
          head: [
            ...['task', 'contestant', 'moment', 'loss', 'g', 'direction', 'cosine', 'on a linear loss'],
            ...['signal', 'share', 'accepted'],
          ],
          rows: groups.flatMap(({ task, contestant, when, loss, gradientRatio, kinds }) =>
            kinds
              .filter(({ name }) => shown.includes(name))
              .map(({ name, cosine, linear, signal, share, accepted }) => [
                ...[task, contestant, when, brief(loss.value), brief(gradientRatio.value), name],
                ...[text(cosine), linear === null ? null : brief(linear.cosine)],
                ...[text(signal), text(share), text(accepted)],
              ]),
          ),
        },
      ],
    },
  ];
}

/** Lines without those of a linear loss that are there already: they are the same for every σ. */
const onceEach = (lines: readonly LabLine[]): LabLine[] =>
  lines.filter(
    ({ name, mark }, at) => mark !== 'dashed' || lines.findIndex((other) => other.name === name) === at,
  );

const costOf = ({ macs }: Group): number => macs + 1e6;
const stepsOf = ({ steps }: Group): number => steps ?? 1;

function linesOf(
  groups: readonly Group[],
  name: string,
  what: Quantity,
  colour: number,
  x = stepsOf,
  withLinear = true,
): LabLine[] {
  const found = groups
    .flatMap((group) =>
      group.kinds.filter((kind) => kind.name === name).map((kind) => ({ at: x(group), kind })),
    )
    .sort((a, b) => a.at - b.at);
  const points = found.flatMap(({ at, kind }) => {
    const mean = kind[what];
    return mean === null ? [] : [{ at, mean, linear: kind.linear?.[what] ?? null }];
  });
  if (points.length === 0) return [];
  const line: LabLine = {
    name,
    points: points.map(({ at, mean }) => [at, rounded(mean.value)]),
    band: points.map(({ mean: { interval } }) =>
      interval === null ? null : [rounded(interval[0])!, rounded(interval[1])!],
    ),
    colour,
  };
  if (!withLinear || points.every(({ linear }) => linear === null)) return [line];
  return [
    line,
    {
      name: `${name.replace(/, σ = [^,]+/, '')}, linear`,
      points: points.map(({ at, linear }) => [at, linear === null ? null : rounded(linear)]),
      mark: 'dashed',
      colour,
    },
  ];
}

const labelOf = ({ task, contestant, when }: Group): string => `${task}, ${contestant}, ${when}`;

function pairLines(kinds: readonly Kind[]): LabLine[] {
  const estimates = kinds.flatMap((kind) => {
    const found = estimateOf(kind.name);
    return found === null || kind.cosine === null
      ? []
      : [{ ...found, cosine: kind.cosine, linear: kind.linear }];
  });
  const names = [...new Set(estimates.map(({ name }) => name))];
  return names.flatMap((name, colour): LabLine[] => {
    const own = estimates.filter((one) => one.name === name).sort((a, b) => a.pairs - b.pairs);
    const measured: LabLine = {
      name,
      points: own.map(({ pairs, cosine }) => [pairs, rounded(cosine.value)]),
      band: own.map(({ cosine: { interval } }) =>
        interval === null ? null : [rounded(interval[0])!, rounded(interval[1])!],
      ),
      colour,
    };
    // The line of a linear loss is the same for every σ.
    if (colour > 0) return [measured];
    const linear: LabLine = {
      name: 'linear',
      points: own.map(({ pairs, linear }) => [pairs, linear === null ? null : rounded(linear.cosine)]),
      mark: 'dashed',
    };
    return [measured, linear];
  });
}

/** Mean with its interval: `0.123 (0.101 to 0.145)`. */
export function text(mean: Mean | null): string | null {
  if (mean === null) return null;
  const { value, interval } = mean;
  return interval === null
    ? brief(value)
    : `${brief(value)} (${brief(interval[0])} to ${brief(interval[1])})`;
}
