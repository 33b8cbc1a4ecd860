/** Action of `genoprop export`. */

import { existsSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../errors.ts';
import type { Champion } from '../../export/champion.ts';
import { type ExportedChampion, exportChampion } from '../../export/export-champion.ts';
import { type Drawing, type Format, formatFor, isDrawing } from '../../export/formats.ts';
import { architectureOf } from '../../nets/index.ts';
import { sizeOf, trainedIn } from '../../nets/trained.ts';
import { factLines, linesText } from '../../session/listing.ts';
import { writeWhole } from '../../session/output-file.ts';
import { requireResultPath } from '../../session/result-paths.ts';
import { type Terminal, Verbatim } from '../../session/terminal.ts';
import { readRun } from '../../store/read-run.ts';
import { examinedText, nounsOf } from '../../tasks/examined-words.ts';
import { type Criterion, measureText, showsError } from '../../tournament/spec/criterion.ts';
import type { TaskChoice } from '../../tournament/spec/tournament.ts';
import { trainedNote } from '../../tournament/spec/trained.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';
import { percent } from '../../words/numbers.ts';
import { counted, shellWord } from '../../words/text.ts';
import type { ExportFlags } from './flags.ts';

/**
 * Exports the champion and prints a summary of the file. Returns the exit code.
 * @throws UserError when something was written wrongly, and on a run file that cannot be read or holds no champion
 * @throws RunError when the file cannot be written
 */
export function runExport(path: string, flags: ExportFlags, terminal: Terminal): number {
  const { out, trial, contestant, task, force = false } = flags;
  if (trial !== undefined && (contestant !== undefined || task !== undefined)) {
    throw new UserError('--trial names one trial; leave --contestant and --task out, or --trial');
  }
  const toOutput = out === '-';
  const format = formatFor(out, flags.format ?? (toOutput ? 'json' : undefined));
  if (toOutput && format.name !== 'json' && !isDrawing(format)) {
    throw new UserError(
      `-o -: ${format.name} is no text, so it needs a file; only json, dot and cppn go to standard output`,
    );
  }
  if (!toOutput) {
    if (existsSync(out) && statSync(out).isFile() && !force) {
      throw new UserError(`-o ${out}: exists already; name another file, or give --force to overwrite it`);
    }
    requireResultPath(out, '-o', []);
  }
  const { exported, taskFile } = readRun(path, (run) =>
    run.consistently(() => {
      const made = exportChampion(run, { format: format.name, trial, contestant, task });
      const id = made.champion.about.trial.id;
      return {
        exported: made,
        taskFile: taskFileOf(trialsOf(run.spec()).find((one) => one.id === id)?.task),
      };
    }),
  );
  if (toOutput) terminal.out.write(new Verbatim(new TextDecoder().decode(exported.bytes)));
  else writeWhole(out, '-o', exported.bytes);
  const surface = toOutput ? terminal.err : terminal.out;
  surface.write(linesText(exportedLines(exported, format, out, taskFile, surface.columns)));
  return 0;
}

/** File of the run's task, as a path from here; null of a built-in task. The exported file does not hold it. */
function taskFileOf(task: TaskChoice | undefined): string | null {
  if (task?.module === undefined || !task.module.startsWith('file:')) return null;
  const path = fileURLToPath(task.module);
  const near = relative('', path);
  return near.startsWith('..') ? path : near;
}

function exportedLines(
  { champion, why, bytes }: ExportedChampion,
  format: Format | Drawing,
  out: string,
  taskFile: string | null,
  columns: number,
): string[] {
  const { about, net } = champion;
  return [
    ...factLines(
      [
        ['trial', `${about.trial.id}, ${why}`],
        [
          'net',
          `${net.architecture}, ${architectureOf(net).words(net)}, ${counted(sizeOf(net), 'parameter')}${trainedNote(trainedIn(net, about.net.options))}`,
        ],
        ['test', testText(champion)],
      ],
      columns,
    ),
    // These lines are never wrapped, since they are to be copied.
    `file   ${out === '-' ? 'standard output' : out}, ${format.name}, ${bytes.length} bytes`,
    ...(out === '-' || isDrawing(format)
      ? []
      : [
          `score  npx genoprop eval ${[out, ...(taskFile === null ? [] : [taskFile])].map(shellWord).join(' ')}`,
        ]),
  ];
}

function testText({ about: { result, task } }: Champion): string {
  const { test, validation, solved } = result;
  if (test !== null) {
    const { success } = task;
    const measured =
      'measure' in success
        ? `, ${success.measure} ${measureText(test.measures[success.measure], success.unit)}`
        : '';
    const nouns = nounsOf(task.shape);
    const counts = { sequences: test.sequences, exhaustive: success.exhaustive };
    const examined = examinedText(counts, String, nouns);
    const verdict = solved ? 'solved' : 'not solved';
    if (!showsError(success as Criterion)) return `${measured.slice(2)} over ${examined}, ${verdict}`;
    return `${percent(test.error)} of ${examined} ${nouns.bad}${measured}, ${verdict}`;
  }
  const validated =
    validation === null || !showsError(task.success as Criterion)
      ? ''
      : `; ${percent(validation.error)} wrong in its validation`;
  return `not tested${result.stop === null ? ' yet, the trial has not ended' : `, the trial was ${result.stop.reason}`}${validated}`;
}
