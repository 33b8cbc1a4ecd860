/** What `genoprop duel` does: plan, play, watch, record, and say who won. */
import { writeFileSync } from 'node:fs';
import { monotonicSeconds, wallClockStamp } from '../clock.ts';
import { RunError } from '../errors.ts';
import type { TournamentEvent, TournamentSpec, TrialResult } from '../tournament/tournament.ts';
import type { DuelFlags } from './duel.ts';
import { INTERRUPTED } from './failures.ts';
import { liveView } from './live-view.ts';
import { logView } from './log-view.ts';
import { newRunPath, requireWritable } from './output-file.ts';
import { closingLines, headerLines } from './plain-view.ts';
import { type Plan, planDuel } from './plan-duel.ts';
import { type Standing, standingAfter, standingBefore } from './standing.ts';
import type { Surface, Terminal } from './terminal.ts';
import { type VerdictWords, verdictJson } from './verdict-json.ts';
import type { Seconds, View } from './view.ts';

/** A run file that is open for writing. */
export interface OpenRun {
  record(event: TournamentEvent): void;
  close(): void;
}

/** What a duel is made of; tests script it. */
export interface DuelParts {
  play(
    spec: TournamentSpec,
    options: { readonly workers: number; readonly signal: AbortSignal },
  ): AsyncIterable<TournamentEvent>;
  createRun(path: string, spec: TournamentSpec): OpenRun;
  verdict(spec: TournamentSpec, results: readonly TrialResult[]): VerdictWords;
  now: Seconds;
  /** The wall clock, ISO 8601. */
  stamp(): string;
  /** Calls the handler at each Ctrl-C until the returned function is called. */
  onInterrupt(handler: () => void): () => void;
}

/**
 * Runs the duel and gives the exit code.
 * @throws UserError before anything starts, when something was written wrongly
 */
export async function runDuel(
  task: string,
  flags: DuelFlags,
  terminal: Terminal,
  given?: DuelParts,
): Promise<number> {
  const plan = planDuel(task, flags);
  if (flags.json !== undefined && flags.json !== '-') requireWritable(flags.json, '--json');
  const parts = given ?? (await builtInParts());
  const path = flags.run === false ? null : newRunPath(flags.run, plan.task.name, parts.stamp());
  const run = path === null ? null : parts.createRun(path, plan.spec);
  const surface = flags.json === '-' ? terminal.err : terminal.out;
  writeLines(surface, headerLines(plan, surface));

  const played = await play(plan, surface, parts, run, flags);
  const results = [...played.standing.values()].flatMap((trial) => trial.result ?? []);
  const verdict = parts.verdict(plan.spec, results);
  writeLines(surface, closingLines(plan, played.standing, verdict, path, surface));
  if (flags.json !== undefined) writeJson(flags.json, plan, played.standing, verdict, terminal);
  return played.interrupted ? INTERRUPTED : 0;
}

interface Played {
  readonly standing: Standing;
  readonly interrupted: boolean;
}

async function play(
  plan: Plan,
  surface: Surface,
  parts: DuelParts,
  run: OpenRun | null,
  { workers, plain }: DuelFlags,
): Promise<Played> {
  const controller = new AbortController();
  let standing = standingBefore(plan.trials);
  const live = surface.interactive && plain !== true;
  const view: View = live ? liveView(surface, standing, workers, parts.now) : logView(surface, parts.now);
  const stopListening = parts.onInterrupt(() => {
    controller.abort();
    view.note('stopping; Ctrl-C again ends at once');
  });
  try {
    for await (const event of parts.play(plan.spec, { workers, signal: controller.signal })) {
      run?.record(event);
      standing = standingAfter(standing, event);
      view.tell(event, standing);
    }
  } finally {
    view.end(standing);
    stopListening();
    run?.close();
  }
  return { standing, interrupted: controller.signal.aborted };
}

function writeJson(
  file: string,
  plan: Plan,
  standing: Standing,
  verdict: VerdictWords,
  terminal: Terminal,
): void {
  const json = `${JSON.stringify(verdictJson(plan.spec, resultsByContestant(standing), verdict), null, 2)}\n`;
  if (file === '-') return terminal.out.write(json);
  try {
    writeFileSync(file, json);
  } catch (error) {
    throw new RunError(`--json ${file}: cannot be written, ${(error as Error).message}`);
  }
}

const writeLines = (surface: Surface, lines: readonly string[]): void =>
  surface.write(lines.map((line) => `${line}\n`).join(''));
