/** View `exchange`: the number of evaluations of evolution that one update of descent is worth, and who wins when. */
import * as z from 'zod';
import { UserError } from '../../errors.ts';
import type { RunFile } from '../../store/run-file.ts';
import { chosenContestants } from '../parts/chosen-contestants.ts';
import { taskFamilies } from '../parts/task-families.ts';
import { defineView } from '../view.ts';
import { paragraph } from './exchange-text.ts';
import { differenceFigure, leadersFigure, leadsTable, taskAxis } from './leader-figures.ts';
import { leadsOn } from './leaders.ts';
import { familyFigure, ratesFigure, tableFigure } from './rate-figures.ts';
import { bestOf, expectedMacs, type Rate, ratesOf } from './rates.ts';
import { type Kind, kindOf, type Side, sidesOf } from './sides.ts';

const options = z.object({
  resamples: z.int().min(200).max(100_000).default(2000).describe('resamples of the bootstrap'),
  confidence: z.number().min(0.5).max(0.999).default(0.95).describe('confidence of the intervals'),
  unseen: z
    .boolean()
    .default(true)
    .describe(
      'whether the intervals count failures that may happen though none was seen; false: a plain bootstrap, narrower and too narrow where all trials solved the task',
    ),
});

/** Most pairs that the figures show; of more, each contestant with the best of the other side. */
const MOST_PAIRS = 16;

const KINDS: readonly (readonly [Kind, string])[] = [
  ['descent', 'no trial of it that has ended descends by gradients'],
  ['evolution', 'no trial of it that has ended breeds'],
];

function lacksOf(run: RunFile, names: readonly string[] = []): string | null {
  const spec = run.spec();
  if (spec.tuning !== undefined) return 'it is a tuning, whose candidates play with shares of the budget';
  const kinds = new Map(chosenContestants(spec, names).map((one) => [one.name, kindOf(one)]));
  const ended = run
    .trials()
    .filter(({ result }) => result !== null && (result.solved || result.stop.reason !== 'failed'))
    .map(({ task, contestant }) => ({ task, kind: kinds.get(contestant) }));
  const missing = KINDS.find(([kind]) => !ended.some((trial) => trial.kind === kind));
  if (missing !== undefined) return missing[1];
  const on = (kind: Kind) => new Set(ended.filter((trial) => trial.kind === kind).map(({ task }) => task));
  const bred = on('evolution');
  return [...on('descent')].some((task) => bred.has(task)) ? null : 'no task of it was played by both sides';
}

export const exchange = defineView({
  name: 'exchange',
  summary: 'how many evaluations of evolution is one gradient update worth?',
  about:
    'The cost of solving a task for certain is the expected running time: that of all trials, unsolved ones counted with what they spent, over the number solved (Hansen et al. 2022). Its ratio between a breeding and a descending contestant is the exchange rate: in evaluations for one update, in MACs, in seconds, and in scalars of feedback, of which an evaluation gives one and a gradient as many as there are trained parameters. Intervals: a bootstrap over trials, the probability of success drawn from its posterior under Jeffreys’ prior. A map shows who has solved most by which budget.',
  options,
  run: 'required',
  inReport: 'quick',
  lacks: (run) => lacksOf(run),
  async look({ options: { resamples, confidence, unseen }, run, contestants }) {
    if (run === null) throw new UserError('exchange: needs a run file');
    const lacks = lacksOf(run, contestants);
    if (lacks !== null) throw new UserError(`exchange: ${run.path} has nothing to exchange: ${lacks}`);
    const spec = run.spec();
    const sides = sidesOf(run, chosenContestants(spec, contestants));
    const tasks = spec.tasks
      .map(({ label }) => label)
      .filter((label) => sides.some(({ task, trials }) => task === label && trials.length > 0));
    const rates = ratesOf(sides, { seed: spec.seed, resamples, confidence, unseen });
    const [descent, evolution] = [bestOf(sides, 'descent')!, bestOf(sides, 'evolution')!];
    const shown = shownRates(rates, descent, evolution);
    const families = taskFamilies(spec.tasks);
    const leads = tasks.flatMap((task) =>
      leadsOn(sides.filter((side) => side.task === task && side.trials.length > 0)),
    );
    return {
      says: paragraph({ rates, leads, tasks, families, descent, evolution, seeds: spec.seeds, confidence }),
      facts: factsOf(run, sides, { rates, shown }),
      figures: [
        tableFigure(shown, confidence),
        ratesFigure(shown, confidence),
        ...families.map((family, number) =>
          familyFigure(
            shown.filter(({ task }) => family.members.some(({ label }) => label === task)),
            family,
            number,
          ),
        ),
        ...(leads.length === 0
          ? []
          : [
              leadersFigure(leads, taskAxis(tasks, families)),
              differenceFigure(sides, leads, tasks),
              leadsTable(leads),
            ]),
      ],
      data: {
        rates,
        leads,
        expectedMacs: sides.map((side) => ({
          task: side.task,
          contestant: side.contestant,
          kind: side.kind,
          solved: side.solved,
          trials: side.trials.length,
          macs: expectedMacs(side),
        })),
      },
    };
  },
});

/** Rates for the figures: all, or where these are many those that have the best of either side. */
function shownRates(rates: readonly Rate[], descent: string, evolution: string): readonly Rate[] {
  const pairs = new Set(rates.map((rate) => JSON.stringify([rate.descent, rate.evolution])));
  if (pairs.size <= MOST_PAIRS) return rates;
  return rates.filter((rate) => rate.descent === descent || rate.evolution === evolution);
}

function factsOf(
  run: RunFile,
  sides: readonly Side[],
  { rates, shown }: { readonly rates: readonly Rate[]; readonly shown: readonly Rate[] },
): (readonly [string, string])[] {
  const namesOf = (kind: Kind | null): string =>
    [...new Set(sides.filter((side) => side.kind === kind).map(({ contestant }) => contestant))].join(', ');
  const planned = sides.reduce((sum, side) => sum + side.planned, 0);
  const counting = sides.reduce((sum, { trials }) => sum + trials.length, 0);
  const cut = sides.reduce((sum, { trials }) => sum + trials.filter((one) => one.isCutShort).length, 0);
  const others = namesOf(null);
  return [
    ['Descent', namesOf('descent')],
    ['Evolution', namesOf('evolution')],
    ...(others === '' ? [] : [['Of neither side', others] as const]),
    [
      'Trials',
      `${counting} of ${planned} that have a result${cut > 0 ? `, ${cut} of them cut short` : ''}; trials that failed or are under way do not count`,
    ],
    [
      'Feedback',
      'an evaluation gives one scalar, the mean loss over its sequences; a gradient as many as there are trained parameters',
    ],
    ['Seconds', `inside the steps of a search, on ${run.about().machine}, with its load at the time`],
    ...(shown.length === rates.length
      ? []
      : [['Figures', 'pairs with the best of either side; `--json` has all of them'] as const]),
  ];
}
