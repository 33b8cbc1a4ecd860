/** Action of `genoprop tune`: plans, tunes, writes the tuned contestants as a script, and plays it on fresh seeds. */
import { existsSync } from 'node:fs';
import { RunError } from '../../errors.ts';
import { surfaceBeside } from '../../session/json-result.ts';
import { defaultRunPath } from '../../session/output-file.ts';
import { requireResultPath } from '../../session/result-paths.ts';
import type { SessionParts } from '../../session/session-parts.ts';
import type { Terminal } from '../../session/terminal.ts';
import {
  requireTunedPath,
  tunedRunPath,
  tunedScriptPath,
  writeTunedScript,
} from '../../session/tuning-result.ts';
import { isUnmade } from '../../store/run-file.ts';
import { openSessionRun } from '../../store/session-run.ts';
import { noEarlierSession } from '../../tournament/earlier-session.ts';
import { waitingNotes } from '../../tournament/forecast/heavy.ts';
import { machineFlagsOf } from '../machine-flags.ts';
import { openMachines, playOn, requirePlayedAnywhere, settleWith, together } from '../machines.ts';
import { withPages } from '../pages.ts';
import { scriptName } from '../tournament/plan-script.ts';
import { runScript } from '../tournament/run-script.ts';
import type { TuneFlags } from './flags.ts';
import { planTune } from './plan.ts';

/**
 * Tunes the contestants of the script. Returns the exit code.
 * @throws UserError before anything starts, when something was written wrongly
 * @throws RunError where a trial failed, and when results cannot be written
 */
export async function runTune(
  file: string,
  written: TuneFlags,
  terminal: Terminal,
  given?: SessionParts,
): Promise<number> {
  const flags = together(written);
  const planned = await planTune(file, flags, settleWith(flags, given?.settle), (line) =>
    terminal.err.write(`genoprop: ${line}\n`),
  );
  const { spec, title, repeat, deviceLine } = planned;
  requirePlayedAnywhere(spec, flags);
  const { workers, isolate, plain = false, json } = flags;
  const parts = given ?? (await import('../built-in-parts.ts')).builtInParts;
  const own = [
    ['the script', file],
    ['the run file', flags.run],
  ] as const;
  if (json !== undefined && json !== '-')
    requireResultPath(json, '--json', [...own, ['the target of --write', flags.write]]);
  if (flags.dryRun) return (await import('./dry-run.ts')).dryRunTune(planned, flags, terminal, parts);
  const created = parts.stamp();
  const path = flags.run === false ? null : (flags.run ?? defaultRunPath(scriptName(file), created));
  const write = flags.write ?? tunedScriptPath(path ?? file);
  requireTunedPath(write, [...own, ['the run file', path]]);
  const isNew = path !== null && isUnmade(path);
  const found = { isTuned: false };
  const run = path === null ? false : isNew ? freePath(tunedRunPath(write)) : tunedRunPath(write);
  const seeds = spec.tuning!.afterwards!.seeds;
  const places = [path, ...(seeds > 0 && run !== false ? [run] : [])];
  return withPages(flags, places, async (pagesOf) => {
    const machines = await openMachines(flags, spec, terminal.err, parts.exchange);
    const tune = async (): Promise<number> => {
      const session =
        path === null
          ? { run: null, past: noEarlierSession, added: null }
          : openSessionRun(path, spec, parts.about(created), { create: parts.createRun });
      return playOn(
        machines,
        {
          ...session,
          title: `genoprop tune: ${title}`,
          spec,
          path,
          repeat,
          deviceLine,
          notes: waitingNotes(spec),
          workers,
          isolate,
          plain,
          json,
          pages: pagesOf(path),
          conclude({ spec: played, results, path: kept }) {
            const facts = writeTunedScript(played, results, { write, command: repeat, run: kept });
            found.isTuned = facts.length > 0;
            return facts;
          },
        },
        terminal,
        parts,
      );
    };
    const tuning = tune().finally(() => machines?.close());
    // A setting under which trials fail is a bad setting: the tournament is played all the same, and the exit code tells.
    const failure = await tuning.catch((error: unknown) => {
      if (error instanceof RunError && found.isTuned) return error;
      throw error;
    });
    const code = failure instanceof RunError ? 0 : failure;
    if (code === 0 && found.isTuned && seeds > 0) {
      if (failure instanceof RunError) terminal.err.write(`genoprop: ${failure.message}\n`);
      const surface = surfaceBeside(json, terminal);
      surface.write('\n');
      const afterwards = { ...terminal, out: surface };
      const played = await runScript(
        write,
        { ...machineFlagsOf(flags), workers, plain, run, ...(isolate === undefined ? {} : { isolate }) },
        afterwards,
        given,
        pagesOf,
      );
      return played === 0 && failure instanceof RunError ? failure.exitCode : played;
    }
    if (failure instanceof RunError) throw failure;
    return code;
  });
}

/** Path as it is, or with a number where a run file of another tuning has that name. */
function freePath(path: string): string {
  let free = path;
  for (let number = 2; existsSync(free); number++) {
    free = path.replace(/(\.run)?\.sqlite$/, `-${number}.run.sqlite`);
  }
  return free;
}
