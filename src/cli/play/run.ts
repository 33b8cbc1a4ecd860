/** Action of `genoprop play`. */
import { existsSync, statSync } from 'node:fs';
import process from 'node:process';
import { UserError } from '../../errors.ts';
import { chooseTrial } from '../../export/best-trial.ts';
import type { Champion } from '../../export/champion.ts';
import { readChampionFile } from '../../export/read-champion-file.ts';
import { endText, type Replay, replayChampion } from '../../export/replay-champion.ts';
import { championOfRun } from '../../export/run-champion.ts';
import { SQLITE_HEADER } from '../../formats/sqlite.ts';
import { builtPlayer } from '../../report/assets.ts';
import { playPage } from '../../report/play/page.ts';
import { factLines, linesText } from '../../session/listing.ts';
import { writeWhole } from '../../session/output-file.ts';
import { beginningOf, requireResultPath } from '../../session/result-paths.ts';
import { type Terminal, Verbatim } from '../../session/terminal.ts';
import { readRun } from '../../store/read-run.ts';
import { closePlugins } from '../../tournament/plugins/plugin.ts';
import type { PluginLimits } from '../../tournament/spec/tournament.ts';
import { version } from '../../version.ts';
import { brief, quantity } from '../../words/numbers.ts';
import type { PlayFlags } from './flags.ts';

/**
 * Replays the champion: writes the page, or shows the episode, or prints its summary. Returns the exit code.
 * @param task file of the task, where it comes from one
 * @throws UserError when something was written wrongly, on a file that holds no champion, and on other tasks
 * @throws RunError when the page cannot be written
 */
export async function runPlay(
  path: string,
  task: string | undefined,
  flags: PlayFlags,
  terminal: Terminal,
): Promise<number> {
  try {
    return await play(path, task, flags, terminal);
  } finally {
    await closePlugins();
  }
}

async function play(
  path: string,
  file: string | undefined,
  flags: PlayFlags,
  terminal: Terminal,
): Promise<number> {
  const { out, start, steps, force = false } = flags;
  if (out !== undefined && out !== '-') requirePage(out, path, force);
  const { champion, why, module, limits } = championIn(path, flags);
  const replay = await replayChampion(champion, { start, most: steps, task: file ?? module, limits }, path);
  const surface = out === '-' ? terminal.err : terminal.out;
  const facts = factsOf(replay, why);
  if (out !== undefined) {
    const page = playPage(replay, { player: builtPlayer(), genoprop: version() });
    if (out === '-') terminal.out.write(new Verbatim(page));
    else writeWhole(out, '-o', page);
    facts.push(['page', `${out === '-' ? 'standard output' : out} (${quantity(Buffer.byteLength(page))}B)`]);
  } else if (surface.interactive && surface.stream !== undefined && process.stdin.isTTY === true) {
    const [{ playOnTerminal }, { builtInParts }] = await Promise.all([
      import('../../ui/play-view.ts'),
      import('../built-in-parts.ts'),
    ]);
    const { stream } = surface;
    const { onInterrupt } = builtInParts;
    const exitCode = await playOnTerminal({ replay, surface, stream, input: process.stdin, onInterrupt });
    surface.write(linesText(factLines(facts, surface.columns)));
    return exitCode;
  }
  surface.write(linesText(factLines(facts, surface.columns)));
  return 0;
}

function requirePage(out: string, path: string, force: boolean): void {
  if (!/\.html?$/i.test(out)) {
    throw new UserError(`-o ${out}: must end with .html; the page is the only form of a replay`);
  }
  if (existsSync(out) && statSync(out).isFile() && !force) {
    throw new UserError(`-o ${out}: exists already; name another file, or give --force to overwrite it`);
  }
  requireResultPath(out, '-o', [['the champion', path]]);
}

interface Chosen {
  readonly champion: Champion;
  /** Reason for the choice, in words that follow the trial's name. */
  readonly why: string;
  /** Address of the file that the task of a run comes from. */
  readonly module?: string | undefined;
  /** Limits of its code. */
  readonly limits?: PluginLimits | undefined;
}

function championIn(path: string, { trial, contestant, task }: PlayFlags): Chosen {
  if (trial !== undefined && (contestant !== undefined || task !== undefined)) {
    throw new UserError('--trial names one trial; leave --contestant and --task out, or --trial');
  }
  if (beginningOf(path, SQLITE_HEADER.length) !== SQLITE_HEADER) {
    const champion = readChampionFile(path);
    const given = Object.entries({ '--trial': trial, '--contestant': contestant, '--task': task });
    const [needless] = given.filter(([, value]) => value !== undefined);
    if (needless === undefined) return { champion, why: 'the champion of the file' };
    throw new UserError(
      `${needless[0]} ${needless[1]}: ${path} holds one champion, of trial ${champion.about.trial.id}; ${needless[0]} is for run files`,
    );
  }
  return readRun(path, (run) =>
    run.consistently(() => {
      const where = `run file ${path}`;
      const chosen = chooseTrial(run, { trial, contestant, task }, where, 'play');
      const { tasks, limits } = run.spec();
      const { module } = tasks.find(({ label }) => label === chosen.trial.task) ?? {};
      return {
        champion: championOfRun(run, chosen.trial, where),
        why: chosen.why,
        module,
        limits,
      };
    }),
  );
}

function factsOf(
  { champion, task, start, starts, recording, outcome }: Replay,
  why: string,
): [string, string][] {
  const recorded = recording.observations.length;
  const { steps: _, ...measures } = outcome.measures!;
  const measured = Object.entries(measures).map(
    ([name, value]) => `, ${name} ${Number.isInteger(value) ? value : brief(value)}`,
  );
  return [
    ['trial', `${champion.about.trial.id}, ${why}`],
    ['task', `${task}, start ${start} of ${starts} of its test`],
    ['episode', `${endText({ outcome })}, loss ${brief(outcome.loss)}${measured.join('')}`],
    ...(recording.isOver
      ? []
      : [['recorded', `the first ${recorded} steps; --steps gives more`] as [string, string]]),
  ];
}
