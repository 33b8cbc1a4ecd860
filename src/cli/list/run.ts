/** Output of `genoprop list`: the runs of some folders, newest first, and files that ought to be runs. */

import { type Column, fittedTable } from '../../session/fitted-table.ts';
import { lookAtRun, newestFirst, runFilesIn, type SoundRun, USUAL_FOLDER } from '../../session/found-run.ts';
import { jsonText, linesText } from '../../session/listing.ts';
import { moment } from '../../session/run-lines.ts';
import { paint, type Terminal } from '../../session/terminal.ts';
import { wrap } from '../../words/text.ts';

/**
 * Prints the runs of the folders.
 * @throws UserError where a folder or file that was named is not there
 */
export function listRuns(places: readonly string[], json: boolean, { out }: Terminal): void {
  const found = runFilesIn('list', places).map(lookAtRun);
  const sound = newestFirst(found);
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

const COLUMNS: readonly Column<SoundRun>[] = [
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
function runLines(sound: readonly SoundRun[], columns: number): string[] {
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

const runJson = ({ path, created, state, counts, tasks, contestants, winner, tuned }: SoundRun): object => ({
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
