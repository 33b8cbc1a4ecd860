/** Figures of the insides of searches: error signals and norms, populations, and all other measures. */
import { converged } from '../../words/reading.ts';
import { lagChart } from '../charts/lag.ts';
import type { Group } from '../charts/measure.ts';
import { linesOf, overCost } from '../charts/over-cost.ts';
import { populationChart } from '../charts/population.ts';
import { compact } from '../charts/ticks.ts';
import type { View } from '../charts/view.ts';
import type { ReportData } from '../data.ts';
import { contestantKey } from '../keys.ts';
import type { Figure } from './figure.ts';
import { hidden, type InsideMeasure, known } from './inside-measures.ts';

export function insideFigures(data: ReportData, task: number): Figure[] {
  const { trials } = data.tasks[task]!;
  const told = new Set(trials.flatMap(({ curve }) => Object.keys(curve.inside)));
  const others = [...told].filter(
    (key) => !hidden.has(key) && !known.some((one) => keysOf(one).includes(key)),
  );
  const measured = (section: InsideMeasure['section'], measures: readonly InsideMeasure[]): Figure[] =>
    measures
      .filter((one) => one.section === section && isTold(data, task, one))
      .map((one) => measureFigure(data, task, one));
  return [
    ...lagFigures(data, task),
    ...measured('gradient', known),
    ...populationFigures(data, task),
    ...measured('genetic', known),
    ...measured('other', others.map(unknownMeasure)),
  ];
}

const keysOf = ({ key, second }: InsideMeasure): string[] => (second ? [key, second.key] : [key]);

/** True where some contestant has more than one and the same value. */
function isTold(data: ReportData, task: number, { key, unlessAlways }: InsideMeasure): boolean {
  return data.tasks[task]!.trials.some(({ curve }) =>
    (curve.inside[key] ?? []).some(
      (value, index) => value !== null && value !== unlessAlways && curve.macs[index]! > 0,
    ),
  );
}

const numberOf = (data: ReportData, contestant: string): number =>
  data.contestants.findIndex(({ name }) => name === contestant) + 1;

function lagFigures(data: ReportData, task: number): Figure[] {
  const reported = data.tasks[task]!;
  return data.contestants
    .filter(({ name }) => reported.trials.some((trial) => trial.contestant === name && trial.stages))
    .map(({ name }) => ({
      id: `task-${task + 1}-lag-${numberOf(data, name)}`,
      section: 'gradient',
      of: contestantKey(numberOf(data, name) - 1),
      task,
      title: `Error signal over the lag: ${name}`,
      shows:
        'One line for each stage of the training, pale to strong; the vertical axis is the same for all contestants.',
      group: 'lag',
      controls: [],
      half: true,
      draw: (view, theme) => lagChart(reported, name, view, theme),
    }));
}

function populationFigures(data: ReportData, task: number): Figure[] {
  const reported = data.tasks[task]!;
  return data.contestants
    .filter(({ name }) => reported.trials.some((trial) => trial.contestant === name && trial.population))
    .map(({ name }) => ({
      id: `task-${task + 1}-population-${numberOf(data, name)}`,
      section: 'genetic',
      of: contestantKey(numberOf(data, name) - 1),
      task,
      title: `The population’s losses: ${name}`,
      shows:
        'How the losses of all members lie at each validation, on the sequences that they were bred on: the stronger a cell, the more members have that loss. The lines are the best member and the median; single members far above all others lie outside.',
      reading: `A population that works moves down as a cloud, the best a little ahead. ${converged('A thin line at one height')} A sudden lift is a renewal of the training sequences, on which everyone is judged again.`,
      group: 'population',
      controls: [],
      half: false,
      draw: (view, theme) => populationChart(reported, name, view, theme),
    }));
}

function measureFigure(data: ReportData, task: number, measure: InsideMeasure): Figure {
  return {
    id: `task-${task + 1}-inside-${measure.key.replace(/[^A-Za-z0-9]+/g, '-')}`,
    section: measure.section,
    task,
    title: measure.title,
    shows: measure.shows,
    ...(measure.reading === undefined ? {} : { reading: measure.reading }),
    group: 'measures',
    controls: [],
    half: true,
    draw: (view, theme) =>
      overCost(groupsOf(data, task, measure, view), measure, view, theme, { height: 210, endLabels: false }),
  };
}

function groupsOf(data: ReportData, task: number, { key, second }: InsideMeasure, view: View): Group[] {
  const reported = data.tasks[task]!;
  return data.contestants.flatMap(({ name }, place): Group[] => {
    const lines = linesOf(reported, name, view.axis, (curve) => curve.inside[key]);
    const others = second ? linesOf(reported, name, view.axis, (curve) => curve.inside[second.key]) : [];
    const differs = others.some(({ y }, line) => y.some((value, index) => value !== lines[line]?.y[index]));
    if (lines.length === 0) return [];
    if (!second || !differs) return [{ name, place, lines }];
    return [
      { name, place, lines },
      { name: `${name}, ${second.name}`, place, second: true, lines: others },
    ];
  });
}

/** Measure of a learner that this report does not know. */
const unknownMeasure = (key: string): InsideMeasure => ({
  key,
  section: 'other',
  title: key,
  name: key,
  scale: 'linear',
  missing: 'unknown',
  write: compact,
  shows: 'A number that the learner tells of itself under this name.',
});
