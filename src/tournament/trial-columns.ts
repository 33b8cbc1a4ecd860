/**
 * Columns of a run's CSV with the conditions of each trial: `option.*` of its task, `learner` and `net`, `setting.*` of
 * its contestant, those of the net and the encoding among them; and `measure.*`, the measures of the task's own judge.
 */
import { optionText } from '../options/written.ts';
import type { CsvValue } from '../words/csv.ts';
import type { Contestant, TournamentSpec } from './spec/tournament.ts';

/** Columns that are the same for all rows of one trial. */
export interface TrialColumns {
  readonly head: readonly string[];
  /** Values of a trial by its task's label and its contestant's name; null where it has no such option or setting. */
  values(trial: { readonly task: string; readonly contestant: string }): readonly CsvValue[];
}

/** Columns in the order in which the tasks declare their options, and then the learners and nets their settings. */
export function trialColumns({ tasks, contestants }: TournamentSpec): TrialColumns {
  const options = namesOf(tasks.map((task) => task.options));
  const settings = namesOf([
    ...contestants.map((contestant) => contestant.settings),
    ...contestants.map(({ netOptions }) => netOptions),
  ]);
  const byLabel = new Map(tasks.map((task) => [task.label, task]));
  const byName = new Map(contestants.map((contestant) => [contestant.name, contestant]));
  return {
    head: [
      ...options.map((name) => `option.${name}`),
      'learner',
      'net',
      ...settings.map((name) => `setting.${name}`),
    ],
    values({ task, contestant }) {
      const chosen = byLabel.get(task)!.options;
      const who = byName.get(contestant)!;
      return [
        ...options.map((name) => written(chosen, name)),
        who.learner,
        who.architecture,
        ...settings.map((name) => written(allSettings(who), name)),
      ];
    },
  };
}

const allSettings = ({ settings, netOptions }: Contestant) => ({ ...settings, ...netOptions });

const namesOf = (all: readonly Readonly<Record<string, unknown>>[]): string[] => [
  ...new Set(all.flatMap((values) => Object.keys(values))),
];

/** Value as `--set` and `--contestant` take it: `none` where an option is off. */
function written(values: Readonly<Record<string, unknown>>, name: string): CsvValue {
  if (!Object.hasOwn(values, name)) return null;
  const value = values[name];
  return typeof value === 'number' || typeof value === 'boolean' ? value : optionText(value);
}

type Measures = Readonly<Record<string, number | null>> | null | undefined;

/** Columns of measures, in alphabetical order, independent of the order in which trials end. */
export interface MeasureColumns {
  readonly head: readonly string[];
  values(measures: Measures): readonly CsvValue[];
}

export function measureColumns(all: readonly Measures[]): MeasureColumns {
  const names = [...new Set(all.flatMap((measures) => Object.keys(measures ?? {})))].sort();
  return {
    head: names.map((name) => `measure.${name}`),
    values: (measures) =>
      names.map((name) => (measures && Object.hasOwn(measures, name) ? measures[name]! : null)),
  };
}
