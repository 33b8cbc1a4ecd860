/**
 * A session: what is left of a tournament is played, watched and recorded; then it is said who won. A duel, a
 * scripted tournament and one that is resumed are all played here.
 */
import { writeFileSync } from 'node:fs';
import { RunError } from '../errors.ts';
import type { Extension } from '../store/extend-run.ts';
import { type KeptRun, keepRun, tending } from '../store/kept-run.ts';
import type { OpenRun } from '../store/session-run.ts';
import type { EarlierSession } from '../tournament/earlier-session.ts';
import type { TournamentEvent, TournamentSpec } from '../tournament/spec/tournament.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import { resultsOf, type Standing, standingAfter, standingOf } from '../tournament/standing.ts';
import { summarise } from '../tournament/summarise.ts';
import { counted, shellWord } from '../words/format.ts';
import { closingLines } from './closing-lines.ts';
import { INTERRUPTED } from './failures.ts';
import { headerLines } from './header-lines.ts';
import { jsonText, linesText } from './listing.ts';
import type { OutputLost } from './output-lost.ts';
import type { SessionParts } from './session-parts.ts';
import type { Surface, Terminal } from './terminal.ts';
import { verdictJson } from './verdict-json.ts';
import type { View, Viewed } from './view.ts';

export interface Session {
  /** What this is, in a few words: `genoprop duel: genitor, msgd`. */
  readonly title: string;
  readonly spec: TournamentSpec;
  /** The run file, as the user would name it, and the same one open; null where none is kept. */
  readonly path: string | null;
  readonly run: OpenRun | null;
  readonly past: EarlierSession;
  /** What has just been added to the run; left out or null where nothing was. */
  readonly added?: Extension | null | undefined;
  /** Remarks to make before it begins. */
  readonly notes?: readonly string[];
  /** The command that repeats it, word by word. */
  readonly repeat: readonly string[];
  /** What computes, and why. */
  readonly deviceLine: string;
  readonly workers: number;
  /** Log lines, also on a terminal. */
  readonly plain: boolean;
  /** Where the verdict goes as JSON: a file, or `-` for standard output. */
  readonly json?: string | undefined;
}

/**
 * Plays the session, closes the run, and gives the exit code: 0, or 128 and the signal's number where it was
 * interrupted.
 * @throws RunError where a trial failed, and when what was found cannot be written
 */
export async function playSession(
  session: Session,
  terminal: Terminal,
  parts: SessionParts,
): Promise<number> {
  const { spec, past, json } = session;
  const surface = json === '-' ? terminal.err : terminal.out;
  const { standing, interruptedBy, outputLost, path, loss } = await play(session, surface, parts);
  const results = resultsOf(standing);
  const summary = summarise(spec, results);
  surface.write(linesText(closingLines({ ...session, path, results, summary }, surface)));
  if (json !== undefined) {
    const text = jsonText(verdictJson(spec, results, summary));
    if (json === '-') terminal.out.write(text);
    else writeFile(json, text);
  }
  if (outputLost !== null) terminal.err.write(`genoprop: ${outputLost.message}${goesOn(path)}\n`);
  if (loss !== null && interruptedBy !== null) terminal.err.write(`genoprop: ${loss}\n`);
  if (interruptedBy !== null) return interruptedBy;
  if (loss !== null) throw new RunError(loss);
  const failed = [...results.values()].filter(
    ({ id, stop }) => stop.reason === 'failed' && !past.finished.has(id),
  );
  if (failed.length === 0) return 0;
  const retry =
    path === null ? '' : `; \`genoprop resume ${shellWord(path)} --retry-failed\` tries failed ones again`;
  throw new RunError(
    `${failed.length} of ${standing.size} trials failed, the first one: ${failed[0]!.stop.detail}${retry}`,
  );
}

const goesOn = (path: string | null): string =>
  path === null ? '' : `; the run is kept, \`genoprop resume ${shellWord(path)}\` goes on`;

interface Played {
  readonly standing: Standing;
  /** The exit code of the signal that interrupted it. */
  readonly interruptedBy: number | null;
  /** Why nobody reads what it says, where that is so. */
  readonly outputLost: OutputLost | null;
  /** The file that holds the run; null where none is kept. */
  readonly path: string | null;
  /** Why that is another file than the session's. */
  readonly loss: string | null;
}

async function play(session: Session, surface: Surface, parts: SessionParts): Promise<Played> {
  const { spec, past, run, workers } = session;
  const controller = new AbortController();
  let isPaused = false;
  let setPaused = (paused: boolean): void => {
    isPaused = paused;
  };
  let interruptedBy: number | null = null;
  let outputLost: OutputLost | null = null;
  const stopListening: (() => void)[] = [];
  let view: View | null = null;
  let standing = standingOf(trialsOf(spec), past);
  let kept: KeptRun | null = null;
  let failure: unknown = null;
  const endAtOnce = (exitCode: number): void => {
    try {
      // What waits for a lock is nowhere but in memory.
      if (kept !== null && kept.waiting > 0) kept.close();
    } finally {
      parts.exit(exitCode, spec.device);
    }
  };
  const interrupt = (exitCode: number): void => {
    if (interruptedBy !== null) endAtOnce(exitCode);
    interruptedBy ??= exitCode;
    view?.note('stopping; Ctrl-C again ends at once');
    controller.abort();
  };
  const loseOutput = (lost: OutputLost): void => {
    outputLost = lost;
    interruptedBy ??= lost.exitCode;
    controller.abort();
  };
  if (surface.onLost) stopListening.push(surface.onLost(loseOutput));
  try {
    surface.write(linesText(headerLines(session, surface)));
    if (past.finished.size === standing.size) {
      surface.write(`Nothing is left to play: all ${counted(standing.size, 'trial')} have ended.\n`);
      return { standing, interruptedBy, outputLost, path: session.path, loss: null };
    }
    view = await openView(session.plain, parts, {
      ...session,
      surface,
      standing,
      now: parts.now,
      setPaused: (paused) => setPaused(paused),
      interrupt: () => interrupt(INTERRUPTED),
    });
    stopListening.push(parts.onInterrupt(interrupt));
    if (run !== null) {
      const keeper = keepRun(run, session.path!, { spec, now: parts.now, note: (text) => view?.note(text) });
      kept = keeper;
      stopListening.push(
        tending(keeper, (error) => {
          failure ??= error;
          controller.abort();
        }),
      );
    }
    const events = parts.play(spec, {
      workers,
      signal: controller.signal,
      resume: past.resume,
      finished: new Set(past.finished.keys()),
      onStart: (given) => {
        setPaused = given;
        given(isPaused);
      },
    });
    for await (const event of events) {
      recordInto(kept, session, event);
      standing = standingAfter(standing, event);
      view.tell(event, standing);
    }
    if (failure !== null) throw failure;
    await kept?.settle(controller.signal);
    kept?.close();
  } finally {
    view?.end(standing);
    for (const stop of stopListening) stop();
    (kept ?? run)?.close();
  }
  return { standing, interruptedBy, outputLost, path: kept?.path ?? session.path, loss: kept?.loss ?? null };
}

function recordInto(kept: KeptRun | null, { path }: Session, event: TournamentEvent): void {
  try {
    kept?.record(event);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    throw new RunError(
      `${error.message}; once that is mended, \`genoprop resume ${shellWord(path!)}\` goes on`,
    );
  }
}

async function openView(plain: boolean, parts: SessionParts, viewed: Viewed): Promise<View> {
  const { interactive, stream } = viewed.surface;
  if (!interactive) return (await import('./log-view.ts')).logView(viewed);
  if (plain || stream === undefined) return (await import('./progress-view.ts')).progressView(viewed);
  return parts.screen(viewed, stream);
}

/** A file that was writable at the start may not be any more; nothing else is lost then. */
function writeFile(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new RunError(`--json ${file}: cannot be written, ${(error as Error).message}`);
  }
}
