/** Title of a report: its task, and who plays. */
import { counted } from '../../words/text.ts';
import type { ReportData } from '../data.ts';

export function titleOf({ spec, contestants, tuning }: ReportData): string {
  const tuned = tuning?.searches.map(({ contestant }) => contestant);
  const names = tuned ?? contestants.map(({ name }) => name);
  const who = names.length <= 4 ? listed(names, 'against') : counted(names.length, 'contestant');
  const [only, ...others] = spec.tasks;
  const what = tuned === undefined ? who : `tuning of ${tuned.length > 4 ? who : listed(tuned, 'and')}`;
  return others.length === 0 ? `${only!.label}: ${what}` : `${counted(spec.tasks.length, 'task')}: ${what}`;
}

/** List of names: `a against b`, `a, b and c`. */
function listed(names: readonly string[], ofTwo: string): string {
  if (names.length === 2) return names.join(` ${ofTwo} `);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
