/** Wording of a tuning in the report. */
import { optionText } from '../../options/written.ts';
import { intervalText } from '../../session/verdict-table.ts';
import { wilsonInterval } from '../../statistics/wilson.ts';
import { scientific } from '../../statistics/words.ts';
import { samplerWords } from '../../tournament/spec/tuned-words.ts';
import { TUNING_BIAS } from '../../words/reading.ts';
import { counted } from '../../words/text.ts';
import type { ReportCandidate, ReportSearch, ReportTuning } from './reported.ts';

/** Best candidate of a search so far; null before any has ended. */
export const bestOf = ({ best, candidates }: ReportSearch): ReportCandidate | null =>
  candidates.find(({ name }) => name === best) ?? null;

/** Assignments of the searched settings that have an effect: `learningRate=0.03, init=orthogonal`. */
export function settingsText({ space }: ReportSearch, { settings }: ReportCandidate): string {
  const active = Object.keys(space).filter((name) => (settings[name] ?? null) !== null);
  return active.map((name) => `${name}=${optionText(settings[name])}`).join(', ');
}

/** Sentence on the best candidate of each search, and on the worth of such a comparison. */
export function tuningText(tuning: ReportTuning): string {
  const found = tuning.searches.map((search) => {
    const best = bestOf(search);
    if (best === null) return `${search.contestant}: no candidate has ended yet`;
    const { solved, ended, macsToSolve } = best;
    const interval = intervalText({ finished: ended, solvedInterval: wilsonInterval(solved, ended) });
    const cost = macsToSolve === null ? '' : ` at a median of ${scientific(macsToSolve)} MACs`;
    return `${search.contestant} solved ${solved} of ${ended} (95 % interval ${interval})${cost}`;
  });
  return `With the best settings found, ${found.join('; ')}. ${TUNING_BIAS}`;
}

/** Sentences on the plan: `64 candidates of each contestant, Sobol points, on 3 tuning seeds.` */
export function planText({ searches, sampler, seeds, rounds }: ReportTuning): string {
  const counts = new Set(searches.map(({ candidates }) => candidates.length));
  const [count] = counts;
  const candidates = counts.size === 1 && count !== undefined ? counted(count, 'candidate') : 'candidates';
  const plan = `${candidates} of each contestant, ${samplerWords[sampler]}, on ${counted(seeds, 'tuning seed')}.`;
  const [first, ...later] = rounds.map((round) => ({ ...round, part: partOf(round.share) }));
  if (first === undefined || later.length === 0) return plan;
  const steps = later.map(({ candidates: left, part }, index) =>
    index === 0 ? `${left} went on to ${part}` : `then ${left} to ${part}`,
  );
  return `${plan} All began with ${first.part} of the budget; ${steps.join(', ')} of it.`;
}

const partOf = (share: number): string => (share === 1 ? 'all' : `${Number((100 * share).toPrecision(3))} %`);
