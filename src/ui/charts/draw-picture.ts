/** Picture of an episode: lines on a canvas of braille dots, pixels in half blocks. */
import type { LinePicture, Picture, PictureRole } from '../../tasks/episode.ts';
import { bad, type Colours, faint, good, type Style, strong } from '../terminal/styles.ts';
import type { Line } from '../terminal/text.ts';
import { BrailleCanvas } from './braille.ts';
import { rasterPictureLines } from './draw-raster.ts';

/** Width of a dot in heights of a dot: a cell is half as wide as high, of 2 × 4 dots. */
const DOT = 1;

/**
 * Draws the picture as large as it fits into so many columns and rows, its proportions kept.
 * @param actor style of what the net moves
 */
export function pictureLines(
  picture: Picture,
  columns: number,
  rows: number,
  actor: Style,
  colours: Colours = 256,
): Line[] {
  return 'raster' in picture
    ? rasterPictureLines(picture, columns, rows, actor, colours)
    : strokeLines(picture, columns, rows, actor);
}

function strokeLines({ view, lines }: LinePicture, columns: number, rows: number, actor: Style): Line[] {
  const canvas = new BrailleCanvas(columns, rows);
  const scale = Math.min(
    (canvas.width - 1) / (view.right - view.left),
    ((canvas.height - 1) / (view.top - view.bottom)) * DOT,
  );
  const left = (canvas.width - 1 - scale * (view.right - view.left)) / 2;
  const x = (value: number): number => bounded(left + scale * (value - view.left), canvas.width);
  const y = (value: number): number =>
    bounded(canvas.height - 1 - scale * (value - view.bottom), canvas.height);
  const styles: Readonly<Record<PictureRole, Style>> = {
    ...{ ground: faint, actor, object: strong, goal: good, danger: bad },
  };
  for (const { points, role = 'object' } of lines) {
    for (let at = 2; at + 1 < points.length; at += 2) {
      const [fromX, fromY, toX, toY] = points.slice(at - 2, at + 2) as [number, number, number, number];
      if ([fromX, fromY, toX, toY].every(Number.isFinite))
        canvas.stroke(x(fromX), y(fromY), x(toX), y(toY), styles[role]);
    }
  }
  return canvas.lines();
}

/** Whole dot, far outside at most as far as the canvas is long: a stroke takes time for every dot. */
const bounded = (value: number, length: number): number =>
  Math.round(Math.max(-length, Math.min(2 * length, value)));
