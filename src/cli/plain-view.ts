/** The plain view's beginning and end: what is going to be played, and what came of it. */
import { formatBudget } from '../tournament/budget.ts';
import { optionText, percent, shellWord, wrap } from './format.ts';
import { factLines } from './listing.ts';
import type { Plan } from './plan-duel.ts';
import { resultsByContestant, type Standing } from './standing.ts';
import { paint, type Surface } from './terminal.ts';
import type { VerdictWords } from './verdict-json.ts';
import { verdictTable } from './verdict-table.ts';

type Extent = Pick<Surface, 'columns' | 'colours'>;

/** Task, chance, success, budget, trials and device. */
export function headerLines(plan: Plan, workers: number, surface: Extent): string[] {
  const { task, spec } = plan;
  const changed = Object.entries(plan.changedOptions).map(([key, value]) => `${key}=${optionText(value)}`);
  const { error, sequences } = plan.success;
  const facts: [string, string][] = [
    ['task', [task.name, ...changed].join(' ')],
    ...(plan.chance === null ? [] : [['chance', plan.chance] as [string, string]]),
    ['solved', `when less than ${percent(error)} of ${sequences} unseen sequences are wrong`],
    ['budget', `${formatBudget(spec.budget).join(' or ')} a trial, whichever comes first`],
    [
      'trials',
      `${spec.contestants.length} contestants × ${spec.seeds} seeds (from seed ${spec.seed}), ` +
        `${workers} worker${workers === 1 ? '' : 's'}`,
    ],
    ['device', plan.deviceLine],
  ];
  if (Object.keys(spec.budget).length === 1) facts[3]![1] = `${formatBudget(spec.budget)[0]} a trial`;
  const names = spec.contestants.map((one) => one.name).join(', ');
  return [paint(surface.colours).strong(`genoprop duel: ${names}`), ...factLines(facts, surface.columns), ''];
}

/** The table, the verdict, where the run is kept, and how to repeat it. */
export function closingLines(
  plan: Plan,
  standing: Standing,
  verdict: VerdictWords,
  runPath: string | null,
  surface: Extent,
): string[] {
  const { strong, faint } = paint(surface.colours);
  const { contestants } = plan.spec;
  const [head, ...rows] = verdictTable(contestants, resultsByContestant(standing));
  const { seconds, ...limits } = plan.spec.budget;
  const unsteady = seconds !== undefined && Object.keys(limits).length === 0;
  return [
    '',
    faint(head!),
    ...rows.map((row, index) => (contestants[index]!.name === verdict.winner ? strong(row) : row)),
    '',
    ...wrap(verdict.text, surface.columns - 1).map(strong),
    '',
    ...(runPath === null ? [] : [`run     ${runPath}`]),
    `repeat  ${plan.repeat.map(shellWord).join(' ')}`,
    ...(unsteady
      ? factLines([['', faintNote]], surface.columns).map((line) => faint(`      ${line.trimStart()}`))
      : []),
  ];
}

const faintNote = '(a budget in seconds gives a faster machine more; macs, updates or evaluations repeat exactly)';
