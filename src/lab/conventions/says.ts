/** Paragraph of the conventions: diversity that is symmetry, and what alignment changes in crossover. */
import { percent, significantDigits } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import { measures } from './crossing.ts';
import type { Looked } from './look.ts';
import { type OverTrials, overTrials } from './over-trials.ts';

/** Paragraph on the populations, contestant by contestant. */
export function paragraph(looked: readonly Looked[]): string {
  const groups = [...Map.groupBy(looked, ({ contestant }) => contestant)];
  return groups
    .flatMap(([name, own]) => [
      ...(groups.length === 1 ? [] : [`${name}:`]),
      ...diversitySays(own),
      ...crossoverSays(own),
    ])
    .concat('The populations are those of one time of each search; at another time they may differ.')
    .join(' ');
}

function diversitySays(looked: readonly Looked[]): string[] {
  const mean = (of: (diversity: Looked['diversity']) => number): OverTrials =>
    overTrials(looked.map(({ diversity }) => of(diversity)))!;
  const what = looked.length === 1 ? 'the population' : `${looked.length} populations`;
  if (looked.every(({ diversity }) => diversity.conventions === 1 && diversity.distinctBefore > 1)) {
    return [
      `Alignment of the units changes nothing in ${what}: as far as it tells, all members have their units in the same order and with the same signs, so none of their diversity is symmetry. Populations that descend from one ancestor are so.`,
    ];
  }
  const removed = mean(({ removed: share }) => share);
  const dealt = mean(({ removedOfDealt }) => removedOfDealt);
  const beyond = mean(({ removed: share, removedOfDealt }) => share - removedOfDealt);
  const conventions = looked.map(({ diversity }) => diversity.conventions);
  const one = looked.filter(
    ({ diversity }) => diversity.distinctAfter === 1 && diversity.distinctBefore > 1,
  ).length;
  return [
    `Of the variance of ${what} alignment of the units removes ${shareText(removed)}, where it removes ${percent(dealt.value)} of the same weights dealt anew among the members, which have no net in common: ${beyondText(beyond)}.`,
    `${looked.length === 1 ? 'It has' : 'They have'} ${rangeOf(conventions)} ${Math.max(...conventions) === 1 ? 'convention' : 'conventions'}${looked.length === 1 ? '' : ' each'}, as far as alignments, which are local optima, tell.`,
    ...(one > 0
      ? [
          `${one === looked.length && one === 1 ? 'It is' : `${counted(one, 'population')} of them ${one === 1 ? 'is' : 'are'}`} one net in disguise.`,
        ]
      : []),
  ];
}

function beyondText({ value, low, high }: OverTrials): string {
  const amount = `${percent(value)} of it${intervalText({ low, high })}`;
  if (low === null || high === null) return `a difference of ${amount}, from one population`;
  if (low > 0) return `so ${amount} is symmetry beyond chance`;
  if (high < 0) return `so symmetry explains none of it beyond chance (${amount})`;
  return `the difference of ${amount} is within chance`;
}

const shareText = (share: OverTrials): string => `${percent(share.value)}${intervalText(share)}`;

const intervalText = ({ low, high }: Pick<OverTrials, 'low' | 'high'>): string =>
  low === null || high === null ? '' : ` (95 % interval ${percent(low)} to ${percent(high)})`;

const rangeOf = (values: readonly number[]): string => {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? String(least) : `${least} to ${most}`;
};

function crossoverSays(looked: readonly Looked[]): string[] {
  const crossed = looked.flatMap(({ crossover }) => (crossover === null ? [] : [crossover]));
  const [both, worse] = measures;
  const valuesOf = (name: string, key: 'plain' | 'aligned' | 'difference'): number[] =>
    crossed.flatMap((one) => (one[name]![key] === null ? [] : [one[name]![key].value]));
  const sentences = [both!, worse!].flatMap(({ name, title }) => {
    const [plain, aligned, difference] = (['plain', 'aligned', 'difference'] as const).map((key) =>
      overTrials(valuesOf(name, key)),
    );
    if (plain == null || aligned == null || difference == null) return [];
    return [
      `The ${title} is ${percent(plain.value)} as they are and ${percent(aligned.value)} aligned: ${verdictOf(difference, crossed[0]![name]!.difference)}.`,
    ];
  });
  if (sentences.length === 0) return [];
  const change = overTrials(valuesOf('change', 'difference'));
  return [
    ...sentences,
    ...(change === null
      ? []
      : [
          `The loss of an aligned child is ${Math.abs(change.value) < 1e-12 ? 'the same' : `${significantDigits(Math.abs(change.value))} ${change.value < 0 ? 'lower' : 'higher'}`} on average${
            change.low === null || change.high === null
              ? ''
              : ` (95 % interval of the change ${significantDigits(change.low)} to ${significantDigits(change.high)})`
          }.`,
        ]),
    `Intervals are over ${counted(crossed.length, 'population')}${crossed.length === 1 ? ' and its members' : ''}.`,
  ];
}

function verdictOf(
  { value, low, high }: OverTrials,
  single: { readonly low: number; readonly high: number } | null,
): string {
  const [from, to] =
    low === null || high === null ? [single?.low ?? value, single?.high ?? value] : [low, high];
  const amount = `${percent(value)} (95 % interval ${percent(from)} to ${percent(to)})`;
  if (from > 0) return `more, by ${amount} of the pairs`;
  if (to < 0) return `fewer, a change by ${amount} of the pairs`;
  return `the difference of ${amount} is within chance`;
}
