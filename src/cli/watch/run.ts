/** Action of `genoprop watch`: shows a run file on the terminal, or logs its events. */
import { setTimeout as wait } from 'node:timers/promises';
import { monotonicSeconds } from '../../clock.ts';
import { resultLines } from '../../session/closing-lines.ts';
import { concluded } from '../../session/concluded-run.ts';
import { linesText } from '../../session/listing.ts';
import { logView } from '../../session/log-view.ts';
import { progressView } from '../../session/progress-view.ts';
import { runLines, stateText } from '../../session/run-lines.ts';
import type { SessionParts } from '../../session/session-parts.ts';
import type { Surface, Terminal } from '../../session/terminal.ts';
import { openRun, type RunFile } from '../../store/run-file.ts';
import { countTrials } from '../../store/run-state.ts';
import { watchRunFile } from '../../watch/watched-run.ts';
import type { WatchFlags } from './flags.ts';

type WatchParts = Pick<SessionParts, 'onInterrupt'>;

/**
 * Watches until the run is over or the user quits. Returns the exit code.
 * @throws UserError where there is no such run
 */
export async function watchRun(
  path: string,
  { plain, panel }: WatchFlags,
  { out }: Terminal,
  given?: WatchParts,
): Promise<number> {
  const run = openRun(path, { readOnly: true });
  try {
    const { onInterrupt } = given ?? (await import('../built-in-parts.ts')).builtInParts;
    if (plain || !out.interactive || out.stream === undefined) return await logRun(run, out, onInterrupt);
    const { watchOnTerminal } = await import('../../ui/watch-view.ts');
    const exitCode = await watchOnTerminal({ run, surface: out, stream: out.stream, panel, onInterrupt });
    out.write(linesText(endLines(run, out)));
    return exitCode;
  } finally {
    run.close();
  }
}

const MILLISECONDS_BETWEEN_LOOKS = 500;

async function logRun(run: RunFile, out: Surface, onInterrupt: WatchParts['onInterrupt']): Promise<number> {
  out.write(linesText([...run.consistently(() => runLines(concluded(run), out.columns)), '']));
  const look = watchRunFile(run, monotonicSeconds);
  let { watched } = look();
  const running = [...watched.standing.values()].filter(({ state }) => state === 'running').length;
  const viewed = { ...watched, surface: out, now: monotonicSeconds, workers: Math.max(1, running) };
  const log = out.interactive ? progressView(viewed) : logView(viewed);
  let interrupted: number | null = null;
  const ended = new AbortController();
  const stopListening = onInterrupt((exitCode) => {
    interrupted = exitCode;
    ended.abort();
  });
  try {
    while (watched.state === 'running' && interrupted === null) {
      await wait(MILLISECONDS_BETWEEN_LOOKS, undefined, { signal: ended.signal }).catch(() => {});
      const glance = look();
      watched = glance.watched;
      if (glance.anew) log.note('another process goes on with the run');
      else for (const [event, standing] of glance.events) log.tell(event, standing);
    }
  } finally {
    log.end(watched.standing);
    stopListening();
  }
  out.write(linesText(endLines(run, out)));
  return interrupted ?? (watched.state === 'done' ? 0 : 1);
}

/** Closing lines: the run's state when the user quits. */
function endLines(run: RunFile, out: Surface): string[] {
  const shown = run.consistently(() => concluded(run));
  const counts = countTrials(shown.trials);
  return ['', ...resultLines(shown, out), '', stateText(shown.state, counts, run.path)];
}
