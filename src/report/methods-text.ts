/**
 * Paragraph on methods for a paper: task, budget, seeds, tests and versions of a run, in plain text. The paragraph
 * states only facts of this run and constant properties of genoprop.
 */
import { incompleteTrials } from '../statistics/missing.ts';
import type { TournamentSummary } from '../statistics/summary.ts';
import type { Verdict } from '../statistics/verdict-types.ts';
import { listed } from '../statistics/words.ts';
import { isRaised } from '../store/repeat.ts';
import type { TrialCounts } from '../store/run-state.ts';
import type { StoredSession } from '../store/stored-trial.ts';
import { contestantWords } from '../tournament/spec/contestant-words.ts';
import { showsError } from '../tournament/spec/criterion.ts';
import { wholeGoalText } from '../tournament/spec/goal-words.ts';
import { rangesText, repetitionsOf } from '../tournament/spec/repetitions.ts';
import type { Budget, TaskChoice, ToTheEnd, TournamentSpec } from '../tournament/spec/tournament.ts';
import { tunedMethods } from '../tournament/spec/tuned-words.ts';
import { percent } from '../words/numbers.ts';
import { counted } from '../words/text.ts';
import { tasksText } from './tasks-text.ts';
import { tuningAnalysis, tuningDesign } from './tuning/methods.ts';
import type { ReportTuning } from './tuning/reported.ts';

export interface MethodsGiven {
  readonly spec: TournamentSpec;
  readonly sessions: readonly Pick<
    StoredSession,
    'genoprop' | 'node' | 'machine' | 'purpose' | 'commandLine'
  >[];
  /** Machines that computed, in words; left out: those of the sessions. */
  readonly machines?: readonly string[];
  readonly counts: TrialCounts;
  readonly summary: Pick<TournamentSummary, 'tasks' | 'overall'>;
  /** Tuning, of which `spec` has the best candidates alone; null and left out of a tournament. */
  readonly tuning?: ReportTuning | null;
}

export function methodsText(given: MethodsGiven): string {
  const { spec, summary, counts, tuning = null } = given;
  const sentences = [
    ...(tuning === null ? design(spec) : tuningDesign(spec, tuning)),
    ...tunedMethods(spec.contestants),
    ...stopping(spec),
    'Training sequences depended on task and seed alone, so that all contestants learned from the same ones; all ' +
      'were validated and tested on the same sequences.',
    ...criteria(spec.tasks, given.sessions.some(isRaised)),
    ...(tuning === null ? [...testing(summary, spec), intervals(summary, spec)] : tuningAnalysis(tuning)),
    ...missing(summary, counts),
    ...versions(given),
  ];
  return sentences.join(' ');
}

function design(spec: TournamentSpec): string[] {
  const { tasks, contestants, seeds, seed } = spec;
  const on = tasksText(tasks);
  const who = contestants.map((one) => `${one.name} (${contestantWords(one)})`);
  return [
    `${counted(contestants.length, 'contestant')} ${contestants.length === 1 ? 'was' : 'were'} trained on ${on}: ` +
      `${listed(who)}; settings that are not named are the program's defaults.`,
    `Each was run with ${counted(seeds, 'seed')}${tasks.length === 1 ? '' : ' on each task'} ` +
      `(${seeds === 1 ? 'repetition' : 'repetitions'} ${rangesText(repetitionsOf(spec)).replaceAll('-', ' to ')} of tournament seed ${seed}).`,
  ];
}

function stopping({ tasks, budget, toTheEnd }: TournamentSpec): string[] {
  const own = tasks.filter((task) => task.budget !== undefined);
  const each = own.map((task) => `${limitWords(task.budget!)} on ${task.label}`);
  const shared = own.length === tasks.length ? [] : [limitWords(budget)];
  const texts = [...shared, ...each];
  return [
    `A trial ended when its budget (${texts.join('; ')}) was spent${solvedEnd(toTheEnd)} or when its loss or gradient ` +
      'was no longer finite.',
    ...(toTheEnd === undefined
      ? []
      : [
          'It trained on after its task was solved in validation; its cost to solve is what it had spent by then.',
        ]),
    'Costs are those of the search in multiply-accumulate operations (MACs), counted from formulas, without ' +
      'validation and test.',
  ];
}

/** End of a trial by solving its task, as a part of the list of its ends. */
function solvedEnd(toTheEnd: ToTheEnd | undefined): string {
  if (toTheEnd === undefined) return ', when its task was solved in validation,';
  const { until } = toTheEnd;
  if (until === null) return '';
  const few = until === 0 ? 'none' : `at most ${percent(until)}`;
  return `, when its task was solved and ${few} of the validation sequences ${until === 0 ? 'was' : 'were'} wrong,`;
}

/** Text of limits: `3e10 MACs or 60 s` */
export function limitWords({ macs, updates, evaluations, seconds }: Budget): string {
  return [
    ...(macs === undefined ? [] : [`${number(macs)} MACs`]),
    ...(updates === undefined ? [] : [`${number(updates)} updates`]),
    ...(evaluations === undefined ? [] : [`${number(evaluations)} evaluations`]),
    ...(seconds === undefined ? [] : [`${number(seconds)} s`]),
  ].join(' or ');
}

const number = (value: number): string =>
  value >= 1e6 ? value.toExponential().replace('e+', 'e') : value.toLocaleString('en');

/** Sentences on success criteria; tasks of one criterion share one. */
function criteria(tasks: readonly TaskChoice[], wasRaised: boolean): string[] {
  const kinds = Map.groupBy(tasks, ({ facts }) =>
    wholeGoalText(facts, (count) => count.toLocaleString('en')),
  );
  const rules = [...kinds].map(([rule, mine]) =>
    kinds.size === 1 ? rule : `${rule} on ${listed(mine.map(({ label }) => label))}`,
  );
  const levels = tasks.flatMap(({ label, facts: { chance } }) =>
    chance.error === undefined ? [] : [`${percent(chance.error)}${tasks.length === 1 ? '' : ` on ${label}`}`],
  );
  return [
    `The net that validated best was tested ${wasRaised ? 'at the end of each budget, of which the last and largest counts' : 'once, at the end'}; a trial counts as solved with ${rules.join('; ')}.`,
    ...(levels.length === 0 ? [] : [`Ignoring the input reaches, at best, ${listed(levels)} wrong.`]),
  ];
}

function testing({ tasks, overall }: MethodsGiven['summary'], spec: TournamentSpec): string[] {
  const { contestants } = spec;
  if (contestants.length < 2) return [];
  const comparisons = contestants.length - 1;
  const corrected =
    comparisons === 1 ? '' : `, Holm-corrected (Holm, 1979) for its ${comparisons} comparisons`;
  const onEach = overall === null ? '' : 'On each task, ';
  const began = `${onEach}${overall === null ? 'T' : 't'}rials were ranked (solved before unsolved, then by cost to solve, then by ${nearness(spec)} and test loss)`;
  return [
    `${began} and the contestant that leads was compared with ${comparisons === 1 ? 'the other' : 'each of the others'} ` +
      'by two-sided Mann-Whitney tests (Mann & Whitney, 1947), exact up to 50 trials and normal approximations ' +
      `beyond${corrected}, at the 5 % level.`,
    ...(overall === null
      ? []
      : [`Over all tasks the same was done by van Elteren's test (van Elteren, 1960), each task a stratum.`]),
    ...(overall?.ranks
      ? [
          "Average ranks were compared by Friedman's test (Friedman, 1937) and Nemenyi's critical difference (Demšar, 2006).",
        ]
      : []),
    ...untested(
      tasks.map(({ verdict }) => verdict),
      overall,
    ),
  ];
}

/** Measure that tells unsolved trials apart first. */
function nearness({ tasks }: TournamentSpec): string {
  const own = [...new Set(tasks.flatMap(({ facts }) => facts.success.measure ?? []))];
  if (own.length === 0) return 'test error';
  const byError = tasks.some(({ facts }) => facts.success.measure === undefined);
  return `${byError ? 'test error or ' : ''}${listed(own)} (the measure that the task is judged by)`;
}

/** Sentences on comparisons that were not tested, so that a reader does not look for p values. */
function untested(verdicts: readonly Verdict[], overall: MethodsGiven['summary']['overall']): string[] {
  const parts = overall === null ? verdicts : [...verdicts, overall];
  const without = parts.filter(({ comparisons }) => comparisons.some(({ p }) => p === null)).length;
  if (without === 0) return [];
  return without === parts.length
    ? ['No p value is given, for there were too few trials.']
    : ['No p value is given where there were too few trials.'];
}

function intervals({ overall }: MethodsGiven['summary'], { tasks }: TournamentSpec): string {
  const alone = tasks.flatMap(({ facts: { success } }) => (showsError(success) ? [] : success.measure!));
  const means = [...(alone.length < tasks.length ? ['test errors'] : []), ...new Set(alone)];
  return (
    "Intervals are of 95 %: Wilson's (1927) for shares of trials solved, Newcombe's (2006) for the probability that a " +
    'trial of one goes better than one of another, and of 2,000 bootstrap resamples' +
    `${overall === null ? '' : ' (over all tasks stratified by task)'} for interquartile means of ${listed(means)} (Agarwal et ` +
    'al., 2021; expanded percentiles, Hesterberg, 2015); median costs to solve are Kaplan-Meier estimates (1958).'
  );
}

function missing({ tasks, overall }: MethodsGiven['summary'], counts: TrialCounts): string[] {
  const text = incompleteTrials(overall?.rows ?? tasks[0]?.verdict.rows ?? []);
  const left = counts.planned - counts.finished;
  return [
    ...(text === null
      ? []
      : [
          `${text}; rates, means and costs leave them out, and the tests take them at their worst for the leader.`,
        ]),
    ...(left === 0
      ? []
      : [`The run was not complete: ${counts.finished} of ${counted(counts.planned, 'trial')} had ended.`]),
  ];
}

function versions({ spec, sessions, machines }: MethodsGiven): string[] {
  const of = (read: (session: MethodsGiven['sessions'][number]) => string): string =>
    listed([...new Set(sessions.map(read))]);
  return [
    `Computed with genoprop ${of(({ genoprop }) => genoprop)} (device ${spec.device}) on Node.js ` +
      `${of(({ node }) => node.replace(/^v/, ''))}, ${machines === undefined ? of(({ machine }) => machine) : listed(machines)}.`,
  ];
}
