/** Canvas with the picture of a world, as the report's films draw it. */

import { filmInks } from '../../report/client/film.ts';
import { isDark } from '../../report/client/theme.ts';
import { drawLines, drawRaster } from '../../report/play/draw.ts';
import type { PlayScene } from '../../report/play/frames.ts';
import type { WorldAnswer } from '../messages.ts';

/** Greatest height of a picture in pixels, and its part of the window's height. */
const TALLEST = { share: 0.45, pixels: 320 };

export function drawPicture(
  on: HTMLCanvasElement,
  picture: NonNullable<WorldAnswer['picture']>,
  scenes: readonly PlayScene[],
): void {
  const colourOf = filmInks(isDark());
  const height = Math.min(TALLEST.pixels, TALLEST.share * innerHeight);
  if ('raster' in picture) {
    drawRaster(on, scenes[picture.raster.scene]!, picture.raster, height, colourOf);
    return;
  }
  const tallest = Math.max(0.05, picture.height);
  drawLines(on, picture, { width: on.parentElement!.clientWidth, height, tallest }, colourOf);
}
