/** Output of `genoprop list`: the runs of some folders, newest first, and files that ought to be runs. */

import { oneLine } from '../../blame.ts';
import { UserError } from '../../errors.ts';
import { lookAtFile } from '../../formats/input-file.ts';
import { type ConcludedRun, concluded } from '../../session/concluded-run.ts';
import { type Column, fittedTable } from '../../session/fitted-table.ts';
import { jsonText, linesText } from '../../session/listing.ts';
import { moment } from '../../session/run-lines.ts';
import { paint, type Terminal } from '../../session/terminal.ts';
import { findRuns } from '../../store/find-runs.ts';
import { readRun } from '../../store/read-run.ts';
import type { TournamentSpec } from '../../tournament/spec/tournament.ts';
import { wrap } from '../../words/text.ts';

const USUAL_FOLDER = 'runs';

/** Run file that was found, or the reason why a file cannot be read. */
type Found =
  | { readonly path: string; readonly fault: string }
  | (Pick<ConcludedRun, 'state' | 'counts'> & {
      readonly path: string;
      readonly fault: null;
      readonly created: string;
      readonly tasks: readonly string[];
      readonly contestants: readonly string[];
      readonly winner: string | null;
      /** True for a tuning, whose contestants are those that are tuned. */
      readonly tuned: boolean;
    });
type Sound = Extract<Found, { fault: null }>;

/**
 * Prints the runs of the folders.
 * @throws UserError where a folder or file that was named is not there
 */
export function listRuns(places: readonly string[], json: boolean, { out }: Terminal): void {
  const found = filesOf(places).map(lookAt);
  const sound = found
    .filter((one) => one.fault === null)
    .sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : 0));
  const broken = found.filter((one) => one.fault !== null);
  if (json) {
    out.write(jsonText({ format: 'genoprop.list/1', runs: sound.map(runJson), unreadable: broken }));
    return;
  }
  const { faint, bad } = paint(out.colours);
  const [head, ...rows] = sound.length === 0 ? [] : runLines(sound, out.columns);
  out.write(
    linesText([
      ...(head === undefined ? [] : [faint(head), ...rows]),
      ...broken.map(({ fault }) => bad(fault)),
      ...(found.length > 0 ? [] : wrap(nothing(places), out.columns - 1)),
    ]),
  );
}

const nothing = (places: readonly string[]): string =>
  places.length === 0
    ? `No runs in ${USUAL_FOLDER}/ here; a duel keeps its run there, and other folders can be named.`
    : `No runs in ${places.join(', ')}.`;

function filesOf(places: readonly string[]): string[] {
  if (places.length === 0) {
    const folder = lookAtFile(USUAL_FOLDER);
    return folder?.isDirectory() ? read(USUAL_FOLDER) : [];
  }
  const files = places.flatMap((place) => {
    const there = lookAtFile(place, `list ${place}`);
    if (there === null) throw new UserError(`list ${place}: there is no such folder or file`);
    return there.isDirectory() ? read(place) : [place];
  });
  return [...new Set(files)];
}

const namesOf = ({ contestants }: TournamentSpec): string[] => contestants.map(({ name }) => name);

function read(folder: string): string[] {
  try {
    return findRuns(folder);
  } catch (error) {
    throw new UserError(`list ${folder}: cannot be read, ${oneLine(error)}`);
  }
}

function lookAt(path: string): Found {
  try {
    return readRun(path, (run) =>
      run.consistently(() => {
        const { spec, state, counts, summary } = concluded(run);
        return {
          path,
          fault: null,
          created: run.about().created,
          tasks: spec.tasks.map(({ label }) => label),
          contestants: spec.tuning?.searches.map(({ contestant }) => contestant) ?? namesOf(spec),
          state,
          counts,
          winner: summary.winner,
          tuned: spec.tuning !== undefined,
        };
      }),
    );
  } catch (error) {
    return { path, fault: oneLine(error) };
  }
}

const COLUMNS: readonly Column<Sound>[] = [
  { head: 'made (UTC)', align: 'left', cell: ({ created }) => moment(created).slice(0, 16) },
  { head: 'trials', align: 'right', cell: ({ counts }) => `${counts.finished}/${counts.planned}` },
  { head: 'state', align: 'left', cell: ({ state }) => state },
  { head: 'winner', align: 'left', cell: ({ winner, tuned }) => (tuned ? 'a tuning' : (winner ?? '-')) },
  { head: 'tasks', align: 'left', droppedAs: 2, cell: ({ tasks }) => few(tasks, 'tasks') },
  {
    head: 'contestants',
    align: 'left',
    droppedAs: 1,
    cell: ({ contestants }) => few(contestants, 'contestants'),
  },
];

/** One line for each run, its file last; a narrow terminal gets the file on a line below. */
function runLines(sound: readonly Sound[], columns: number): string[] {
  const lines = fittedTable(COLUMNS, sound, columns);
  const width = Math.max(...lines.map((line) => line.length));
  const paths = ['run', ...sound.map(({ path }) => path)];
  const joined = lines.map((line, index) => `${line.padEnd(width)}  ${paths[index]}`);
  if (joined.every((line) => line.length < columns)) return joined;
  return lines.flatMap((line, index) => (index === 0 ? [line] : [line, `    ${paths[index]}`]));
}

/** Names, or their number where they would take much room. */
function few(names: readonly string[], noun: string): string {
  const text = names.join(', ');
  return names.length > 1 && text.length > 18 ? `${names.length} ${noun}` : text;
}

const runJson = ({ path, created, state, counts, tasks, contestants, winner, tuned }: Sound): object => ({
  run: path,
  created,
  state,
  trialsPlanned: counts.planned,
  trialsFinished: counts.finished,
  trialsFailed: counts.failed,
  tasks,
  contestants,
  winner,
  ...(tuned ? { tuned } : {}),
});
