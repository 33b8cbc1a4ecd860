/// <reference lib="dom" />
/** Drawing of an episode's pictures on a canvas. */
import { INKS, pixelsOf } from '../../tasks/raster.ts';
import type { PlayLines, PlayRaster, PlayScene } from './frames.ts';

/** Colour of a role, and of its second tone: `actor`, `actor-2`. */
export type ColourOf = (name: string) => string;

/** Widths of lines in pixels. */
const WIDTHS = { ground: 1.5, actor: 3, object: 3, goal: 2, danger: 2 } as const;

export interface Space {
  /** Width that the canvas fills, and greatest height of a picture, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Greatest height of all pictures in widths of the view, so that nothing moves from one to the next. */
  readonly tallest: number;
}

export function drawLines(
  on: HTMLCanvasElement,
  { height, lines }: PlayLines,
  space: Space,
  colourOf: ColourOf,
): void {
  const dots = devicePixelRatio;
  const scale = Math.min(space.width, space.height / space.tallest);
  on.style.height = `${scale * space.tallest}px`;
  on.width = Math.round(space.width * dots);
  on.height = Math.round(scale * space.tallest * dots);
  const context = on.getContext('2d')!;
  context.setTransform(dots, 0, 0, dots, (dots * (space.width - scale)) / 2, 0);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const [role, points] of lines) {
    context.strokeStyle = colourOf(role);
    context.lineWidth = WIDTHS[role];
    context.beginPath();
    for (let place = 0; place + 1 < points.length; place += 2) {
      context.lineTo(scale * points[place]!, scale * (height - points[place + 1]!));
    }
    context.stroke();
  }
}

/** Names of the colours of the letters of pixels. */
const COLOURS: Readonly<Record<string, string>> = {
  ...{ g: 'ground', a: 'actor', o: 'object', t: 'goal', d: 'danger' },
};

/**
 * Paints the window in its own pixels; the style enlarges them.
 * @param most greatest height of the enlarged picture in pixels
 */
export function drawRaster(
  on: HTMLCanvasElement,
  scene: PlayScene,
  { scene: _, sprites, ...window }: PlayRaster,
  most: number,
  colourOf: ColourOf,
): void {
  const { width, height, inks } = pixelsOf({
    ...scene,
    ...window,
    sprites: sprites.map(([art, x, y, isMirrored]) => ({ art, x, y, isMirrored: isMirrored === 1 })),
  });
  on.classList.add('pixels');
  on.width = width;
  on.height = height;
  on.style.maxWidth = `${(most * width) / height}px`;
  const context = on.getContext('2d')!;
  const image = context.createImageData(width, height);
  const tones = Array.from(INKS, (letter) => {
    const name = COLOURS[letter.toLowerCase()];
    if (name === undefined) return [0, 0, 0, 0];
    // The canvas gives any written colour as #rrggbb.
    context.fillStyle = colourOf(`${name}${letter === letter.toLowerCase() ? '' : '-2'}`);
    const number = Number.parseInt(String(context.fillStyle).slice(1), 16);
    return [number >> 16, (number >> 8) & 255, number & 255, 255];
  });
  for (let place = 0; place < inks.length; place++) image.data.set(tones[inks[place]!]!, 4 * place);
  context.putImageData(image, 0, 0);
}
