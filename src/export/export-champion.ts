/** Export of a run's champion as the bytes of a file. */
import { UserError } from '../errors.ts';
import { show } from '../tasks/check-shape.ts';
import { type Choice, chooseTrial, type Readable } from './best-trial.ts';
import type { Champion } from './champion.ts';
import { type Drawing, type Format, formatFor, formatNames } from './formats.ts';
import { championOfRun } from './run-champion.ts';

export interface ExportOptions extends Choice {
  readonly format: (Format | Drawing)['name'];
}

export interface ExportedChampion {
  readonly champion: Champion;
  /** Reason for this trial, in words that follow the trial's name. */
  readonly why: string;
  /** Bytes of the file. The same run gives the same bytes. */
  readonly bytes: Uint8Array;
}

/**
 * Champion of the trial that is named, or of the best one (of a contestant, on a task): solved before unsolved, then at
 * the lowest cost, then with the lowest test error.
 * @param run result of `openRun`
 * @param options `format`, which must be given, and the choice of the trial
 * @throws UserError on another format, on a name that the run does not have, and where nothing has been found yet
 */
export function exportChampion(
  run: Readable & { readonly path?: string },
  { format, ...choice }: ExportOptions = {} as ExportOptions,
): ExportedChampion {
  const where = `run file ${run.path ?? ''}`.trimEnd();
  if (typeof format !== 'string')
    throw new UserError(
      `exportChampion: format is ${show(format)}, it must be one of ${formatNames.join(', ')}`,
    );
  const { write } = formatFor('', format, 'exportChampion');
  const { trial, why } = chooseTrial(run, choice, where);
  const champion = championOfRun(run, trial, where);
  return { champion, why, bytes: write(champion) };
}
