/**
 * The two kinds of failure a person meets. Both are one line: what was wrong, where, and what would be right.
 */

/** What the user wrote is wrong (an unknown name, a value out of range, an unwritable file). Exit code 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode = 2;
}

/** Something failed while running (a worker that keeps dying, a full disk). Exit code 1. */
export class RunError extends Error {
  override readonly name = 'RunError';
  readonly exitCode = 1;
}
