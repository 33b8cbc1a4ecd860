/** Findings on a champion's lineage in words. */
import { version } from '../../version.ts';
import { percent, quantity } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import type { Analysis } from './analysis.ts';
import { type Effect, isClear, ranked } from './effects.ts';
import { isImprovement } from './figures.ts';

const number = (value: number): string => value.toLocaleString('en-US');
const digits = (value: number): string => String(Number(value.toPrecision(3)));

export function saysOf(analysis: Analysis): string {
  const { trial, line, depth, onLine, kinds, main, losses, champion, whole } = analysis;
  const { spec } = trial.stored;
  const births = main.flatMap(({ born }) => (born === null ? [] : [born]));
  const better = births.filter(isImprovement).length;
  return [
    `The champion of ${spec.contestant.name} on ${spec.task.label}, seed ${spec.repetition}, ${agreementText(analysis)}.`,
    `${foundersText(analysis)}, over ${depth.least} to ${depth.most} generations; ${number(onLine)} of ${number(analysis.replayed.landed)} births gave it a gene, ${number(line.ancestors.length)} members are its ancestors.`,
    `Of the ${number(births.length)} births on its main line ${number(better)} were better than both parents.`,
    mutationsText(kinds.mutation.effects, losses.get(champion)!, line.ancestors),
    ...(whole.length === 0 ? [] : [wholeText(analysis)]),
    `How sure: ${sureText(analysis)}`,
  ].join(' ');
}

function foundersText({ founders, trial }: Analysis): string {
  const of = `of ${number(trial.settings.population)} founders`;
  if (founders.length === 1) return `All its genes come from one ${of}`;
  return `It has genes of ${founders.length} ${of}, ${percent(founders[0]!.share)} of them from one`;
}

function agreementText({ agreement, replayed, trial }: Analysis): string {
  const { losses, champion } = trial.stored;
  if (agreement.exact)
    return `is replayed exactly: all ${number(champion.length)} parameters bit by bit, and ${number(replayed.same)} of ${counted(losses.length, 'validation')} on the way`;
  const where =
    replayed.differsAt === null ? '' : `, the first time at ${quantity(replayed.differsAt, 'MAC')}`;
  return `is not replayed exactly: ${number(agreement.differing)} of ${number(champion.length)} parameters differ, by at most ${digits(agreement.greatest)}, and ${number(replayed.same)} of ${counted(losses.length, 'training loss')} on the way are the same${where}; what follows is about the champion of the replay`;
}

function mutationsText(
  effects: readonly Effect[],
  base: number,
  ancestors: Analysis['line']['ancestors'],
): string {
  if (effects.length === 0)
    return 'No mutation has reached the champion: it is made of founders by crossover alone.';
  const clear = effects.filter(isClear);
  const worse = clear.filter(({ value }) => value! > 0).length;
  const late = clear.filter(({ value, row }) => value! > 0 && !isImprovement(ancestors[row]!.born!)).length;
  const failed = effects.filter(({ value }) => value === null).length;
  const [top] = ranked(effects).filter(({ value }) => value !== null);
  const first = `Mutations of ${counted(effects.length, 'birth')} have reached it; each was left out and the line made again: for ${counted(worse, 'birth')} its loss of ${digits(base)} rises by more than noise (${number(late)} of these were no improvement on their parents when they were born), for ${clear.length - worse} it falls, for ${effects.length - clear.length - failed} it cannot be told from the same${failed === 0 ? '' : `, for ${failed} it is not finite`}.`;
  if (top?.interval == null || !isClear(top)) return first;
  return `${first} The greatest rise, ${digits(top.value!)} (${digits(top.interval[0])} to ${digits(top.interval[1])}), is that without birth ${number(ancestors[top.row]!.number)}.`;
}

function wholeText({ whole }: Analysis): string {
  const write = (isControl: boolean): string =>
    whole
      .filter((one) => one.isControl === isControl)
      .map(({ value }) => (value === null ? 'not finite' : digits(value)))
      .join(', ');
  const count = whole.filter(({ isControl }) => !isControl).length;
  return `Replayed as a whole without ${count === 1 ? 'the first of them' : `each of the first ${count}`}, the search ends at the same cost with a loss that differs from the champion's by ${write(false)}; without mutations that are no part of the line (controls) by ${write(true)}.`;
}

const sureText = ({ all, kinds }: Analysis): string =>
  [
    'the changes are exact for the line alone, since the births that were selected stay the same; after a change a real search would have selected others.',
    'Intervals are 95 % over fresh sequences and hold for all births of a kind together; they say nothing of other seeds.',
    ...(all
      ? [
          "Under these settings crossover or mutation look at the parents' genes, so a change also moves later cuts.",
        ]
      : []),
    ...(Object.values(kinds).some(({ left }) => left > 0)
      ? ['Only the youngest births were changed (facts).']
      : []),
  ].join(' ');

export function factsOf(
  analysis: Analysis,
  { sequences, maker }: { readonly sequences: number; readonly maker: string },
): [string, string][] {
  const { trial, line, tree, kinds, onLine, replayed, losses, champion } = analysis;
  const { spec, macs, evaluations, seconds } = trial.stored;
  const left = Object.entries(kinds).filter(([, kind]) => kind.left > 0);
  return [
    [
      'Trial',
      `${spec.id}: champion after ${quantity(macs, 'MAC')}, ${number(evaluations)} evaluations${seconds === null ? '' : ` and ${digits(seconds)} s of search`}`,
    ],
    [
      'Replay',
      `on ${trial.device.name}${trial.otherDevice === null ? '' : ` (${trial.otherDevice})`}, by version ${version()}; the run was made by version ${maker}`,
    ],
    ['Births', `${number(replayed.landed)}, of which ${number(replayed.births.length)} were taken in`],
    [
      'Comparison',
      `loss on ${number(sequences)} fresh sequences, the same for all; the champion's is ${digits(losses.get(champion)!)}`,
    ],
    [
      'Drawn in the tree',
      `${number(tree.births)} of ${number(onLine)} births that gave the champion a gene, most of them as a number on an arrow; of ${number(line.ancestors.length)} ancestors`,
    ],
    ...left.map(([kind, one]): [string, string] => [
      'Left out',
      `${kind} of the ${number(one.left)} oldest births of the line: --set births=${number(one.left + one.effects.length).replaceAll(',', '')} changes all`,
    ]),
  ];
}
