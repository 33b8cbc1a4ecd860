/** Result of a tuning as a file: the script of the tuned contestants, written once its last round has ended. */

import { UserError } from '../errors.ts';
import type { TrialOutcome } from '../tournament/earlier-session.ts';
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { isTuned } from '../tournament/tuning/tuned-contestants.ts';
import { TUNED_HEAD, tunedScript } from '../tournament/tuning/tuned-script.ts';
import { shellWord } from '../words/text.ts';
import { writeWhole } from './output-file.ts';
import { beginningOf, type OtherFile, requireResultPath } from './result-paths.ts';

export interface TuningResultOptions {
  /** Path of the script. */
  readonly write: string;
  /** Arguments of the command that tuned. */
  readonly command: readonly string[];
  /** Path of the run file; null where none is kept. */
  readonly run: string | null;
}

type Fact = readonly [label: string, text: string];

/** Path of the script beside a run file, or of a script that was tuned without one: `night.tuned.tournament.yaml`. */
export const tunedScriptPath = (path: string): string =>
  `${path.replace(/(\.run)?\.sqlite$/i, '').replace(/(.)(\.tournament)?\.(ts|mts|js|mjs|json|yaml|yml)$/i, '$1')}.tuned.tournament.yaml`;

/** Path of the run file of the tournament that a tuned script plays: `night.tuned.run.sqlite`. */
export const tunedRunPath = (script: string): string =>
  `${script.replace(/(.)(\.tournament)?\.ya?ml$/i, '$1')}.run.sqlite`;

/**
 * Checks that the script of the tuned contestants can be written and then played, and that it replaces no file but such
 * a script.
 * @throws UserError where it cannot be
 */
export function requireTunedPath(path: string, others: readonly OtherFile[]): void {
  if (!/\.ya?ml$/i.test(path)) {
    throw new UserError(`--write ${path}: is written as YAML, its name must end in .yaml or .yml`);
  }
  requireResultPath(path, '--write', others);
  requireNoOther(path, '--write ');
}

/**
 * Refuses a path at which there is a file that no tuning wrote.
 * @param flag beginning of the message, before the path
 * @throws UserError
 */
export function requireNoOther(path: string, flag = ''): void {
  const head = `# ${TUNED_HEAD}`;
  const held = beginningOf(path, head.length);
  if (held === '' || held === head) return;
  throw new UserError(
    `${flag}${path}: exists and was not written by a tuning, the script of the tuned contestants would replace it; ${flag === '' ? 'move it away' : 'name another file'}`,
  );
}

/**
 * Writes the script. Returns closing facts about it; none where the tuning has not come to its end.
 * @throws RunError where it cannot be written
 */
export function writeTunedScript(
  spec: TournamentSpec,
  results: ReadonlyMap<string, TrialOutcome>,
  { write, command, run }: TuningResultOptions,
): Fact[] {
  if (!isTuned(spec, results)) return [];
  writeWhole(write, '--write', tunedScript(spec, results, { path: write, command, run }));
  return [
    ['tuned', write],
    ['play', `npx genoprop tournament ${shellWord(write)}`],
  ];
}
