/** Paragraph of the gains: of each task the greatest gain over the better parent, and how sure it is. */

import type { RunningTimeRatio } from '../../statistics/running-time-ratio.ts';
import { brief, percent } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import { type Gain, verdictOf } from './gains.ts';
import type { Sweep } from './sweeps.ts';

/** Most tasks and sweeps that the paragraph names. */
const MOST_NAMED = 4;

export interface Said {
  readonly gains: readonly Gain[];
  readonly sweeps: readonly Sweep[];
  readonly seeds: number;
  readonly confidence: number;
}

export function paragraph({ gains, sweeps, seeds, confidence }: Said): string {
  const over = gains.filter(({ isBetterParent }) => isBetterParent);
  const tasks = [...new Set(over.map(({ task }) => task))];
  const count = (verdict: string): number => over.filter((gain) => verdictOf(gain) === verdict).length;
  const sentences = [
    `Of ${counted(over.length, 'comparison')} with the better parent ${count('gain')} ${count('gain') === 1 ? 'is a gain' : 'are gains'} beyond chance, ${count('loss')} ${count('loss') === 1 ? 'a loss' : 'losses'}, and ${count('open')} may be chance.`,
    ...tasks.slice(0, MOST_NAMED).map((task) => ofTask(over.filter((gain) => gain.task === task))),
    ...(tasks.length > MOST_NAMED
      ? [`The other ${tasks.length - MOST_NAMED} tasks stand in the table.`]
      : []),
    ...sweeps.slice(0, MOST_NAMED).map(ofSweep),
    `All this rests on ${counted(seeds, 'seed')} a contestant; each interval holds the true value in about ${Number((100 * confidence).toPrecision(4))} of 100 such runs, and they are not corrected for their number.`,
  ];
  return sentences.join(' ');
}

/** Greatest gain of a task, of those hybrids that came to hand over: by the probability, then by the running time. */
function ofTask(gains: readonly Gain[]): string {
  // One that never handed over is its first part.
  const handed = gains.filter((gain) => gain.handed !== 0);
  const [best] = (handed.length > 0 ? handed : gains).toSorted(
    (one, other) => other.better.value - one.better.value || costOf(one) - costOf(other),
  );
  const { task, hybrid, parent, hasSameNet, better, ratio, solved, trials, handed: came } = best!;
  const verdict = { gain: 'a gain beyond chance', loss: 'a loss beyond chance', open: 'perhaps by chance' };
  const net = hasSameNet ? '' : ', on another net';
  const none = came === 0 ? ' None of its trials came to hand over, so it is its first part alone.' : '';
  const who =
    better.value > 0.5
      ? `the greatest gain is that of ${hybrid} over ${parent}, the better parent`
      : `no hybrid gains on its better parent; nearest to it comes ${hybrid}, beside ${parent}`;
  return `On ${task} ${who}${net}: a trial of it goes better in ${percent(better.value)} of pairs (${percent(better.low)} to ${percent(better.high)}), ${verdict[verdictOf(best!)]}; ${solved.hybrid} of ${trials.hybrid} trials against ${solved.parent} of ${trials.parent} are solved, ${ratioWords(ratio)}.${none}`;
}

const costOf = ({ macs }: Gain): number => macs ?? Number.POSITIVE_INFINITY;

/** Ratio in words: how much of a running time the parent costs for one of the hybrid. */
function ratioWords({ value, low, high }: RunningTimeRatio): string {
  if (value !== null && low !== null && high !== null)
    return `the parent costs ${brief(value)} times as much (${brief(low)} to ${brief(high)})`;
  if (low !== null) return `the parent, which solved none, costs at least ${brief(low)} times as much`;
  if (high !== null)
    return `the hybrid solved none, and the parent costs at most ${brief(high)} times as much`;
  return 'so their running times are not known';
}

function ofSweep({ task, parts, shares, best, isSure }: Sweep): string {
  const among = shares.map(({ share }) => brief(share)).join(', ');
  if (best === null) return `On ${task} no share of ${parts} among ${among} solved a trial.`;
  return `On ${task} the best share for ${parts} among ${among} is ${brief(best)}${isSure ? '' : ', though it may be chance'}.`;
}
