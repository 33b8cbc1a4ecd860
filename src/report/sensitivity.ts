/**
 * Sensitivity to each swept option or setting: over its values, the share of trials that solved the task and the cost
 * of that, marginal over everything else that was swept; options by contestant, settings by task.
 */
import { optionText } from '../options/written.ts';
import { expectedRunningTime, expectedRunningTimeInterval } from '../statistics/expected-running-time.ts';
import { type CostObservation, medianCostToSolve } from '../statistics/survival.ts';
import { type Interval, wilsonInterval } from '../statistics/wilson.ts';
import type { Contestant, TaskChoice } from '../tournament/spec/tournament.ts';
import { percent } from '../words/numbers.ts';
import type { ReportData, ReportTrial } from './data.ts';

export interface Sweep {
  readonly kind: 'option' | 'setting';
  /** Name of the option or setting. */
  readonly name: string;
  /** Task whose option it is, or family of contestants whose setting. */
  readonly subject: string;
  /** Values in the order of the axis: numbers by size, else as they were written. */
  readonly values: readonly string[];
  /** Groups by family of contestants where an option is swept, by task where a setting is. */
  readonly groups: readonly SweepGroup[];
  /**
   * True where every combination of swept values was planned, so that no value is judged by easier company than
   * another.
   */
  readonly complete: boolean;
}

export interface SweepGroup {
  readonly name: string;
  /** Index by which charts tell the group from others. */
  readonly place: number;
  /** Points, one a value, in the order of `values`. */
  readonly points: readonly SweepPoint[];
}

export interface SweepPoint {
  readonly value: string;
  readonly planned: number;
  /** Number of trials with a result: not those that were stopped or failed. */
  readonly finished: number;
  readonly solved: number;
  /** Wilson interval, 95 %, of the share solved. */
  readonly interval: Interval;
  /** Median MACs to solve, Kaplan and Meier; null where fewer than half solved it. */
  readonly median: number | null;
  /** MACs of all trials per success, with a 95 % interval; null where none solved it. */
  readonly expected: number | null;
  readonly expectedInterval: Interval | null;
}

/** Sweeps of a run, options first; none where nothing was swept. */
export function sweepsOf({ spec, tasks }: Pick<ReportData, 'spec' | 'tasks'>): Sweep[] {
  const choices = spec.tasks.map((task, index): Choice => ({ task, trials: tasks[index]!.trials }));
  const byTask = [...Map.groupBy(choices, ({ task }) => task.name)];
  const families = [...Map.groupBy(spec.contestants, familyOf)].map(([, members]) => ({
    name: members.length === 1 ? members[0]!.name : headOf(members[0]!.name),
    place: spec.contestants.indexOf(members[0]!),
    members,
  }));
  const options = byTask.flatMap(([name, variants]) => {
    const values = variants.map(({ task }) => task.options);
    return sweptKeys(values).map(
      (key): Sweep => ({
        kind: 'option',
        name: key,
        subject: name,
        values: inOrder(values.map((one) => one[key])),
        groups: families.map((family) => ({
          name: family.name,
          place: family.place,
          points: pointsOf(inOrder(values.map((one) => one[key])), (value) =>
            variants
              .filter(({ task }) => optionText(task.options[key]) === value)
              .flatMap(({ trials }) => trials.filter((trial) => isOf(trial, family.members))),
          ),
        })),
        complete: isComplete(values),
      }),
    );
  });
  const settings = families.flatMap(({ name, members }) => {
    const values = members.map(settingsOf);
    return sweptKeys(values).map(
      (key): Sweep => ({
        kind: 'setting',
        name: key,
        subject: name,
        values: inOrder(values.map((one) => one[key])),
        groups: byTask.map(([task, variants], place) => ({
          name: task,
          place,
          points: pointsOf(inOrder(values.map((one) => one[key])), (value) => {
            const chosen = members.filter((one) => optionText(settingsOf(one)[key]) === value);
            return variants.flatMap(({ trials }) => trials.filter((trial) => isOf(trial, chosen)));
          }),
        })),
        complete: isComplete(values),
      }),
    );
  });
  return [...options, ...settings];
}

interface Choice {
  readonly task: TaskChoice;
  readonly trials: readonly ReportTrial[];
}

type Values = Readonly<Record<string, unknown>>;

const settingsOf = ({ settings, netOptions }: Contestant): Values => ({ ...settings, ...netOptions });

/** Name of a contestant without its settings. */
const headOf = (name: string): string => name.split(':', 1)[0]!;

const familyOf = ({ name, learner, architecture }: Contestant): string =>
  JSON.stringify([headOf(name), learner, architecture]);

const isOf = ({ contestant }: ReportTrial, members: readonly Contestant[]): boolean =>
  members.some(({ name }) => name === contestant);

/** Keys whose values differ, in their order. */
function sweptKeys(all: readonly Values[]): string[] {
  const keys = new Set(all.flatMap((values) => Object.keys(values)));
  return [...keys].filter((key) => distinct(all, key) > 1);
}

const distinct = (all: readonly Values[], key: string): number =>
  new Set(all.map((values) => optionText(values[key]))).size;

const isComplete = (all: readonly Values[]): boolean =>
  sweptKeys(all).reduce((product, key) => product * distinct(all, key), 1) === all.length;

function inOrder(values: readonly unknown[]): string[] {
  const numbers = values.every((value) => typeof value === 'number' || value === null);
  const sorted = numbers
    ? [...(values as (number | null)[])].sort((a, b) => (a ?? Number.MAX_VALUE) - (b ?? Number.MAX_VALUE))
    : values;
  return [...new Set(sorted.map(optionText))];
}

function pointsOf(
  values: readonly string[],
  trialsWith: (value: string) => readonly ReportTrial[],
): SweepPoint[] {
  const trials = values.map(trialsWith);
  const dearest = Math.max(0, ...trials.flat().map(({ cost }) => cost.macs));
  return values.map((value, index) => pointOf(value, trials[index]!, dearest));
}

function pointOf(value: string, trials: readonly ReportTrial[], costOfFailure: number): SweepPoint {
  const ended = trials.filter(isFinished);
  const solved = ended.filter((trial) => trial.solved).length;
  const observed = ended.map(observation);
  return {
    value,
    planned: trials.length,
    finished: ended.length,
    solved,
    interval: wilsonInterval(solved, ended.length),
    median: medianCostToSolve(observed),
    expected: expectedRunningTime(observed),
    expectedInterval: expectedRunningTimeInterval(observed, { costOfFailure }),
  };
}

/** True for a trial that counts in verdicts: a stopped or failed one is missing, unless it was solved by then. */
const isFinished = ({ solved, stop }: ReportTrial): boolean =>
  stop !== null && (solved || (stop.reason !== 'stopped' && stop.reason !== 'failed'));

function observation({ solved, stop, cost, costToSolve }: ReportTrial): CostObservation {
  if (solved) return { outcome: 'solved', cost: (costToSolve ?? cost).macs };
  return { outcome: stop!.reason === 'exploded' ? 'never' : 'censored', cost: cost.macs };
}

/** Confidence of the intervals over all values of a group together. */
const CONFIDENCE = 0.95;

/**
 * Sentence on a group's share solved. The values that were solved most and least often are told apart where their
 * intervals are, each so wide that all of the group's hold together in 95 % of cases (Bonferroni).
 */
export function findingText({ name, subject, kind }: Sweep, group: SweepGroup): string {
  const points = group.points.filter(({ finished }) => finished > 0);
  const where = kind === 'option' ? group.name : `${subject} on ${group.name}`;
  if (points.length < 2) return `${where}: fewer than two values of ${name} have a finished trial.`;
  const confidence = 1 - (1 - CONFIDENCE) / points.length;
  const share = ({ solved, finished }: SweepPoint): number => solved / finished;
  const most = points.reduce((a, b) => (share(b) > share(a) ? b : a));
  const least = points.reduce((a, b) => (share(b) < share(a) ? b : a));
  const apart =
    wilsonInterval(most.solved, most.finished, confidence).low >
    wilsonInterval(least.solved, least.finished, confidence).high;
  const words = ({ value, solved, finished }: SweepPoint): string =>
    `${name}=${value} (${solved} of ${finished})`;
  // Tasks are solved, settings solve them.
  const verb = kind === 'option' ? 'was solved' : 'solved';
  if (most === least || share(most) === share(least)) {
    return `${where}: every value of ${name} ${verb} equally often (${most.solved} of ${most.finished} with ${most.value}).`;
  }
  // These intervals are not those of chart and table, which hold one by one.
  const intervals = `their ${percent(confidence)} intervals (wider than the 95 % ones shown, for ${points.length} values are compared)`;
  return apart
    ? `${where}: ${words(most)} ${verb} more often than ${words(least)}; ${intervals} do not overlap.`
    : `${where}: ${words(most)} ${verb} most often, ${words(least)} least; ${intervals} overlap, so that this may be chance.`;
}
