/** View of the net: the tiles around the player, as numbers. */
import { FIELD, GONE, type Level, tileAt, WALKER } from './game.ts';
import { RULES } from './rules.ts';

/** Tiles that are seen to each side, and in all. */
export const RADIUS = 6;
export const SIDE = 2 * RADIUS + 1;

/** Number by which a tile is seen. */
export const SEEN = { solid: 1, danger: -1, ledge: 0.5, goal: 0.75 } as const;
const VALUES = [0, SEEN.solid, SEEN.ledge, SEEN.danger, SEEN.goal];

const { tile, pixel, player, walker } = RULES;
const TILE_SIZE = tile * pixel;

/** Column and row of the tile in which the player's centre lies. */
const centreOf = (state: Int32Array): readonly [column: number, row: number] => [
  Math.floor((state[FIELD.x]! + (player.width * pixel) / 2) / TILE_SIZE),
  Math.floor((state[FIELD.y]! + (player.height * pixel) / 2) / TILE_SIZE),
];

/** Writes what is seen, `[SIDE × SIDE]`, row after row from the upper left. */
export function look(level: Level, state: Int32Array, into: Float64Array): void {
  const [column, row] = centreOf(state);
  const [left, top] = [column - RADIUS, row - RADIUS];
  for (let y = 0, at = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++, at++) into[at] = VALUES[tileAt(level, left + x, top + y)]!;
  for (let at = FIELD.walkers, number = 0; at < state.length; at += WALKER.size, number++) {
    if (state[at + WALKER.state] === GONE) continue;
    const x = Math.floor((state[at + WALKER.x]! + (walker.width * pixel) / 2) / TILE_SIZE) - left;
    const y = Math.floor((level.walkers[2 * number + 1]! + walker.height / 2) / tile) - top;
    if (x >= 0 && x < SIDE && y >= 0 && y < SIDE) into[y * SIDE + x] = SEEN.danger;
  }
}

/** Names of what is seen: columns to the right (or left) and rows up (or down) from the player. */
export const SEEN_NAMES: readonly string[] = Array.from({ length: SIDE * SIDE }, (_, at) => {
  const [right, up] = [(at % SIDE) - RADIUS, RADIUS - Math.floor(at / SIDE)];
  return `${signed(right)},${signed(up)}`;
});

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}
