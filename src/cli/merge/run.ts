/** Action of `genoprop merge`. */
import { existsSync, rmSync, statSync } from 'node:fs';
import { UserError } from '../../errors.ts';
import { factLines, linesText } from '../../session/listing.ts';
import type { Terminal } from '../../session/terminal.ts';
import { readFailure } from '../../store/damage.ts';
import { type MergePlan, planMerge, writeMerge } from '../../store/merge-runs.ts';
import { createRun, isBeingWritten, openRun, type RunFile } from '../../store/run-file.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';
import { counted, shellWord } from '../../words/text.ts';
import type { MergeFlags } from './flags.ts';

/**
 * Merges the run files and prints what was taken from each.
 * @throws UserError where the files do not fit together, or the merged one cannot be made
 * @throws RunError where it cannot be written to the end
 */
export function runMerge(paths: readonly string[], { out }: MergeFlags, terminal: Terminal): void {
  if (paths.length < 2) throw new UserError('merge: takes at least two run files');
  const runs: RunFile[] = [];
  try {
    for (const path of paths) runs.push(openRun(path, { readOnly: true }));
    requireDifferent(paths);
    const plan = planned(runs);
    const existed = existsSync(out);
    const made = createRun(out, plan.spec, runs[0]!.about());
    try {
      writeMerge(made, runs, plan);
      made.close();
    } catch (error) {
      made.close();
      if (!existed) removeHalf(out);
      throw error;
    }
    const { columns } = terminal.out;
    terminal.out.write(linesText(factLines(factsOf(runs, plan, out), columns)));
  } finally {
    for (const run of runs) run.close();
  }
}

/** Under two names, as a link, a file would agree with itself, which says nothing. */
function requireDifferent(paths: readonly string[]): void {
  const files = paths.map((path) => {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}/${ino}`;
  });
  const twice = files.findIndex((file, index) => files.indexOf(file) < index);
  if (twice < 0) return;
  const first = paths[files.indexOf(files[twice]!)]!;
  throw new UserError(
    paths[twice] === first
      ? `${first}: named twice; name each run once`
      : `${paths[twice]}: is the same file as ${first}; name each run once`,
  );
}

/** Removes a merged run that could not be filled, so that the same command can be given again. */
function removeHalf(out: string): void {
  for (const rest of ['', '-wal', '-shm']) rmSync(out + rest, { force: true });
}

/** Plan of the merge; damage is told with the name of its file. */
function planned(runs: readonly RunFile[]): MergePlan {
  for (const run of runs) {
    try {
      for (const { id } of run.trials()) run.champion(id);
    } catch (error) {
      throw readFailure(run.path, error);
    }
  }
  return planMerge(runs);
}

function factsOf(runs: readonly RunFile[], plan: MergePlan, out: string): [string, string][] {
  const { spec, sources, ended, alike } = plan;
  const all = trialsOf(spec).length;
  const left = all - ended;
  const versions = [...new Set(runs.flatMap((run) => run.sessions().map(({ genoprop }) => genoprop)))];
  const taken = runs.map((run, index): [string, string] => {
    const count = [...sources.values()].filter((source) => source === index).length;
    const writing = isBeingWritten(run.path) ? '; it is still being written, and was taken as it is now' : '';
    return [index === 0 ? 'from' : '', `${run.path}: ${counted(count, 'trial')}${writing}`];
  });
  return [
    ['merged', `${out}: ${ended} of ${counted(all, 'trial')} ended${left === 0 ? '' : `, ${left} left`}`],
    ...taken,
    ...(alike === 0
      ? []
      : [
          ['alike', `${counted(alike, 'trial')} ended in several files, with equal results`] as [
            string,
            string,
          ],
        ]),
    ...(versions.length < 2
      ? []
      : [['note', `of several versions of genoprop: ${versions.join(', ')}`] as [string, string]]),
    left === 0
      ? ['report', `npx genoprop report ${shellWord(out)} --open`]
      : ['resume', `npx genoprop resume ${shellWord(out)}`],
  ];
}
