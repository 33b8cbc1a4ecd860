/** Figures of the insides of searches: error signals and norms, populations, and all other measures. */
import type { MeasureSection } from '../../learners/measure-description.ts';
import { lossHead } from '../../tournament/spec/criterion.ts';
import { converged } from '../../words/reading.ts';
import { lagChart } from '../charts/lag.ts';
import type { Group } from '../charts/measure.ts';
import { linesOf, overCost } from '../charts/over-cost.ts';
import { populationChart } from '../charts/population.ts';
import { speciesChart } from '../charts/species.ts';
import type { View } from '../charts/view.ts';
import type { ReportData } from '../data.ts';
import { contestantKey } from '../keys.ts';
import type { Figure } from './figure.ts';
import { type InsideMeasure, insideMeasures, tellersOf } from './inside-measures.ts';

export function insideFigures(data: ReportData, task: number): Figure[] {
  const measures = insideMeasures(data, task);
  const measured = (section: MeasureSection): Figure[] =>
    measures.filter((one) => one.section === section).map((one) => measureFigure(data, task, one));
  return [
    ...lagFigures(data, task),
    ...measured('gradient'),
    ...populationFigures(data, task),
    ...speciesFigures(data, task),
    ...measured('genetic'),
    ...measured('other'),
  ];
}

/** Contestants of which a figure of that section shows something. */
export function contestantsInside(data: ReportData, task: number, section: MeasureSection): Set<string> {
  const { trials } = data.tasks[task]!;
  const measures = insideMeasures(data, task).filter((one) => one.section === section);
  const pictured = trials.filter(
    ({ stages, population, species }) =>
      (section === 'gradient' && stages) || (section === 'genetic' && (population || species)),
  );
  return new Set([...tellersOf(data, task, measures), ...pictured.map(({ contestant }) => contestant)]);
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
  const axis = lossHead('training', data.spec.tasks[task]!.facts.success);
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
      draw: (view, theme) => populationChart(reported, name, view, theme, axis),
    }));
}

function speciesFigures(data: ReportData, task: number): Figure[] {
  const reported = data.tasks[task]!;
  return data.contestants
    .filter(({ name }) => reported.trials.some((trial) => trial.contestant === name && trial.species))
    .map(({ name }) => ({
      id: `task-${task + 1}-species-${numberOf(data, name)}`,
      section: 'genetic',
      of: contestantKey(numberOf(data, name) - 1),
      task,
      title: `Species over the generations: ${name}`,
      shows:
        'Members of each species at each validation, stacked, the oldest species at the bottom. A species keeps its colour as long as it lives; with many species colours come again.',
      reading:
        'A band that begins is a species that has arisen, one that ends has died out. Where one band takes all, there is no variety of structure left; where all are thin, distances between genomes are large for the threshold.',
      group: 'population',
      controls: [],
      half: false,
      draw: (view, theme) => speciesChart(reported, name, view, theme),
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
