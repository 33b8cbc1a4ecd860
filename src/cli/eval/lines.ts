/** Output of `genoprop eval`: one score as a list of facts, several as a table. */

import type { Evaluation } from '../../export/evaluate-champion.ts';
import { trainedIn } from '../../nets/trained.ts';
import { optionText } from '../../options/written.ts';
import { type Column, fittedTables } from '../../session/fitted-table.ts';
import { factLines } from '../../session/listing.ts';
import { examinedText, type Nouns, nounsOf } from '../../tasks/examined-words.ts';
import {
  besideLoss,
  goalText,
  lossName,
  measureHead,
  showsError,
  showsLoss,
} from '../../tournament/spec/criterion.ts';
import type { TaskFacts } from '../../tournament/spec/tournament.ts';
import { trainedNote } from '../../tournament/spec/trained.ts';
import { chanceText } from '../../words/chance.ts';
import { percent, percentRange } from '../../words/numbers.ts';
import { wrap } from '../../words/text.ts';
import type { EvalPlan } from './plan.ts';
import type { Scored } from './scored.ts';

type Fact = readonly [label: string, text: string];

export function evaluationLines(plan: EvalPlan, all: readonly Scored[], columns: number): string[] {
  const [only] = all;
  if (only !== undefined && all.length === 1) return oneLines(plan, only, columns);
  const { success } = all[0]!.choice.facts;
  const facts: Fact[] = [
    ...championFacts(plan),
    ...foundUnder(plan, all),
    ['task', taskText(plan, all)],
    ['solved', goalText(success)],
    ['device', plan.deviceLine],
  ];
  const notes = [...new Set(all.flatMap((one) => one.notes))];
  return [
    ...factLines(facts, columns),
    '',
    ...fittedTables(tableColumns(plan, all), all, columns, plan.varied.length).flatMap((lines, index) => [
      ...(index === 0 ? [] : ['']),
      ...lines,
    ]),
    ...notes.flatMap((note) => wrap(`note: ${note}`, columns - 1)),
  ];
}

function oneLines(plan: EvalPlan, only: Scored, columns: number): string[] {
  const { evaluation, choice, repeated, notes } = only;
  const { facts } = choice;
  const nouns = nounsOf(facts.shape);
  const chance = chanceText(facts.chance, lossName(facts.success));
  const all: Fact[] = [
    ...championFacts(plan),
    ['task', taskText(plan, [only])],
    ...(showsError(facts.success)
      ? [
          [
            nouns.bad,
            `${percent(evaluation.error)}, ${evaluation.wrong} of ${wrongOf(evaluation, nouns)}`,
          ] as const,
        ]
      : []),
    ...(showsLoss(facts.success) ? [['loss', lossText(evaluation.loss)] as const] : []),
    ...Object.entries(evaluation.measures).map(
      ([name, value]): Fact => [name, withUnit(value, facts.units?.[name])],
    ),
    ...(chance === null ? [] : [['chance', chance] as const]),
    ['solved', solvedText(evaluation, facts)],
    ...(repeated === 'same'
      ? [['trial', `its test found the same ${comparedText(facts)}, to the last digit`] as const]
      : []),
    ['device', plan.deviceLine],
    ...plan.dropped.map((name): Fact => ['note', leftOut(plan, name)]),
    ...notes.map((note): Fact => ['note', note]),
  ];
  return factLines(all, columns);
}

const leftOut = ({ champion: { about } }: EvalPlan, name: string): string =>
  `${name}=${optionText(about.task.options[name])}, which the net was found under, is left out here`;

function championFacts({ champion: { about, net } }: EvalPlan): Fact[] {
  const { contestant, trial } = about;
  const what = `${contestant.learner}, ${net.architecture}, ${net.parameters} parameters${trainedNote(trainedIn(net, about.net.options))}`;
  return [['net', `${contestant.name} (${what}), from trial ${trial.id}`]];
}

/** Fact that names the row of the table under which the net was found. */
function foundUnder({ champion: { about }, varied, dropped }: EvalPlan, all: readonly Scored[]): Fact[] {
  if (all[0]!.choice.name !== about.task.name) return [];
  const values = [...varied, ...dropped].map((name) => `${name}=${optionText(about.task.options[name])}`);
  return [['found', `under ${values.join(' ')}`]];
}

/** Numbers that are compared with those of the trial's test. */
const comparedText = ({ success }: TaskFacts): string =>
  showsError(success) ? 'error and loss' : lossName(success).name;

function taskText({ seed, tuning, varied }: EvalPlan, all: readonly Scored[]): string {
  const [{ choice, evaluation }] = all as readonly [Scored];
  const exhaustive = choice.facts.success.exhaustive;
  const nouns = nounsOf(choice.facts.shape);
  const same = all.every((one) => one.evaluation.sequences === evaluation.sequences);
  const counts = same ? `${evaluation.sequences} ` : '';
  const sequences =
    exhaustive && same
      ? examinedText({ sequences: evaluation.sequences, exhaustive }, String, nouns)
      : `${counts}test ${nouns.many} of ${tuning ? 'tuning ' : ''}seed ${seed}`;
  const options = choice.label.slice(choice.name.length + 1).split(',');
  const fixed = options.filter((one) => one !== '' && !varied.includes(one.split('=', 1)[0]!));
  return [choice.name, ...fixed].join(' ').concat(`, ${sequences}`);
}

/** Text after the number of wrong sequences, or lost episodes. */
function wrongOf({ sequences, interval }: Evaluation, nouns: Nouns): string {
  if (interval === null) return examinedText({ sequences, exhaustive: true }, String, nouns);
  return `${sequences} ${nouns.many}; 95 % interval ${intervalText(interval)}`;
}

function intervalText(interval: Evaluation['interval']): string {
  if (interval === null) return 'none';
  return percentRange(interval.low, interval.high);
}

const withUnit = (value: number, unit: string | undefined): string =>
  `${plain(value)}${unit === undefined ? '' : ` ${unit}`}`;

const lossText = (loss: number): string =>
  Number.isFinite(loss) ? loss.toPrecision(4) : `not finite (${loss})`;

function solvedText({ solved }: Evaluation, { success }: TaskFacts): string {
  return `${solved ? 'yes' : 'no'}, ${solved ? 'it is' : 'it takes'} ${goalText(success)}`;
}

const ERROR_COLUMNS: readonly Column<Scored>[] = [
  { head: 'wrong', align: 'right', cell: ({ evaluation }) => percent(evaluation.error) },
  {
    head: '95 % interval',
    align: 'right',
    droppedAs: 4,
    cell: ({ evaluation }) => intervalText(evaluation.interval),
  },
];

function tableColumns({ varied }: EvalPlan, all: readonly Scored[]): Column<Scored>[] {
  const measures = [...new Set(all.flatMap(({ evaluation }) => Object.keys(evaluation.measures)))];
  const { success, units = {} } = all[0]!.choice.facts;
  const loss = lossName(success);
  const knowsChance = all.some(({ choice }) => choice.facts.chance.error !== undefined);
  return [
    ...varied.map(
      (name): Column<Scored> => ({
        head: name,
        align: 'right',
        cell: ({ choice }) => optionText(choice.options[name]),
      }),
    ),
    ...(showsError(success) ? ERROR_COLUMNS : []),
    {
      head: measureHead(loss.name, loss.unit),
      align: 'right',
      ...(showsLoss(success) ? { droppedAs: 2 } : {}),
      cell: ({ evaluation }) =>
        Number.isFinite(evaluation.loss) ? evaluation.loss.toPrecision(4) : String(evaluation.loss),
    },
    ...besideLoss(measures, success).map(
      (name): Column<Scored> => ({
        head: measureHead(name, units[name]),
        align: 'right',
        droppedAs: 1,
        beneath: true,
        cell: ({ evaluation }) => plain(evaluation.measures[name]),
      }),
    ),
    ...(knowsChance
      ? [
          {
            head: 'chance',
            align: 'right',
            droppedAs: 3,
            cell: ({ choice }: Scored) => percent(choice.facts.chance.error ?? null),
          } as const,
        ]
      : []),
    { head: 'solved', align: 'left', cell: ({ evaluation }) => (evaluation.solved ? 'yes' : 'no') },
  ];
}

/** Measure to four digits, without an exponent where it is a whole number. */
const plain = (value: number | undefined): string => {
  if (value === undefined) return '-';
  return Number.isSafeInteger(value) ? String(value) : value.toPrecision(4);
};
