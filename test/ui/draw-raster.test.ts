/** Pictures in pixels on the terminal: half blocks in colours, signs without. */
import { describe, expect, it } from 'vitest';
import type { RasterPicture } from '../../src/tasks/episode.ts';
import { pictureLines } from '../../src/ui/charts/draw-picture.ts';
import { contestantStyle } from '../../src/ui/terminal/styles.ts';
import { type Line, lineWidth, paintLine } from '../../src/ui/terminal/text.ts';

const actor = contestantStyle(1);
const textOf = (lines: readonly Line[]): string[] =>
  lines.map((spans) => spans.map(({ text }) => text).join(''));

/** Two rows of pixels: nothing, ground, what moves, a danger over nothing. */
const strip: RasterPicture = {
  raster: {
    ...{ tile: 1, art: ['g', 'a', 'd', 't'], columns: 4 },
    map: [-1, -1, 1, 2, -1, 0, 0, -1],
    ...{ left: 0, top: 0, width: 4, height: 2 },
  },
};

describe('a picture in pixels', () => {
  it('has two pixels in a cell, what moves in the style of its contestant', () => {
    const [row] = pictureLines(strip, 4, 1, actor, 256);
    expect(textOf([row!])).toEqual([' ▄▀▀']);
    const [, ground, moving, danger] = row!;
    expect(ground!.style!.ground).toBeUndefined();
    expect(moving!.style).toEqual({ text: actor.text, ground: ground!.style!.text });
    expect(danger!.style!.text).not.toEqual(actor.text);
    expect(paintLine(row!, 256)).toContain(`38;5;${actor.text![0]}`);
  });

  it('has the 16 colours where there are no more', () => {
    const [row] = pictureLines(strip, 4, 1, actor, 16);
    expect(paintLine(row!, 16)).toContain(`\x1b[${60 + 30 + actor.text![1] - 8};100m▀`);
    expect(paintLine(row!, 16)).not.toContain(';5;');
  });

  it('has signs where there are no colours', () => {
    expect(textOf(pictureLines(strip, 4, 1, actor, 0))).toEqual([' #@x']);
  });

  it('has what the net sees and its lamps beside it where there is room', () => {
    const seen = { ...strip.raster, columns: 13, map: new Array(169).fill(0), width: 13, height: 13 };
    const raster = { ...strip.raster, columns: 20, map: new Array(300).fill(3), width: 20, height: 15 };
    const lamps = [
      { name: 'left', isLit: false },
      { name: 'jump', isLit: true },
    ];
    const picture: RasterPicture = { raster, seen, lamps };
    const wide = textOf(pictureLines(picture, 80, 18, actor, 256));
    expect(wide[0]).toMatch(/^▀+ {2}sees$/);
    expect(wide[1]).toMatch(/^▀+ {2}▀{26}$/);
    expect(wide.join('\n')).toContain('·left ●jump');
    const narrow = textOf(pictureLines(picture, 39, 10, actor, 256));
    expect(narrow[1]).toMatch(/^▀{20} {2}▀{13}$/);
    const low = textOf(pictureLines(picture, 60, 7, actor, 256));
    expect(low[0]).toMatch(/^▀{19} {2}▀{13} {2}·left/);
    expect(low[1]).toContain('●jump');
    const least = textOf(pictureLines(picture, 12, 3, actor, 256));
    expect(least.join('')).not.toContain('jump');
    for (const [columns, rows] of [
      [80, 18],
      [39, 10],
      [20, 4],
      [3, 1],
    ] as const) {
      const lines = pictureLines(picture, columns, rows, actor, 0);
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const one of lines) expect(lineWidth(one)).toBeLessThanOrEqual(columns);
    }
  });
});
