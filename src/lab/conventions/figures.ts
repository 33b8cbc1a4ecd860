/** Figures of a population's conventions and of crossover with and without alignment. */
import { percent } from '../../words/numbers.ts';
import type { LabDrawing, LabFigure, LabInterval } from '../figure.ts';
import { oneDrawing } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import { type Compared, type Estimated, measures } from './crossing.ts';
import type { Looked } from './look.ts';

/** Name of a trial in figures: contestant, task and seed, of these what tells it from the others. */
export function namesOf(looked: readonly Looked[]): readonly string[] {
  const hasTasks = new Set(looked.map(({ task }) => task)).size > 1;
  return looked.map(
    ({ contestant, task, repetition }) => `${contestant}${hasTasks ? ` on ${task}` : ''}, seed ${repetition}`,
  );
}

export const populationsTable = (looked: readonly Looked[]): LabFigure =>
  oneDrawing(
    {
      id: 'populations',
      title: 'Diversity before and after alignment',
      shows:
        'Of each kept population: the number of genomes that differ, and the root mean square distance between two members, as they are and with units aligned; the share of the variance that alignment removes; the same with the values of each weight dealt anew among the members; and the number of conventions in use.',
      reading:
        'What alignment removes of dealt-out weights is removed by chance, since there are many orders to choose from: symmetry is what goes beyond it. Genomes that become one under alignment were one net in several conventions.',
    },
    {
      kind: 'table',
      head: [
        ...[
          'contestant',
          'task',
          'seed',
          'members',
          'distinct',
          'distinct aligned',
          'distance',
          'distance aligned',
        ],
        ...['variance removed', 'of dealt weights', 'conventions', 'in the commonest'],
      ],
      rows: looked.map(({ contestant, task, repetition, size, diversity: of }) => [
        ...[contestant, task, repetition, size, of.distinctBefore, of.distinctAfter],
        ...[rounded(of.distanceBefore, 3), rounded(of.distanceAfter, 3)],
        ...[percent(of.removed), percent(of.removedOfDealt), of.conventions, of.commonest],
      ]),
    },
  );

export const conventionsTable = (looked: readonly Looked[], names: readonly string[]): LabFigure =>
  oneDrawing(
    {
      id: 'conventions',
      title: 'Conventions in use',
      shows:
        'The commonest conventions of each population: the member’s unit that takes each place of the consensus, with a minus where its sign is changed; the members that have it, and the least loss of these.',
      reading:
        'Members of one row have their units in the same order. A good member in another row than the best one is a net in another convention, and crossing the two as they are mixes units that do different things.',
    },
    {
      kind: 'table',
      head: ['population', 'units in the places of the consensus', 'members', 'least loss'],
      rows: looked.flatMap(({ examples }, index) =>
        examples.map(({ text, members, loss }) => [
          names[index]!,
          text,
          members,
          loss === null ? null : rounded(loss, 3),
        ]),
      ),
    },
  );

/** Distances between members, as a picture. */
export function distancesFigure(looked: readonly Looked[], names: readonly string[]): LabFigure {
  const drawing = (values: readonly (number | null)[], shown: number): LabDrawing => {
    const ranks = Array.from({ length: shown }, (_, rank) => rank + 1);
    return {
      kind: 'heat',
      x: { name: 'member by rank', scale: 'linear', whole: true },
      y: { name: 'member by rank', scale: 'linear', whole: true },
      ...{ columns: ranks, rows: ranks, values },
      value: { name: 'distance of their weights', scale: 'linear' },
    };
  };
  return {
    id: 'distances',
    title: 'Distances between members',
    shows:
      'Distance between the weights of each two of the best members, as they are and with their units aligned to the consensus.',
    reading:
      'Blocks that are far from each other as they are, and near when aligned, are one net in several conventions. Distances that stay are differences between nets.',
    choices: [
      ...(looked.length > 1 ? [{ name: 'population', values: names }] : []),
      { name: 'units', values: ['as they are', 'aligned'] },
    ],
    drawings: looked.flatMap(({ distances: { before, after, shown } }) => [
      drawing(before, shown),
      drawing(after, shown),
    ]),
    half: true,
  };
}

/** Success of crossover as parents are and with them aligned, and the difference. */
export function crossoverFigures(looked: readonly Looked[], names: readonly string[]): LabFigure[] {
  const contestants = [...new Set(looked.map(({ contestant }) => contestant))];
  const crossed = looked.flatMap(({ crossover, contestant }, index) =>
    crossover === null ? [] : [{ name: names[index]!, crossover, colour: contestants.indexOf(contestant) }],
  );
  if (crossed.length === 0) return [];
  const measured = { name: 'measure', values: measures.map(({ title }) => title) };
  const drawing = (measure: (typeof measures)[number], of: keyof Compared): LabDrawing => ({
    kind: 'intervals',
    x: {
      name: of === 'difference' ? `${measure.title}: aligned less as they are` : measure.title,
      scale: 'linear',
      ...(measure.isShare ? { share: true as const } : {}),
    },
    rows: crossed.map(({ name, crossover, colour }) => rowOf(name, crossover[measure.name]![of], colour)),
    ...(of === 'difference' || !measure.isShare
      ? { levels: [{ name: 'no change', at: 0, axis: 'x' as const }] }
      : {}),
  });
  return [
    {
      id: 'crossover-difference',
      title: 'What alignment changes in crossover',
      shows:
        'Children of pairs of the population by the contestant’s own crossover, without mutation: with the second parent aligned to the first, less with parents as they are; the same pairs, cuts and sequences for both. 95 % intervals over members.',
      reading:
        'Shares to the right of 0, and changes of the loss to the left of it, say that alignment helps this population. An interval over 0 leaves it open.',
      choices: [measured],
      drawings: measures.map((measure) => drawing(measure, 'difference')),
    },
    {
      id: 'crossover',
      title: 'Success of crossover',
      shows:
        'The same children against their parents, with parents as they are and with the second one aligned.',
      reading:
        'Better than both parents is what crossover is for. A child that is below both in most pairs says that crossover mixes what does not fit together.',
      choices: [measured, { name: 'parents', values: ['as they are', 'aligned'] }],
      drawings: measures.flatMap((measure) => [drawing(measure, 'plain'), drawing(measure, 'aligned')]),
    },
  ];
}

const rowOf = (name: string, estimated: Estimated | null, colour: number): LabInterval =>
  estimated === null
    ? { name, value: null, interval: null, note: 'no pair with finite losses', colour }
    : {
        name,
        value: rounded(estimated.value),
        interval: [rounded(estimated.low)!, rounded(estimated.high)!],
        colour,
      };
