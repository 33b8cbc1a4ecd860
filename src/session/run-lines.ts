/** Summary lines of a run file: its origin, its state, and its settings. */

import { optionText } from '../options/written.ts';
import type { RunState, TrialCounts } from '../store/run-state.ts';
import type { StoredSession } from '../store/stored-trial.ts';
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { counted, shellWord, wrap } from '../words/text.ts';
import type { ConcludedRun } from './concluded-run.ts';
import { type Fact, specLines } from './header-lines.ts';
import { factLines } from './listing.ts';

export function runLines({ run, spec, counts, state }: ConcludedRun, columns: number): string[] {
  const [made, ...later] = run.sessions();
  const facts: Fact[] = [
    ['run', run.path],
    ['made', `${moment(made!.created)} by genoprop ${made!.genoprop}`],
    ...later.map(laterFact),
    ['state', stateText(state, counts, run.path)],
  ];
  const width = Math.max(...facts.map(([label]) => label.length));
  return [
    ...factLines(facts, columns),
    // This line is never wrapped, since it is to be copied.
    `${'by'.padEnd(width)}  ${commandText(made!)}`,
    '',
    ...specLines(spec, columns, { trials: `from seed ${spec.seed}`, more: [['device', spec.device]] }),
  ];
}

const commandText = ({ commandLine }: StoredSession): string =>
  commandLine.length === 0 ? 'a program' : ['genoprop', ...commandLine].map(shellWord).join(' ');

const laterFact = ({ purpose, created, genoprop }: StoredSession): Fact => [
  purpose === 'extend' ? 'extended' : 'resumed',
  `${moment(created)} by genoprop ${genoprop}`,
];

/** Time stamp for people: `2026-11-23 04:21:12`, in UTC as it was stored. */
export const moment = (stamp: string): string => stamp.slice(0, 19).replace('T', ' ');

export function stateText(state: RunState, counts: TrialCounts, path: string): string {
  const { planned, finished, failed, underWay } = counts;
  const failing = failed === 0 ? '' : `, ${failed} of them by failing`;
  if (state === 'done') return `done: all ${counted(planned, 'trial')} have ended${failing}`;
  const ended = `${finished} of ${counted(planned, 'trial')} have ended${failing}`;
  if (state === 'running') return `running: ${ended}, ${underWay} under way`;
  return `${state}: ${ended}; \`genoprop resume ${shellWord(path)}\` goes on`;
}

/** Lines of the tasks' options and the contestants' settings. */
export function settingLines({ tasks, contestants }: TournamentSpec, columns: number): string[] {
  const block = (head: string, values: Readonly<Record<string, unknown>>): string[] => [
    head,
    ...wrap(
      Object.entries(values)
        .map(([key, value]) => `${key}=${optionText(value)}`)
        .join(' ') || 'nothing to set',
      columns - 1,
      '    ',
    ),
  ];
  return [
    ...tasks.flatMap(({ label, options }) => block(`task ${label}`, options)),
    ...contestants.flatMap(({ name, learner, architecture, settings, netOptions }) => [
      ...block(`contestant ${name}: ${learner}`, settings),
      ...block(`  net ${architecture}`, netOptions),
    ]),
  ];
}
