/** A running tournament on a terminal: a block with one line a contestant, redrawn a few times a second. */
import { bar, duration, percent, quantity, table } from './format.ts';
import { type ContestantStanding, contestantStandings, type Standing, secondsLeft } from './standing.ts';
import { paint, type Surface } from './terminal.ts';
import type { Seconds, View } from './view.ts';

const REDRAW_MILLISECONDS = 250;
const BAR_WIDTH = 16;

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
    state(one),
    one.error === null ? '' : `${percent(one.error)} wrong`,
    one.macs === 0 ? '' : quantity(one.macs, 'MAC'),
    bar(one.progress, BAR_WIDTH),
  ]);
  const lines = table(rows, ['left', 'left', 'right', 'right', 'left']).map((line, index) => {
    const one = contestants[index]!;
    const cut = line.slice(0, surface.columns - 1);
    if (one.running > 0) return strong(cut);
    if (one.finished < one.trials.length) return faint(cut);
    return one.solved > 0 ? good(cut) : bad(cut);
  });
  const left = secondsLeft(standing, workers);
  const finished = contestants.every((one) => one.finished === one.trials.length);
  const remaining = finished || left === null ? '' : `, at most ${duration(left)} left`;
  return [...lines, faint(`${duration(elapsed)}${remaining}`.slice(0, surface.columns - 1))];
}

function state({ trials, finished, solved, running }: ContestantStanding): string {
  const count = trials.length;
  const done = finished === count ? 'done' : running > 0 ? 'running' : finished > 0 ? 'paused' : 'waiting';
  const exploded = trials.filter((trial) => trial.state === 'exploded').length;
  const failed = trials.filter((trial) => trial.state === 'failed').length;
  return [
    done.padEnd(7),
    `${finished}/${count} ended`,
    `${solved} solved`,
    ...(exploded > 0 ? [`${exploded} exploded`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(', ');
}
