/** Part 5 of the autopsy: length generalisation, the share answered wrong on sequences longer than those of the training. */
import { fileURLToPath } from 'node:url';
import { UserError } from '../../errors.ts';
import { architectureOf } from '../../nets/index.ts';
import { extentOf } from '../../nets/net-of.ts';
import { openTask } from '../../tournament/plugins/plugin.ts';
import { showsError } from '../../tournament/spec/criterion.ts';
import type { TaskChoice } from '../../tournament/spec/tournament.ts';
import { counted } from '../../words/text.ts';
import type { LabLines } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import type { Subject } from './champions.ts';
import { choiceFigure } from './draw.ts';
import { type Examination, examineNet } from './exam.ts';
import { definePart, found, type Patient, reasonsOf, seenOf } from './part.ts';
import { sourceOf } from './sequences.ts';
import { shareText } from './words.ts';

/** Results at one length. */
interface AtLength extends Examination {
  readonly length: number;
}

const FACTORS = [1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000];
/** Most multiply-accumulates of a point, and fewest sequences for which one is made. */
const MOST_MACS = 4e9;
const FEWEST = 40;

const lengthOf = ({ options }: TaskChoice): number | null =>
  typeof options.length === 'number' && Number.isSafeInteger(options.length) ? options.length : null;

export const lengths = definePart<readonly AtLength[]>({
  name: 'lengths',
  title: 'length generalisation',
  lacks({ task }: Subject) {
    if (lengthOf(task) === null) return 'the task has no option length';
    const { success } = task.facts;
    return showsError(success)
      ? null
      : `it is judged by ${success.measure} and by no share of wrong sequences`;
  },
  async examine({ subject, source, device, options, work, seed, limits }: Patient) {
    const { net, parameters } = subject;
    const own = lengthOf(source.choice)!;
    const { shape } = source.choice.facts;
    const macs = architectureOf(net).macs;
    const results: AtLength[] = [];
    for (const factor of FACTORS.filter((one) => one <= options.factor)) {
      const length = Math.round(factor * own);
      const choice = await withLength(source.choice, length);
      // The longest that the task has is where the curve ends.
      if (choice === null) break;
      const cost = macs.forward(net, extentOf(shape, 1, length));
      const count = Math.min(options.sequences, Math.floor(MOST_MACS / cost));
      if (count < FEWEST) break;
      const result = await work.kept(`lengths/${subject.id}/${length}`, async () => {
        const longer = sourceOf(choice, seed, limits);
        return examineNet({ net, parameters }, await longer.draw(`length ${length}`, count), longer, device);
      });
      results.push({ length, ...result });
      await work.breathe();
    }
    return results;
  },
  figures: (results) =>
    choiceFigure(
      {
        id: 'lengths',
        title: 'Sequences longer than those of the training',
        shows:
          'Share of fresh sequences answered wrong, by their length, with Wilson’s 95 % interval. The first point is the length of the training.',
        reading:
          'A net that stays low holds its memory for as long as it is asked to; one that rises to chance has learnt the length with the task.',
      },
      ['task'],
      results.flatMap((result) => {
        const rows = found(result);
        if (rows.length === 0) return [];
        const { success, chance } = result.case.task.facts;
        const drawing: LabLines = {
          kind: 'lines',
          x: { name: 'length T', scale: 'log', whole: true },
          y: { name: 'wrong', scale: 'linear', low: 0, high: 1, share: true },
          lines: rows.map(({ subject, result: points }) => ({
            name: subject.name,
            colour: subject.colour,
            points: points.map(({ length, error }) => [length, rounded(error)] as const),
            band: points.map(({ low, high }) => [rounded(low)!, rounded(high)!] as const),
          })),
          levels: [
            ...(success.error === undefined
              ? []
              : [{ name: 'solved', at: success.error, axis: 'y' as const }]),
            ...(chance.error === undefined ? [] : [{ name: 'chance', at: chance.error, axis: 'y' as const }]),
          ],
        };
        return [{ texts: [result.case.task.label], drawing }];
      }),
    ),
  columns: ['solves up to T', 'longest tried', 'wrong there'],
  cells(points) {
    const last = points.at(-1);
    if (last === undefined) return [null, null, null];
    return [holdsTo(points)?.length ?? null, last.length, shareText(last.error, last.low, last.high)];
  },
  says(results) {
    const rows = seenOf(results).filter(({ result: points }) => points.length > 0);
    const reasons = reasonsOf(results).map((reason) => `Longer sequences are left out: ${reason}.`);
    if (rows.length === 0) return reasons;
    const solve = rows.flatMap(({ name, result: points }) => {
      const to = holdsTo(points);
      return to === null ? [] : [{ name, points, to }];
    });
    if (solve.length === 0)
      return [`None of ${counted(rows.length, 'champion')} solves these fresh sequences.`, ...reasons];
    const holding = solve.filter(({ points, to }) => to === points.at(-1));
    const next = solve.filter(({ points, to }) => points.length > 1 && to !== points[0]);
    const far = solve.reduce((held, one) => (reach(one) > reach(held) ? one : held));
    const { error, low, high, length, sequences } = far.to;
    const farthest =
      next.length === 0
        ? ''
        : `; ${far.name} up to T = ${length}, ${reach(far)} times as long (there ${shareText(error, low, high)} of ${sequences} wrong)`;
    return [
      `Of ${counted(solve.length, 'champion')} that ${solve.length === 1 ? 'solves' : 'solve'} fresh sequences as long as in training, ${next.length} ${next.length === 1 ? 'does' : 'do'} so on longer ones, ${holding.length} up to the longest tried${farthest}.`,
      ...reasons,
    ];
  },
  facts: ({ sequences, factor }) => [
    [
      'lengths',
      `up to ${factor} times the length of the training; ${sequences} sequences at each, fewer where they cost more than ${MOST_MACS / 1e9} GMAC, and at least ${FEWEST}`,
    ],
  ],
});

/** Point of the greatest length up to which all are solved; null where the length of the training is not. */
function holdsTo(points: readonly AtLength[]): AtLength | null {
  const fails = points.findIndex(({ met }) => !met);
  return (fails === -1 ? points.at(-1) : points[fails - 1]) ?? null;
}

/** Length up to which a net solves, in lengths of the training. */
const reach = ({ points, to }: { readonly points: readonly AtLength[]; readonly to: AtLength }): number =>
  rounded(to.length / points[0]!.length, 3)!;

/**
 * The task with another length; null where it has no such length. An option that follows the length, such as the longest
 * one, goes back to its default.
 */
async function withLength(choice: TaskChoice, length: number): Promise<TaskChoice | null> {
  const { name, module, options } = choice;
  const opened = await openTask(module === undefined ? name : fileURLToPath(module));
  const follows = new Set(
    opened.options.flatMap((option) => (option.follows === 'length' ? [option.name] : [])),
  );
  const kept = Object.fromEntries(Object.entries(options).filter(([key]) => !follows.has(key)));
  try {
    return await opened.choose({ ...kept, length });
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
