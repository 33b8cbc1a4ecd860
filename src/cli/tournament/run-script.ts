/** Action of `genoprop tournament`: reads the script, plans it as a whole, then plays the session. */
import { defaultRunPath } from '../../session/output-file.ts';
import { requireResultPath } from '../../session/result-paths.ts';
import type { SessionParts } from '../../session/session-parts.ts';
import type { Terminal } from '../../session/terminal.ts';
import { openSessionRun } from '../../store/session-run.ts';
import { noEarlierSession } from '../../tournament/earlier-session.ts';
import { budgetNotes } from '../../tournament/forecast/first-step.ts';
import { waitingNotes } from '../../tournament/forecast/heavy.ts';
import { shellWord } from '../../words/text.ts';
import { openMachines, playOn, requirePlayedAnywhere, settleWith, together } from '../machines.ts';
import { type PagesOf, withPages } from '../pages.ts';
import type { TournamentFlags } from './flags.ts';
import { partSession, requirePlayedApart } from './part-session.ts';
import { planScript, scriptName } from './plan-script.ts';

/** Note on a script that says how its contestants are tuned. */
const untuned = (file: string): string =>
  `the contestants are as written; \`genoprop tune ${shellWord(file)}\` tunes them`;

/**
 * Plays the script. Returns the exit code.
 * @param shared pages of a server that others have opened; left out for those of --serve
 * @throws UserError before anything starts, when something was written wrongly
 * @throws RunError where a trial failed, and when results cannot be written
 */
export async function runScript(
  file: string,
  written: TournamentFlags,
  terminal: Terminal,
  given?: SessionParts,
  shared?: PagesOf,
): Promise<number> {
  const flags = together(written);
  const planned = await planScript(file, flags, settleWith(flags, given?.settle), (line) =>
    terminal.err.write(`genoprop: ${line}\n`),
  );
  const { spec, title, repeat, deviceLine } = planned;
  if (flags.part !== undefined) requirePlayedApart(planned, flags);
  requirePlayedAnywhere(spec, flags);
  if (flags.json !== undefined && flags.json !== '-') {
    requireResultPath(flags.json, '--json', [
      ['the script', file],
      ['the run file', flags.run],
    ]);
  }
  const parts = given ?? (await import('../built-in-parts.ts')).builtInParts;
  if (flags.dryRun) return (await import('./dry-run.ts')).dryRun(planned, flags, terminal, parts);
  const created = parts.stamp();
  const name =
    scriptName(file) + (flags.part === undefined ? '' : `-part-${flags.part.number}-of-${flags.part.of}`);
  const path = flags.run === false ? null : (flags.run ?? defaultRunPath(name, created));
  const part = flags.part === undefined ? null : partSession(flags.part, spec);
  const playing = async (pagesOf: PagesOf): Promise<number> => {
    const machines = await openMachines(flags, spec, terminal.err, parts.exchange);
    try {
      const session =
        path === null
          ? { run: null, past: noEarlierSession, added: null }
          : openSessionRun(path, spec, parts.about(created), { create: parts.createRun });
      const { workers, isolate, plain = false, json } = flags;
      return await playOn(
        machines,
        {
          ...session,
          title: `genoprop tournament: ${title}`,
          spec,
          path,
          repeat,
          deviceLine,
          ...(part?.session ?? {}),
          notes: [
            ...(part === null ? [] : [part.note]),
            ...(planned.tunes ? [untuned(file)] : []),
            ...waitingNotes(spec),
            ...budgetNotes(spec),
          ],
          workers,
          isolate,
          plain,
          json,
          pages: pagesOf(path),
        },
        terminal,
        parts,
      );
    } finally {
      await machines?.close();
    }
  };
  return shared === undefined ? withPages(flags, [path], playing) : playing(shared);
}
