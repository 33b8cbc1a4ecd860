/** Spectra of all champions: figures and words. */

import { carriedOf } from '../../engine/reference/memory.ts';
import { cos, exp, log, sin } from '../../numeric/elementary.ts';
import { counted } from '../../words/text.ts';
import type { LabDrawing, LabLine, LabLines } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import { type Chosen, choiceFigure } from './draw.ts';
import { itemsOf } from './items.ts';
import { definePart, found, type Patient, seenOf } from './part.ts';
import { factorOf, type LogMean, type Spectrum, spectrumOf } from './spectrum.ts';

/** Sequences that are followed, of those on which the items are found. */
const FOLLOWED = 16;
const LOOKED_AT = 400;
/** Most numbers of a state. */
const MOST_NUMBERS = 256;

export const spectrum = definePart<Spectrum>({
  name: 'spectrum',
  title: 'Jacobian spectrum',
  lacks: ({ net }) =>
    carriedOf(net) > MOST_NUMBERS
      ? `its state has ${carriedOf(net)} numbers, and Jacobians are computed of at most ${MOST_NUMBERS}`
      : null,
  async examine({ subject, source, work }: Patient) {
    const { net, parameters } = subject;
    const many = await source.draw('spectrum', LOOKED_AT);
    const lasts = itemsOf(source.choice.facts.shape, many).flatMap(({ at }) => at ?? []);
    const from = Int32Array.from({ length: many.sequences }, (_, sequence) =>
      lasts.length === 0
        ? Math.floor(many.lengths[sequence]! / 2)
        : Math.max(...lasts.map((at) => at[sequence]!)),
    );
    return spectrumOf(net, parameters, many, from.subarray(0, FOLLOWED), () => work.breathe());
  },
  figures(results) {
    const drawn = (draw: (rows: Rows) => LabDrawing): Chosen[] =>
      results.flatMap((result) => {
        const rows = found(result).filter(({ result: { sequences } }) => sequences > 0);
        return rows.length === 0 ? [] : [{ texts: [result.case.task.label], drawing: draw(rows) }];
      });
    return [
      ...choiceFigure(
        {
          id: 'jacobian-by-lag',
          title: 'What becomes of a small change of the state',
          shows:
            'Greatest singular values of the product of the Jacobians ∂h/∂h from the last thing to remember on, geometric mean over sequences with its 95 % interval: the most that a small change of the state grows, by lag. Below 1e-16 nothing is drawn.',
          reading:
            'Below 1 a change is lost, and so is the gradient on its way back. A net may remember all the same, by staying in one of several states that attract; at 1 it passes changes on.',
        },
        ['task', 'singular value'],
        results.flatMap((result) => {
          const rows = found(result).filter(({ result: { sequences } }) => sequences > 0);
          return rows.length === 0
            ? []
            : ORDER.map((name, place) => ({
                texts: [result.case.task.label, name],
                drawing: lagLines(rows, place),
              }));
        }),
      ),
      ...choiceFigure(
        {
          id: 'jacobian-exponents',
          title: 'Exponents of the stretch',
          shows:
            'Finite-time Lyapunov exponents: mean logarithm by which each direction grows in a step, from the greatest on, with its 95 % interval. Below -4, a factor of .02, nothing is drawn.',
          reading:
            'Below 0 a direction contracts. As many directions near 0 as there are, so much can be held by a graded state.',
          half: true,
        },
        ['task'],
        drawn(exponentLines),
      ),
      ...choiceFigure(
        {
          id: 'jacobian-eigenvalues',
          title: 'Eigenvalues of a step',
          shows:
            'Eigenvalues of the Jacobians of single steps halfway through the stretch, of four sequences, and the unit circle.',
          reading:
            'Pairs near the circle and off the real axis turn the state on: such a net counts time by its angle.',
          half: true,
        },
        ['task'],
        drawn(eigenvaluePoints),
      ),
    ];
  },
  columns: ['growth of a small change', 'over steps'],
  cells: ({ byLag }) => {
    const last = byLag.at(-1);
    if (last === undefined) return [null, null];
    const [first] = last.logs;
    return [first == null ? 'next to 0' : factorText(first), last.lag];
  },
  says(results) {
    const rows = seenOf(results).flatMap(({ name, result: { byLag } }) => {
      const last = byLag.at(-1);
      const own = last?.logs[0] ?? null;
      return last === undefined ? [] : [{ name, lag: last.lag, own, mean: own?.mean ?? -Infinity }];
    });
    if (rows.length === 0) return [];
    const shrinks = rows.filter(({ own }) => own === null || own.high < 0);
    const grows = rows.filter(({ own }) => own !== null && own.low > 0);
    const text = ({ name, lag, own }: (typeof rows)[number]): string =>
      `${own === null ? 'next to 0' : factorText(own)} over ${lag} steps in ${name}`;
    const least = rows.reduce((held, one) => (one.mean < held.mean ? one : held));
    const most = rows.reduce((held, one) => (one.mean > held.mean ? one : held));
    const range = least === most ? text(most) : `from ${text(least)} to ${text(most)}`;
    return [
      `While a net waits, every small change of its state shrinks in ${shrinks.length} of ${counted(rows.length, 'champion')}, some change grows in ${grows.length}, beyond the intervals; factor of the most growth: ${range}.`,
    ];
  },
  facts: () => [
    [
      'Jacobians',
      `of ${FOLLOWED} sequences, from the last thing to remember that the inputs show (where they show none, from the middle) to the last answer; at most 400 steps`,
    ],
  ],
});

type Rows = ReturnType<typeof found<Spectrum>>;

const ORDER = ['greatest', 'second', 'third'];

const factorText = (own: LogMean): string => {
  const { value, interval } = factorOf(own);
  return `${rounded(value, 2)} (${rounded(interval[0], 2)} to ${rounded(interval[1], 2)})`;
};

/** Logarithms of a factor, and of an exponent a step, below which the figures draw nothing. */
const LEAST_FACTOR = log(1e-16);
const LEAST_EXPONENT = -4;

const isDrawn = ({ mean }: LogMean): boolean => mean >= LEAST_FACTOR;

function lagLines(rows: Rows, place: number): LabLines {
  const lines = rows.map(({ subject, result: { byLag } }): LabLine => {
    const logs = byLag.map(({ lag, logs: own }) => [lag, own[place] ?? null] as const);
    return {
      name: subject.name,
      colour: subject.colour,
      points: logs.map(([lag, own]) => [lag, own && isDrawn(own) ? rounded(exp(own.mean)) : null] as const),
      band: logs.map(([, own]) =>
        own && isDrawn(own) ? ([rounded(exp(own.low))!, rounded(exp(own.high))!] as const) : null,
      ),
    };
  });
  return {
    kind: 'lines',
    x: { name: 'lag: steps since the last thing to remember', scale: 'linear', whole: true },
    y: { name: 'singular value', scale: 'log' },
    lines,
    levels: [{ name: 'unchanged', at: 1, axis: 'y' }],
  };
}

const exponentLines = (rows: Rows): LabLines => ({
  kind: 'lines',
  x: { name: 'direction, the greatest exponent first', scale: 'linear', whole: true },
  y: { name: 'exponent a step', scale: 'linear' },
  lines: rows.map(({ subject, result: { exponents } }) => ({
    name: subject.name,
    colour: subject.colour,
    points: exponents.map(
      (own, at) => [at + 1, own && own.mean >= LEAST_EXPONENT ? rounded(own.mean) : null] as const,
    ),
    band: exponents.map((own) =>
      own && own.mean >= LEAST_EXPONENT ? ([rounded(own.low)!, rounded(own.high)!] as const) : null,
    ),
  })),
  levels: [{ name: 'unchanged', at: 0, axis: 'y' }],
});

/** Points of the unit circle. */
const CIRCLE = 60;

const eigenvaluePoints = (rows: Rows): LabLines => ({
  kind: 'lines',
  x: { name: 'real part', scale: 'linear' },
  y: { name: 'imaginary part', scale: 'linear' },
  lines: [
    ...rows.map(({ subject, result: { eigenvalues } }) => ({
      name: subject.name,
      colour: subject.colour,
      mark: 'points' as const,
      points: eigenvalues.map(([real, imaginary]) => [rounded(real)!, rounded(imaginary)] as const),
    })),
    {
      name: 'unit circle',
      mark: 'points',
      points: Array.from({ length: CIRCLE }, (_, at) => {
        const angle = (2 * Math.PI * at) / CIRCLE - Math.PI;
        return [rounded(cos(angle))!, rounded(sin(angle))] as const;
      }),
    },
  ],
});
