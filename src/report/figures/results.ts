/** Figures of one task's results: success rates, error over cost, cost to solve. */

import {
  besideLoss,
  goalText,
  levelOf,
  lossHead,
  lossName,
  measureHead,
  showsError,
  showsLoss,
} from '../../tournament/spec/criterion.ts';
import type { TaskFacts } from '../../tournament/spec/tournament.ts';
import { percent } from '../../words/numbers.ts';
import { ERROR_OVER_COST, luck } from '../../words/reading.ts';
import type { Drawing } from '../charts/frame.ts';
import { successIntervals } from '../charts/intervals.ts';
import type { Measure } from '../charts/measure.ts';
import { linesOf, overCost } from '../charts/over-cost.ts';
import { type StepCurve, stepCurves } from '../charts/steps.ts';
import type { Theme } from '../charts/theme.ts';
import { compact, costName, costTick, percentTick } from '../charts/ticks.ts';
import type { View } from '../charts/view.ts';
import { costOn } from '../cost-axis.ts';
import type { ReportData, ReportTask, ReportTrial } from '../data.ts';
import type { Figure } from './figure.ts';

export function resultFigures(data: ReportData, task: number): Figure[] {
  const { trials } = data.tasks[task]!;
  return [
    ...(trials.some(({ stop }) => stop !== null) ? [success(data, task)] : []),
    ...(trials.some(({ curve }) => curve.macs.some((macs) => macs > 0)) ? [error(data, task)] : []),
    ...measuresIn(data, task).map((name) => measureOverCost(data, task, name)),
    ...(trials.some(({ stop, cost }) => stop !== null && cost.macs > 0) ? [solved(data, task)] : []),
  ];
}

function success(data: ReportData, task: number): Figure {
  const { verdict } = data.tasks[task]!;
  return {
    ...{ id: `task-${task + 1}-success`, section: 'results', task, group: null, half: false, controls: [] },
    title: 'Success rates',
    shows: 'The share of finished trials that solved the task, with its 95 % Wilson interval.',
    reading:
      'The whisker is where the true rate may well lie, given so few trials. Whiskers that overlap widely leave open who is better.',
    draw: (view, theme) => successIntervals(verdict.rows, data, view, theme),
  };
}

/** Contestant of a run, as charts over cost draw it. */
export interface Entrant {
  /** Name in the chart. */
  readonly name: string;
  readonly contestant: string;
  /** Index among all contestants, which decides colour and symbol. */
  readonly place: number;
  /** Index of the run, where several are compared. */
  readonly run?: number;
  readonly task: ReportTask;
}

const entrantsOf = (data: ReportData, task: number): Entrant[] =>
  data.contestants.map(({ name }, place) => ({ name, contestant: name, place, task: data.tasks[task]! }));

/** Least error on a logarithmic scale: an error of 0 is drawn as half a sequence. */
const floorOf = ({ success }: TaskFacts): number => 0.5 / success.sequences;

type Words = Pick<Figure, 'title' | 'shows' | 'reading' | 'controls'>;

export const errorWords = (facts: TaskFacts): Words =>
  showsError(facts.success) ? wordsOfError(facts) : wordsOfLoss(facts);

const OVER_COST =
  'Validation of the net that each search holds best, against what the search has cost. The line is the median over seeds and the band its quartiles; it ends where fewer than half of the seeds have got so far. Trials that ended keep their last value.';

const wordsOfLoss = ({ success }: TaskFacts): Words => ({
  title: showsLoss(success) ? 'Loss over cost' : `${lossName(success).name} over cost`,
  shows: `${OVER_COST}${showsLoss(success) ? '' : ' The task is judged by it.'}`,
  reading: `${ERROR_OVER_COST} ${luck('A wide band means')}`,
  controls: ['axis', 'costScale', 'spread'],
});

const wordsOfError = (facts: TaskFacts): Words => ({
  title: 'Error over cost',
  shows: `${OVER_COST} On the logarithmic scale an error of 0 is drawn at half a sequence (${percent(floorOf(facts))}).`,
  reading: `${ERROR_OVER_COST} ${luck('A wide band means')}`,
  controls: ['measure', 'axis', 'costScale', 'valueScale', 'spread'],
});

function error(data: ReportData, task: number): Figure {
  const { facts } = data.spec.tasks[task]!;
  return {
    ...{ id: `task-${task + 1}-error`, section: 'results', task, group: null, half: false },
    ...errorWords(facts),
    draw: (view, theme) => drawError(entrantsOf(data, task), facts, view, theme),
  };
}

export function drawError(entrants: readonly Entrant[], facts: TaskFacts, view: View, theme: Theme): Drawing {
  const { chance, success: criterion } = facts;
  const floor = floorOf(facts);
  const ofError = view.measure === 'error' && showsError(criterion);
  const level = ofError ? chance.error : chance.loss;
  const measure: Measure = {
    name: ofError ? 'validation sequences wrong' : lossHead('validation', criterion),
    scale: view.valueScale,
    missing: 'worst',
    worse: 'high',
    write: ofError ? percentTick : compact,
    ...(ofError
      ? { from: 0, floor, ...(level === undefined ? { to: 1 } : { to: Math.min(1, level * 1.2) }) }
      : {}),
    levels: [
      ...(level === undefined ? [] : [{ at: level, label: 'chance' }]),
      ...(ofError && criterion.error !== undefined
        ? [{ at: criterion.error, label: `solved below ${percentTick(criterion.error)}` }]
        : []),
      ...(!ofError && criterion.measure !== undefined && criterion.of === 'loss'
        ? [{ at: levelOf(criterion), label: `solved: ${goalText(criterion)}` }]
        : []),
    ],
  };
  const groups = entrants.map(({ name, contestant, place, run, task }) => ({
    name,
    place,
    ...(run === undefined ? {} : { run }),
    lines: linesOf(task, contestant, view.axis, (curve) =>
      ofError ? curve.validationError : curve.validationLoss,
    ),
  }));
  const seen = groups.flatMap(({ lines }) => lines.flatMap(({ y }) => y)).filter((y) => y !== null);
  const most = seen.reduce((a, b) => Math.max(a, b), 0);
  // An error may lie above chance; the axis then reaches that far.
  const to = measure.to === undefined ? {} : { to: Math.max(measure.to, Math.min(1, most * 1.02)) };
  return overCost(
    groups.filter(({ lines }) => lines.length > 0),
    { ...measure, ...to },
    view,
    theme,
    { height: 300, endLabels: true },
  );
}

export const solvedWords: Words = {
  title: 'Cost to solve',
  shows:
    'The share of trials expected to have solved the task by a given cost (Kaplan and Meier). A step is a trial that solved it; an upright tick is one that was given up unsolved, by its budget or by hand. Trials that exploded or failed never solve it.',
  reading:
    'Further left is cheaper, higher is more reliable. Where a curve crosses 50 % is the median cost to solve.',
  controls: ['axis', 'costScale'],
};

function solved(data: ReportData, task: number): Figure {
  return {
    ...{ id: `task-${task + 1}-solved`, section: 'results', task, group: null, half: false },
    ...solvedWords,
    draw: (view, theme) => drawSolved(entrantsOf(data, task), view, theme),
  };
}

export function drawSolved(entrants: readonly Entrant[], view: View, theme: Theme): Drawing {
  const trials = [...new Set(entrants.map(({ task }) => task))].flatMap((task) => task.trials);
  const costs = trials.map(({ costToSolve, cost }) => costOn(view.axis, costToSolve ?? cost));
  const all = [...costs, ...trials.map(({ cost }) => costOn(view.axis, cost))].filter((cost) => cost > 0);
  const high = all.reduce((a, b) => Math.max(a, b), 1e-9);
  const first = costs.filter((cost) => cost > 0).reduce((a, b) => Math.min(a, b), high / 5);
  const horizontal = {
    name: costName[view.axis],
    scale: view.costScale,
    low: view.costScale === 'log' ? first / 2 : 0,
    high,
    write: (value: number) => costTick(view.axis, value),
    of: 'trials that solved the task',
  };
  return stepCurves(
    entrants.map(
      ({ name, contestant, place, run, task }): StepCurve => ({
        name,
        place,
        ...(run === undefined ? {} : { run }),
        steps: (task.solved[view.axis][contestant] ?? []).map((step) => ({
          x: step.cost,
          share: step.solved,
        })),
        censored: task.trials
          .filter((trial) => trial.contestant === contestant && isCensored(trial))
          .map(({ cost }) => costOn(view.axis, cost)),
      }),
    ),
    horizontal,
    view,
    theme,
  );
}

const isCensored = ({ solved: done, stop }: ReportTrial): boolean =>
  !done && stop !== null && stop.reason !== 'exploded';

/** Names of the measures beside the loss, where any trial was validated after its start. */
function measuresIn(data: ReportData, task: number): string[] {
  const told = data.tasks[task]!.trials.filter(({ curve }) => curve.macs.some((macs) => macs > 0));
  const names = [...new Set(told.flatMap(({ curve }) => Object.keys(curve.measures ?? {})))];
  return besideLoss(names, data.spec.tasks[task]!.facts.success);
}

function measureOverCost(data: ReportData, task: number, name: string): Figure {
  const { success, units = {} } = data.spec.tasks[task]!.facts;
  const decides = success.measure === name;
  const level = decides ? levelOf(success) : null;
  const worse = success.measure === undefined || success.atLeast === undefined ? 'high' : 'low';
  const measure: Measure = {
    name: measureHead(name, units[name]),
    scale: 'linear',
    missing: 'unknown',
    write: compact,
    ...(level === null
      ? {}
      : {
          worse,
          levels: [{ at: level, label: `solved: ${goalText(success)}` }],
        }),
  };
  return {
    ...{ id: `task-${task + 1}-measure-${slug(name)}`, section: 'results', task, group: null, half: false },
    title: `${name} over cost`,
    shows: `What the task’s own judge measures as ${name}: mean over the validation sequences, of the net that each search holds best. The line is the median over seeds and the band its quartiles.${
      decides ? ' The task is judged by it.' : ''
    }`,
    controls: ['axis', 'costScale', 'spread'],
    draw(view, theme) {
      const groups = data.contestants.map(({ name: who }, place) => ({
        name: who,
        place,
        lines: linesOf(data.tasks[task]!, who, view.axis, ({ measures }) => measures?.[name]),
      }));
      const drawn = groups.filter(({ lines }) => lines.length > 0);
      return overCost(drawn, measure, view, theme, { height: 240, endLabels: true });
    },
  };
}

/** Id of a name: letters, digits and hyphens, different also for names that differ in other characters alone. */
const slug = (name: string): string =>
  name.replace(/[^A-Za-z0-9]/g, (character) => `-${character.codePointAt(0)!.toString(16)}-`);
