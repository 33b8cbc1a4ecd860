/** Session that plays one part of a tournament's trials, into a run file of its own. */
import { UserError } from '../../errors.ts';
import type { Session } from '../../session/session.ts';
import { type Part, partOf, partText } from '../../tournament/spec/part.ts';
import type { TournamentSpec } from '../../tournament/spec/tournament.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';
import { counted } from '../../words/text.ts';
import { requireNoSeconds } from '../machines.ts';
import type { TournamentFlags } from './flags.ts';
import type { PlannedScript } from './plan-script.ts';

/**
 * Requires a tournament whose parts give the same results on any machine.
 * @throws UserError
 */
export function requirePlayedApart({ spec, picksDevice }: PlannedScript, flags: TournamentFlags): void {
  if (flags.run === false) {
    throw new UserError(
      '--part: needs a run file, which `genoprop merge` joins with those of the other parts; leave out --no-run',
    );
  }
  if (picksDevice) {
    throw new UserError(
      `--part: the device would be picked on each machine, and here it is ${spec.device}; name one for all parts, such as --device wasm`,
    );
  }
  requireNoSeconds(spec, flags, '--part');
}

interface PartSession {
  readonly session: Pick<Session, 'only' | 'next'>;
  readonly note: string;
}

/** Session of that part: its trials, and the note about it. */
export function partSession(part: Part, spec: TournamentSpec): PartSession {
  const all = trialsOf(spec);
  const mine = partOf(all, part);
  return {
    session: {
      only: new Set(mine.map(({ id }) => id)),
      next: ['next', 'npx genoprop merge PART1 PART2 … -o WHOLE.run.sqlite, once all parts are played'],
    },
    note: `${partText(part)} alone: ${mine.length} of ${counted(all.length, 'trial')}`,
  };
}
