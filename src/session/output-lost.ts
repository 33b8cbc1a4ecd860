/**
 * Standard output that cannot be written any more: its reader closed the pipe (EPIPE; `genoprop duel | head -1`), or
 * the disk under it is full. A command ends with one line on standard error; a session that plays a run is told instead,
 * so that it ends as by Ctrl-C and keeps its run.
 */
import process from 'node:process';
import type { WriteStream } from 'node:tty';
import { oneLine } from '../errors.ts';

/** As shells count a program that died of SIGPIPE: 128 and the signal's number. */
const PIPE_CLOSED = 141;

export interface OutputLost {
  /** `standard output cannot be written: no space left on device`. */
  readonly message: string;
  readonly exitCode: number;
  /** A reader that has seen enough, such as `head`: for a command that only prints this is no failure to report. */
  readonly isClosedPipe: boolean;
}

export type OnOutputLost = (handler: (lost: OutputLost) => void) => () => void;

export interface OutputWatch {
  isLost(): boolean;
  readonly onLost: OnOutputLost;
}

/** @param err where the one line goes; @param exit how the process ends, another way in tests */
export function watchOutput(
  stream: Pick<WriteStream, 'on'>,
  err: { write(text: string): void },
  exit: (code: number) => void = (code) => process.exit(code),
): OutputWatch {
  const handlers = new Set<(lost: OutputLost) => void>();
  let isLost = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A terminal that was closed: its SIGHUP is seen to elsewhere.
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
