/** Notes on the parts that a report leaves out to stay small. */
import { counted } from '../words/text.ts';
import type { ChampionFilm, ChampionTrace, ReportData } from './data.ts';
import { type Limits, unitsOfStrip } from './limits.ts';

export function thinningNotes(data: Pick<ReportData, 'spec' | 'tasks' | 'tuning'>, limits: Limits): string[] {
  const trials = data.tasks.flatMap((task) => task.trials);
  const longest = Math.max(0, ...trials.map(({ curve }) => curve.validations));
  const pictured = trials.some(({ stages, population, species }) => stages ?? population ?? species);
  const sequences = data.tasks.flatMap(({ specimens }) => specimens?.sequences ?? []);
  const champions = data.tasks.flatMap(({ specimens }) => specimens?.champions ?? []);
  const longestSequence = Math.max(0, ...sequences.map(({ length }) => length));
  const inputs = Math.max(0, ...data.spec.tasks.map(({ facts }) => facts.shape.inputs.size));
  return [
    ...(data.tuning === undefined
      ? []
      : ['Of the candidates, curves, pictures and trials are those of the best of each contestant alone.']),
    ...(longest > limits.curve
      ? [
          `Trials were validated up to ${longest} times; each curve keeps ${limits.curve} points, evenly spread over its validations.`,
        ]
      : []),
    ...(pictured && data.spec.seeds > limits.pictures
      ? [
          `Pictures of single searches (populations, species, error signals over the lag) are kept for ${
            limits.pictures === 1
              ? 'the first seed'
              : `the first ${counted(limits.pictures, 'seed')} of ${data.spec.seeds}`
          } of each contestant.`,
        ]
      : []),
    ...(longestSequence > limits.steps
      ? [`Test sequences have up to ${longestSequence} steps; the first ${limits.steps} are shown.`]
      : []),
    ...filmNotes(data.tasks.flatMap(({ films = [] }) => films)),
    ...unitNotes(champions, limits),
    ...(sequences.some(({ dense }) => dense !== null) && inputs > limits.inputs
      ? [`Of input vectors, the first ${limits.inputs} numbers are shown.`]
      : []),
  ];
}

function filmNotes(films: readonly ChampionFilm[]): string[] {
  const cut = films.filter(({ recorded, steps }) => recorded < steps);
  const thinned = films.filter(({ at, recorded }) => at.length < recorded);
  return [
    ...(cut.length === 0
      ? []
      : [`Of episodes, the first ${Math.max(...cut.map(({ recorded }) => recorded))} actions are shown.`]),
    ...(thinned.length === 0
      ? []
      : [
          `Of long episodes not every picture is kept, but ${Math.min(...thinned.map(({ at }) => at.length))} or more, evenly spread.`,
        ]),
  ];
}

function unitNotes(champions: readonly ChampionTrace[], limits: Limits): string[] {
  const thinned = champions.filter(({ hidden, shown }) => hidden > shown);
  const [gated, plain] = [
    thinned.some(({ strips }) => strips !== undefined),
    thinned.some(({ strips }) => strips === undefined),
  ];
  return [
    ...(plain ? [`Of hidden states, the first ${limits.units} units are shown.`] : []),
    ...(gated ? [`Of nets with gates, the first ${unitsOfStrip(limits, 2)} units are shown.`] : []),
  ];
}
