/** The plain view's beginning and end: what is going to be played, and what came of it. */

import type { Verdict } from '../statistics/verdict.ts';
import { formatBudget } from '../tournament/budget.ts';
import { resultsByContestant, type Standing } from '../tournament/standing.ts';
import { percent, shellWord, wrap } from './format.ts';
import { chanceText, factLines } from './listing.ts';
import type { Plan } from './plan-duel.ts';
import { paint, type Surface } from './terminal.ts';
import { verdictTable } from './verdict-table.ts';

type Extent = Pick<Surface, 'columns' | 'colours'>;

/** Task, chance, success, budget, trials and device. */
export function headerLines(plan: Plan, workers: number, surface: Extent): string[] {
  const { spec } = plan;
  const { success, chance: best } = spec.tasks[0]!.facts;
  const { error, sequences, exhaustive } = success;
  const limits = formatBudget(spec.budget);
  const chance = chanceText(best);
  const facts: (readonly [string, string])[] = [
    ['task', [spec.tasks[0]!.name, ...plan.changedOptions].join(' ')],
    ...(chance === null ? [] : [['chance', chance] as const]),
    [
      'solved',
      `less than ${percent(error)} of ${exhaustive ? `all ${sequences}` : `${sequences} unseen`} sequences wrong`,
    ],
    ['budget', `${limits.join(' or ')} a trial${limits.length > 1 ? ', whichever is reached first' : ''}`],
    [
      'trials',
      `${counted(spec.contestants.length, 'contestant')} × ${counted(spec.seeds, 'seed')}, ` +
        `from seed ${spec.seed}, on ${counted(workers, 'worker')}`,
    ],
    ['device', plan.deviceLine],
  ];
  const names = spec.contestants.map((one) => one.name).join(', ');
  return [paint(surface.colours).strong(`genoprop duel: ${names}`), ...factLines(facts, surface.columns), ''];
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const SECONDS_DIFFER = '(a budget in seconds repeats only nearly; mac, update and evaluation repeat exactly)';

/** The table, the verdict, where the run is kept, and how to repeat it. */
export function closingLines(
  { spec, repeat }: Plan,
  standing: Standing,
  verdict: Verdict,
  runPath: string | null,
  surface: Extent,
): string[] {
  const { strong, faint } = paint(surface.colours);
  const [head, ...rows] = verdictTable(verdict.rows, spec.contestants, resultsByContestant(standing));
  const facts: (readonly [string, string])[] = [
    ...(runPath === null ? [] : [['run', runPath] as const]),
    ['repeat', repeat.map(shellWord).join(' ')],
  ];
  return [
    '',
    faint(head!),
    ...rows.map((row, index) => (verdict.rows[index]!.name === verdict.winner ? strong(row) : row)),
    '',
    ...wrap(verdict.text, surface.columns - 1).map(strong),
    '',
    // Never broken into lines: these are to be copied.
    ...facts.map(([label, text]) => `${label.padEnd(6)}  ${text}`),
    ...(spec.budget.seconds === undefined
      ? []
      : wrap(SECONDS_DIFFER, surface.columns - 1, '        ').map(faint)),
  ];
}
