/** What `genoprop duel` does: plan, play, watch, record, and say who won. */
import { writeFileSync } from 'node:fs';
import { RunError } from '../errors.ts';
import { resultsByContestant, type Standing, standingAfter, standingBefore } from '../tournament/standing.ts';
import type { DuelFlags } from './duel.ts';
import type { DuelParts, OpenRun } from './duel-parts.ts';
import { INTERRUPTED } from './failures.ts';
import { jsonText, linesText } from './listing.ts';
import { defaultRunPath, requireWritable } from './output-file.ts';
import { closingLines, headerLines } from './plain-view.ts';
import { type Plan, planDuel } from './plan-duel.ts';
import type { Surface, Terminal } from './terminal.ts';
import { verdictJson } from './verdict-json.ts';
import { verdictOf } from './verdict-of.ts';
import type { View } from './view.ts';

/**
 * Runs the duel and gives the exit code: 0, 1 where a trial failed, 130 after Ctrl-C.
 * @throws UserError before anything starts, when something was written wrongly
 * @throws RunError when what is found cannot be written
 */
export async function runDuel(
  task: string,
  flags: DuelFlags,
  terminal: Terminal,
  given?: DuelParts,
): Promise<number> {
  const plan = await planDuel(task, flags);
  if (flags.json !== undefined && flags.json !== '-') requireWritable(flags.json, '--json');
  const parts = given ?? (await import('./duel-parts.ts')).builtInParts;
  const created = parts.stamp();
  const path = flags.run === false ? null : (flags.run ?? defaultRunPath(plan.spec.tasks[0]!.name, created));
  const run = path === null ? null : parts.createRun(path, plan.spec, created);
  const surface = flags.json === '-' ? terminal.err : terminal.out;
  surface.write(linesText(headerLines(plan, flags.workers, surface)));

  const { standing, interrupted } = await play(plan, surface, parts, run, flags);
  const verdict = verdictOf(plan, standing);
  surface.write(linesText(closingLines(plan, standing, verdict, path, surface)));
  if (flags.json !== undefined) {
    const json = jsonText(verdictJson(plan.spec, resultsByContestant(standing), verdict));
    if (flags.json === '-') terminal.out.write(json);
    else writeFile(flags.json, json);
  }
  if (interrupted) return INTERRUPTED;
  const failed = [...standing.values()].filter((trial) => trial.state === 'failed');
  if (failed.length === 0) return 0;
  const { detail } = failed[0]!.result!.stop;
  throw new RunError(`${failed.length} of ${standing.size} trials failed, the first one: ${detail}`);
}

async function play(
  plan: Plan,
  surface: Surface,
  parts: DuelParts,
  run: OpenRun | null,
  { workers, plain }: DuelFlags,
): Promise<{ readonly standing: Standing; readonly interrupted: boolean }> {
  const controller = new AbortController();
  let standing = standingBefore(plan.trials);
  const view = await openView(surface, standing, workers, parts, plain === true);
  const stopListening = parts.onInterrupt(() => {
    view.note('stopping; Ctrl-C again ends at once');
    controller.abort();
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

async function openView(
  surface: Surface,
  standing: Standing,
  workers: number,
  { now }: DuelParts,
  plain: boolean,
): Promise<View> {
  if (plain || !surface.interactive) return (await import('./log-view.ts')).logView(surface, now);
  return (await import('./live-view.ts')).liveView(surface, standing, workers, now);
}

/** A file that was writable at the start may not be any more; nothing else is lost then. */
function writeFile(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new RunError(`--json ${file}: cannot be written, ${(error as Error).message}`);
  }
}
