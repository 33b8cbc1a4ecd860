/** Layers of a substrate: the places of a net's inputs, hidden units and outputs. */
import { defaultPlaces, type Place, type Places, sheet } from '../../nets/substrate.ts';

export interface Layers {
  readonly inputs: readonly Place[];
  readonly hidden: readonly Place[];
  readonly outputs: readonly Place[];
  /** Number of coordinates of a place, 2 or 3. */
  readonly coordinates: number;
}

/** Numbers of units. */
export type LayerSizes = Readonly<Record<'inputs' | 'hidden' | 'outputs', number>>;

/**
 * Layers of a net of those sizes.
 * @param places of the task; left out: the lines of `defaultPlaces`
 * @param columns of the sheet of hidden units where the task proposes none, or another number of them; the last row may
 * be shorter. In three dimensions the sheet is at z = 0
 */
export function layersOf(
  { inputs, hidden, outputs }: LayerSizes,
  columns: number,
  places: Places = defaultPlaces(inputs, outputs),
): Layers {
  const coordinates = places.outputs[0]!.length;
  const own = places.hidden?.length === hidden ? places.hidden : hiddenSheet(hidden, columns, coordinates);
  return { inputs: places.inputs, hidden: own, outputs: places.outputs, coordinates };
}

function hiddenSheet(count: number, columns: number, coordinates: number): Place[] {
  const across = Math.max(1, Math.min(columns, count));
  const places = sheet(across, Math.ceil(count / across)).slice(0, count);
  return coordinates === 2 ? places : places.map(([x, y]) => [x, y, 0]);
}
