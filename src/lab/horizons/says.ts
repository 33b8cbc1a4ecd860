/** Paragraph of the view `horizons`, from the numbers of this look. */
import { brief } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import type { Looked } from './figures.ts';
import type { Horizon } from './measure.ts';

interface Chosen {
  readonly sequences: number;
}

export function saysOf(looked: readonly Looked[], { sequences }: Chosen): string {
  const groups = new Map<string, Looked[]>();
  for (const one of looked) {
    const name = `${one.task} ${one.when}`;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  const many = groups.size > 4;
  const parts = many
    ? (['at the start', 'on the way', 'at the end'] as const)
        .map((when) => looked.filter((one) => one.when === when))
        .filter(({ length }) => length > 0)
        .map((group) => groupText(`Over all tasks ${group[0]!.when}`, group))
    : [...groups.values()].map((group) => groupText(`On ${group[0]!.task} ${group[0]!.when}`, group));
  const noise = `Noise is two standard errors of ${counted(sequences, 'sequence')}.`;
  return [comparison(looked), ...parts, noise, lost(looked), firstOrder(looked)]
    .filter((one) => one !== '')
    .join(' ');
}

function groupText(where: string, group: readonly Looked[]): string {
  const mutations = group[0]!.horizons.mutations.map(({ deviation }, which) => ({
    name: `a mutation of σ = ${deviation}`,
    horizons: group.map(({ horizons }) => horizons.mutations[which]!.own),
  }));
  const curves = [
    { name: 'the gradient', horizons: group.map(({ horizons }) => horizons.gradient) },
    ...mutations,
  ];
  const texts = curves.map(({ name, horizons }) => `${name} ${reach(horizons, group)}`);
  return `${where}, above noise, ${texts.join('; ')}.`;
}

/** Reach of one curve in several nets. */
function reach(horizons: readonly Horizon[], group: readonly Looked[]): string {
  const [only] = horizons;
  if (horizons.length === 1) {
    const longest = group[0]!.horizons.lags.at(-1)!;
    const [low, high] = only!.interval;
    const limits = `(95 % interval ${lagText(low)} to ${lagText(high)})`;
    if (only!.lag === null) return `stands at no lag ${limits}`;
    return `reaches back to lag ${only!.lag} of ${longest} ${limits}`;
  }
  const lags = horizons.map(({ lag }) => lag ?? -1).sort((a, b) => a - b);
  const middle = lags[Math.floor((lags.length - 1) / 2)]!;
  const where = middle < 0 ? 'stands at no lag' : `reaches back to lag ${middle}`;
  return `${where} in the median net (${lagText(lags[0]!)} to ${lagText(lags.at(-1)!)} over ${group.length} nets)`;
}

const lagText = (lag: number): string => (lag < 0 ? 'none' : String(lag));

/** Count of the nets in which ‖∂E/∂h‖ is lost in a sum, and ΔE in rounding. */
function lost(looked: readonly Looked[]): string {
  const of = `of ${counted(looked.length, 'net')}`;
  const summed = looked.filter(({ horizons }) => horizons.summed.below !== null).length;
  const counts = looked[0]!.horizons.mutations.map(
    (_, which) => looked.filter(({ horizons }) => horizons.mutations[which]!.rounding.below !== null).length,
  );
  if (summed + Math.max(...counts) === 0) return '';
  const sunk = looked[0]!.horizons.mutations.map(({ deviation }, which) => {
    return `${counts[which]} for σ = ${deviation}`;
  });
  return `Before the longest lag ‖∂E/∂h‖ falls below 2⁻²⁴ of its greatest in ${summed} ${of}, and ΔE below the rounding of float32 in ${sunk.join(', ')}.`;
}

/** Comparison of the largest mutation's horizon and the gradient's, by their intervals. */
function comparison(looked: readonly Looked[]): string {
  let further = 0;
  let nearer = 0;
  for (const { horizons } of looked) {
    const mutation = horizons.mutations.at(-1)!.own;
    if (mutation.interval[0] > horizons.gradient.interval[1]) further++;
    if (mutation.interval[1] < horizons.gradient.interval[0]) nearer++;
  }
  const { deviation } = looked[0]!.horizons.mutations.at(-1)!;
  const rest = looked.length - further - nearer;
  return `Mutations of σ = ${deviation} reach further back than the gradient, beyond both intervals, in ${further} of ${counted(looked.length, 'net')}, less far in ${nearer}; in ${rest} the intervals meet, which shows no difference.`;
}

/** Ratio of ΔE's deviation to its first order, over all nets and lags at which ΔE stands out of rounding. */
function firstOrder(looked: readonly Looked[]): string {
  const texts = looked[0]!.horizons.mutations.map(({ deviation }, which) => {
    const ratios = looked
      .flatMap(({ horizons: { mutations, slopes, roundingNoise } }) =>
        mutations[which]!.changes.map(([change], at) =>
          change > 10 * roundingNoise ? change / (deviation * slopes[at]!) : Number.NaN,
        ),
      )
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    if (ratios.length === 0) return `is below ten times rounding for σ = ${deviation}`;
    const at = (share: number): string => brief(ratios[Math.floor(share * (ratios.length - 1))]!);
    return `is ${at(0.5)} times (95 % of lags: ${at(0.025)} to ${at(0.975)}) for σ = ${deviation}`;
  });
  return `In the median over lags the deviation of ΔE, over its first order σ ‖∂E/∂W‖, ${texts.join(' and ')}.`;
}
