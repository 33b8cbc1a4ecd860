/** Picture of a game in pixels: what is around the player, what the net sees, the buttons that are held. */
import type { RasterPicture } from '../../src/tasks/episode.ts';
import type { Raster, Sprite } from '../../src/tasks/raster.ts';
import { BACKGROUND, FIGURE, patterns } from './art.ts';
import { END, FIELD, FLAG, GONE, type Level, WALKER } from './game.ts';
import { BUTTON, BUTTONS, RULES, TILE } from './rules.ts';
import { RADIUS, SEEN, SIDE } from './view.ts';

const { tile, rows } = RULES;

/** Window: its columns, and those of them to the left of the player. */
const WINDOW = { columns: 20, behind: 7 };
/** Pixels of the way of one stride. */
const STRIDE = 8;

/** Maps of patterns by the level that they show: a level's tiles stay. */
const maps = new WeakMap<Level, Int8Array>();

function mapOf(level: Level): Int8Array {
  let map = maps.get(level);
  if (map !== undefined) return map;
  const { tiles, columns } = level;
  map = Int8Array.from(tiles, (kind, at) => {
    if (kind === TILE.solid) return tiles[at - columns] === TILE.solid ? BACKGROUND.earth : BACKGROUND.turf;
    if (kind === TILE.goal) return at < columns ? BACKGROUND.flag : BACKGROUND.mast;
    return { [TILE.ledge]: BACKGROUND.ledge, [TILE.spike]: BACKGROUND.spike }[kind] ?? -1;
  });
  maps.set(level, map);
  return map;
}

function spritesOf(level: Level, state: Int32Array): Sprite[] {
  const sprites: Sprite[] = [];
  for (let at = FIELD.walkers, number = 0; at < state.length; at += WALKER.size, number++) {
    if (state[at + WALKER.state] === GONE) continue;
    const x = state[at + WALKER.x]! >> 8;
    sprites.push({
      art: FIGURE.walker[Math.floor(x / (STRIDE / 2)) & 1]!,
      x: x - (tile - RULES.walker.width) / 2,
      y: level.walkers[2 * number + 1]! - (tile - RULES.walker.height),
      isMirrored: state[at + WALKER.v]! > 0,
    });
  }
  const flags = state[FIELD.flags]!;
  const x = state[FIELD.x]! >> 8;
  const isStanding = state[FIELD.vx] === 0;
  const stride = Math.floor(x / STRIDE) & 1;
  const figure =
    state[FIELD.end] === END.dead
      ? FIGURE.fallen
      : (flags & FLAG.ground) === 0
        ? FIGURE.jumping
        : isStanding
          ? FIGURE.standing
          : FIGURE.running[stride]!;
  sprites.push({
    art: figure,
    x: x - (tile - RULES.player.width) / 2,
    y: (state[FIELD.y]! >> 8) - (tile - RULES.player.height),
    isMirrored: (flags & FLAG.left) !== 0,
  });
  return sprites;
}

/** Patterns of one pixel each of what is seen, by the numbers of the tiles. */
const SEEN_ART = ['g', 'd', 'o', 't', 'a'];
const SEEN_NUMBERS: ReadonlyMap<number, number> = new Map([
  [SEEN.solid, 0],
  [SEEN.danger, 1],
  [SEEN.ledge, 2],
  [SEEN.goal, 3],
]);
const PLAYER = 4;

function seenRaster(view: ArrayLike<number>): Raster {
  const map = Array.from(view, (value) => SEEN_NUMBERS.get(value) ?? -1);
  map[RADIUS * SIDE + RADIUS] = PLAYER;
  const size = { columns: SIDE, width: SIDE, height: SIDE };
  return { tile: 1, art: SEEN_ART, map, ...size, left: 0, top: 0 };
}

/**
 * Picture of a state.
 * @param buttons buttons that were held in the last frames
 * @param view what the net sees; null where it sees nothing
 */
export function platformPicture(
  level: Level,
  state: Int32Array,
  buttons: number,
  view: ArrayLike<number> | null,
): Omit<RasterPicture, 'text'> {
  const most = (level.columns - WINDOW.columns) * tile;
  const left = (state[FIELD.x]! >> 8) - WINDOW.behind * tile;
  return {
    raster: {
      ...{ tile, art: patterns, map: mapOf(level), columns: level.columns },
      ...{ left: Math.max(0, Math.min(most, left)), top: 0 },
      ...{ width: WINDOW.columns * tile, height: rows * tile },
      sprites: spritesOf(level, state),
    },
    ...(view === null ? {} : { seen: seenRaster(view) }),
    lamps: BUTTONS.map((name) => ({ name, isLit: (buttons & BUTTON[name]) !== 0 })),
  };
}
