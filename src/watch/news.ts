/** News: one line an event, newest first. */
import type { TrialOutcome } from '../tournament/earlier-session.ts';
import { type Criterion, measureText } from '../tournament/spec/criterion.ts';
import type { TournamentEvent, TournamentSpec } from '../tournament/spec/tournament.ts';
import type { Standing } from '../tournament/standing.ts';
import { shortMachine } from '../words/machines.ts';
import { compact, share } from '../words/numbers.ts';
import { shortTime } from '../words/time.ts';

/** Event in a line. */
export interface NewsItem {
  /** Seconds since the session began; null where nobody counts them. */
  readonly seconds: number | null;
  readonly text: string;
}

const KEPT = 40;

/**
 * News after an event.
 * @param seconds since the session began; null where nobody counts them
 * @param spec of the trials in the standing
 */
export function newsAfter(
  news: readonly NewsItem[],
  event: TournamentEvent,
  standing: Standing,
  seconds: number | null,
  spec: Pick<TournamentSpec, 'tasks'>,
): readonly NewsItem[] {
  if (event.type !== 'finished' && event.type !== 'retried' && event.type !== 'placed') return news;
  const trial = standing.get(event.id);
  if (trial === undefined) return news;
  // The machine on which a trial begins is no news, one that takes it over is.
  if (event.type === 'placed' && trial.state !== 'running') return news;
  const name = `${spec.tasks.length > 1 ? `${trial.task}, ` : ''}${trial.contestant} seed ${trial.repetition}`;
  const what =
    event.type === 'finished'
      ? ending(event.result, criterionOf(spec, trial.task), trial.machine)
      : event.type === 'placed'
        ? `is taken over by ${shortMachine(event.machine)}`
        : `begins again: ${event.reason}`;
  return [{ seconds, text: `${name} ${what}` }, ...news].slice(0, KEPT);
}

/** Ending of a trial in the fewest words. */
function ending(
  { stop, solved, testError, testMeasures, cost }: TrialOutcome,
  criterion: Criterion | undefined,
  machine: string | null,
): string {
  const { reason, detail } = stop;
  const reached = criterion?.alone
    ? `${criterion.measure} ${measureText(testMeasures[criterion.measure], criterion.unit)} on the test`
    : `${share(testError ?? Number.NaN)} of the test wrong`;
  const test = testError === null ? '' : `, ${reached}`;
  const spent = `${compact(cost.macs)} MACs, ${shortTime(cost.seconds)}${machine === null ? '' : ` on ${shortMachine(machine)}`}`;
  if (solved) return `solved${test} (${spent})`;
  if (reason === 'solved') return `solved on validation but not on the test set${test} (${spent})`;
  if (reason === 'budget') return `out of budget${test} (${spent})`;
  return `${reason}${detail === '' ? '' : `: ${detail}`}${test}`;
}

/** Criterion of the task of that label. */
const criterionOf = ({ tasks }: Pick<TournamentSpec, 'tasks'>, label: string): Criterion | undefined =>
  tasks.find((task) => task.label === label)?.facts.success;
