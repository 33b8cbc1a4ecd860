/** Game: its state as whole numbers in one array, and the step of a frame. */
import { BUTTON, RULES, TILE } from './rules.ts';

/** Level as it is played. */
export interface Level {
  /** Tiles `[rows][columns]`. */
  readonly tiles: Uint8Array;
  readonly columns: number;
  /** Walkers: x and y of their upper left corners in pixels, in turn. */
  readonly walkers: readonly number[];
  /** Upper left corner of the player at the start in pixels. */
  readonly start: readonly [x: number, y: number];
  /** Pixel that the right side of the player has to reach. */
  readonly goal: number;
}

/** Fields of a state; walkers follow from `walkers` on, `WALKER.size` each. */
export const FIELD = {
  ...{ x: 0, y: 1, vx: 2, vy: 3, flags: 4, coyote: 5, frame: 6, rightmost: 7, progress: 8, end: 9 },
  walkers: 10,
} as const;
export const WALKER = { x: 0, v: 1, state: 2, size: 3 } as const;
const ASLEEP = 0;
const AWAKE = 1;
export const GONE = 2;
/** Flags: stands on something; held the button for jumping at the frame before; looks to the left. */
export const FLAG = { ground: 1, held: 2, left: 4 } as const;
/** Ends of a game. */
export const END = { none: 0, finished: 1, dead: 2, stuck: 3, time: 4 } as const;

const { tile, pixel, rows, player } = RULES;
/** Sizes in fractions of a pixel. */
const TILE_SIZE = tile * pixel;
const WIDTH = player.width * pixel;
const HEIGHT = player.height * pixel;
const DEPTH = rows * TILE_SIZE;
const WALKER_WIDTH = RULES.walker.width * pixel;
const WALKER_HEIGHT = RULES.walker.height * pixel;

/** State at the start of a level. */
export function begin({ start, walkers }: Level): Int32Array {
  const state = new Int32Array(FIELD.walkers + (walkers.length / 2) * WALKER.size);
  state[FIELD.x] = start[0] * pixel;
  state[FIELD.y] = start[1] * pixel;
  state[FIELD.rightmost] = start[0];
  state[FIELD.flags] = FLAG.ground;
  for (let walker = 0; walker < walkers.length / 2; walker++) {
    const at = FIELD.walkers + walker * WALKER.size;
    state[at + WALKER.x] = walkers[2 * walker]! * pixel;
    state[at + WALKER.v] = -RULES.walker.speed;
  }
  return state;
}

/** Tile at a column and a row: solid beyond the sides, above the top the topmost, below the bottom nothing. */
export function tileAt({ tiles, columns }: Level, column: number, row: number): number {
  if (column < 0 || column >= columns) return TILE.solid;
  if (row >= rows) return TILE.empty;
  return tiles[(row < 0 ? 0 : row) * columns + column]!;
}

const tileOf = (place: number): number => Math.floor(place / TILE_SIZE);

/** Plays one frame with these buttons held. A game that has ended stays as it is. */
export function step(level: Level, state: Int32Array, buttons: number): void {
  if (state[FIELD.end] !== END.none) return;
  state[FIELD.frame]!++;
  accelerate(state, buttons);
  moveAcross(level, state);
  moveDown(level, state, (buttons & BUTTON.down) !== 0);
  meetWalkers(level, state);
  if (touchesSpike(level, state) || state[FIELD.y]! > DEPTH) state[FIELD.end] = END.dead;
  progress(level, state);
}

/** Speeds from the buttons: the way, the jump, gravity. */
function accelerate(state: Int32Array, buttons: number): void {
  const { acceleration, friction, walk, run, jump, jumpShift, gravity, heldGravity, fall } = RULES;
  const way = ((buttons & BUTTON.right) !== 0 ? 1 : 0) - ((buttons & BUTTON.left) !== 0 ? 1 : 0);
  let vx = state[FIELD.vx]!;
  let flags = state[FIELD.flags]!;
  const most = (buttons & BUTTON.run) !== 0 ? run : walk;
  if (way === 0 || vx * way > most) {
    const left = Math.abs(vx) - friction;
    const least = way === 0 ? 0 : most;
    vx = Math.sign(vx) * Math.max(least, left);
  } else {
    vx = way * Math.min(most, vx * way + acceleration + (vx * way < 0 ? friction : 0));
    flags = way < 0 ? flags | FLAG.left : flags & ~FLAG.left;
  }
  state[FIELD.vx] = vx;
  const holds = (buttons & BUTTON.jump) !== 0;
  let vy = state[FIELD.vy]!;
  if (holds && (flags & FLAG.held) === 0 && ((flags & FLAG.ground) !== 0 || state[FIELD.coyote]! > 0)) {
    vy = -jump - (Math.abs(vx) >> jumpShift);
    state[FIELD.coyote] = 0;
    flags &= ~FLAG.ground;
  }
  state[FIELD.vy] = Math.min(fall, vy + (holds && vy < 0 ? heldGravity : gravity));
  state[FIELD.flags] = holds ? flags | FLAG.held : flags & ~FLAG.held;
}

/** Moves across, up to a solid tile. */
function moveAcross(level: Level, state: Int32Array): void {
  const vx = state[FIELD.vx]!;
  if (vx === 0) return;
  const y = state[FIELD.y]!;
  const [upper, lower] = [tileOf(y), tileOf(y + HEIGHT - 1)];
  let x = state[FIELD.x]! + vx;
  const column = tileOf(vx > 0 ? x + WIDTH - 1 : x);
  for (let row = upper; row <= lower; row++) {
    if (tileAt(level, column, row) !== TILE.solid) continue;
    x = vx > 0 ? column * TILE_SIZE - WIDTH : (column + 1) * TILE_SIZE;
    state[FIELD.vx] = 0;
    break;
  }
  state[FIELD.x] = x;
}

/** Moves up or down, up to a solid tile; down also up to a ledge that lay below, unless the player wants down. */
function moveDown(level: Level, state: Int32Array, isDropping: boolean): void {
  const vy = state[FIELD.vy]!;
  const before = state[FIELD.y]!;
  let y = before + vy;
  const x = state[FIELD.x]!;
  const row = tileOf(vy > 0 ? y + HEIGHT - 1 : y);
  const wasAbove = before + HEIGHT <= row * TILE_SIZE;
  let isGround = false;
  for (let column = tileOf(x); column <= tileOf(x + WIDTH - 1); column++) {
    const met = tileAt(level, column, row);
    const holds = met === TILE.solid || (met === TILE.ledge && vy > 0 && wasAbove && !isDropping);
    if (!holds) continue;
    isGround = vy > 0;
    y = vy > 0 ? row * TILE_SIZE - HEIGHT : (row + 1) * TILE_SIZE;
    state[FIELD.vy] = 0;
    break;
  }
  state[FIELD.y] = y;
  const coyote = state[FIELD.coyote]!;
  state[FIELD.coyote] = isGround ? RULES.coyote : Math.max(0, coyote - 1);
  state[FIELD.flags] = isGround ? state[FIELD.flags]! | FLAG.ground : state[FIELD.flags]! & ~FLAG.ground;
}

/** Wakes, moves and meets walkers: from above one is gone and the player bounces, from elsewhere the player dies. */
function meetWalkers(level: Level, state: Int32Array): void {
  const { wakes, speed } = RULES.walker;
  for (let at = FIELD.walkers, walker = 0; at < state.length; at += WALKER.size, walker++) {
    const own = state[at + WALKER.state]!;
    if (own === GONE) continue;
    const gap = Math.abs(state[at + WALKER.x]! - state[FIELD.x]!);
    if (own === ASLEEP && gap < wakes * pixel) state[at + WALKER.state] = AWAKE;
    if (state[at + WALKER.state] !== AWAKE) continue;
    const top = level.walkers[2 * walker + 1]! * pixel;
    walk(level, state, at, tileOf(top + WALKER_HEIGHT - 1), speed);
    const x = state[at + WALKER.x]!;
    const y = state[FIELD.y]!;
    if (x >= state[FIELD.x]! + WIDTH || x + WALKER_WIDTH <= state[FIELD.x]!) continue;
    if (y >= top + WALKER_HEIGHT || y + HEIGHT <= top) continue;
    // Falling, with the feet in the walker's upper half.
    if (state[FIELD.vy]! > 0 && y + HEIGHT <= top + WALKER_HEIGHT / 2) {
      state[at + WALKER.state] = GONE;
      state[FIELD.vy] = -RULES.bounce;
      state[FIELD.flags] = state[FIELD.flags]! & ~FLAG.ground;
    } else state[FIELD.end] = END.dead;
  }
}

/** Moves one walker, which turns at walls and where the ground ends. */
function walk(level: Level, state: Int32Array, at: number, row: number, speed: number): void {
  const v = state[at + WALKER.v]!;
  const x = state[at + WALKER.x]! + v;
  const ahead = tileOf(v > 0 ? x + WALKER_WIDTH - 1 : x);
  const below = tileAt(level, ahead, row + 1);
  const isFree = tileAt(level, ahead, row) !== TILE.solid && (below === TILE.solid || below === TILE.ledge);
  if (isFree) state[at + WALKER.x] = x;
  else state[at + WALKER.v] = v > 0 ? -speed : speed;
}

function touchesSpike(level: Level, state: Int32Array): boolean {
  const { side, top } = RULES.spike;
  const [left, upper] = [state[FIELD.x]!, state[FIELD.y]!];
  const [right, lower] = [left + WIDTH, upper + HEIGHT];
  for (let row = tileOf(upper); row <= tileOf(lower - 1); row++) {
    if (lower <= row * TILE_SIZE + top * pixel) continue;
    for (let column = tileOf(left); column <= tileOf(right - 1); column++) {
      if (tileAt(level, column, row) !== TILE.spike) continue;
      const from = column * TILE_SIZE + side * pixel;
      if (right > from && left < (column + 1) * TILE_SIZE - side * pixel) return true;
    }
  }
  return false;
}

/** Rightmost pixel so far, and the ends that are no death. */
function progress({ goal }: Level, state: Int32Array): void {
  if (state[FIELD.end] !== END.none) return;
  const x = state[FIELD.x]! >> 8;
  const frame = state[FIELD.frame]!;
  if (x > state[FIELD.rightmost]!) {
    state[FIELD.rightmost] = x;
    state[FIELD.progress] = frame;
  }
  if (x + player.width >= goal) state[FIELD.end] = END.finished;
  else if (frame - state[FIELD.progress]! >= RULES.patience + (frame >> RULES.patienceShift))
    state[FIELD.end] = END.stuck;
  else if (frame >= RULES.frames) state[FIELD.end] = END.time;
}
