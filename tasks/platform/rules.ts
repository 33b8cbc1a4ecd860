/**
 * Rules of the platform game in one table. Lengths are pixels, speeds and accelerations 1/256 pixel a frame: all of the
 * game is whole numbers of 32 bits, so that its bits are the same everywhere.
 */

/** Numbers of the tiles. */
export const TILE = { empty: 0, solid: 1, ledge: 2, spike: 3, goal: 4 } as const;

/** Bits of the buttons; their order is that of the actions. */
export const BUTTON = { left: 1, right: 2, down: 4, jump: 8, run: 16 } as const;
export const BUTTONS = Object.keys(BUTTON) as readonly (keyof typeof BUTTON)[];

export const RULES = {
  /** Edge of a tile, and fractions of a pixel. */
  tile: 16,
  pixel: 256,
  columns: 200,
  rows: 15,
  player: { width: 12, height: 14 },
  /** Speeding up, and slowing down where no button asks for the way. */
  acceleration: 12,
  friction: 8,
  /** Greatest speeds without and with the button for running. */
  walk: 384,
  run: 640,
  /** Gravity, and while a rising player holds the button for jumping. */
  gravity: 64,
  heldGravity: 32,
  fall: 1152,
  /** Speed of a jump, to which the speed of the way adds a share of 1/8. */
  jump: 1088,
  jumpShift: 3,
  /** Speed of the jump off a walker's back. */
  bounce: 768,
  /** Frames in which a player that has left the ground may still jump. */
  coyote: 4,
  walker: { width: 12, height: 12, speed: 96, wakes: 192 },
  /** Part of a spike's tile that kills: beyond so many pixels from its sides and its top. */
  spike: { side: 3, top: 6 },
  /** Frames of an action, and most frames of an episode. */
  framesOfAction: 5,
  frames: 3000,
  /** Frames without a new rightmost pixel, and the share 1/4 of all frames added, after which an episode ends. */
  patience: 20,
  patienceShift: 2,
  /** Pixels that the end is worth. */
  bonus: 1000,
} as const;
