/** Table of tunings: the settings that each search found, its cost, and fresh seeds with these settings. */
import { existsSync } from 'node:fs';
import { optionText } from '../../../src/options/written.ts';
import { readRun } from '../../../src/store/read-run.ts';
import type { Contestant } from '../../../src/tournament/spec/tournament.ts';
import { quantity } from '../../../src/words/numbers.ts';
import { table } from '../../results.ts';
import { playedIn } from './outcomes.ts';
import { successTable } from './success-table.ts';

const HEAD = ['contestant', 'searched settings as found', 'candidates × seeds', 'MACs of its tuning'];

/**
 * Markdown of a tuning and of the tournament afterwards.
 * @param tuning run file of the tuning
 * @param tuned run file of the tournament of the tuned contestants; null where there is none
 */
export function tunedTable(tuning: string, tuned: string): string | null {
  const played = playedIn(tuned);
  if (played === null || !existsSync(tuning)) return null;
  const searched = readRun(
    tuning,
    (run) =>
      new Map(run.spec().tuning?.searches.map(({ contestant, space }) => [contestant, Object.keys(space)])),
  );
  const contestants = readRun(tuned, (run) => run.spec().contestants);
  const rows = contestants.map((one) => rowOf(one, searched.get(one.name) ?? []));
  return `${table(HEAD, rows)}\n\n${successTable([played])}`;
}

function rowOf({ name, settings, netOptions, tuned }: Contestant, searched: readonly string[]): string[] {
  const values: Readonly<Record<string, unknown>> = { ...settings, ...netOptions };
  return [
    name,
    searched.map((setting) => `${setting}=${shown(values[setting])}`).join(', ') || '-',
    tuned === undefined ? '-' : `${tuned.candidates} × ${tuned.seeds}`,
    tuned === undefined ? '-' : quantity(tuned.macs),
  ];
}

const shown = (value: unknown): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(3))) : optionText(value);
