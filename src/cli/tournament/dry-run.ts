/** `genoprop tournament --dry-run`: prints the trials of a tournament and an estimate of their duration. */
import { RunError } from '../../errors.ts';
import { headerLines } from '../../session/header-lines.ts';
import { surfaceBeside, writeJson } from '../../session/json-result.ts';
import { linesText } from '../../session/listing.ts';
import type { SessionParts } from '../../session/session-parts.ts';
import { paint, type Surface, type Terminal } from '../../session/terminal.ts';
import { seedsNeeded, seedsShortage } from '../../statistics/seeds-needed.ts';
import { type Extension, extensionOf } from '../../store/extend-run.ts';
import { pastOf } from '../../store/past-of.ts';
import { readRun } from '../../store/read-run.ts';
import { isUnmade } from '../../store/run-file.ts';
import { type EarlierSession, noEarlierSession } from '../../tournament/earlier-session.ts';
import type { Estimate, PairEstimate } from '../../tournament/forecast/estimate.ts';
import { budgetNotes } from '../../tournament/forecast/first-step.ts';
import { spent } from '../../tournament/spec/budget.ts';
import { contestantWords } from '../../tournament/spec/contestant-words.ts';
import { partOf } from '../../tournament/spec/part.ts';
import { rangesText } from '../../tournament/spec/repetitions.ts';
import type { Contestant, TournamentSpec, TrialSpec } from '../../tournament/spec/tournament.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';
import { table } from '../../words/table.ts';
import { counted, wrap } from '../../words/text.ts';
import { duration } from '../../words/time.ts';
import { estimatePlan } from './estimate-plan.ts';
import type { TournamentFlags } from './flags.ts';
import type { PlannedScript } from './plan-script.ts';

/** Trials of a run file that are left, and the budget that its trials have spent. */
interface Outlook {
  readonly past: EarlierSession;
  readonly added: Extension | null;
  /** Share of its budget that a trial has spent, by its id. */
  readonly spent: ReadonlyMap<string, number>;
}

/**
 * Prints the plan of the tournament. Returns the exit code.
 * @throws UserError where the run file holds another tournament
 * @throws RunError where a trial failed when it was tried
 */
export async function dryRun(
  planned: PlannedScript,
  flags: TournamentFlags,
  terminal: Terminal,
  parts: Pick<SessionParts, 'play' | 'now'>,
): Promise<number> {
  const { spec, deviceLine } = planned;
  const { workers } = flags;
  const surface = surfaceBeside(flags.json, terminal);
  const outlook = look(flags.run, spec);
  const mine = flags.part === undefined ? planned.trials : partOf(planned.trials, flags.part);
  const trials = mine.filter(({ id }) => !outlook.past.finished.has(id));
  const title = `genoprop tournament: ${planned.title} (dry run)`;
  surface.write(
    linesText(
      headerLines({ title, spec, ...outlook, notes: budgetNotes(spec), deviceLine, workers }, surface),
    ),
  );
  surface.write(linesText(contestantLines(spec.contestants, surface)));
  const spentOf = (id: string) => outlook.spent.get(id) ?? 0;
  const estimate = await estimatePlan(spec, trials, { ...flags, spent: spentOf }, parts);
  surface.write(
    linesText([
      ...pairLines(estimate.pairs, surface),
      ...sumLines(trials.length, spec, estimate, surface),
      ...shortageLines(spec, surface),
    ]),
  );
  writeJson(flags.json, terminal, () => planJson(planned, trials, estimate));
  const failed = estimate.pairs.filter(({ failure }) => failure !== null);
  if (failed.length === 0) return 0;
  const { task, contestant, failure } = failed[0]!;
  throw new RunError(
    `${counted(failed.length, 'contestant')} failed when tried, the first one ${contestant} on ${task}: ${failure}`,
  );
}

function look(path: string | false | undefined, spec: TournamentSpec): Outlook {
  if (path === undefined || path === false || isUnmade(path))
    return { past: noEarlierSession, added: null, spent: new Map() };
  return readRun(path, (run) => {
    const added = extensionOf(run, spec);
    const past = pastOf(run, { raised: added });
    const trials = new Map(trialsOf(spec).map((trial) => [trial.id, trial]));
    const shares = [...past.resume.keys()].map((id) => {
      const { cost } = run.checkpoint(id)!;
      return [id, Math.min(1, spent(trials.get(id)!.budget, cost))] as const;
    });
    return { past, added, spent: new Map(shares) };
  });
}

function contestantLines(contestants: readonly Contestant[], surface: Surface): string[] {
  const width = Math.max('contestant'.length, ...contestants.map(({ name }) => name.length));
  const indent = ' '.repeat(width + 2);
  const row = (name: string, text: string): string[] => {
    const [first = '', ...rest] = wrap(text, surface.columns - 1, indent);
    return [`${name.padEnd(width)}  ${first.trimStart()}`, ...rest];
  };
  return [
    paint(surface.colours).faint(
      row('contestant', 'learner, net: settings other than the defaults of these two')[0]!,
    ),
    ...contestants.flatMap((one) => row(one.name, contestantWords(one))),
    '',
  ];
}

/** Most rows that name task and contestant; larger plans are told by task alone. */
const MOST_ROWS = 40;

/** Lines of the pairs: the task's label above its contestants, for both may be long. */
function pairLines(pairs: readonly PairEstimate[], surface: Surface): string[] {
  if (pairs.length === 0) return [];
  const { faint } = paint(surface.colours);
  if (pairs.length > MOST_ROWS) {
    const head = ['task', 'contestants', 'trials', 'a trial at most'];
    const [first, ...rest] = table([head, ...taskRows(pairs)], ['left', 'right', 'right', 'right']);
    return [faint(first!), ...rest, ''];
  }
  const head = ['task and contestant', 'seeds', 'a trial at most'];
  const [first, ...rows] = table([head, ...pairs.map(pairRow)], ['left', 'right', 'right']);
  return [
    faint(first!),
    ...rows.flatMap((row, index) =>
      pairs[index]!.task === pairs[index - 1]?.task ? [row] : [pairs[index]!.task, row],
    ),
    '',
  ];
}

const pairRow = ({ contestant, repetitions, secondsAtMost, measured, failure }: PairEstimate): string[] => [
  `  ${contestant}`,
  rangesText(repetitions),
  failure !== null ? 'failed' : `${measured ? '' : '~ '}${secondsText(secondsAtMost)}`,
];

function taskRows(pairs: readonly PairEstimate[]): string[][] {
  return [...Map.groupBy(pairs, ({ task }) => task)].map(([task, own]) => {
    const trials = own.reduce((sum, { repetitions }) => sum + repetitions.length, 0);
    const longest = own.reduce<number | null>(
      (most, { secondsAtMost }) =>
        most === null || secondsAtMost === null ? null : Math.max(most, secondsAtMost),
      0,
    );
    return [task, String(own.length), String(trials), secondsText(longest)];
  });
}

const secondsText = (seconds: number | null): string => (seconds === null ? 'not known' : duration(seconds));

function sumLines(
  trials: number,
  { toTheEnd }: TournamentSpec,
  { pairs, secondsAtMost, workers }: Estimate,
  surface: Surface,
): string[] {
  if (trials === 0) return ['nothing is left to be played'];
  const tried = pairs.filter(({ measured }) => measured).length;
  const basis =
    tried === pairs.length
      ? 'each contestant was tried on each task for a moment'
      : `${tried} of ${pairs.length} pairs of task and contestant were tried for a moment, the others (~) are inferred`;
  const end =
    toTheEnd === undefined ? ', if none is solved before its budget' : ', if all train to their budget';
  const time =
    secondsAtMost === null
      ? 'how long they take is not known'
      : `at most about ${duration(secondsAtMost)} on ${counted(workers, 'worker')}${end}`;
  return wrap(`${counted(trials, 'trial')}, ${time} (${basis}). Nothing was played.`, surface.columns - 1);
}

/** Warning about too few seeds, repeated at the end since a table stands between it and the header. */
function shortageLines(spec: TournamentSpec, surface: Surface): string[] {
  const { tasks, contestants, seeds, repetitions } = spec;
  const planned = { tasks: tasks.length, contestants: contestants.length, seeds };
  const shortage = seedsShortage(planned);
  if (shortage === null) return [];
  const { task } = seedsNeeded(planned);
  // Number of seeds counts from the first repetition on: a range goes on where it began.
  const first = repetitions?.[0] ?? 1;
  const enough = first === 1 ? String(task) : `${first}-${first + task - 1}`;
  const sentence = `${shortage[0]!.toUpperCase()}${shortage.slice(1)} (--seeds ${enough}).`;
  return wrap(sentence, surface.columns - 1).map(paint(surface.colours).strong);
}

function verdictJson({ tasks, contestants, seeds }: TournamentSpec): object {
  const planned = { tasks: tasks.length, contestants: contestants.length, seeds };
  return { seeds, seedsNeeded: seedsNeeded(planned), shortage: seedsShortage(planned) };
}

function planJson(planned: PlannedScript, trials: readonly TrialSpec[], estimate: Estimate): object {
  const secondsOf = new Map(
    estimate.pairs.map((pair) => [JSON.stringify([pair.task, pair.contestant]), pair.secondsAtMost]),
  );
  return {
    format: 'genoprop.plan/1',
    file: planned.file,
    name: planned.title,
    spec: planned.spec,
    trials: trials.map(({ id, task, contestant, repetition, budget }) => ({
      id,
      task: task.label,
      contestant: contestant.name,
      repetition,
      budget,
      secondsAtMost: secondsOf.get(JSON.stringify([task.label, contestant.name])) ?? null,
    })),
    estimate: { workers: estimate.workers, secondsAtMost: estimate.secondsAtMost },
    verdict: verdictJson(planned.spec),
  };
}
