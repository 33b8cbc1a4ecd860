/** The platform game: its rules, its known states, its symmetry; and the view of the net. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { begin, END, FIELD, GONE, type Level, step, WALKER } from '../../../tasks/platform/game.ts';
import { drawnLevel, firstLevel, levelOf } from '../../../tasks/platform/levels.ts';
import { BUTTON, RULES } from '../../../tasks/platform/rules.ts';
import { look, RADIUS, SIDE } from '../../../tasks/platform/view.ts';
import { above, column, made, named, played } from '../../support/tasks/platform-plays.ts';

const { left, right, down, jump, run } = BUTTON;
const { tile, pixel, player } = RULES;

/** A way through level `first` that a search once found: buttons in base 32, each with its actions. */
const WAY =
  'q1 i13 q1 i20 q1 i15 q1 i8 q1 i6 q1 i17 q1 i12 a1 23 11 01 i1 q4 i18 q1 i17 q1 i9 q1 i7 q1 i7 q1 i17 q2 i6 q1 i14 q1 i9 q1 i8 q2 i6 q1 i17 q1 i21 a1 i13 q1 i14';

describe('the game', () => {
  it('takes a known way through level first in known states', () => {
    const { level } = firstLevel();
    const state = begin(level);
    const hash = createHash('sha256');
    for (const [, letter, count] of WAY.matchAll(/(\w)(\d+)/g))
      for (let frame = 0; frame < Number(count) * RULES.framesOfAction; frame++) {
        step(level, state, Number.parseInt(letter!, 32));
        hash.update(Buffer.from(state.buffer));
      }
    expect(state[FIELD.end]).toBe(END.finished);
    expect(state[FIELD.frame]).toBe(1538);
    expect(hash.digest('hex')).toBe('82898728dc1cd2ecfef86e2debab985d60de671102bea1cf5f8006fd8766cd23');
  });

  it('is played in whole numbers alone', () => {
    const { level, proof } = drawnLevel({ part: 'test', index: 0, difficulty: 5, draw: 1 });
    const exact = begin(level);
    // What would be no whole number is kept here, and cut there.
    const real = Float64Array.from(exact) as unknown as Int32Array;
    for (const buttons of proof) {
      step(level, exact, buttons);
      step(level, real, buttons);
      expect([...real]).toEqual([...exact]);
    }
  });

  it('jumps 2 tiles, 4 where the button is held, and not again before it is let go', () => {
    const level = named('flat');
    const heights = (buttons: number): number =>
      Math.max(
        ...Array.from({ length: 80 }, (_, frame) => above(played(level, [jump, 2], [buttons, frame]))),
      );
    expect(heights(0)).toBeGreaterThan(2);
    expect(heights(0)).toBeLessThan(3);
    expect(heights(jump)).toBeGreaterThan(4);
    expect(heights(jump)).toBeLessThan(5);
    expect(above(played(level, [jump, 26]))).toBeGreaterThan(0);
    const state = begin(level);
    for (let frame = 0; frame < 90; frame++) {
      // Standing still would end it.
      state[FIELD.progress] = state[FIELD.frame]!;
      step(level, state, jump);
    }
    expect(above(state)).toBe(0);
  });

  it('allows a jump shortly after the edge, and none later', () => {
    const level = named('gap of 4');
    const edge = (8 + 4) * tile;
    let frames = 0;
    while (played(level, [right, frames])[FIELD.x]! < edge * pixel) frames++;
    const late = (by: number): number => played(level, [right, frames + by], [right | jump, 3])[FIELD.vy]!;
    expect(late(1)).toBeLessThan(0);
    expect(late(RULES.coyote + 1)).toBeGreaterThan(0);
  });

  it('holds the player on a ledge that was jumped through, until down is held', () => {
    const level = levelOf([made('...==========', '.............', '#############', '#############')]);
    const on = played(level, [right, 80], [right | jump, 40], [0, 30]);
    expect(above(on)).toBe(2);
    const state = on.slice();
    for (let frame = 0; frame < 30; frame++) {
      state[FIELD.progress] = state[FIELD.frame]!;
      step(level, state, down);
    }
    expect(above(state)).toBe(0);
  });

  it('kills by a walker’s side, by spikes and by a pit; from above a walker is gone', () => {
    expect(played(named('walker'), [right, 400])[FIELD.end]).toBe(END.dead);
    expect(played(named('spikes'), [right, 400])[FIELD.end]).toBe(END.dead);
    const fallen = played(named('gap of 2'), [right, 400]);
    expect(fallen[FIELD.end]).toBe(END.dead);
    expect(column(fallen)).toBeLessThan(8 + 6);
    const { level } = { level: named('walker') };
    const ways = Array.from({ length: 60 }, (_, wait) =>
      played(level, [right, 40 + wait], [right | jump, 20], [right, 60]),
    );
    const stomped = ways.filter((state) => state[FIELD.walkers + WALKER.state] === GONE);
    expect(stomped.length).toBeGreaterThan(0);
    for (const state of stomped) expect(state[FIELD.end]).toBe(END.none);
  });

  it('ends where nothing is gained for 20 frames and a quarter of all', () => {
    const state = played(named('flat'), [0, 100]);
    expect([state[FIELD.end], state[FIELD.frame]]).toEqual([END.stuck, 26]);
    const wall = played(named('bump'), [right, 1000]);
    expect(wall[FIELD.end]).toBe(END.stuck);
    const idle = wall[FIELD.frame]! - wall[FIELD.progress]!;
    expect(idle).toBe(20 + (wall[FIELD.frame]! >> 2));
  });

  it('is the same to the left in a level that is turned about', () => {
    const { level } = drawnLevel({ part: 'test', index: 1, difficulty: 4, draw: 1 });
    const turned = turnedLevel(level);
    const [state, other] = [begin(level), begin(turned)];
    for (let at = FIELD.walkers; at < other.length; at += WALKER.size)
      other[at + WALKER.v] = RULES.walker.speed;
    const [view, back] = [new Float64Array(SIDE * SIDE), new Float64Array(SIDE * SIDE)];
    for (let frame = 0; frame < 500 && state[FIELD.end] === END.none; frame++) {
      const buttons = right | run | (frame % 40 < 25 ? jump : 0);
      step(level, state, buttons);
      other[FIELD.progress] = other[FIELD.frame]!;
      step(turned, other, (buttons & ~right) | left);
      expect(other[FIELD.x]).toBe((level.columns * tile - player.width) * pixel - state[FIELD.x]!);
      expect([other[FIELD.vx], other[FIELD.y], other[FIELD.vy]]).toEqual([
        -state[FIELD.vx]! + 0,
        state[FIELD.y],
        state[FIELD.vy],
      ]);
      const centre = state[FIELD.x]! + (player.width * pixel) / 2;
      if (centre % (tile * pixel) === 0) continue;
      look(level, state, view);
      look(turned, other, back);
      const flipped = view.map((_, at) => view[at - 2 * (at % SIDE) + SIDE - 1]!);
      if (walkersAreInside(state)) expect(back).toEqual(flipped);
    }
    expect(state[FIELD.frame]).toBeGreaterThan(60);
  });
});

/** Level with left and right exchanged. */
function turnedLevel(level: Level): Level {
  const { tiles, columns, walkers, start } = level;
  const wide = columns * tile;
  return {
    ...level,
    tiles: tiles.map((_, at) => tiles[at - 2 * (at % columns) + columns - 1]!),
    walkers: walkers.map((value, at) => (at % 2 === 0 ? wide - value - RULES.walker.width : value)),
    start: [wide - start[0] - player.width, start[1]],
    goal: 2 * wide,
  };
}

/** True where no walker's centre lies on the border of two tiles, which belongs to the right one. */
const walkersAreInside = (state: Int32Array): boolean =>
  Array.from({ length: (state.length - FIELD.walkers) / WALKER.size }, (_, walker) => {
    const x = state[FIELD.walkers + walker * WALKER.size + WALKER.x]!;
    return (x + (RULES.walker.width * pixel) / 2) % (tile * pixel) !== 0;
  }).every(Boolean);

describe('the view', () => {
  it('has the player’s tile in the middle, the wall to the left of the level and the ground below', () => {
    const { level } = firstLevel();
    const view = new Float64Array(SIDE * SIDE);
    look(level, begin(level), view);
    const rows = Array.from({ length: SIDE }, (_, row) => [...view.subarray(row * SIDE, (row + 1) * SIDE)]);
    expect(rows[RADIUS]).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(rows[RADIUS + 1]).toEqual(new Array(SIDE).fill(1));
    expect(rows[RADIUS + 3]).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('tells ledges, spikes, walkers and the goal apart from what is solid', () => {
    const level = levelOf([made('.==..w.', '.....^.', '#######', '#######')]);
    const state = begin(level);
    state[FIELD.x] = 6 * tile * pixel;
    const view = new Float64Array(SIDE * SIDE);
    look(level, state, view);
    const at = (across: number, up: number): number => view[(RADIUS - up) * SIDE + RADIUS + across]!;
    expect([at(3, 1), at(4, 1), at(7 - 1, 0), at(0, -1)]).toEqual([0.5, 0.5, 0, 1]);
    state[FIELD.x] = 9 * tile * pixel;
    look(level, state, view);
    expect([at(4, 0), at(4, 1)]).toEqual([-1, -1]);
    state[FIELD.walkers + WALKER.state] = GONE;
    look(level, state, view);
    expect([at(4, 0), at(4, 1)]).toEqual([-1, 0]);
    state[FIELD.x] = level.goal * pixel - 2 * tile * pixel;
    look(level, state, view);
    expect([at(2, 0), at(2, 6), at(1, 0)]).toEqual([0.75, 0.75, 0]);
  });
});
