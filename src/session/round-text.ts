/** Line at the beginning of a further round of a tuning. */
import { roundOf } from '../tournament/tuning/next-round.ts';
import type { RoundEvent } from '../tournament/tuning/play-rounds.ts';
import { counted } from '../words/text.ts';

/** Text of the round: `round 2 of 3: 9 of 27 settings of each go on, to 33 % of the budget` */
export function roundText({ round, rounds, spec }: Pick<RoundEvent, 'round' | 'rounds' | 'spec'>): string {
  const now = spec.tuning!.rounds[roundOf(spec)]!;
  const all = spec.tuning!.rounds[0]!.candidates;
  const each = spec.tuning!.searches.length === 1 ? '' : ' of each';
  const verb = now.candidates === 1 ? 'goes' : 'go';
  const budget = now.share === 1 ? 'the whole budget' : `${Math.round(100 * now.share)} % of the budget`;
  return `round ${round} of ${rounds}: ${now.candidates} of ${counted(all, 'setting')}${each} ${verb} on, to ${budget}`;
}
