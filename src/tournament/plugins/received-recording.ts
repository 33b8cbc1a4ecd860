/** Recording of an episode from a plugin's thread, checked and copied: that thread may send anything. */
import { pictureFault } from '../../tasks/check-picture.ts';
import type { LinePicture, Picture, PictureRole, RasterPicture } from '../../tasks/episode.ts';
import type { Raster } from '../../tasks/raster.ts';
import type { Recording } from '../../tasks/record-episode.ts';

/** Most numbers of all steps or of all pictures together, and most characters of a text. */
const MOST_NUMBERS = 2 ** 26;
const MOST_TEXT = 10_000;

const ROLES: readonly PictureRole[] = ['ground', 'actor', 'object', 'goal', 'danger'];

/**
 * Checks and copies a recording. States of the net, which pictures of nets show, are not among what is sent.
 * @throws TypeError where it is none
 */
export function recordingOf(value: unknown): Recording {
  if (typeof value !== 'object' || value === null) throw new TypeError('no object');
  const { observations, actions, pictures, isOver, isLost } = value as Record<keyof Recording, unknown>;
  if (typeof isOver !== 'boolean' || typeof isLost !== 'boolean') throw new TypeError('end');
  const copier = new Copier();
  const seen = copier.rows(observations);
  const taken = copier.rows(actions);
  const drawn = copier.list(pictures).map((one) => copier.picture(one));
  if (taken.length !== seen.length) throw new TypeError('steps');
  if (drawn.length !== 0 && drawn.length !== seen.length) throw new TypeError('pictures');
  return { observations: seen, actions: taken, shown: [], pictures: drawn, isOver, isLost };
}

class Copier {
  #left = MOST_NUMBERS;
  /** Maps and patterns by what they are copies of: a task gives the same ones at every step. */
  readonly #known = new Map<unknown, readonly unknown[]>();

  /** Rows `[step][number]`, all of one length. */
  rows(value: unknown): Float64Array[] {
    return this.list(value).map((row, _, all) => {
      if (!(row instanceof Float64Array) || row.length !== (all[0] as Float64Array).length)
        throw new TypeError('row');
      this.#count(row.length);
      return row.slice();
    });
  }

  list(value: unknown): unknown[] {
    if (!Array.isArray(value)) throw new TypeError('no list');
    this.#count(value.length);
    return value;
  }

  picture(value: unknown): Picture {
    const given = Object(value) as Partial<LinePicture & RasterPicture>;
    const text = given.text === undefined ? {} : { text: textOf(given.text) };
    const copy = given.raster === undefined ? this.#lines(given) : this.#pixels(given);
    const picture = { ...copy, ...text };
    if (pictureFault(picture) !== null) throw new TypeError('picture');
    return picture;
  }

  #lines({ view, lines }: Partial<LinePicture>): LinePicture {
    const { left, right, bottom, top } = Object(view) as LinePicture['view'];
    return {
      view: { left, right, bottom, top },
      lines: this.list(lines).map((line) => {
        const { points, role } = Object(line) as LinePicture['lines'][number];
        return {
          points: this.list(points).map(Number),
          ...(role !== undefined && ROLES.includes(role) ? { role } : {}),
        };
      }),
    };
  }

  #pixels({ raster, seen, lamps }: Partial<RasterPicture>): RasterPicture {
    return {
      raster: this.#raster(raster),
      ...(seen === undefined ? {} : { seen: this.#raster(seen) }),
      ...(lamps === undefined
        ? {}
        : {
            lamps: this.list(lamps).map((lamp) => {
              const { name, isLit } = Object(lamp) as NonNullable<RasterPicture['lamps']>[number];
              return { name: textOf(name), isLit };
            }),
          }),
    };
  }

  #raster(value: unknown): Raster {
    const { tile, art, map, columns, width, height, left, top, sprites } = Object(value) as Raster;
    return {
      ...{ tile, columns, width, height, left, top },
      art: this.#once(art, textOf),
      map: this.#once(map, Number),
      ...(sprites === undefined
        ? {}
        : {
            sprites: this.list(sprites).map((one) => {
              const sprite = Object(one) as NonNullable<Raster['sprites']>[number];
              const { art: own, x, y, isMirrored } = sprite;
              return { art: own, x, y, ...(isMirrored === true ? { isMirrored } : {}) };
            }),
          }),
    };
  }

  /** Copy of a list, made once however often it comes. */
  #once<Entry>(value: unknown, entryOf: (entry: unknown) => Entry): Entry[] {
    const known = this.#known.get(value);
    if (known !== undefined) return known as Entry[];
    const entries = ArrayBuffer.isView(value) ? Array.from(value as Int32Array) : this.list(value);
    this.#count(entries.length);
    const copy = entries.map(entryOf);
    this.#known.set(value, copy);
    return copy;
  }

  #count(numbers: number): void {
    this.#left -= numbers;
    if (this.#left < 0) throw new TypeError('too large');
  }
}

function textOf(value: unknown): string {
  if (typeof value !== 'string' || value.length > MOST_TEXT) throw new TypeError('text');
  return value;
}
