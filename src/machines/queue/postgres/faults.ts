/** Failures of PostgreSQL and of the way to it, as one line each. */
import { oneLine, RunError, UserError } from '../../../errors.ts';
import { printable } from '../../../words/printable.ts';
import type { ServerAddress } from '../address.ts';
import { networkFault } from '../network-fault.ts';

/** Conditions by their SQLSTATE (PostgreSQL's manual, appendix A). */
const STATES: Readonly<Record<string, (address: ServerAddress, message: string) => Error>> = {
  '28P01': ({ shown, user, password }) =>
    new UserError(
      password === null
        ? `${shown} asks for the password of ${named(user)}; ${PASSWORD}`
        : `${shown} refuses the password of ${named(user)}, or knows no such user`,
    ),
  '28000': ({ shown }, message) =>
    new UserError(
      /no encryption/.test(message)
        ? `${shown} lets nobody in without TLS; write ?sslmode=verify-full at the end of the URL`
        : `${shown} does not let us in: ${message}`,
    ),
  '3D000': ({ shown, database }) =>
    new UserError(
      `${shown} has no database ${printable(database ?? 'of the name of its user')}; make it with createdb, or name another`,
    ),
  '42501': ({ shown, user, database }, message) =>
    new UserError(
      /for database/.test(message)
        ? `${shown} allows the user ${named(user)} too little; enough is: GRANT CREATE ON DATABASE ${printable(database ?? 'NAME')} TO ${named(user)}`
        : `${shown} allows the user ${named(user)} too little: the tables of its queue belong to another user; enough is: GRANT that user TO ${named(user)}`,
    ),
  '25006': ({ shown }) => new UserError(`${shown} is a replica, which takes no writing; name its primary`),
  '53100': ({ shown }) => new RunError(`the disk of ${shown} is full`),
  '53200': ({ shown }) => new RunError(`the memory of ${shown} is full`),
  '53300': ({ shown }) => new RunError(`${shown} has as many clients as its max_connections allows`),
  '57P03': ({ shown }) => new RunError(`${shown} is still starting`),
};

const PASSWORD = 'put it into GENOPROP_QUEUE_PASSWORD or a file (--password-file FILE)';
const named = (user: string | null): string => printable(user ?? 'of this machine');

/** Failure of a call, or of the connection, as one line. */
export function postgresFault(error: unknown, address: ServerAddress, isOpen: boolean): Error {
  if (error instanceof UserError || error instanceof RunError) return error;
  const { shown } = address;
  const message = printable(oneLine(error));
  const { code, name } = error as { readonly code?: string; readonly name?: string };
  if (code !== undefined && Object.hasOwn(STATES, code)) return STATES[code]!(address, message);
  if (/client password must be a string|no password/i.test(message))
    return STATES['28P01']!(address, message);
  if (/does not support SSL/i.test(message))
    return new UserError(
      `TLS with ${shown}: the server has none (ssl = on in its postgresql.conf switches it on)`,
    );
  if (name === 'UnsupportedPostgresVersionError')
    return new UserError(`${shown} is too old: genoprop's queue needs PostgreSQL 13 or newer`);
  if (name === 'SchemaVersionMismatchError')
    return new UserError(
      `${shown} has been used by a newer BullMQ than this one; update genoprop's packages here`,
    );
  if (isOpen && isBroken(error)) return new RunError(`lost the connection to ${shown}`);
  return networkFault(error, address, isOpen);
}

/** Shut down by its administrator, crashed, starting. */
const DOWN = ['57P01', '57P02', '57P03'];
const BROKEN = /connection terminated|connection ended|not queryable|timeout|client was closed/i;
const NETWORK =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08\w{3})$/;

/** True for failures of the connection, not of the call. */
export function isBroken(error: unknown): boolean {
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  const { code = '' } = inner as { readonly code?: string };
  return DOWN.includes(code) || NETWORK.test(code) || BROKEN.test(oneLine(inner));
}
