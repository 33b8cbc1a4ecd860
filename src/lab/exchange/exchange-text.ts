/** Paragraph of the exchange rates: the best pair's rates with their intervals, and how sure they are. */
import { counted } from '../../words/text.ts';
import type { TaskFamily } from '../parts/task-families.ts';
import type { Lead } from './leaders.ts';
import { rateText } from './rate-text.ts';
import type { Rate } from './rates.ts';

export interface Said {
  readonly rates: readonly Rate[];
  readonly leads: readonly Lead[];
  /** Tasks of which a trial has ended. */
  readonly tasks: readonly string[];
  readonly families: readonly TaskFamily[];
  /** Best contestant of each kind. */
  readonly descent: string;
  readonly evolution: string;
  readonly seeds: number;
  readonly confidence: number;
}

/** Most tasks whose rates the paragraph names; of more, the ends of a family or the first ones. */
const MOST_NAMED = 6;

export function paragraph({
  rates,
  leads,
  tasks,
  families,
  descent,
  evolution,
  seeds,
  confidence,
}: Said): string {
  const best = rates.filter((rate) => rate.descent === descent && rate.evolution === evolution);
  const named = best.slice(0, MOST_NAMED);
  const sentences = [
    `Of those that descend ${descent} solved most at the least cost, of those that breed ${evolution}.`,
    ...named.map(sentenceOf),
    ...(best.length > named.length
      ? [`The other ${best.length - named.length} tasks stand in the table.`]
      : []),
    ...families.flatMap((family) => trendOf(best, family)),
    leadersOf(leads, tasks),
    `All this rests on ${counted(seeds, 'seed')} a contestant; intervals hold the true rate in about ${Number((100 * confidence).toPrecision(4))} of 100 such runs each, and not all at once.`,
  ];
  return sentences.join(' ');
}

function sentenceOf({ task, descent, evolution, solved, trials, in: rates }: Rate): string {
  const { value, low, high } = rates.steps!;
  const result = `${solved.descent} of ${trials.descent} trials against ${solved.evolution} of ${trials.evolution} solved`;
  if (value === null && low === null && high === null) {
    return `On ${task} neither solved a trial, so there is no rate.`;
  }
  const why =
    value === null ? `; ${low === null ? descent : evolution} solved none, so it is only bounded` : '';
  return `On ${task} one update of ${descent} is worth ${rateText(rates.steps!)} evaluations of ${evolution}, and in MACs evolution costs ${rateText(rates.macs!)} times as much (${result}${why}).`;
}

/** Trend of the rate in MACs between the ends of a family that have one. */
function trendOf(best: readonly Rate[], { option, members }: TaskFamily): string[] {
  const known = members.flatMap(({ label, value }) => {
    const rate = best.find(({ task }) => task === label)?.in.macs;
    return rate?.value == null || rate.low === null || rate.high === null
      ? []
      : [{ value, low: rate.low, high: rate.high, rate: rate.value }];
  });
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const between = `between ${option} ${first.value} and ${last.value}`;
  if (last.high < first.low) return [`The rate in MACs falls ${between}: the intervals do not overlap.`];
  if (last.low > first.high) return [`The rate in MACs rises ${between}: the intervals do not overlap.`];
  const direction = last.rate < first.rate ? 'is lower' : 'is higher';
  return [
    `The rate in MACs ${direction} at ${option} ${last.value} than at ${first.value}, but the intervals overlap, so this may be chance.`,
  ];
}

function leadersOf(leads: readonly Lead[], tasks: readonly string[]): string {
  const parts = tasks.slice(0, MOST_NAMED).map((task) => {
    const last = leads.findLast((lead) => lead.task === task);
    return last === undefined ? `nobody on ${task}` : `${leadText(last)} on ${task}`;
  });
  const others = tasks.length - parts.length;
  return `With the whole budget most trials are solved by ${parts.join(', ')}${others > 0 ? `, and on ${counted(others, 'other task')} as in the table` : ''}.`;
}

function leadText({ leader, next, solved, isSure }: Lead): string {
  const isTied = next !== null && Math.abs(next.solved - solved) < 1e-9;
  if (isTied) return `${leader} and ${next.name} (as many${isSure ? '' : ', and perhaps by chance'})`;
  return `${leader}${isSure ? '' : ' (perhaps by chance)'}`;
}
