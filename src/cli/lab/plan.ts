/** Planning of a look: all mistakes in what was written are found here, before anything is computed. */
import { UserError } from '../../errors.ts';
import type { LabView } from '../../lab/view.ts';
import { unknownName } from '../../options/nearest.ts';
import { parseAssignments } from '../../options/parse.ts';
import { requireOwnPage } from '../../report/own-page.ts';
import { requireResultPath } from '../../session/result-paths.ts';
import type { RunFile } from '../../store/run-file.ts';
import type { LabFlags } from './flags.ts';

/** @throws UserError with the nearest name */
export function requireView(name: string, views: readonly LabView[]): LabView {
  const view = views.find((one) => one.name === name);
  if (view !== undefined) return view;
  throw unknownName(
    'view',
    name,
    views.map((one) => one.name),
  );
}

/**
 * Options of the look, where the flags and the run go with the view and all results can be written.
 * @throws UserError where they do not or cannot
 */
export function planLook(view: LabView, run: string | undefined, flags: LabFlags): Record<string, unknown> {
  const { name } = view;
  const { out, json, force = false, contestant = [] } = flags;
  const options = parseAssignments(flags.set ?? [], view.options, '--set');
  if (view.run === 'none' && run !== undefined)
    throw new UserError(`${run}: the view ${name} looks at no run; leave it out`);
  if (view.run === 'required' && run === undefined)
    throw new UserError(`lab ${name}: looks at a run; name its file: genoprop lab ${name} RUN`);
  if (contestant.length > 0 && run === undefined)
    throw new UserError(`--contestant ${contestant[0]}: is one of a run; name the run, or leave it out`);
  if (out === '-' && json === '-')
    throw new UserError('-o - and --json -: only one of them can be written to standard output');
  if (flags.open === true && (out === undefined || out === '-'))
    throw new UserError('--open: needs a page to open; give -o FILE.html too');
  const others = [['the run file', run]] as const;
  if (out !== undefined && out !== '-') {
    if (!/\.html?$/i.test(out))
      throw new UserError(`-o ${out}: must end with .html; --json FILE writes JSON`);
    requireOwnPage(out, { kind: 'lab', force, others });
  }
  if (json !== undefined && json !== '-')
    requireResultPath(json, '--json', [...others, ['the page of -o', out === '-' ? null : out]]);
  return options;
}

/**
 * Requires that the view has something to show of the run, and that the run has the contestants.
 * @throws UserError where it has not
 */
export function requireShown(
  view: LabView,
  run: RunFile,
  path: string,
  contestants: readonly string[],
): void {
  const names = run.spec().contestants.map(({ name }) => name);
  const unknown = contestants.find((one) => !names.includes(one));
  if (unknown !== undefined) throw unknownName('contestant', unknown, names, `--contestant ${unknown}`);
  const lack = view.lacks?.(run) ?? null;
  if (lack === null) return;
  // A damaged run is told as such.
  throw new UserError(
    lack.startsWith('run file ') ? lack : `${path}: has nothing for the view ${view.name}, ${lack}`,
  );
}
