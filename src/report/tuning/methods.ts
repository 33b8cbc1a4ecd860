/** Sentences of a paper on how settings were tuned: searches, candidates, rounds, order, and what was estimated. */
import { dimensionText } from '../../options/space-values.ts';
import { listed } from '../../statistics/words.ts';
import { contestantWords } from '../../tournament/spec/contestant-words.ts';
import type { Contestant, TournamentSpec } from '../../tournament/spec/tournament.ts';
import { samplerWords } from '../../tournament/spec/tuned-words.ts';
import { percent } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import { tasksText } from '../tasks-text.ts';
import type { ReportSearch, ReportTuning } from './reported.ts';

/** @param spec with the best candidates alone, in the order of the searches */
export function tuningDesign(spec: TournamentSpec, tuning: ReportTuning): string[] {
  const { searches, sampler, seeds, rounds } = tuning;
  const { contestants, tasks, seed } = spec;
  const names = searches.map(({ contestant }) => contestant);
  const counts = [...new Set(searches.map(({ candidates }) => candidates.length))];
  const number = counts.length === 1 ? counted(counts[0]!, 'candidate') : 'candidates';
  const staged = rounds.slice(1).map(({ candidates, share }) => `${candidates} with ${percent(share)}`);
  return [
    `Settings of ${listed(names)} were tuned on ${tasksText(tasks)}, by ${number}${names.length === 1 ? '' : ' each'} ` +
      `(${samplerWords[sampler]}; the first has the settings given) on ${counted(seeds, 'tuning seed')} of tournament seed ` +
      `${seed}, whose sequences no tournament uses.`,
    ...(staged.length === 0
      ? []
      : [
          `All began with ${percent(rounds[0]!.share)} of the budget; the best went on: ${listed(staged)} of it.`,
        ]),
    ...searches.map((search, index) => searchWords(search, contestants[index])),
  ];
}

function searchWords({ contestant, space, best }: ReportSearch, shown: Contestant | undefined): string {
  const dimensions = Object.entries(space).map(([name, one]) => `${name} (${dimensionText(one)})`);
  const found =
    best === null || shown === undefined
      ? ''
      : `; the best candidate was ${best} (${contestantWords(shown)})`;
  return `Searched for ${contestant}: ${listed(dimensions)}${found}.`;
}

export function tuningAnalysis({ searches }: ReportTuning): string[] {
  const hasCurve = searches.some(({ bestOf }) => bestOf.length > 0);
  const hasImportance = searches.some(({ importance }) => importance.settings.length > 0);
  return [
    'Candidates were ordered by the probability that a trial of one goes better than a trial of another (solved before ' +
      'unsolved, then by cost to solve, then by test error), one that came to a later round before those that fell out. ' +
      "Intervals are of 95 %: Wilson's (1927) for shares of trials solved.",
    ...(hasCurve
      ? [
          'Expected results of the best of n candidates drawn without replacement (Dodge et al., 2019; Tang et al., 2020) ' +
            'have bootstrap intervals over the candidates.',
        ]
      : []),
    ...(hasImportance
      ? [
          'Importance of settings is the growth of the error of a random forest (Breiman, 2001) on candidates that it has ' +
            'not seen where the values of a setting are shuffled.',
        ]
      : []),
  ];
}
