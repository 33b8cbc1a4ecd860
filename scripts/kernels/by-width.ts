/** Choices between the tile shapes by the number of lanes, `width`. The last shape stands for every other width. */
import type { TileShape } from '../../src/engine/wasm/tile-shapes.ts';

/** Statement `if (width == 24) …`, `else if (width == 16) …`, `else …` */
export function byWidth(
  shapes: readonly TileShape[],
  statement: (shape: TileShape) => string,
): readonly string[] {
  return shapes.map((shape, index) => {
    const otherwise = index > 0 ? 'else ' : '';
    const asked = index < shapes.length - 1 ? `if (width == ${shape.lanes}) ` : '';
    return otherwise + asked + statement(shape);
  });
}

/** Expression `width == 24 ? … : width == 16 ? … : …` */
export function valueByWidth(shapes: readonly TileShape[], value: (shape: TileShape) => number): string {
  return shapes
    .map((shape, index) => {
      const asked = index < shapes.length - 1 ? `width == ${shape.lanes} ? ` : '';
      return asked + value(shape);
    })
    .join(' : ');
}
