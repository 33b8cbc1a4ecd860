/** Output of `genoprop show`: a run up to its last checkpoint, for people, or as JSON or CSV. */
import { UserError } from '../../errors.ts';
import { nearest } from '../../options/nearest.ts';
import { methodsText } from '../../report/methods-text.ts';
import { resultLines } from '../../session/closing-lines.ts';
import { type ConcludedRun, concluded } from '../../session/concluded-run.ts';
import { jsonText, linesText } from '../../session/listing.ts';
import { runLines, settingLines } from '../../session/run-lines.ts';
import type { Surface, Terminal } from '../../session/terminal.ts';
import { readRun } from '../../store/read-run.ts';
import type { RunFile } from '../../store/run-file.ts';
import type { StoredTrial } from '../../store/stored-trial.ts';
import { wrap } from '../../words/text.ts';
import { metricsCsv, trialsCsv } from './csv.ts';
import type { ShowFlags } from './flags.ts';
import { insideCsv } from './inside-csv.ts';
import { methodsOf, showJson } from './json.ts';
import { showLatex } from './latex.ts';
import { trialLines } from './trial-lines.ts';

/**
 * Prints the run.
 * @throws UserError where there is no run or no such trial, and on flags that do not go together
 */
export function showRun(path: string, flags: ShowFlags, { out }: Terminal): void {
  requireTogether(flags);
  requireAlone(flags);
  readRun(path, (run) =>
    run.consistently(() => {
      for (const text of flags.inside ? insideText(run, flags) : [shownText(run, flags, out)])
        out.write(text);
    }),
  );
}

function requireTogether({ json, csv, metrics, settings, inside }: ShowFlags): void {
  if (json && csv) throw new UserError('--json and --csv: give one of them');
  if (inside && (json || metrics || settings)) {
    const other = json ? '--json' : metrics ? '--metrics' : '--settings';
    throw new UserError(`--inside and ${other}: give one of them`);
  }
  if (metrics && !json && !csv)
    throw new UserError('--metrics: goes with --csv or --json; --trial shows them too');
  if (settings && (json || csv)) throw new UserError('--settings: --json and --csv hold them anyway');
}

/** Requires that `--latex` and `--methods` stand alone, since both are of the whole run. */
function requireAlone({ latex, methods, ...others }: ShowFlags): void {
  if (!latex && !methods) return;
  if (latex && methods) throw new UserError('--latex and --methods: give one of them');
  const [other] = Object.entries(others).filter(([, value]) => value !== undefined && value !== false);
  if (other !== undefined) {
    throw new UserError(`--${other[0]} and --${latex ? 'latex' : 'methods'}: give one of them`);
  }
}

function shownText(run: RunFile, flags: ShowFlags, out: Surface): string {
  if (flags.latex) return showLatex(requireTournament(concluded(run)));
  if (flags.methods) return linesText(wrap(methodsText(methodsOf(concluded(run))), out.columns - 1));
  const trials = chosenTrials(run, flags.trial);
  if (flags.csv) return flags.metrics ? metricsCsv(run, run.spec(), trials) : trialsCsv(run.spec(), trials);
  if (flags.json) return jsonText(showJson(concluded(run), trials, flags.metrics === true));
  if (flags.trial !== undefined) return linesText(trialLines(run, trials[0]!, out));
  return linesText(shownLines(concluded(run), flags, out));
}

/** Requires a run with a verdict, which a tuning has not. */
function requireTournament(shown: ConcludedRun): ConcludedRun {
  if (shown.spec.tuning === undefined) return shown;
  throw new UserError(
    '--latex: this run is a tuning, which has no verdict; the tournament of its tuned contestants has one',
  );
}

/** Text of the measures in pieces: one write for each line would be slow, and one text of all lines too large. */
function* insideText(run: RunFile, { trial }: ShowFlags): Generator<string> {
  let piece = '';
  for (const lines of insideCsv(run, chosenTrials(run, trial))) {
    piece += lines;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

const PIECE = 2 ** 18;

function shownLines(shown: ConcludedRun, { settings }: ShowFlags, out: Surface): string[] {
  return [
    ...runLines(shown, out.columns),
    '',
    ...(settings ? [...settingLines(shown.spec, out.columns), ''] : []),
    ...resultLines(shown, out),
  ];
}

function chosenTrials(run: RunFile, id: string | undefined): StoredTrial[] {
  const trials = run.trials();
  if (id === undefined) return trials;
  const found = trials.filter((trial) => trial.id === id);
  if (found.length > 0) return found;
  const near = nearest(
    id,
    trials.map((trial) => trial.id),
  );
  const hint = near === undefined ? '' : `, did you mean '${near}'?`;
  throw new UserError(
    `--trial ${id}: there is no such trial in ${run.path}${hint} (task/contestant/seed; --csv lists them all)`,
  );
}
