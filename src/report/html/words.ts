/** Wording that a report uses in several places. */

import type { Budget } from '../../tournament/spec/tournament.ts';
import { quantity } from '../../words/numbers.ts';
import { duration } from '../../words/time.ts';

/** Text of a budget: `4.00 G MACs or 2 min 00 s a trial`. */
export function budgetWords({ macs, updates, evaluations, seconds }: Budget): string {
  const limits = [
    ...(macs === undefined ? [] : [`${quantity(macs)} MACs`]),
    ...(updates === undefined ? [] : [`${updates.toLocaleString('en')} updates`]),
    ...(evaluations === undefined ? [] : [`${evaluations.toLocaleString('en')} evaluations`]),
    ...(seconds === undefined ? [] : [duration(seconds)]),
  ];
  return `${limits.join(' or ')} a trial`;
}

/** Text of a time stamp: `2026-11-23, 04:21 UTC` */
export const day = (stamp: string): string => `${stamp.slice(0, 10)}, ${stamp.slice(11, 16)} UTC`;
