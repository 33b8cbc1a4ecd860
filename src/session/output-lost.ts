/**
 * Standard output that cannot be written any more: its reader closed the pipe (EPIPE; `genoprop duel | head -1`), or
 * the disk under it is full. A command ends with one line on standard error. A session that plays a run gets a callback
 * instead, so that it ends as by Ctrl-C and keeps its run.
 */
import process from 'node:process';
import type { WriteStream } from 'node:tty';
import { oneLine } from '../errors.ts';

/** Exit code of a program that died of SIGPIPE, as shells count it: 128 and the signal's number. */
const PIPE_CLOSED = 141;

export interface OutputLost {
  /** Message, such as `standard output cannot be written: no space left on device`. */
  readonly message: string;
  readonly exitCode: number;
  /** True where the reader closed the pipe, as `head` does: no failure to report for a command that only prints. */
  readonly isClosedPipe: boolean;
}

export type OnOutputLost = (handler: (lost: OutputLost) => void) => () => void;

export interface OutputWatch {
  isLost(): boolean;
  readonly onLost: OnOutputLost;
}

/**
 * Watches standard output. A command without a handler ends with one line on `err`.
 * @param err where the one line goes; @param exit how the process ends, another way in tests
 */
export function watchOutput(
  stream: Pick<WriteStream, 'on'>,
  err: { write(text: string): void },
  exit: (code: number) => void = (code) => process.exit(code),
): OutputWatch {
  const handlers = new Set<(lost: OutputLost) => void>();
  let isLost = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // EIO means a closed terminal, which its SIGHUP handles.
    if (error.code === 'EIO' || isLost) return;
    isLost = true;
    const lost = outputLost(error);
    if (handlers.size > 0) {
      for (const handler of handlers) handler(lost);
      return;
    }
    if (!lost.isClosedPipe) err.write(`genoprop: ${lost.message}\n`);
    exit(lost.exitCode);
  });
  return {
    isLost: () => isLost,
    onLost(handler) {
      handlers.add(handler);
      return () => void handlers.delete(handler);
    },
  };
}

function outputLost(error: NodeJS.ErrnoException): OutputLost {
  if (error.code === 'EPIPE') {
    return { message: 'standard output was closed', exitCode: PIPE_CLOSED, isClosedPipe: true };
  }
  const reason = error.code === 'ENOSPC' ? 'no space left on its device' : oneLine(error);
  return { message: `standard output cannot be written: ${reason}`, exitCode: 1, isClosedPipe: false };
}
