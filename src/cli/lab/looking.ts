/** Looks of a command: their work is kept, shows its progress, and is stopped by Ctrl-C. */
import process from 'node:process';
import { type KeptWork, keptFile, keptWork, type Look } from '../../lab/kept-work.ts';
import { failureReason } from '../../session/output-file.ts';
import { partProgress } from '../../session/part-progress.ts';
import type { SessionParts } from '../../session/session-parts.ts';
import type { Surface } from '../../session/terminal.ts';
import { counted } from '../../words/text.ts';

export type LookingParts = Pick<SessionParts, 'onInterrupt' | 'now'>;

export interface Looking {
  /** Work of the next look. */
  workOf(look: Look): KeptWork;
  /** Says that the reader has stopped the look, and how it goes on. Returns the exit code. */
  stopped(): number;
  /** Ends the progress line, and leaves Ctrl-C to others. */
  end(): void;
}

export interface LookingGiven {
  readonly workers: number;
  /** True to compute everything anew. */
  readonly again?: boolean;
}

export function looking(
  err: Surface,
  { onInterrupt, now }: LookingParts,
  { workers, again = false }: LookingGiven,
): Looking {
  const stopping = new AbortController();
  let exitCode = 0;
  let last: { readonly work: KeptWork; readonly file: string } | null = null;
  let progress = partProgress(err, now);
  const stopListening = onInterrupt((code) => {
    if (stopping.signal.aborted) process.exit(code);
    exitCode = code;
    stopping.abort();
    progress.clear();
    err.write('stopping after the part in hand; Ctrl-C again ends at once\n');
  });
  return {
    workOf(look) {
      const file = keptFile(look);
      progress.clear();
      progress = partProgress(err, now);
      const work = keptWork({
        ...{ file, threads: workers, signal: stopping.signal, anew: again },
        onProgress: progress.show,
        onLost: (error) =>
          err.write(`genoprop: ${file}: parts cannot be kept, ${failureReason(error)}; the work goes on\n`),
      });
      last = { work, file };
      return work;
    },
    stopped() {
      progress.clear();
      err.write(last === null ? NOTHING : stoppedText(last.work, last.file));
      return exitCode;
    },
    end() {
      progress.clear();
      stopListening();
    },
  };
}

const NOTHING = 'stopped; nothing was finished yet\n';

const stoppedText = ({ parts }: KeptWork, file: string): string =>
  parts === 0
    ? NOTHING
    : `stopped; ${counted(parts, 'part')} of the work ${parts === 1 ? 'is' : 'are'} kept in ${file}, the same command goes on there\n`;
