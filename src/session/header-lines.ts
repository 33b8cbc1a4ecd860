/** Header lines, printed before a session is played: tasks, chance, success, budget, trials and device. */

import { seedsShortage } from '../statistics/seeds-needed.ts';
import type { Extension } from '../store/extend-run.ts';
import { overlapText } from '../tasks/examined-words.ts';
import type { EarlierSession } from '../tournament/earlier-session.ts';
import { formatBudget } from '../tournament/spec/budget.ts';
import { lossName, shortCriterion } from '../tournament/spec/criterion.ts';
import { wholeGoalText } from '../tournament/spec/goal-words.ts';
import { seedsText } from '../tournament/spec/repetitions.ts';
import { endText } from '../tournament/spec/to-the-end.ts';
import type { Budget, TaskChoice, TournamentSpec } from '../tournament/spec/tournament.ts';
import { chanceText, shortChance } from '../words/chance.ts';
import { table } from '../words/table.ts';
import { counted, wrap } from '../words/text.ts';
import { factLines } from './listing.ts';
import { paint, type Surface } from './terminal.ts';

export interface Announced {
  readonly title: string;
  readonly spec: TournamentSpec;
  readonly past: EarlierSession;
  /** Trials that have just been added to the run. */
  readonly added?: Extension | null | undefined;
  readonly notes?: readonly string[];
  readonly deviceLine: string;
  readonly workers: number;
  readonly queue?: { readonly shown: string } | undefined;
  readonly pages?: { readonly address: string } | undefined;
}

export type Fact = readonly [label: string, text: string];

export function headerLines(
  { title, spec, past, added, notes = [], deviceLine, workers, queue, pages }: Announced,
  surface: Pick<Surface, 'columns' | 'colours'>,
): string[] {
  const { strong } = paint(surface.colours);
  return [
    ...wrap(title, surface.columns - 1).map(strong),
    ...specLines(spec, surface.columns, {
      trials: `from seed ${spec.seed}, on ${queue === undefined ? counted(workers, 'worker') : `the workers at ${queue.shown}`}`,
      more: [
        ...pastFacts(past),
        ...addedFacts(added ?? null),
        ['device', deviceLine],
        ...(pages === undefined ? [] : [['open', pages.address] as const]),
        ...verdictFacts(spec),
        ...notes.map((note): Fact => ['note', note]),
      ],
    }),
    '',
  ];
}

/**
 * Summary of a tournament: its tasks, budget and trials.
 * @param more text behind the number of trials, and facts that follow
 */
export function specLines(
  spec: TournamentSpec,
  columns: number,
  more: { readonly trials: string; readonly more: readonly Fact[] },
): string[] {
  const { tasks, contestants, seeds, repetitions, budget, toTheEnd, tuning } = spec;
  const [first] = tasks;
  const only = tasks.length === 1 ? first! : null;
  // Tasks with a budget of their own show it in their lines.
  const isSaidOfEach = only === null && tasks.every((task) => task.budget !== undefined);
  const factors = tuning
    ? [
        counted(tuning.searches.length, 'contestant'),
        counted(tuning.rounds[0]!.candidates, 'setting'),
        counted(seeds, 'tuning seed'),
      ]
    : [counted(contestants.length, 'contestant'), counted(seeds, 'seed')];
  const trials =
    only === null
      ? `${[counted(tasks.length, 'task'), ...factors].join(' × ')} = ${tasks.length * contestants.length * seeds}`
      : factors.join(' × ');
  return [
    ...(only === null ? taskLines(tasks, columns) : []),
    ...factLines(
      [
        ...(only === null ? [] : taskFacts(only)),
        ...(isSaidOfEach ? [] : [['budget', budgetText(only?.budget ?? budget)] as const]),
        ...(toTheEnd === undefined ? [] : [['end', endText(toTheEnd)] as const]),
        [
          'trials',
          `${trials}, ${repetitions === undefined ? '' : `numbers ${seedsText(spec)} `}${more.trials}`,
        ],
        ...more.more,
      ],
      columns,
    ),
  ];
}

/** Warning before the session of a plan that is too small for a verdict. */
function verdictFacts({ tasks, contestants, seeds, tuning }: TournamentSpec): Fact[] {
  if (tuning !== undefined) return [];
  const shortage = seedsShortage({ tasks: tasks.length, contestants: contestants.length, seeds });
  return shortage === null ? [] : [['note', shortage]];
}

/** Names of the contestants as a title has them: those that are tuned, not their candidates. */
export const titleNames = ({ tuning, contestants }: TournamentSpec): string =>
  (tuning?.searches.map(({ contestant }) => contestant) ?? contestants.map(({ name }) => name)).join(', ');

function taskFacts({ name, label, facts }: TaskChoice): Fact[] {
  const { chance, success, overlap } = facts;
  const best = chanceText(chance, lossName(success));
  return [
    ['task', label === name ? name : `${name} ${label.slice(name.length + 1).replaceAll(',', ' ')}`],
    ...(best === null ? [] : [['chance', best] as const]),
    ['solved', wholeGoalText(facts)],
    ...(overlap === undefined ? [] : [['note', overlapText(overlap)] as const]),
  ];
}

/** Task lines, one each; where they do not fit, fields that all tasks share are dropped first. */
function taskLines(tasks: readonly TaskChoice[], columns: number): string[] {
  const rows = tasks.map(({ label, budget, facts: { chance, success } }) => [
    label,
    shortChance(chance, lossName(success)) ?? '-',
    shortCriterion(success, `${success.exhaustive ? 'all ' : ''}${success.sequences}`),
    budget === undefined ? '' : formatBudget(budget).join(' or '),
  ]);
  const byError = tasks.every(({ facts }) => facts.success.measure === undefined);
  const solved = byError ? 'solved with wrong' : 'solved with';
  const head = ['task', 'chance', solved, rows.some((row) => row[3] !== '') ? 'budget' : ''];
  const lines = table([head, ...rows], ['left', 'right', 'left', 'left']);
  const notes = tasks.flatMap(({ label, facts: { overlap } }) =>
    overlap === undefined ? [] : wrap(`note: ${label}: ${overlapText(overlap)}`, columns - 1),
  );
  return [...lines.flatMap((line) => hung(line, columns)), ...notes, ''];
}

/** Line with a hanging indent: a long line goes on below, further in. */
function hung(line: string, columns: number): string[] {
  if (line.length < columns) return [line];
  const cut = line.lastIndexOf('  ', columns - 1);
  return cut <= 0
    ? [line]
    : [line.slice(0, cut).trimEnd(), ...hung(`    ${line.slice(cut).trim()}`, columns)];
}

export const budgetText = (budget: Budget): string => {
  const limits = formatBudget(budget);
  return `${limits.join(' or ')} a trial${limits.length > 1 ? ', whichever is reached first' : ''}`;
};

function pastFacts({ finished, resume }: EarlierSession): Fact[] {
  const failed = [...finished.values()].filter(({ stop }) => stop.reason === 'failed').length;
  const parts = [
    ...(finished.size === 0
      ? []
      : [
          `${counted(finished.size, 'trial')} ended before${failed === 0 ? '' : `, ${failed} of them by failing`}`,
        ]),
    ...(resume.size === 0
      ? []
      : [`${resume.size} ${resume.size === 1 ? 'goes' : 'go'} on from a checkpoint`]),
  ];
  return parts.length === 0 ? [] : [['so far', parts.join('; ')]];
}

function addedFacts(added: Extension | null): Fact[] {
  if (added === null) return [];
  return [...newFacts(added), ...raisedFacts(added)];
}

function raisedFacts({ goOn, anew }: Extension): Fact[] {
  const going = (trials: readonly string[]) =>
    `${counted(trials.length, 'trial')} ${trials.length === 1 ? 'goes' : 'go'} on`;
  const parts = [
    ...(goOn.length === 0
      ? []
      : [`${going(goOn)} from where the smaller budget ended ${goOn.length === 1 ? 'it' : 'them'}`]),
    ...(anew.length === 0
      ? []
      : [
          `${counted(anew.length, 'trial')} anew, for the run file is of an older version and kept no state of their ends`,
        ]),
  ];
  return parts.length === 0 ? [] : [['raised', parts.join('; ')]];
}

function newFacts(added: Extension): Fact[] {
  if (added.trials === 0) return [];
  const parts = [
    ...(added.tasks.length === 0 ? [] : [`task ${added.tasks.join(', ')}`]),
    ...(added.contestants.length === 0 ? [] : [`contestant ${added.contestants.join(', ')}`]),
    ...(added.seeds === 0 ? [] : [counted(added.seeds, 'more seed')]),
  ];
  return [['new', `${parts.join('; ')}: ${counted(added.trials, 'trial')}`]];
}
