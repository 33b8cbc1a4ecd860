/** Generated AssemblyScript of the matrix products, from the list of tile shapes. */
import {
  outerRows as outerRowsInUse,
  type TileShape,
  tileShapes,
  unitShapes,
} from '../../src/engine/wasm/tile-shapes.ts';
import { gatesSource } from './gates.ts';
import { outerSource } from './outer.ts';
import { unitOuterSource } from './outer-units.ts';
import { productSource } from './product.ts';
import { unitProductSource } from './product-units.ts';

/**
 * Generated files by their path below src/engine/wasm/assembly, where no such files lie.
 * @throws Error when a shape is none that the kernels can have
 */
export function generatedSources(
  shapes: readonly TileShape[] = tileShapes,
  outerRows: number = outerRowsInUse,
): Readonly<Record<string, string>> {
  for (const { lanes, rows } of shapes) {
    if (lanes % 8 !== 0 || !isCount(lanes / 8, 13))
      throw new Error(`tiles of ${lanes} lanes: the lanes are a multiple of 8 from 8 to 104`);
    if (!isCount(rows, 32)) throw new Error(`blocks of ${rows} rows: from 1 to 32 are possible`);
  }
  const widths = shapes.map(({ lanes }) => lanes);
  if (new Set(widths).size < widths.length || widths.length === 0)
    throw new Error(`tiles of ${widths.join(', ')} lanes: one shape or more, each of another width`);
  if (!isCount(outerRows, 9))
    throw new Error(`outer products in ${outerRows} rows: from 1 to 9 are possible`);
  return {
    'product.generated.ts': productSource(shapes),
    'product-units.generated.ts': unitProductSource(unitShapes.map(({ lanes }) => lanes)),
    'outer.generated.ts': outerSource(shapes, outerRows),
    'outer-units.generated.ts': unitOuterSource(),
    'gates.generated.ts': gatesSource(),
  };
}

function isCount(count: number, most: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= most;
}
