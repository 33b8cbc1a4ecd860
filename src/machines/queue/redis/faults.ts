/** Failures of Redis and of the way to it, as one line each. */
import { oneLine, RunError, UserError } from '../../../errors.ts';
import { printable } from '../../../words/printable.ts';
import type { ServerAddress } from '../address.ts';
import { networkFault } from '../network-fault.ts';

/** Faults that Redis' replies begin with, and what is to be done about them. */
const REPLIES: readonly (readonly [RegExp, (address: ServerAddress, prefix: string) => Error])[] = [
  [
    /^(-?)(WRONGPASS|ERR invalid password)/,
    ({ shown, user, password }) =>
      new UserError(
        password === null
          ? `${shown} refuses the user ${named(user)} without a password; ${PASSWORD}`
          : `${shown} refuses the password of ${named(user)}: it is wrong, or the user is switched off`,
      ),
  ],
  [/^NOAUTH|HELLO must be called/, ({ shown }) => new UserError(`${shown} asks for a password; ${PASSWORD}`)],
  [
    /^NOPERM|The user executing the script can't|ACL failure in script/,
    ({ shown, user }, prefix) =>
      new UserError(
        `${shown} allows the user ${named(user)} too little; the line of an ACL that is enough: ~${prefix}:* +@all -@admin -@dangerous +info`,
      ),
  ],
  [
    /OOM command not allowed/,
    ({ shown }) =>
      new RunError(
        `the memory of ${shown} is full: raise maxmemory in its redis.conf, or let the coordinators fetch their results`,
      ),
  ],
  [
    /^READONLY/,
    ({ shown }) => new UserError(`${shown} is a replica, which takes no writing; name its primary`),
  ],
  [
    /^MISCONF/,
    ({ shown }) =>
      new RunError(`${shown} takes no writing since it cannot save to its disk; its log has the reason`),
  ],
  [/^LOADING/, ({ shown }) => new RunError(`${shown} is still loading its data from disk`)],
  [
    /^(MASTERDOWN|CLUSTERDOWN|BUSY|UNKILLABLE|TRYAGAIN)/,
    ({ shown }) => new RunError(`${shown} is busy or out of order`),
  ],
  [
    /^ERR max number of clients/,
    ({ shown }) => new RunError(`${shown} has as many clients as its maxclients allows`),
  ],
  [
    /WRONGTYPE/,
    ({ shown }, prefix) =>
      new RunError(
        `${shown} holds something of another program under names that begin with ${printable(prefix)}: remove it, or name another queue by --queue-prefix`,
      ),
  ],
  [
    /DB index is out of range/,
    ({ shown }) => new UserError(`${shown}: the server has no database of this number`),
  ],
];

const PASSWORD = 'put it into GENOPROP_QUEUE_PASSWORD or a file (--password-file FILE)';
const named = (user: string | null): string => printable(user ?? 'default');

/** Failure of a call, or of the connection, as one line. */
export function redisFault(error: unknown, address: ServerAddress, prefix: string, isOpen: boolean): Error {
  if (error instanceof UserError || error instanceof RunError) return error;
  const text = oneLine(error);
  const reply = REPLIES.find(([pattern]) => pattern.test(text));
  if (reply !== undefined) return reply[1](address, prefix);
  return networkFault(error, address, isOpen);
}
