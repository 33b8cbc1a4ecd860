/** A running tournament on a terminal: a block with one line a contestant, redrawn a few times a second. */

import {
  type ContestantStanding,
  contestantStandings,
  type Standing,
  secondsLeft,
} from '../tournament/standing.ts';
import { type Alignment, bar, duration, percent, quantity, table } from './format.ts';
import { paint, type Surface } from './terminal.ts';
import type { Seconds, View } from './view.ts';

const REDRAW_MILLISECONDS = 250;
const BAR_WIDTH = 16;
const ALIGN: readonly Alignment[] = ['left', 'left', 'right', 'right', 'right', 'right', 'left', 'left'];

/**
 * Draws at once, and again on a timer that does not keep the process alive.
 * @param workers how many trials run at a time, for the estimate of the time left
 */
export function liveView(surface: Surface, standing: Standing, workers: number, now: Seconds): View {
  const begun = now();
  let current = standing;
  let noted = '';
  let drawn = 0;
  const draw = (): void => {
    const lines = blockLines(current, workers, now() - begun, surface);
    if (noted !== '') lines.push(noted.slice(0, surface.columns - 1));
    // Up to the block's first line, clear to the end of the screen, write anew.
    surface.write(`${drawn === 0 ? '' : `\x1b[${drawn}A\r\x1b[J`}${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  const timer = setInterval(draw, REDRAW_MILLISECONDS);
  timer.unref();
  draw();
  return {
    tell: (_event, after) => {
      current = after;
    },
    note: (text) => {
      noted = text;
      draw();
    },
    end: (after) => {
      clearInterval(timer);
      current = after;
      draw();
    },
  };
}

/** The block, each line cut to the surface's width, so that lines drawn and lines on screen are as many. */
export function blockLines(
  standing: Standing,
  workers: number,
  elapsed: number,
  surface: Pick<Surface, 'columns' | 'colours'>,
): string[] {
  const { strong, faint, good, bad } = paint(surface.colours);
  const contestants = contestantStandings(standing);
  const rows = contestants.map((one) => [
    one.name,
    activity(one),
    `${one.finished}/${one.trials.length} ended`,
    `${one.solved} solved`,
    one.error === null ? '' : `${percent(one.error)} wrong`,
    one.macs === 0 ? '' : quantity(one.macs, 'MAC'),
    bar(one.progress, BAR_WIDTH),
    mishaps(one),
  ]);
  const lines = table(rows, ALIGN).map((line, index) => {
    const one = contestants[index]!;
    const cut = line.slice(0, surface.columns - 1);
    if (one.running > 0) return strong(cut);
    if (one.finished < one.trials.length) return faint(cut);
    return one.solved > 0 ? good(cut) : bad(cut);
  });
  const left = secondsLeft(standing, workers);
  const over = contestants.every((one) => one.running === 0 && one.finished > 0);
  const stopped = contestants.some((one) => activity(one) === 'stopped');
  const remaining = over || stopped || left === null ? '' : `, at most about ${duration(left)} left`;
  return [...lines, faint(`${duration(elapsed)}${remaining}`.slice(0, surface.columns - 1))];
}

function activity({ trials, finished, running }: ContestantStanding): string {
  if (running > 0) return 'running';
  if (trials.some((trial) => trial.state === 'stopped')) return 'stopped';
  return finished === trials.length ? 'done' : 'waiting';
}

function mishaps({ trials }: ContestantStanding): string {
  const count = (state: string): number => trials.filter((trial) => trial.state === state).length;
  return ['exploded', 'failed']
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${state}`)
    .join(', ');
}
