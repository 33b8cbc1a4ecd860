/** Log of a running tournament: a plain line for each notable event, for pipes and files. */

import { isBetterThanChance } from '../statistics/chance.ts';
import type { TrialOutcome } from '../tournament/earlier-session.ts';
import { type Criterion, measureText } from '../tournament/spec/criterion.ts';
import { screenSize } from '../tournament/spec/success.ts';
import type { TaskFacts, TournamentEvent } from '../tournament/spec/tournament.ts';
import { netsGrow, trainedInTrial, trainedNote } from '../tournament/spec/trained.ts';
import type { Standing, TrialStanding } from '../tournament/standing.ts';
import { shortMachine } from '../words/machines.ts';
import { percent, quantity } from '../words/numbers.ts';
import { printable } from '../words/printable.ts';
import { duration } from '../words/time.ts';
import { roundText } from './round-text.ts';
import type { View, Viewed } from './view.ts';

/** Seconds from a trial's start to the first validation that is logged, and between any two after it. */
const SECONDS_BEFORE = 2;
const SECONDS_BETWEEN = 10;

export function logView({
  surface,
  now,
  spec,
  past,
}: Pick<Viewed, 'surface' | 'now'> &
  Partial<Pick<Viewed, 'past'>> & { readonly spec: Pick<Viewed['spec'], 'tasks' | 'contestants'> }): View {
  const begun = now();
  const severalTasks = spec.tasks.length > 1;
  const criteria = new Map(spec.tasks.map(({ label, facts }) => [label, facts.success]));
  /** Time of the next validation to be logged, by trial. */
  const due = new Map<string, number>();
  const factsOf = (label: string): TaskFacts | undefined =>
    spec.tasks.find((task) => task.label === label)?.facts;
  /** Machines that have been told, by trial. */
  const told = new Map<string, string>();
  let validations = 0;
  let going = past?.resume;
  const write = (text: string): void =>
    surface.write(
      `${`${(now() - begun).toFixed(1)} s`.padStart(8)}  ${text.replace(/[\n\r]/g, printable)}\n`,
    );

  const startOf = (id: string): string => (going?.has(id) ? 'goes on from its checkpoint' : 'started');

  const tell = (event: TournamentEvent, standing: Standing): void => {
    if (event.type === 'done') {
      if (event.stopped) write('stopped');
      return;
    }
    const trial = standing.get(event.id);
    if (trial === undefined) return;
    const place = severalTasks ? `${trial.task}, ` : '';
    const name = `${place}${trial.contestant}, seed ${trial.repetition}`;
    if (event.type === 'checkpoint') validations++;
    if (event.type === 'started') {
      due.set(event.id, now() + SECONDS_BEFORE);
      const limit = netsGrow(spec, trial.contestant) ? 'up to ' : '';
      // Another machine's start is told when the machine is known, its net once a log of the trial is there.
      const start = told.has(event.id) ? '' : `${startOf(event.id)}${onMachine(trial.machine)}, `;
      if (trial.machine !== null) told.set(event.id, trial.machine);
      write(
        `${name}: ${start}${limit}${event.parameters} parameters${trainedNote(trainedInTrial(spec, trial))}`,
      );
    } else if (event.type === 'retried') write(`${name}: begins again, ${event.reason}`);
    else if (event.type === 'placed') {
      const before = told.get(event.id);
      if (before === event.machine) return;
      told.set(event.id, event.machine);
      if (trial.state === 'running') {
        const from = before === undefined ? '' : ` from ${shortMachine(before)}`;
        write(`${name}: ${shortMachine(event.machine)} takes over${from}`);
      } else write(`${name}: ${startOf(event.id)}${onMachine(event.machine)}`);
    } else if (event.type === 'finished')
      write(
        `${name}: ${outcome(event.result, factsOf(trial.task)?.success, trial.machine)}${untested(trial, factsOf(trial.task)?.success)}`,
      );
    else if (event.type === 'checkpoint' && now() >= (due.get(event.id) ?? 0)) {
      due.set(event.id, now() + SECONDS_BETWEEN);
      write(
        `${name}: ${validation(trial, criteria.get(trial.task))}${besideChance(trial, factsOf(trial.task), validations)}`,
      );
    }
  };
  return {
    tell,
    round(event) {
      going = event.past.resume;
      write(roundText(event));
    },
    note: write,
    end: () => {},
  };
}

function validation(trial: TrialStanding, criterion: Criterion | undefined): string {
  const spent = Math.round(100 * trial.spent);
  return `${validated(trial, criterion)} after ${quantity(trial.cost.macs, 'MAC')}, ${spent} % of the budget`;
}

/** Values of the last validation: the share wrong and the measure that the task is judged by, or that measure alone. */
function validated(trial: TrialStanding, criterion: Criterion | undefined): string {
  const own = measured(trial, criterion);
  if (criterion?.alone) return own.replace(/^, /, '');
  return `${percent(trial.latest?.validationError ?? null)} wrong${own}`;
}

/** Measure that the trial's task is judged by, where it has one. */
function measured({ latest }: TrialStanding, criterion: Criterion | undefined): string {
  if (latest === null || criterion?.measure === undefined) return '';
  const { measure, unit } = criterion;
  return `, ${measure} ${measureText(latest.validationMeasures?.[measure], unit)}`;
}

/** Remark on a validation that no test tells from chance. */
function besideChance({ latest }: TrialStanding, facts: TaskFacts | undefined, validations: number): string {
  if (latest === null || facts === undefined) return '';
  const { validationError: error, validationLoss: loss } = latest;
  const measured = { error, loss, sequences: screenSize(facts.success), bestOf: validations };
  return isBetterThanChance(measured, facts.chance) === false ? ', no better than chance' : '';
}

/** Last validation of a trial that ended before its test. */
function untested(trial: TrialStanding, criterion: Criterion | undefined): string {
  const { latest, result } = trial;
  if (latest === null || result?.testError !== null) return '';
  const reached = criterion?.alone ? validated(trial, criterion) : `${percent(latest.validationError)} wrong`;
  return `, ${reached} at the last validation`;
}

const onMachine = (machine: string | null): string =>
  machine === null ? '' : ` on ${shortMachine(machine)}`;

/**
 * Outcome of a trial in a few words.
 * @param criterion of its task
 * @param machine that it was played on, in words; null for this one
 */
export function outcome(
  result: TrialOutcome,
  criterion: Criterion | undefined,
  machine: string | null = null,
): string {
  const { reason, detail } = result.stop;
  const after = `after ${quantity(result.cost.macs, 'MAC')} and ${duration(result.cost.seconds)}${onMachine(machine)}`;
  const own =
    criterion?.measure === undefined
      ? ''
      : `, ${criterion.measure} ${measureText(result.testMeasures[criterion.measure], criterion.unit)}`;
  const tested = criterion?.alone
    ? `${own} on the test`
    : `, ${percent(result.testError)} of the test wrong${own}`;
  const test = result.testError === null ? '' : tested;
  if (result.solved) return `solved ${after}${test}`;
  // A trial may be solved on validation but not on the test set.
  if (reason === 'solved') return `validated as solved ${after}, but not on the test set${test}`;
  return `${reason}${detail === '' ? '' : ` (${detail})`} ${after}${test}`;
}
