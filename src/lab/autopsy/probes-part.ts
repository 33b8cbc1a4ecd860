/** Probes of all champions: figures and words. */
import { listed } from '../../statistics/words.ts';
import type { LabLine, LabLines } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import { type Chosen, choiceFigure } from './draw.ts';
import { itemsOf } from './items.ts';
import { type CaseResults, definePart, type Examined, found, type Patient, seenOf } from './part.ts';
import { type ProbedItem, type ProbeScore, probeItem } from './probes.ts';
import { statesOf } from './states.ts';
import { among, shareText } from './words.ts';

type Probed = readonly ProbedItem[];

export const probes = definePart<Probed>({
  name: 'probes',
  title: 'linear probes',
  lacks: () => null,
  async examine({ subject, source, options, work }: Patient) {
    const batch = await source.draw('probes', options.sequences);
    const states = statesOf(subject.net, subject.parameters, batch);
    const probed: ProbedItem[] = [];
    for (const item of itemsOf(source.choice.facts.shape, batch)) {
      probed.push(probeItem(states, batch, item));
      await work.breathe();
    }
    return probed;
  },
  figures(results) {
    const bySteps = drawn(results, ({ bySteps: scores }) => scores, 'step');
    const byLags = drawn(results, ({ byLags: scores }) => scores, 'lag: steps since it appeared');
    return [
      ...choiceFigure(
        {
          id: 'probes-by-step',
          title: 'What a linear probe reads from the state, step by step',
          shows:
            'Share of sequences of which a linear probe of the hidden state names the thing to remember (of a number: R²), trained on other sequences, with its 95 % interval.',
          reading:
            'A line at chance: the state does not show it, or not linearly. A line that falls: it is forgotten. A line that stays up to the last step: it is remembered.',
        },
        ['task', 'probed'],
        bySteps,
      ),
      ...choiceFigure(
        {
          id: 'probes-by-lag',
          title: 'What a linear probe reads from the state, by lag',
          shows:
            'The same, with each sequence aligned to the step at which the thing to remember appears: 0 is the state after that step.',
          reading: 'Before 0 every line must be at chance, since nothing has been seen.',
        },
        ['task', 'probed'],
        byLags,
      ),
    ];
  },
  columns: ['probe at the last step'],
  cells: ([item]) => {
    const last = item?.bySteps.at(-1);
    return [item === undefined || last === undefined ? null : scoreText(item, last)];
  },
  says(results) {
    const read = seenOf(results).flatMap(({ name, result: [item] }) => {
      const last = item?.bySteps.at(-1);
      return item === undefined || last === undefined ? [] : [{ name, item, last }];
    });
    if (read.length === 0) return [];
    const above = read.filter(({ item, last }) => last.low > item.chance);
    const least = read.reduce((held, one) => (one.last.score < held.last.score ? one : held));
    const most = read.reduce((held, one) => (one.last.score > held.last.score ? one : held));
    const things = [...new Set(read.map(({ item }) => item.name))];
    const range =
      least === most
        ? scoreText(most.item, most.last)
        : `from ${scoreText(least.item, least.last)} of ${least.name} to ${scoreText(most.item, most.last)} of ${most.name}`;
    return [
      `At the last step a linear probe of the state tells the ${listed(things)} better than chance in ${among(above.length, read.length)}: ${range}.`,
    ];
  },
  facts: ({ sequences }) => [
    [
      'probes',
      `multinomial logistic regression (numbers: ridge regression), penalty 1 on features of deviation 1; trained on half of ${sequences} sequences, scored on the others, at 40 steps and 40 lags at most`,
    ],
  ],
});

const scoreText = ({ isShare }: ProbedItem, { score, low, high }: ProbeScore): string =>
  isShare
    ? shareText(score, low, high)
    : `R² ${rounded(score, 3)} (${rounded(low, 3)} to ${rounded(high, 3)})`;

/** A drawing for each task and item that has scores. */
function drawn(
  results: readonly CaseResults<Probed>[],
  scoresOf: (item: ProbedItem) => readonly ProbeScore[],
  axis: string,
): Chosen[] {
  return results.flatMap((result) => {
    const items = found(result)[0]?.result ?? [];
    return items.flatMap((item): Chosen[] => {
      const lines = result.examined.flatMap((one) => lineOf(one, item.name, scoresOf));
      if (lines.length === 0) return [];
      const drawing: LabLines = {
        kind: 'lines',
        x: { name: axis, scale: 'linear', whole: true },
        y: item.isShare
          ? { name: 'probe right', scale: 'linear', low: 0, high: 1, share: true }
          : { name: 'R² of the probe', scale: 'linear', low: Math.min(0, lowest(lines)), high: 1 },
        lines,
        levels: [
          { name: item.isShare ? 'most frequent class' : 'mean', at: rounded(item.chance)!, axis: 'y' },
        ],
      };
      return [{ texts: [result.case.task.label, item.name], drawing }];
    });
  });
}

function lineOf(
  { subject, result }: Examined<Probed>,
  name: string,
  scoresOf: (item: ProbedItem) => readonly ProbeScore[],
): LabLine[] {
  const item = result?.find((one) => one.name === name);
  const scores = item === undefined ? [] : scoresOf(item);
  if (scores.length === 0) return [];
  return [
    {
      name: subject.name,
      colour: subject.colour,
      points: scores.map(({ at, score }) => [at, rounded(score)] as const),
      band: scores.map(({ low, high }) => [rounded(low)!, rounded(high)!] as const),
    },
  ];
}

/** Lowest end of an interval that is worth drawing: a probe that explains less than nothing may be far below 0. */
const lowest = (lines: readonly LabLine[]): number =>
  Math.max(-1, Math.min(...lines.flatMap(({ band }) => band!.map((own) => own![0]))));
