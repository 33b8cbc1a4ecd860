/** Action of `genoprop duel`: plan, then play the session. */

import { defaultRunPath } from '../../session/output-file.ts';
import { requireResultPath } from '../../session/result-paths.ts';
import type { SessionParts } from '../../session/session-parts.ts';
import type { Terminal } from '../../session/terminal.ts';
import { noEarlierSession } from '../../tournament/earlier-session.ts';
import { budgetNotes } from '../../tournament/forecast/first-step.ts';
import { waitingNotes } from '../../tournament/forecast/heavy.ts';
import { originOfSettings } from '../../tournament/spec/usual-duel.ts';
import { openMachines, playOn, requirePlayedAnywhere, settleWith, together } from '../machines.ts';
import { withPages } from '../pages.ts';
import type { DuelFlags } from './flags.ts';
import { planDuel } from './plan.ts';

/**
 * Runs the duel. Returns the exit code.
 * @throws UserError before anything starts, when something was written wrongly
 * @throws RunError where a trial failed, and when results cannot be written
 */
export async function runDuel(
  task: string,
  written: DuelFlags,
  terminal: Terminal,
  given?: SessionParts,
): Promise<number> {
  const flags = together(written);
  const { spec, deviceLine, repeat } = await planDuel(task, flags, settleWith(flags, given?.settle), (line) =>
    terminal.err.write(`genoprop: ${line}\n`),
  );
  requirePlayedAnywhere(spec, flags);
  if (flags.json !== undefined && flags.json !== '-') {
    requireResultPath(flags.json, '--json', [['the run file', flags.run]]);
  }
  const parts = given ?? (await import('../built-in-parts.ts')).builtInParts;
  const created = parts.stamp();
  const isEpisodes = spec.tasks[0]!.facts.shape.episode !== undefined;
  const path = flags.run === false ? null : (flags.run ?? defaultRunPath(spec.tasks[0]!.name, created));
  return withPages(flags, [path], async (pagesOf) => {
    const machines = await openMachines(flags, spec, terminal.err, parts.exchange);
    try {
      const session = {
        title: `genoprop duel: ${spec.contestants.map(({ name }) => name).join(', ')}`,
        spec,
        path,
        run: path === null ? null : parts.createRun(path, spec, parts.about(created)),
        past: noEarlierSession,
        repeat,
        deviceLine,
        notes: [
          ...(flags.contestant === undefined && !isEpisodes ? [originOfSettings] : []),
          ...waitingNotes(spec),
          ...budgetNotes(spec),
        ],
        workers: flags.workers,
        isolate: flags.isolate,
        plain: flags.plain === true,
        json: flags.json,
        pages: pagesOf(path),
      };
      return await playOn(machines, session, terminal, parts);
    } finally {
      await machines?.close();
    }
  });
}
