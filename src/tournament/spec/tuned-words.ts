/** Wording of how the settings of a tournament's contestants were found, for its verdict and its methods. */
import { learners } from '../../learners/index.ts';
import { listed } from '../../statistics/words.ts';
import { quantity } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import type { Contestant } from './tournament.ts';
import type { SamplerName, Tuned } from './tuning.ts';

export const samplerWords: Readonly<Record<SamplerName, string>> = {
  sobol: 'Sobol points',
  random: 'random search',
  halving: 'successive halving of Sobol points',
};

type Named = Pick<Contestant, 'name' | 'learner' | 'tuned'>;

/** True of a contestant that only guesses, of which nothing could be tuned. */
const isFloor = ({ learner }: Named): boolean =>
  learners.find(({ name }) => name === learner)?.floor ?? false;

/**
 * Sentence beside a verdict: `Settings of every contestant were tuned: 64 candidates on 3 tuning seeds.`; null where
 * none was tuned.
 */
export function tunedSentence(contestants: readonly Named[]): string | null {
  const { groups, others } = grouped(contestants, ({ candidates, seeds }) => effort(candidates, seeds));
  if (groups.length === 0) return null;
  const [only] = groups;
  const rest = others.length === 0 ? '' : `; ${listed(others)} ${others.length === 1 ? 'was' : 'were'} not`;
  if (groups.length > 1) {
    const each = groups.map(({ text, names }) => `${listed(names)} by ${text}`);
    return `Settings were tuned: ${each.join('; ')}${rest}.`;
  }
  const { text, names } = only!;
  if (others.length > 0) return `Settings of ${listed(names)} were tuned: ${text}${rest}.`;
  if (contestants.length === 1) return `Its settings were tuned: ${text}.`;
  const who = names.length < contestants.length ? listed(names) : names.length === 2 ? 'both' : 'all';
  return `Settings of ${who} were tuned: ${text}${names.length === 1 ? '' : ' each'}.`;
}

/** Sentences for a paper: candidates, sampler, seeds and cost of the tuning; none where nothing was tuned. */
export function tunedMethods(contestants: readonly Named[]): string[] {
  const { groups, others } = grouped(
    contestants,
    ({ candidates, seeds, sampler }) => `${effort(candidates, seeds)} (${samplerWords[sampler]})`,
  );
  if (groups.length === 0) return [];
  const told = groups.map(({ text, names, macs }) => {
    const spent = `${listed(macs.map((one) => quantity(one)))} MACs`;
    return `those of ${listed(names)} by ${text}${names.length > 1 ? ' each' : ''}, at ${spent}`;
  });
  const rest = others.length === 0 ? [] : [`Settings of ${listed(others)} were not tuned.`];
  return [
    `Settings had been chosen by tuning: ${told.join('; ')}; no sequence of the tuning was used here.`,
    ...rest,
  ];
}

const effort = (candidates: number, seeds: number): string =>
  `${counted(candidates, 'candidate')} on ${counted(seeds, 'tuning seed')}`;

interface Group {
  readonly text: string;
  readonly names: readonly string[];
  /** Multiply-accumulates of each one's tuning. */
  readonly macs: readonly number[];
}

/** Contestants by the text of their tuning, and names of those that were not tuned but might have been. */
function grouped(
  contestants: readonly Named[],
  textOf: (tuned: Tuned) => string,
): { readonly groups: readonly Group[]; readonly others: readonly string[] } {
  const tuned = contestants.flatMap(({ name, tuned: how }) => (how === undefined ? [] : [{ name, how }]));
  const groups = [...Map.groupBy(tuned, ({ how }) => textOf(how))].map(([text, mine]) => ({
    text,
    names: mine.map(({ name }) => name),
    macs: mine.map(({ how }) => how.macs),
  }));
  const others = contestants.flatMap((one) => (one.tuned === undefined && !isFloor(one) ? [one.name] : []));
  return { groups, others };
}
