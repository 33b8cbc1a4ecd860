/** CSV of a tuning's candidates (RFC 4180), made on demand. */
import { type CsvValue, csvText } from '../../words/csv.ts';
import type { ReportData } from '../data.ts';

/** One row a candidate: its place, its results, and `setting.*`, empty where a setting has no effect or is not searched. */
export function candidatesCsv({ tuning }: ReportData): string {
  const searches = tuning?.searches ?? [];
  const settings = [...new Set(searches.flatMap(({ space }) => Object.keys(space)))];
  const head = [
    ...['contestant', 'candidate', 'place', 'budget_share', 'trials', 'trials_planned', 'solved'],
    ...['median_macs_to_solve', 'median_test_error', 'macs', ...settings.map((name) => `setting.${name}`)],
  ];
  const rows = searches.flatMap(({ contestant, candidates }) =>
    candidates.map((one): CsvValue[] => [
      ...[contestant, one.name, one.rank, one.share, one.ended, one.planned, one.solved],
      ...[one.macsToSolve, one.wrong, one.macs],
      ...settings.map((name) => one.settings[name] ?? null),
    ]),
  );
  return csvText(head, rows);
}
