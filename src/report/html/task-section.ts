/** Section of one task in a report. */

import { overlapText } from '../../tasks/examined-words.ts';
import { lossName } from '../../tournament/spec/criterion.ts';
import { wholeGoalText } from '../../tournament/spec/goal-words.ts';
import { lengthText } from '../../tournament/spec/length-text.ts';
import { inOrder } from '../../tournament/spec/repetitions.ts';
import { chanceText } from '../../words/chance.ts';
import { CHAMPIONS, GATES, LEVEL_GRADIENT, vanishing } from '../../words/reading.ts';
import type { ReportContestant, ReportData, ReportTask } from '../data.ts';
import type { Figure, Section } from '../figures/figure.ts';
import { groupControls } from '../figures/group-controls.ts';
import { contestantsInside } from '../figures/inside.ts';
import { controlsHtml, type Extent, figureHtml } from './figure.ts';
import { contestantEntry, type LegendEntry, legendHtml } from './legend.ts';
import { type Html, html } from './markup.ts';
import { comparisonsTable, contestantsTable } from './result-tables.ts';
import { secondsRemark, trialsTable } from './trials-table.ts';

export interface SectionLink {
  readonly id: string;
  readonly text: string;
}

type TaskSection = Exclude<Section, 'tuning' | 'overall' | 'sensitivity' | 'lab'>;

const TITLES: Readonly<Record<TaskSection, string>> = {
  results: 'Results',
  gradient: 'Inside the gradient searches',
  genetic: 'Inside the genetic searches',
  other: 'What else the searches tell',
  champions: 'The champions at work',
};

const INTRODUCTIONS: Readonly<Partial<Record<Section, Html>>> = {
  gradient: html`<p>A gradient search learns from early inputs only if the error at the end reaches back to them. The first figures show the norm ‖∂<i>E</i>/∂<i>h<sub>t</sub></i>‖, how much the hidden state after step <i>t</i> still matters to the error, summed over a minibatch, against the lag <i>T</i>&nbsp;−&nbsp;<i>t</i>.</p>
<p class="reading"><b>How to read them.</b> ${vanishing('right')} ${LEVEL_GRADIENT} Watch how the lines change from the pale, early stages to the strong, late ones.</p>`,
  genetic: html`<p>A genetic search never looks at a gradient: it tries many nets, and goes on from the better ones: by their offspring, or by drawing the next ones nearer to them. What it needs is variety among its members and a step that still changes something.</p>`,
  champions: html`<p>The best net of each contestant, over all its seeds, reads a test sequence from left to right. Above what goes in, then the hidden units, one row each, blue below 0, orange above it and faint near it (of a net with gates these too, and its cells), then what the net would answer after every step, with ○ where the task scores it and for what is right.</p>
<p class="reading"><b>How to read them.</b> ${CHAMPIONS} ${GATES}</p>`,
};

export function sectionsOf(
  data: ReportData,
  task: number,
  figures: readonly Figure[],
): (SectionLink & { readonly section: TaskSection })[] {
  const lack = data.tasks[task]!.specimensLack;
  return (Object.keys(TITLES) as TaskSection[])
    .filter(
      (section) =>
        section === 'results' ||
        (section === 'champions' && lack !== null) ||
        figures.some((figure) => figure.task === task && figure.section === section),
    )
    .map((section) => ({ id: `task-${task + 1}-${section}`, section, text: TITLES[section] }));
}

export function taskSection(data: ReportData, task: number, figures: readonly Figure[]): Html {
  const alone = data.tasks.length === 1;
  const parts = sectionsOf(data, task, figures).map(({ id, section, text }) => {
    const mine = figures.filter((figure) => figure.task === task && figure.section === section);
    const body = section === 'results' ? results(data, task, mine) : insideSection(data, task, section, mine);
    return html`<section id="${id}">${alone ? html`<h2>${text}</h2>` : html`<h3>${text}</h3>`}
${legendHtml(contestantsIn(data, task, section))}${body}</section>
`;
  });
  if (alone) return html`${aboutTask(data, task)}${parts}`;
  const { label } = data.tasks[task]!;
  return html`<section id="task-${task + 1}" class="task"><h2>${label}</h2>${aboutTask(data, task)}${parts}</section>
`;
}

/** Contestants that a section shows. */
function contestantsIn(data: ReportData, task: number, section: TaskSection): LegendEntry[] {
  const { specimens, graphs, films } = data.tasks[task]!;
  const inside =
    section === 'results' || section === 'champions' ? null : contestantsInside(data, task, section);
  const tells = ({ name }: ReportContestant): boolean =>
    inside?.has(name) ??
    (section === 'results' ||
      [...(specimens?.champions ?? []), ...(graphs ?? []), ...(films ?? [])].some(
        (one) => one.contestant === name,
      ));
  return data.contestants.flatMap((one, place) => (tells(one) ? [contestantEntry(one.name, place)] : []));
}

function results(data: ReportData, task: number, figures: readonly Figure[]): Html {
  const { verdict, guessing } = data.tasks[task]!;
  const seconds = secondsRemark(data.tasks[task]!);
  const comparisons = verdict.comparisons.map((one) => ({ ...one, probability: one.superiority }));
  return html`${data.tasks.length === 1 ? null : html`<p class="task-verdict">${verdict.text}</p>`}${
    // The verdict says so where guessing solved the task.
    guessing === null || guessing.solved > 0 || guessing.finished === 0
      ? null
      : html`<p>Guessing (${guessing.name}) solved 0 of ${guessing.finished}.</p>`
  }${contestantsTable(data, task)}
${comparisonsTable(data, `task-${task + 1}-comparisons`, comparisons, COMPARED)}${
  figures.length === 0
    ? html`<p class="none">No trial has been validated yet, so there is nothing to draw.</p>`
    : null
}${
  seconds === null
    ? null
    : html`<p class="note">${seconds}</p>
`
}${groupsHtml(data, task, figures)}${trialsTable(data, task)}`;
}

const COMPARED =
  'Probability over pairs of trials, with a 95 % interval; p of two-sided Mann-Whitney tests with Holm’s correction, – with too few seeds.';

function insideSection(data: ReportData, task: number, section: Section, figures: readonly Figure[]): Html {
  const { specimens, specimensLack } = data.tasks[task]!;
  const lack = section === 'champions' && specimensLack !== null ? specimensLack : null;
  const isApart = section === 'champions' && specimens === null;
  return html`${lack === null ? null : html`<p class="none">${lack}</p>`}${
    isApart || figures.length === 0 ? null : (INTRODUCTIONS[section] ?? null)
  }${groupsHtml(data, task, figures)}`;
}

/** Figures of one group in a grid, below their common switches. */
function groupsHtml(data: ReportData, task: number, figures: readonly Figure[]): Html[] {
  const level = data.tasks.length === 1 ? 3 : 4;
  const extent = extentOf(data.tasks[task]!);
  return [...Map.groupBy(figures, ({ group }) => group)].map(([group, mine]) => {
    const scope = `task-${task + 1}-${mine[0]!.section}-${group}`;
    const controls = group === null ? null : controlsHtml(scope, groupControls[group], extent);
    const drawn = mine.map((figure) => figureHtml(figure, extent, level));
    return html`<div class="group">${controls}<div class="figures">${drawn}</div></div>
`;
  });
}

function extentOf({ trials, specimens }: ReportTask): Extent {
  const pictured = trials.filter(({ stages, population, species }) => stages || population || species);
  return {
    seeds: inOrder(pictured.map(({ repetition }) => repetition)),
    sequences: specimens?.sequences.length ?? 0,
  };
}

function aboutTask({ spec, tasks }: ReportData, task: number): Html {
  const { facts } = spec.tasks[task]!;
  const { summary } = tasks[task]!;
  const { success, chance, steps, overlap } = facts;
  const best = chanceText(chance, lossName(success));
  const length = lengthText(steps, facts.shape);
  const goal = wholeGoalText(facts, (count) => count.toLocaleString('en'));
  const level = best === null ? '' : ` Chance: ${best}.`;
  return html`<p class="about">${summary === null ? null : html`The task: ${summary}. `}${length}Solved: ${goal}.${level}${
    overlap === undefined ? '' : ` Note: ${overlapText(overlap)}.`
  }</p>
`;
}
