/** Validation of the pictures of an episode. */
import { UserError } from '../errors.ts';
import { show } from './check-shape.ts';
import type { LinePicture, Picture, RasterPicture } from './episode.ts';
import { INKS, type Raster } from './raster.ts';

/** Greatest edge of a tile, and of a window, in pixels. */
const MOST = { tile: 32, window: 4096 };

/** Fault of a picture, beginning with the field; null where there is none. */
export function pictureFault(picture: Picture): string | null {
  if (typeof picture !== 'object' || picture === null)
    return `gave ${show(picture)}, it must give { view, lines } or { raster }`;
  if (picture.text !== undefined && typeof picture.text !== 'string')
    return `text is ${show(picture.text)}, it must be a text`;
  return 'raster' in picture ? pixelFault(picture) : lineFault(picture);
}

/** @throws UserError where the picture has a fault */
export function requirePicture({ name }: { readonly name: string }, picture: Picture): void {
  const fault = pictureFault(picture);
  if (fault !== null) throw new UserError(`task ${name}: picture: ${fault}`);
}

function lineFault({ view, lines }: LinePicture): string | null {
  const { left, right, bottom, top } = Object(view) as Partial<LinePicture['view']>;
  if (![left, right, bottom, top].every(Number.isFinite) || !(left! < right!) || !(bottom! < top!))
    return `view is ${show(view)}, it must have numbers left below right and bottom below top`;
  if (!Array.isArray(lines)) return `lines is ${show(lines)}, it must be a list`;
  const wrong = lines.findIndex((one) => !Array.isArray(one?.points));
  return wrong < 0 ? null : `lines[${wrong}].points is ${show(lines[wrong]?.points)}, it must be a list`;
}

function pixelFault({ raster, seen, lamps = [] }: RasterPicture): string | null {
  const fault = rasterFault('raster', raster) ?? (seen === undefined ? null : rasterFault('seen', seen));
  if (fault !== null) return fault;
  if (!Array.isArray(lamps)) return `lamps is ${show(lamps)}, it must be a list`;
  const wrong = lamps.findIndex((lamp) => typeof lamp?.name !== 'string' || typeof lamp.isLit !== 'boolean');
  return wrong < 0
    ? null
    : `lamps[${wrong}] is ${show(lamps[wrong])}, it must have a name and isLit, true or false`;
}

function rasterFault(where: string, raster: Raster): string | null {
  if (typeof raster !== 'object' || raster === null)
    return `${where} is ${show(raster)}, it must be an object with tile, art, map, columns and a window`;
  const { tile, art, map, columns, width, height, left, top, sprites = [] } = raster;
  const isWhole = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!isWhole(tile, 1, MOST.tile))
    return `${where}.tile is ${show(tile)}, it must be a whole number from 1 to ${MOST.tile}`;
  if (!Array.isArray(art)) return `${where}.art is ${show(art)}, it must be a list of texts`;
  const wrong = art.findIndex((one) => typeof one !== 'string' || one.length !== tile * tile);
  if (wrong >= 0) return `${where}.art[${wrong}] must be a text of ${tile * tile} letters, ${tile} × ${tile}`;
  const strange = art.flatMap((one) => [...one]).find((letter) => !INKS.includes(letter));
  if (strange !== undefined) return `${where}.art has the letter ${show(strange)}, known: ${INKS}`;
  if (!isWhole(columns, 1, Number.MAX_SAFE_INTEGER))
    return `${where}.columns is ${show(columns)}, it must be a whole number from 1`;
  const isNumbered = (number: number): boolean => isWhole(number, -1, art.length - 1);
  const length = Object(map).length as unknown;
  if (!(typeof length === 'number' && length > 0 && length % columns === 0))
    return `${where}.map must have a number for each of ${columns} columns of each row`;
  for (let place = 0; place < length; place++)
    if (!isNumbered(map[place]!))
      return `${where}.map[${place}] is ${show(map[place])}, it must be -1 or the number of one of ${art.length} patterns`;
  for (const [name, value] of Object.entries({ width, height }))
    if (!isWhole(value, 1, MOST.window))
      return `${where}.${name} is ${show(value)}, it must be a whole number from 1 to ${MOST.window}`;
  for (const [name, value] of Object.entries({ left, top }))
    if (!Number.isSafeInteger(value)) return `${where}.${name} is ${show(value)}, it must be a whole number`;
  if (!Array.isArray(sprites)) return `${where}.sprites is ${show(sprites)}, it must be a list`;
  const lost = sprites.findIndex(
    (one) => !(isNumbered(one?.art) && Number.isSafeInteger(one.x) && Number.isSafeInteger(one.y)),
  );
  return lost < 0
    ? null
    : `${where}.sprites[${lost}] is ${show(sprites[lost])}, it must have the number of a pattern as art and whole numbers x and y`;
}
