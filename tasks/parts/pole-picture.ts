/** Picture of a cart with its poles. */
import { cos, sin } from '../../src/numeric/elementary.ts';
import type { Picture } from '../../src/tasks/episode.ts';
import { type Pole, TRACK } from './poles.ts';

const CART = { half: 0.25, height: 0.15 };

/** @param action number of actions so far */
export function polePicture(state: Float64Array, poles: readonly Pole[], action: number): Picture {
  const x = state[0]!;
  const { half, height } = CART;
  const angles = poles.map((_, pole) => state[2 + 2 * pole]!);
  return {
    view: { left: -TRACK - half, right: TRACK + half, bottom: -0.1, top: 1.25 },
    lines: [
      { points: [-TRACK, 0, TRACK, 0], role: 'ground' },
      { points: [-TRACK, 0, -TRACK, 0.1], role: 'ground' },
      { points: [TRACK, 0, TRACK, 0.1], role: 'ground' },
      {
        points: [x - half, 0, x - half, height, x + half, height, x + half, 0, x - half, 0],
        role: 'actor',
      },
      ...poles.map(({ half: length }, pole) => ({
        points: [x, height, x + 2 * length * sin(angles[pole]!), height + 2 * length * cos(angles[pole]!)],
        role: 'object' as const,
      })),
    ],
    text: `${action}: ${x.toFixed(2)} m, ${angles
      .map((angle) => `${((180 * angle) / Math.PI).toFixed(1)}°`)
      .join(', ')}`,
  };
}
