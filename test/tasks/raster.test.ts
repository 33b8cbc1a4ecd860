/** Pictures in pixels: their pixels at every size, and what is refused. */
import { describe, expect, it } from 'vitest';
import { pictureFault } from '../../src/tasks/check-picture.ts';
import { fittedPixels, INKS, type Pixels, pixelsOf, type Raster } from '../../src/tasks/raster.ts';

const GROUND = 'g'.repeat(16);
/** Its left column is drawn on. */
const POST = 'd...'.repeat(4);
const raster: Raster = {
  tile: 4,
  art: [GROUND, POST],
  map: [-1, 1, -1, 0, 0, 0],
  columns: 3,
  ...{ left: 0, top: 0, width: 12, height: 8 },
};

const rowsOf = ({ width, height, inks }: Pixels): string[] =>
  Array.from({ length: height }, (_, row) =>
    Array.from(inks.subarray(row * width, (row + 1) * width), (ink) => INKS[ink]).join(''),
  );

describe('the pixels of a raster', () => {
  it('are those of its tiles, from the window’s corner, with nothing beyond the map', () => {
    expect(rowsOf(pixelsOf(raster)).slice(3, 5)).toEqual(['....d.......', 'gggggggggggg']);
    const shifted = rowsOf(pixelsOf({ ...raster, left: -2, top: 3, height: 2 }));
    expect(shifted).toEqual(['......d.....', '..gggggggggg']);
  });

  it('have sprites over tiles, cut at the edges, mirrored where they say so', () => {
    const sprites = [
      { art: 1, x: -1, y: 4 },
      { art: 1, x: 6, y: 2, isMirrored: true },
    ];
    const rows = rowsOf(pixelsOf({ ...raster, sprites }));
    expect(rows[2]).toBe('....d....d..');
    expect(rows[4]).toBe('gggggggggdgg');
  });

  it('keep a tile’s form when they are shrunk or enlarged, wherever the window stands', () => {
    expect(rowsOf(fittedPixels(raster, 6, 9))).toEqual(['..d...', '..d...', 'gggggg', 'gggggg']);
    expect(rowsOf(fittedPixels(raster, 3, 2))).toEqual(['.d.', 'ggg']);
    expect(rowsOf(fittedPixels({ ...raster, left: 2 }, 6, 9))).toEqual([
      '.d....',
      '.d....',
      'ggggg.',
      'ggggg.',
    ]);
    const large = rowsOf(fittedPixels(raster, 24, 100));
    expect(large).toHaveLength(16);
    expect(large[0]).toBe('........dd..............');
  });

  it('lose no sprite between their boxes', () => {
    for (let x = 0; x < 5; x++) {
      for (let y = 0; y < 5; y++) {
        const sprites = [{ art: 0, x, y }];
        const rows = rowsOf(fittedPixels({ ...raster, map: new Array(6).fill(-1), sprites }, 3, 2));
        expect(rows.join('').replaceAll('.', '')).toBe('g');
      }
    }
  });

  it('are shrunk below a pixel a tile where there is no other way', () => {
    const map = Array.from({ length: 10_000 }, (_, place) => (place % 100 < 30 ? 0 : -1));
    const wide: Raster = { ...raster, tile: 1, art: ['g'], map, columns: 100, width: 100, height: 100 };
    const rows = rowsOf(fittedPixels(wide, 12, 10));
    expect(rows).toHaveLength(10);
    expect(new Set(rows)).toEqual(new Set(['ggg.......']));
  });
});

describe('a picture', () => {
  it('is taken in lines and in pixels', () => {
    expect(
      pictureFault({ raster, seen: raster, lamps: [{ name: 'jump', isLit: true }], text: 'x' }),
    ).toBeNull();
    expect(pictureFault({ view: { left: 0, right: 1, bottom: 0, top: 1 }, lines: [] })).toBeNull();
  });

  it.each([
    [null, 'gave null'],
    [{}, 'view is undefined'],
    [{ view: { left: 1, right: 1, bottom: 0, top: 1 }, lines: [] }, 'left below right'],
    [{ view: { left: 0, right: 1, bottom: 0, top: 1 }, lines: [{}] }, 'lines[0].points'],
    [{ raster: { ...raster, tile: 0 } }, 'raster.tile is 0'],
    [{ raster: { ...raster, art: ['g'] } }, 'raster.art[0] must be a text of 16 letters'],
    [{ raster: { ...raster, art: ['z'.repeat(16)] } }, "raster.art has the letter 'z'"],
    [{ raster: { ...raster, columns: 4 } }, 'raster.map must have a number for each of 4 columns'],
    [{ raster: { ...raster, map: [0, 0, 2] } }, 'raster.map[2] is 2'],
    [{ raster: { ...raster, width: 1e6 } }, 'raster.width is 1000000'],
    [{ raster: { ...raster, left: 0.5 } }, 'raster.left is 0.5'],
    [{ raster: { ...raster, sprites: [{ art: 5, x: 0, y: 0 }] } }, 'raster.sprites[0]'],
    [{ raster, seen: { ...raster, tile: 33 } }, 'seen.tile is 33'],
    [{ raster, lamps: [{ name: 'jump' }] }, 'lamps[0]'],
    [{ raster, text: 1 }, 'text is 1'],
  ])('with a fault is refused by the field: %#', (picture, fault) => {
    expect(pictureFault(picture as never)).toContain(fault);
  });
});
