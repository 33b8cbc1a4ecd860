/**
 * Session: plays the trials of a tournament that are left, shows and records them, then prints the verdict. Duels,
 * scripted tournaments and resumed ones are all played here.
 */
import { RunError } from '../errors.ts';
import type { Extension } from '../store/extend-run.ts';
import { type KeptRun, keepRun, tending } from '../store/kept-run.ts';
import type { OpenRun } from '../store/session-run.ts';
import type { EarlierSession, TrialOutcome } from '../tournament/earlier-session.ts';
import type { TournamentEvent, TournamentSpec, TrialSpec } from '../tournament/spec/tournament.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import {
  machinesOf,
  resultsOf,
  type Standing,
  standingAfter,
  standingOf,
  standingRaised,
} from '../tournament/standing.ts';
import { nextRound } from '../tournament/tuning/next-round.ts';
import { playRounds } from '../tournament/tuning/play-rounds.ts';
import { summariseRun } from '../tournament/tuning/summarise-tuning.ts';
import { TuningMemory } from '../tournament/tuning/tuning-memory.ts';
import { printable } from '../words/printable.ts';
import { counted, shellWord } from '../words/text.ts';
import { closingLines } from './closing-lines.ts';
import { INTERRUPTED } from './failures.ts';
import { type Fact, headerLines } from './header-lines.ts';
import { surfaceBeside, writeJson } from './json-result.ts';
import { linesText } from './listing.ts';
import type { OutputLost } from './output-lost.ts';
import type { SessionParts } from './session-parts.ts';
import type { Surface, Terminal } from './terminal.ts';
import { tuningJson } from './tuning-json.ts';
import { verdictJson } from './verdict-json.ts';
import type { View, Viewed } from './view.ts';

export interface Session {
  /** Title of the session: `genoprop duel: genitor, msgd`. */
  readonly title: string;
  readonly spec: TournamentSpec;
  /** Path of the run file as the user would name it, and the open file; null where none is kept. */
  readonly path: string | null;
  readonly run: OpenRun | null;
  readonly past: EarlierSession;
  /** Trials that have just been added to the run; left out or null where there are none. */
  readonly added?: Extension | null | undefined;
  /** Ids of the trials that the session plays, of a part of the run; left out: all. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Remarks to print before the session begins. */
  readonly notes?: readonly string[];
  /** Fact in the closing lines in place of the command that goes on with the run or reports on it. */
  readonly next?: Fact | undefined;
  /** Arguments of the command that repeats the session. */
  readonly repeat: readonly string[];
  /** Device that computes, and the reason for its choice. */
  readonly deviceLine: string;
  readonly workers: number;
  /** False where plugins are played on threads of this process, true in child processes; left out for the default. */
  readonly isolate?: boolean | undefined;
  /** Queue by which other machines play; left out where this process plays. */
  readonly queue?: SessionQueue | undefined;
  /** Live pages, which a server beside shows; left out where there are none. */
  readonly pages?: SessionPages | undefined;
  /** True for log lines even on an interactive terminal. */
  readonly plain: boolean;
  /** Target of the verdict's JSON: a file, or `-` for standard output. */
  readonly json?: string | undefined;
  /** Result files of a tuning: writes them once it has come to its end, and gives closing facts about them. */
  readonly conclude?: ((concluded: Ended) => readonly Fact[]) | undefined;
}

/** Queue of a session. */
export interface SessionQueue {
  /** Address without secrets. */
  readonly shown: string;
  /** Flags with which the run goes on by the same queue. */
  readonly resume: readonly string[];
  /** Tells remarks to a listener, those of before too, until the returned function is called. */
  onNote(tell: (line: string) => void): () => void;
}

/** Live pages of a session. */
export interface SessionPages {
  /** Address to open, with its token. */
  readonly address: string;
  /** Takes note of an event; throws nothing and waits for nothing. */
  tell(event: TournamentEvent): void;
  pause(isPaused: boolean): void;
  /** Tells remarks to a listener, those of before too, until the returned function is called. */
  onNote(tell: (line: string) => void): () => void;
}

/** Session that has ended: the spec of its last round, and its results by trial id. */
export interface Ended {
  readonly spec: TournamentSpec;
  readonly results: ReadonlyMap<string, TrialOutcome>;
  /** Path of the file that holds the run; null where none is kept. */
  readonly path: string | null;
}

/**
 * Plays the session and closes the run. Returns the exit code: 0, or 128 and the signal's number where it was
 * interrupted.
 * @throws RunError where a trial failed, and when results cannot be written
 */
export async function playSession(
  session: Session,
  terminal: Terminal,
  parts: SessionParts,
): Promise<number> {
  const { past, json } = session;
  const surface = surfaceBeside(json, terminal);
  const { spec, standing, interruptedBy, outputLost, path, loss } = await play(session, surface, parts);
  const results = resultsOf(standing);
  const machines = machinesOf(standing);
  const summary = summariseRun(spec, results);
  const { facts: more, unwritten } = conclude(session, { spec, results, path });
  surface.write(
    linesText(
      closingLines(
        {
          ...session,
          spec,
          path,
          results,
          machines,
          summary,
          more: [...pagesFacts(session), ...(more ?? [])],
        },
        surface,
      ),
    ),
  );
  const machineOf = (id: string): string | null => standing.get(id)?.machine ?? null;
  writeJson(json, terminal, () =>
    spec.tuning === undefined ? verdictJson(spec, results, summary, machineOf) : tuningJson(spec, results),
  );
  if (outputLost !== null) terminal.err.write(`genoprop: ${outputLost.message}${goesOn(path)}\n`);
  if (loss !== null && interruptedBy !== null) terminal.err.write(`genoprop: ${loss}\n`);
  if (interruptedBy !== null) return interruptedBy;
  if (loss !== null) throw new RunError(loss);
  if (unwritten !== null) throw unwritten;
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

const pagesFacts = ({ pages, path }: Session): Fact[] =>
  pages === undefined || path === null
    ? []
    : [['page', `is over; npx genoprop serve ${shellWord(path)} shows it again`]];

/** Writes the result files. Where one cannot be written, the tables are still to be printed before that is told. */
function conclude(
  session: Session,
  ended: Ended,
): { readonly facts?: readonly Fact[] | undefined; readonly unwritten: RunError | null } {
  try {
    return { facts: session.conclude?.(ended), unwritten: null };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    const again =
      ended.path === null
        ? ''
        : `; once that is mended, \`genoprop resume ${shellWord(ended.path)}\` writes it beside the run file`;
    return { unwritten: new RunError(`${error.message}${again}`, { cause: error }) };
  }
}

const goesOn = (path: string | null): string =>
  path === null ? '' : `; the run is kept, \`genoprop resume ${shellWord(path)}\` goes on`;

interface Played {
  /** Spec of the last round. */
  readonly spec: TournamentSpec;
  readonly standing: Standing;
  /** Exit code of the signal that interrupted the session; null without one. */
  readonly interruptedBy: number | null;
  /** Failure of standard output; null where it can be written. */
  readonly outputLost: OutputLost | null;
  /** Path of the file that holds the run; null where none is kept. */
  readonly path: string | null;
  /** Reason why this file is not the session's own; null where it is. */
  readonly loss: string | null;
}

async function play(session: Session, surface: Surface, parts: SessionParts): Promise<Played> {
  const { past, run, workers } = session;
  let { spec } = session;
  const controller = new AbortController();
  let isPaused = false;
  let setPaused = (paused: boolean): void => {
    isPaused = paused;
  };
  let interruptedBy: number | null = null;
  let outputLost: OutputLost | null = null;
  const stopListening: (() => void)[] = [];
  let view: View | null = null;
  let standing = standingOf(playedBy(session), past);
  let kept: KeptRun | null = null;
  let failure: unknown = null;
  const endAtOnce = (exitCode: number): void => {
    try {
      // Events that wait for a lock exist in memory alone, so the file is closed first.
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
    const others = trialsOf(spec).flatMap(({ id }) => (standing.has(id) ? [] : [id]));
    const isOver = [...standing.keys()].every((id) => past.finished.has(id));
    if (isOver && nextRound(spec, past.finished) === null) {
      surface.write(`Nothing is left to play: all ${counted(standing.size, 'trial')} have ended.\n`);
      return { spec, standing, interruptedBy, outputLost, path: session.path, loss: null };
    }
    view = await openView(session.plain, parts, {
      ...session,
      surface,
      standing,
      now: parts.now,
      address: session.pages?.address ?? null,
      setPaused: (paused) => {
        setPaused(paused);
        session.pages?.pause(paused);
      },
      interrupt: () => interrupt(INTERRUPTED),
    });
    const opened = view;
    if (session.queue !== undefined)
      stopListening.push(session.queue.onNote((line) => opened.note(printable(line))));
    if (session.pages !== undefined) stopListening.push(session.pages.onNote((line) => opened.note(line)));
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
    const memory = spec.tuning !== undefined && kept?.goOn === undefined ? new TuningMemory(past) : null;
    const events = playRounds(spec, past, {
      play: (round, before) =>
        parts.play(round, {
          workers,
          isolate: session.isolate,
          signal: controller.signal,
          resume: before.resume,
          finished: new Set([...before.finished.keys(), ...others]),
          onStart: (given) => {
            setPaused = given;
            given(isPaused);
          },
        }),
      open: (next, held) => kept?.goOn?.(next, controller.signal) ?? memory!.goOn(held, next),
    });
    for await (const event of events) {
      if (event.type === 'round') {
        spec = event.spec;
        standing = standingRaised(standing, trialsOf(spec), event.past);
        view.round(event, standing);
        continue;
      }
      memory?.hear(event);
      recordInto(kept, session, others.length === 0 ? event : partial(event));
      standing = standingAfter(standing, event);
      view.tell(event, standing);
      session.pages?.tell(event);
    }
    if (failure !== null) throw failure;
    await kept?.settle(controller.signal);
    kept?.close();
  } finally {
    view?.end(standing);
    for (const stop of stopListening) stop();
    (kept ?? run)?.close();
  }
  const path = kept?.path ?? session.path;
  return { spec, standing, interruptedBy, outputLost, path, loss: kept?.loss ?? null };
}

/** Trials that the session plays. */
const playedBy = ({ spec, only }: Session): TrialSpec[] =>
  trialsOf(spec).filter(({ id }) => only?.has(id) ?? true);

/** Event of a session that plays a part: at its end the run is stopped, not done. */
const partial = (event: TournamentEvent): TournamentEvent =>
  event.type === 'done' ? { ...event, stopped: true } : event;

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
