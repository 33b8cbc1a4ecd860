/**
 * Part 4 of the autopsy: the smallest net that still solves the task when parts of a champion are taken out, one after the
 * other, without any training after it: units by the loss without them, as M. C. Mozer & P. Smolensky, Skeletonization, NIPS
 * 1 (1989); then weights by the loss without them or, where that is dear, by their magnitude. The order is greedy, so a
 * smaller net may exist.
 */
import type { Batch } from '../../engine/batch.ts';
import { architectureOf } from '../../nets/index.ts';
import { extentOf } from '../../nets/net-of.ts';
import { percent } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import type { LabLines } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import { choiceFigure, table } from './draw.ts';
import { type Examination, examineNet } from './exam.ts';
import { definePart, found, type Patient, seenOf } from './part.ts';
import { type Pruned, type Surgery, surgeryOf } from './prune.ts';

/** Net with so many parts left. */
interface Left extends Examination {
  readonly left: number;
}

interface PrunedNet {
  /** Whole net. */
  readonly whole: Examination;
  readonly units: number;
  readonly weights: number;
  /** Nets by falling numbers of units, and of weights of the smallest net by units; empty where the whole does not solve. */
  readonly byUnits: readonly Left[];
  readonly byWeights: readonly Left[];
  /** Fewest units with which the task is solved, and weights of that net. */
  readonly fewestUnits: number;
  readonly fewestWeights: number;
  readonly order: 'loss' | 'magnitude';
}

/** Sequences on which parts are chosen. */
const CHOOSING = 256;
/** Nets in a row that do not solve, after which no further unit is taken out. */
const TRIES = 3;
/** Share of the weights that is taken out at a time, until so many do harm. */
const SHARE = 0.1;
/** Most times that weights are taken out. */
const MOST_ROUNDS = 100;
/** Most multiply-accumulates of one order of all weights by the loss. */
const MOST_MACS = 4e9;

export const pruning = definePart<PrunedNet>({
  name: 'pruning',
  title: 'pruned net',
  lacks({ net }) {
    const surgery = surgeryOf(net);
    return typeof surgery === 'string' ? surgery : null;
  },
  async examine(patient: Patient) {
    const { subject, source, device, options } = patient;
    const surgery = surgeryOf(subject.net) as Surgery;
    const choosing = await source.draw('pruning, to choose', CHOOSING);
    const judging = await source.draw('pruning, to judge', 2 * options.sequences);
    const judge = (pruned: Pruned) => examineNet(pruned, judging, source, device);
    const whole = await judge(subject);
    const sizes = {
      units: surgery.units(subject.net, subject.parameters).length,
      weights: surgery.weights(subject.net, subject.parameters).length,
    };
    const none = { byUnits: [], byWeights: [], order: 'loss' } as const;
    if (!whole.met)
      return { whole, ...sizes, ...none, fewestUnits: sizes.units, fewestWeights: sizes.weights };
    const { byUnits, smallest } = await withoutUnits(patient, surgery, choosing, judge, {
      ...whole,
      left: sizes.units,
    });
    const { byWeights, order } = await withoutWeights(patient, surgery, choosing, judge, smallest);
    const solving = (all: readonly Left[]): number => all.findLast(({ met }) => met)!.left;
    return {
      ...{ whole, ...sizes, byUnits, byWeights, order },
      fewestUnits: smallestOf(byUnits),
      fewestWeights: solving(byWeights),
    };
  },
  figures(results) {
    const lines = (
      of: (pruned: PrunedNet) => readonly Left[],
      name: string,
    ): { readonly texts: readonly string[]; readonly drawing: LabLines }[] =>
      results.flatMap((result) => {
        const rows = found(result).filter(({ result: own }) => of(own).length > 0);
        if (rows.length === 0) return [];
        const { success } = result.case.task.facts;
        const drawing: LabLines = {
          kind: 'lines',
          x: { name, scale: 'log', whole: true },
          y: { name: 'wrong', scale: 'linear', low: 0, share: true },
          lines: rows.map(({ subject, result: own }) => {
            // Of two tries with as many left the later one, from a better order.
            const last = new Map(of(own).map((left) => [left.left, left]));
            const points = [...last.values()].sort((a, b) => a.left - b.left);
            return {
              name: subject.name,
              colour: subject.colour,
              points: points.map(({ left, error }) => [left, rounded(error)] as const),
              band: points.map(({ low, high }) => [rounded(low)!, rounded(high)!] as const),
            };
          }),
          levels: success.error === undefined ? [] : [{ name: 'solved', at: success.error, axis: 'y' }],
        };
        return [{ texts: [result.case.task.label], drawing }];
      });
    return [
      ...choiceFigure(
        {
          id: 'pruning-units',
          title: 'Units taken out',
          shows:
            'Share of held-out sequences answered wrong by the units that are left, with Wilson’s 95 % interval. The unit that matters least is taken out at a time; nothing is trained after it.',
          half: true,
        },
        ['task'],
        lines(({ byUnits }) => byUnits, 'units left'),
      ),
      ...choiceFigure(
        {
          id: 'pruning-weights',
          title: 'Weights taken out',
          shows:
            'The same by the weights and biases that are left, beginning with the smallest net by units that solves the task.',
          half: true,
        },
        ['task'],
        lines(({ byWeights }) => byWeights, 'weights left'),
      ),
      ...choiceFigure(
        {
          id: 'pruning-sizes',
          title: 'Smallest nets that still solve the task',
          shows:
            'Units and weights of the champion, and of the smallest net that was reached and solves the task by its own criterion on held-out sequences.',
        },
        ['task'],
        results.flatMap((result) => {
          const rows = found(result);
          if (rows.length === 0) return [];
          const drawing = table(
            ['champion', 'wrong', 'units', 'fewest units', 'weights', 'fewest weights', 'order of weights'],
            rows.map(({ subject, result: own }) => [
              ...[subject.name, percent(own.whole.error), own.units],
              own.whole.met ? own.fewestUnits : 'does not solve',
              own.weights,
              own.whole.met ? own.fewestWeights : 'does not solve',
              own.whole.met ? own.order : null,
            ]),
          );
          return [{ texts: [result.case.task.label], drawing }];
        }),
      ),
    ];
  },
  columns: ['fewest units', 'fewest weights'],
  cells: ({ whole, units, fewestUnits, weights, fewestWeights }) =>
    whole.met ? [`${fewestUnits} of ${units}`, `${fewestWeights} of ${weights}`] : [null, null],
  says(results) {
    const rows = seenOf(results).filter(({ result: { whole } }) => whole.met);
    if (rows.length === 0) return [];
    const bare = ({ result: { fewestWeights, weights } }: (typeof rows)[number]): number =>
      fewestWeights / weights;
    const least = rows.reduce((held, one) => (bare(one) < bare(held) ? one : held));
    const { fewestUnits, units, fewestWeights, weights } = least.result;
    const size = `${fewestUnits} of ${counted(units, 'unit')} and ${fewestWeights} of ${counted(weights, 'weight')}`;
    return [
      rows.length === 1
        ? `Pruned, with no training after it, ${least.name} still solves its task with ${size}.`
        : `Pruned, with no training after it, the smallest of ${rows.length} still solves its task with ${size} (${least.name}).`,
    ];
  },
  facts: ({ sequences }) => [
    [
      'pruning',
      `greedy, chosen by the loss on ${CHOOSING} sequences, judged on ${2 * sequences} others, no training after it; a smaller net may exist`,
    ],
  ],
});

const smallestOf = (all: readonly Left[]): number =>
  Math.min(...all.filter(({ met }) => met).map(({ left }) => left));

type Judge = (pruned: Pruned) => Promise<Examination>;

async function withoutUnits(
  { subject, device, work }: Patient,
  surgery: Surgery,
  choosing: Batch,
  judge: Judge,
  whole: Left,
): Promise<{ readonly byUnits: Left[]; readonly smallest: Pruned }> {
  const byUnits = [whole];
  let now: Pruned = subject;
  let smallest: Pruned = subject;
  for (let failed = 0; failed < TRIES && byUnits.at(-1)!.left > 1; ) {
    const units = surgery.units(now.net, now.parameters);
    const step = await work.kept(`pruning/${subject.id}/units ${units.length}`, async () => {
      const without = units.map((unit) => surgery.withoutUnit(now, unit));
      const { net } = without[0]!;
      const genomes = new Float32Array(units.length * net.parameters);
      for (const [place, { parameters }] of without.entries())
        genomes.set(parameters, place * net.parameters);
      const losses = await device.evaluatePopulation(net, genomes, units.length, choosing);
      const best = leastFirst(losses)[0]!;
      return { unit: units[best]!, left: units.length - 1, ...(await judge(without[best]!)) };
    });
    const { unit, ...left } = step;
    now = surgery.withoutUnit(now, unit);
    byUnits.push(left);
    if (left.met) smallest = now;
    failed = left.met ? 0 : failed + 1;
    await work.breathe();
  }
  return { byUnits, smallest };
}

async function withoutWeights(
  { subject, source, device, work }: Patient,
  surgery: Surgery,
  choosing: Batch,
  judge: Judge,
  from: Pruned,
): Promise<{ readonly byWeights: Left[]; readonly order: PrunedNet['order'] }> {
  const { net } = from;
  let now = from.parameters;
  let weights = surgery.weights(net, now);
  const pass = architectureOf(net).macs.forward(
    net,
    extentOf(source.choice.facts.shape, CHOOSING, choosing.steps),
  );
  const order = weights.length * pass <= MOST_MACS ? 'loss' : 'magnitude';
  const without = (which: readonly number[]): Float32Array => {
    const own = now.slice();
    for (const at of which) own[at] = 0;
    return own;
  };
  const byWeights: Left[] = [{ left: weights.length, ...(await judge(from)) }];
  let count = Math.ceil(SHARE * weights.length);
  for (let round = 0; round < MOST_ROUNDS && count >= 1 && weights.length > 1; round++) {
    const { tried, taken } = await work.kept(`pruning/${subject.id}/weights, round ${round}`, () =>
      takenNow(count),
    );
    byWeights.push(...tried);
    now = without(taken);
    weights = surgery.weights(net, now);
    count = Math.min(taken.length, Math.ceil(SHARE * weights.length));
    await work.breathe();
  }
  return { byWeights, order };

  /** Weights that can go together: the most that do no harm, by halving. */
  async function takenNow(most: number): Promise<{ readonly tried: Left[]; readonly taken: number[] }> {
    const dispensable = await orderOf();
    const tried: Left[] = [];
    for (let number = most; number >= 1; number = Math.floor(number / 2)) {
      const taken = dispensable.slice(0, number);
      const judged = await judge({ net, parameters: without(taken) });
      tried.push({ left: weights.length - number, ...judged });
      if (judged.met) return { tried, taken };
    }
    return { tried, taken: [] };
  }

  /** Weights, those that matter least first. */
  async function orderOf(): Promise<number[]> {
    if (order === 'magnitude') {
      const sizes = Float64Array.from(weights, (at) => surgery.sizeOf(net, now, at));
      return leastFirst(sizes).map((place) => weights[place]!);
    }
    const genomes = new Float32Array(weights.length * net.parameters);
    for (const [place, at] of weights.entries()) genomes.set(without([at]), place * net.parameters);
    const losses = await device.evaluatePopulation(net, genomes, weights.length, choosing);
    return leastFirst(losses).map((place) => weights[place]!);
  }
}

/** Places of the values from the least on; values that are none come last. */
function leastFirst(values: Float64Array): number[] {
  const rank = (at: number): number => (Number.isNaN(values[at]!) ? Number.POSITIVE_INFINITY : values[at]!);
  return Array.from(values.keys()).sort((a, b) => (rank(a) === rank(b) ? a - b : rank(a) - rank(b)));
}
