/** Tables of settings that differ between the contestants of runs that are compared. */
import type { Contestant } from '../../tournament/spec/tournament.ts';
import { setting } from '../html/cells.ts';
import { type Html, html } from '../html/markup.ts';
import { table } from '../html/table.ts';
import { runKey } from '../keys.ts';
import { type ComparisonData, letterOf } from './comparison.ts';

/** Contestant with the runs in which it plays with these settings. */
interface Variant {
  readonly contestant: Contestant;
  readonly runs: readonly number[];
}

interface Row {
  readonly name: string;
  readonly values: readonly string[];
}

/** Tables, one a learner of which settings differ; null where none does. */
export function differingSettings(data: ComparisonData): Html | null {
  const byLearner = Map.groupBy(variantsOf(data), ({ contestant }) => contestant.learner);
  const tables = [...byLearner].flatMap(([learner, variants]) => {
    const rows = rowsOf(variants);
    return rows.length === 0 ? [] : [tableOf(learner, variants, rows)];
  });
  return tables.length === 0
    ? null
    : html`<h3>Settings that differ</h3>
${tables}`;
}

/** Contestants of all runs; of a tuning those that its report shows. The same one in several runs is one. */
function variantsOf({ runs }: ComparisonData): Variant[] {
  const all = runs.flatMap(({ spec, contestants }, run) => {
    const shown = new Set(contestants.map(({ name }) => name));
    return spec.contestants.filter(({ name }) => shown.has(name)).map((contestant) => ({ contestant, run }));
  });
  const same = Map.groupBy(all, ({ contestant }) =>
    JSON.stringify([contestant.name, contestant.learner, valuesOf(contestant)]),
  );
  return [...same.values()].map((own) => ({
    contestant: own[0]!.contestant,
    runs: own.map(({ run }) => run),
  }));
}

const valuesOf = ({ architecture, settings, netOptions }: Contestant): Readonly<Record<string, unknown>> => ({
  net: architecture,
  ...settings,
  ...netOptions,
});

function rowsOf(variants: readonly Variant[]): Row[] {
  const values = variants.map(({ contestant }) => valuesOf(contestant));
  const names = new Set(values.flatMap((one) => Object.keys(one)));
  return [...names]
    .map((name) => ({ name, values: values.map((one) => setting(one[name])) }))
    .filter((row) => new Set(row.values).size > 1);
}

const tableOf = (learner: string, variants: readonly Variant[], rows: readonly Row[]): Html =>
  table<Row>({
    id: `differing-${learner}`,
    title: `Learner ${learner}`,
    rows,
    columns: [
      { head: 'Setting', cell: ({ name }) => name },
      ...variants.map(({ contestant, runs }, index) => ({
        head: `${contestant.name} (${runs.map(letterOf).join(', ')})`,
        of: runs.map(runKey),
        cell: ({ values }: Row) => values[index]!,
      })),
    ],
  });
