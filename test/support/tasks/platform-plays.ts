/** Plays of the platform game for tests: buttons by frames, levels of one chunk. */
import { type Chunk, chunks } from '../../../tasks/platform/chunks.ts';
import { begin, FIELD, type Level, step } from '../../../tasks/platform/game.ts';
import { levelOf } from '../../../tasks/platform/levels.ts';
import { RULES } from '../../../tasks/platform/rules.ts';

const { tile, pixel, player } = RULES;

/** Plays each of the buttons for as many frames, or up to the end of the game. */
export function played(level: Level, ...moves: (readonly [buttons: number, frames: number])[]): Int32Array {
  const state = begin(level);
  for (const [buttons, frames] of moves)
    for (let frame = 0; frame < frames; frame++) step(level, state, buttons);
  return state;
}

export const replayed = (level: Level, proof: Uint8Array): Int32Array =>
  played(level, ...Array.from(proof, (buttons) => [buttons, RULES.framesOfAction] as const));

export const made = (...rows: string[]): Chunk => ({ name: 'made', difficulty: 1, rows });
export const named = (name: string): Level => levelOf([chunks.find((one) => one.name === name)!]);
export const column = (state: Int32Array): number => state[FIELD.x]! / pixel / tile;
/** Rows of the player's feet above the ground of two rows. */
export const above = (state: Int32Array): number =>
  RULES.rows - 2 - (state[FIELD.y]! / pixel + player.height) / tile;
