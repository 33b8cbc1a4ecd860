/** Levels of the platform game with their proofs, and the task: its fitness, its parts, its null model. */
import { describe, expect, it } from 'vitest';
import { playAgent } from '../../../src/tasks/agents.ts';
import { shapeOf } from '../../../src/tasks/batches.ts';
import { chunks } from '../../../tasks/platform/chunks.ts';
import { END, FIELD, tileAt } from '../../../tasks/platform/game.ts';
import { drawnLevel, firstLevel, levelOf } from '../../../tasks/platform/levels.ts';
import { prove } from '../../../tasks/platform/proof.ts';
import { BUTTON, RULES, TILE } from '../../../tasks/platform/rules.ts';
import platform from '../../../tasks/platform.ts';
import { column, made, played, replayed } from '../../support/tasks/platform-plays.ts';

const { right } = BUTTON;
const { tile, player } = RULES;

describe('levels', () => {
  it.each([1, 2, 3, 4, 5])('of difficulty %i are proven by a way that reaches the goal', (difficulty) => {
    for (let index = 0; index < 12; index++) {
      const { level, proof } = drawnLevel({ part: 'test', index, difficulty, draw: 1 });
      const state = replayed(level, proof);
      expect(state[FIELD.end]).toBe(END.finished);
      expect(state[FIELD.frame]).toBeLessThanOrEqual(RULES.frames);
    }
  });

  it('that cannot be finished are found out', () => {
    const wall = made(...new Array(6).fill('...##...'), '########', '########');
    const gap = made('..................', '##..............##', '##..............##');
    expect(prove(levelOf([wall]))).toBeNull();
    expect(prove(levelOf([gap]))).toBeNull();
  });

  it('differ between numbers, parts, difficulties and draws, and are the same when they are asked for again', () => {
    const name = { part: 'test', index: 0, difficulty: 2, draw: 1 } as const;
    const levels = [
      name,
      { ...name, index: 1 },
      { ...name, part: 'training' as const },
      { ...name, part: 'validation' as const },
      { ...name, difficulty: 3 },
      { ...name, draw: 2 },
    ].map((one) => drawnLevel(one).level.tiles.join(''));
    expect(new Set(levels).size).toBe(levels.length);
    expect(drawnLevel(name).level.tiles.join('')).toBe(levels[0]);
  });

  it('are of chunks that can each be finished, with level ground at both ends', () => {
    for (const one of chunks) {
      const { rows, name } = one;
      expect(new Set(rows.map(({ length }) => length)).size, name).toBe(1);
      expect(rows[0]!.length, name).toBeGreaterThanOrEqual(8);
      expect(rows[0]!.length, name).toBeLessThanOrEqual(16);
      for (const end of [0, rows[0]!.length - 1])
        expect(rows.map((row) => row[end]).join(''), name).toMatch(/^[.w]*##$/);
      expect(prove(levelOf([one])), name).not.toBeNull();
    }
  });

  it('stop or kill who holds right alone, before the end of the first gap', () => {
    for (let index = 0; index < 30; index++) {
      const { level } = drawnLevel({ part: 'training', index, difficulty: 1, draw: 1 });
      const state = played(level, [right, RULES.frames]);
      expect([END.dead, END.stuck]).toContain(state[FIELD.end]);
      const gap = Array.from({ length: level.columns }, (_, at) => at).findIndex(
        (at) =>
          tileAt(level, at, RULES.rows - 1) === TILE.empty &&
          tileAt(level, at + 1, RULES.rows - 1) === TILE.solid,
      );
      if (gap >= 0) expect(column(state)).toBeLessThan(gap + 1);
    }
  });
});

describe('the task', () => {
  const lossOf = (agent: string) =>
    playAgent(platform, platform.options.parse({}), agent, { part: 'test', path: ['x'], episodes: 1 });

  it('has the fitness of MarI/O: the way less half the frames, and 1,000 for the end', () => {
    const length = firstLevel().level.goal - player.width - 3 * tile;
    // 26 frames without a way, read every 5 frames.
    const idle = lossOf('do nothing');
    expect(idle.loss).toBe(1 + 26 / 2 / (length + 1000));
    expect(idle.steps).toBe(6);
    const { loss, measures, steps } = lossOf('hold right');
    const pixels = measures.distance! * tile;
    expect(loss).toBe(1 - (pixels - measures.frames! / 2) / (length + 1000));
    expect(Math.ceil(measures.frames! / 5)).toBe(steps);
  });

  it('tests drawn levels on 100 that training does not have, and level first on itself, which it says', () => {
    const drawn = platform.options.parse({ level: 'drawn', levels: 3 });
    const cases = (options: object, part: 'training' | 'test') =>
      platform.episode!.cases!(platform.options.parse(options), { part });
    expect([cases(drawn, 'training'), cases(drawn, 'test')]).toEqual([3, 100]);
    expect(cases({}, 'test')).toBe(1);
    expect(platform.episode!.isExhaustive!(platform.options.parse({}))).toBe(true);
    expect(platform.episode!.isExhaustive!(drawn)).toBe(false);
  });

  it('sees a 1 alone under view=none', () => {
    const options = platform.options.parse({ view: 'none' });
    expect(shapeOf(platform, options).inputs.size).toBe(1);
    playAgent(platform, options, 'hold right', {
      ...{ part: 'test', path: ['x'], episodes: 1 },
      onObserve: (seen) => expect([...seen]).toEqual([1]),
    });
  });
});
