/** View `lineage`: the ancestors of a champion of GENITOR, and which births on its line mattered. */
import * as z from 'zod';
import { UserError } from '../../errors.ts';
import { counted } from '../../words/text.ts';
import { defineView } from '../view.ts';
import { type Analysis, analyse, unitsOf } from './analysis.ts';
import { chooseTrials, lacksBirths } from './choose-trials.ts';
import { figuresOf } from './figures.ts';
import { GROUPS } from './paired.ts';
import { type OpenTrial, openTrial, storedTrial } from './replay.ts';
import { factsOf, saysOf } from './says.ts';

const options = z.object({
  task: z.string().default('').describe('label of the task (default: the one that was solved at least cost)'),
  repetition: z
    .int()
    .min(0)
    .default(0)
    .describe('number of the repetition; 0: the one that solved it at least cost'),
  sequences: z
    .int()
    .min(2 * GROUPS)
    .max(1_000_000)
    .default(2048)
    .describe('fresh sequences on which losses are compared'),
  births: z
    .int()
    .min(1)
    .max(100_000)
    .default(500)
    .describe('most births that are changed, of each kind; the youngest'),
  replays: z
    .int()
    .min(0)
    .max(20)
    .default(0)
    .describe(
      'mutations without which the whole search is replayed, each with a control: twice as many replays',
    ),
  founders: z.int().min(1).max(20).default(5).describe('most founders in the tree'),
  minutes: z
    .number()
    .positive()
    .max(100_000)
    .default(10)
    .describe('most minutes of search to replay, as the run took them; beyond, the view refuses'),
});

export const lineage = defineView({
  name: 'lineage',
  summary: 'which ancestors made the champion, and which of their mutations mattered?',
  about:
    'The trial of a GENITOR champion is replayed from its spec: every child draws from a stream of its own number, so the births come out as they were, which is checked bit by bit. Gene by gene a path leads back from the champion to a founder. On this line one mutation is left out, one crossing undone or two parents swapped, the line is made again by the same code and streams, and the loss of its end is compared on the same sequences (paired by group, Student intervals with Bonferroni correction). Asked for, the whole search is replayed with one mutation left out. GENITOR: Whitley (1989). Other learners are not read.',
  options,
  run: 'required',
  lacks: lacksBirths,
  inReport: 'asked',
  async look({ options: chosen, run, contestants }, work) {
    if (run === null) throw new UserError('lineage: needs a run');
    const specs = chooseTrials(run, { ...chosen, contestants });
    const stored = specs.map((spec) => storedTrial(run, spec));
    const seconds = stored.reduce((sum, one) => sum + (one.seconds ?? 0), 0) * (1 + 2 * chosen.replays);
    if (seconds > 60 * chosen.minutes) {
      const minutes = Math.ceil(seconds / 60);
      throw new UserError(
        `lineage: ${counted(stored.length * (1 + 2 * chosen.replays), 'replay')} of ${specs.map(({ id }) => id).join(', ')} would take about ${counted(minutes, 'minute')} (as the run took them); --set minutes=${minutes} allows it, --set task=LABEL or --contestant NAME chooses less`,
      );
    }
    const analyses: Analysis[] = [];
    const trials: OpenTrial[] = [];
    try {
      for (const one of stored) trials.push(await openTrial(one));
      const total = trials.reduce((sum, trial) => sum + unitsOf(trial, chosen), 0);
      let before = 0;
      for (const trial of trials) {
        const begun = before;
        analyses.push(
          await analyse(trial, chosen, work, (units, doing) => work.progress(begun + units, total, doing)),
        );
        before += unitsOf(trial, chosen);
      }
      work.progress(total, total, 'done');
    } finally {
      for (const trial of trials) trial.close();
    }
    const maker = run.about().genoprop;
    return {
      says: analyses.map(saysOf).join(' '),
      facts: analyses.flatMap((one) => factsOf(one, { sequences: chosen.sequences, maker })),
      figures: figuresOf(analyses),
      data: analyses.map(dataOf),
    };
  },
});

/** Numbers behind the figures, births of the line one by one. */
const dataOf = ({
  trial,
  line,
  replayed,
  agreement,
  losses,
  kinds,
  depth,
  founders,
  whole,
}: Analysis): unknown => ({
  trial: trial.stored.spec.id,
  agreement: { ...agreement, validations: replayed.same, differsAt: replayed.differsAt },
  ...{ depth, founders, whole },
  line: line.ancestors
    .filter(({ row }) => line.carries[row]! > 0)
    .map(({ born, number, row }) => ({
      ...(born ?? { number }),
      genes: line.carries[row]!,
      fresh: finite(losses.get(row)!),
    })),
  changes: Object.fromEntries(
    Object.entries(kinds).map(([kind, { effects }]) => [
      kind,
      effects.map(({ row, ...effect }) => ({ number: line.ancestors[row]!.number, ...effect })),
    ]),
  ),
});

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
