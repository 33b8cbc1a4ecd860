/** Log with a progress bar below it, on an interactive terminal; the bar's line is written over. */
import { atATime, contestantStandings, type Standing, secondsLeft } from '../tournament/standing.ts';
import { bar } from '../words/numbers.ts';
import { counted } from '../words/text.ts';
import { duration } from '../words/time.ts';
import { logView } from './log-view.ts';
import { Verbatim } from './terminal.ts';
import type { View, Viewed } from './view.ts';

const SECONDS_BETWEEN_BARS = 0.25;
/** Number of trials up to which each line of the log is followed by the newest bar. */
const FEW_TRIALS = 1000;
const BAR_WIDTH = 20;
/** Terminal codes that return to the beginning of the line and empty it. */
const WIPE = new Verbatim('\r\x1b[K');

export function progressView(
  viewed: Pick<Viewed, 'surface' | 'now' | 'standing' | 'workers' | 'spec'> & Partial<Pick<Viewed, 'past'>>,
): View {
  const { surface, now, workers } = viewed;
  let { standing } = viewed;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let text = '';
  const isDue = (): boolean => now() - drawnAt >= SECONDS_BETWEEN_BARS;
  const draw = (): void => {
    // The text's time is proportional to the number of trials.
    if (standing.size <= FEW_TRIALS || isDue()) {
      drawnAt = now();
      text = progressText(standing, workers);
    }
    surface.write(WIPE);
    surface.write(text.slice(0, surface.columns - 1));
  };
  const log = logView({
    ...viewed,
    surface: {
      ...surface,
      write(text) {
        surface.write(WIPE);
        surface.write(text);
        draw();
      },
    },
  });
  draw();
  return {
    tell(event, after) {
      standing = after;
      log.tell(event, after);
      if (isDue()) draw();
    },
    round(event, after) {
      standing = after;
      log.round(event, after);
    },
    note: (text) => log.note(text),
    end(after) {
      log.end(after);
      surface.write(WIPE);
    },
  };
}

/** Text of the progress bar: `███████·············  35 %  2 of 8 trials done, 1 solved, at most about 48 s left` */
export function progressText(standing: Standing, workers: number): string {
  const all = contestantStandings(standing);
  const total = (count: (one: (typeof all)[number]) => number): number =>
    all.reduce((sum, one) => sum + count(one), 0);
  const spent =
    [...standing.values()].reduce((sum, trial) => sum + trial.spent, 0) / Math.max(1, standing.size);
  const left = secondsLeft(standing, atATime(standing, workers));
  return [
    `${bar(spent, BAR_WIDTH)} ${String(Math.floor(100 * spent)).padStart(3)} %`,
    `${total(({ finished }) => finished)} of ${counted(standing.size, 'trial')} done, ${total(({ solved }) => solved)} solved` +
      (left === null || left === 0 ? '' : `, at most about ${duration(left)} left`),
  ].join('  ');
}
