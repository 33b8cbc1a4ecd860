/**
 * The two kinds of failure a person meets. Both are one line: what was wrong, where, and what would be right.
 */
import { printable } from './words/printable.ts';

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

/** An error whose message already names who made it. */
export class Blamed extends Error {
  override readonly name = 'Blamed';
}

/** A device is gone (its driver was reset, its card removed). What was on it is lost; a checkpoint goes on. */
export class DeviceLost extends Error {
  override readonly name = 'DeviceLost';
}

/** So many faults are written out; nobody mends more at a time. */
const MOST_FAULTS = 20;

/**
 * Several things that the user wrote in one place are wrong. One fault a line; a single one is one line. The message
 * has the first 20 and says how many more there are.
 */
export class Faults extends UserError {
  /** All of them. */
  readonly faults: readonly string[];

  /** @param source where they were written, for example a script's file */
  constructor(source: string, faults: readonly string[]) {
    super(
      faults.length === 1
        ? `${printable(source)}: ${printable(faults[0]!)}`
        : [
            `${faults.length} faults in ${printable(source)}:`,
            ...faults.slice(0, MOST_FAULTS).map((fault) => `  ${printable(fault)}`),
            ...(faults.length > MOST_FAULTS ? [`  and ${faults.length - MOST_FAULTS} more`] : []),
          ].join('\n'),
    );
    this.faults = faults;
  }
}

/** Characters of a message that are kept, for what others throw may be of any length. */
const MOST_CHARACTERS = 500;

/**
 * An error's message, or what else was thrown, as one line; its first 500 characters where it is none of this
 * program's own. What was thrown may be anything at all.
 */
export function oneLine(error: unknown): string {
  try {
    const line = textOf(error).split('\n', 1)[0]!.trim();
    if (line.length <= MOST_CHARACTERS || isOwn(error)) return line;
    return `${line.slice(0, MOST_CHARACTERS)}…`;
  } catch {
    return 'threw what cannot be read';
  }
}

const isOwn = (error: unknown): boolean =>
  error instanceof UserError || error instanceof RunError || error instanceof Blamed;

function textOf(thrown: unknown): string {
  if (thrown instanceof Error) return String(thrown.message || thrown.name);
  if (typeof thrown === 'string') return thrown === '' ? 'threw an empty text' : thrown;
  const isObject = typeof thrown === 'object' && thrown !== null;
  return `threw ${isObject ? JSON.stringify(thrown) : String(thrown)}, not an error`;
}
