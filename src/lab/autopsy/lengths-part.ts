/** Part 5 of the autopsy: length generalisation, the share answered wrong on sequences longer than those of the training. */
import { fileURLToPath } from 'node:url';
import { UserError } from '../../errors.ts';
import { architectureOf } from '../../nets/index.ts';
import { extentOf } from '../../nets/net-of.ts';
import { listed } from '../../statistics/words.ts';
import { openTask } from '../../tournament/plugins/plugin.ts';
import { showsError } from '../../tournament/spec/criterion.ts';
import type { TaskChoice } from '../../tournament/spec/tournament.ts';
import { percent } from '../../words/numbers.ts';
import type { LabLines } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import type { Subject } from './champions.ts';
import { choiceFigure } from './draw.ts';
import { type Examination, examineNet } from './exam.ts';
import { definePart, found, type Patient } from './part.ts';
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
      const cost = macs.forward(net, extentOf(shape, 1, length));
      const count = Math.min(options.sequences, Math.floor(MOST_MACS / cost));
      if (count < FEWEST) break;
      const result = await work.kept(`lengths/${subject.id}/${length}`, async () => {
        const longer = sourceOf(await withLength(source.choice, length), seed, limits);
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
  says(result) {
    const texts = found(result).flatMap(({ subject, result: points }) => {
      const last = points.at(-1);
      if (last === undefined || !points[0]!.met) return [];
      const fails = points.findIndex(({ met }) => !met);
      if (fails === -1)
        return [
          `${subject.name} goes on solving up to T = ${last.length} (there ${shareText(last.error, last.low, last.high)} of ${last.sequences} wrong)`,
        ];
      const { length, error, low, high } = points[fails]!;
      return [
        `${subject.name} solves up to T = ${points[fails - 1]!.length} and no more at ${length} (${shareText(error, low, high)} wrong; at ${last.length} ${percent(last.error)})`,
      ];
    });
    const lacks = [...new Set(result.examined.flatMap((one) => one.lacks ?? []))];
    const short = found(result).filter(({ result: points }) => points[0]?.met === false);
    if (short.length > 0) {
      const names = listed(short.map(({ subject }) => subject.name));
      texts.push(
        `${names} ${short.length === 1 ? 'does' : 'do'} not solve T = ${short[0]!.result[0]!.length}`,
      );
    }
    const together = texts.length === 0 ? [] : [`longer sequences: ${texts.join('; ')}`];
    return [...together, ...lacks.map((reason) => `longer sequences are left out: ${reason}`)];
  },
  facts: ({ sequences, factor }) => [
    [
      'lengths',
      `up to ${factor} times the length of the training; ${sequences} sequences at each, fewer where they cost more than ${MOST_MACS / 1e9} GMAC, and at least ${FEWEST}`,
    ],
  ],
});

/**
 * The task with another length. An option that follows the length, such as the longest one, goes back to its default.
 * @throws UserError where the task has no such length
 */
async function withLength(choice: TaskChoice, length: number): Promise<TaskChoice> {
  const { name, module, options } = choice;
  const opened = await openTask(module === undefined ? name : fileURLToPath(module));
  const follows = new Set(
    opened.options.flatMap((option) => (option.follows === 'length' ? [option.name] : [])),
  );
  const kept = Object.fromEntries(Object.entries(options).filter(([key]) => !follows.has(key)));
  try {
    return await opened.choose({ ...kept, length });
  } catch (error) {
    if (error instanceof UserError)
      throw new UserError(`${error.message}; --set factor= asks for shorter ones`);
    throw error;
  }
}
