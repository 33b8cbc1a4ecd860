/** The two kinds of failure that a user meets. Both are one line: the fault, its place, and the right form. */
import { printable } from './words/printable.ts';

/** Mistake of the user (an unknown name, a value out of range, an unwritable file). Exit code 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode = 2;
}

/** Failure while running (a worker that keeps dying, a full disk). Exit code 1. */
export class RunError extends Error {
  override readonly name = 'RunError';
  readonly exitCode = 1;
}

/** Error whose message already names its culprit. */
export class Blamed extends Error {
  override readonly name = 'Blamed';
}

/**
 * Loss of a device (its driver was reset, its card removed). Its memory is lost; the trial goes on from a checkpoint.
 */
export class DeviceLost extends Error {
  override readonly name = 'DeviceLost';
}

/** Most faults that are written out; no user mends more at a time. */
const MOST_FAULTS = 20;

/**
 * Several mistakes of the user in one place. One fault a line; a single one is one line. The message has the first 20
 * and the number of the rest.
 */
export class Faults extends UserError {
  /** All faults. */
  readonly faults: readonly string[];

  /**
   * Makes the error.
   * @param source place of the faults, for example a script's file
   */
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

/** Most characters of a foreign message, which may be of any length. */
const MOST_CHARACTERS = 500;

/**
 * Message of an error, or text of any other thrown value, as one line; its first 500 characters where it is not one of
 * this program's own errors.
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
  if (thrown instanceof Error) return denialIn(thrown) ?? String(thrown.message || thrown.name);
  if (typeof thrown === 'string') return thrown === '' ? 'threw an empty text' : thrown;
  const isObject = typeof thrown === 'object' && thrown !== null;
  return `threw ${isObject ? JSON.stringify(thrown) : String(thrown)}, not an error`;
}

/** Error of Node's permission model, and of the guard of a plugin's process (`workers/guard.cjs`). */
interface Denial {
  readonly code?: unknown;
  readonly permission?: unknown;
  readonly resource?: unknown;
}

/** Beginnings of what a process with few rights may not do, by Node's names of rights. */
const DENIED: Readonly<Record<string, string>> = {
  FileSystemRead: 'may not read',
  FileSystemWrite: 'may not write',
  ChildProcess: 'may not start a program',
  Signal: 'may not signal a process',
  Net: 'may not use the network',
  Addon: 'may not load a native addon',
  WASI: 'may not use WASI',
};

const FEW_RIGHTS = 'a task from a file is played with few rights, --no-isolate gives it all of yours';

/** Act that a plugin's process was not permitted, by the error or by its cause; null for any other error. */
function denialIn(error: Error): string | null {
  if (isOwn(error)) return null;
  const { code, permission, resource } = error as Denial;
  if (code === 'ERR_DLOPEN_DISABLED') return `${DENIED.Addon}: ${FEW_RIGHTS}`;
  if (code !== 'ERR_ACCESS_DENIED') return error.cause instanceof Error ? denialIn(error.cause) : null;
  const isNamed = typeof permission === 'string' && permission !== '';
  const right = isNamed ? permission : NETWORK.test(error.message) ? 'Net' : '';
  const isFile = right.startsWith('FileSystem');
  if (!(right in DENIED)) {
    const named = (typeof resource === 'string' ? resource : '') || right || error.message;
    return `may not use ${printable(named)}: ${FEW_RIGHTS}`;
  }
  const of = isFile && typeof resource === 'string' ? ` ${printable(resource)}` : '';
  return `${DENIED[right]}${of}: ${FEW_RIGHTS}`;
}

/** Messages of Node about the network, which name no right. */
const NETWORK = /allow-net|getaddrinfo|connect|\bbind\b/;
