/** The replay on the terminal: its lines, its keys and its clock. */
import { describe, expect, it } from 'vitest';
import { replayChampion } from '../../src/export/replay-champion.ts';
import {
  firstPlayer,
  keysIn,
  type Player,
  playerAfter,
  playerIn,
  playLines,
} from '../../src/ui/play-view.ts';
import { lineWidth } from '../../src/ui/terminal/text.ts';
import { episodeTasks } from '../../tasks/index.ts';
import { episodeChampion } from '../support/export/episode-champion.ts';

const paused: Player = { ...firstPlayer, at: 3.5, isPlaying: false };

describe('the keys of a replay', () => {
  it('pause, step, and change the speed', () => {
    expect(playerAfter(firstPlayer, ' ', 10).isPlaying).toBe(false);
    expect(playerAfter(paused, ' ', 10)).toEqual({ ...paused, isPlaying: true });
    expect(playerAfter({ ...firstPlayer, at: 3.5 }, '\x1b[C', 10)).toEqual({ ...paused, at: 4 });
    expect(playerAfter(paused, '\x1b[D', 10).at).toBe(2);
    expect(playerAfter({ ...paused, at: 0 }, '\x1b[D', 10).at).toBe(0);
    expect(playerAfter({ ...paused, at: 9 }, '\x1b[C', 10).at).toBe(9);
    expect(playerAfter(paused, '+', 10).speed).toBe(paused.speed + 1);
    expect(playerAfter(paused, 'x', 10)).toBe(paused);
  });

  it('begin anew by space at the end', () => {
    expect(playerAfter({ ...paused, at: 9 }, ' ', 10)).toEqual({ ...paused, at: 0, isPlaying: true });
  });

  it('are told apart in one chunk', () => {
    expect(keysIn('\x1b[C \x1b[Dq')).toEqual(['\x1b[C', ' ', '\x1b[D', 'q']);
  });
});

describe('the clock of a replay', () => {
  it('goes on by 25 steps a second at speed 1, and stops at the last step', () => {
    expect(playerIn(firstPlayer, 1, 100).at).toBe(25);
    expect(playerIn(firstPlayer, 10, 100)).toEqual({ ...firstPlayer, at: 99, isPlaying: false });
    expect(playerIn(paused, 1, 100)).toBe(paused);
  });
});

describe.each(episodeTasks.map(({ name }) => name))('the lines of %s', (name) => {
  it('fit every screen and show the step', async () => {
    const replay = await replayChampion(episodeChampion(name), { start: 1, most: 50 }, name);
    for (const [width, height] of [
      [80, 24],
      [40, 12],
      [20, 4],
    ] as const) {
      const lines = playLines(replay, paused, { width, height });
      expect(lines.length).toBeLessThanOrEqual(height);
      expect(Math.max(...lines.map(lineWidth))).toBeLessThanOrEqual(width);
    }
    const text = playLines(replay, { ...paused, at: 1 }, { width: 100, height: 24 })
      .map((spans) => spans.map((one) => one.text).join(''))
      .join('\n');
    const steps = replay.recording.observations.length;
    expect(text).toContain(`■ step ${Math.min(2, steps)} of ${steps}`);
    // A view that is drawn stands in place of its numbers; pixels are half blocks, lines are dots.
    const [picture] = replay.recording.pictures;
    const isDrawn = picture !== undefined && 'raster' in picture && picture.seen !== undefined;
    if (!isDrawn) expect(text).toMatch(/sees {2}\S/);
    else expect(text).not.toMatch(/sees {2}\S/);
    if (picture !== undefined) expect(text).toMatch('raster' in picture ? /[▀▄]/ : /[\u2801-\u28ff]/);
  });
});
