/** Levels: drawn from chunks until one can be finished, and one that is fixed. */
import { type Random, randomStream } from '../../src/random/random.ts';
import type { Part } from '../../src/tasks/task-parts.ts';
import { type Chunk, chunks } from './chunks.ts';
import type { Level } from './game.ts';
import { type Proof, prove } from './proof.ts';
import { RULES, TILE } from './rules.ts';

const { columns, rows, tile, player, walker } = RULES;

/** Level ground before the first chunk, and from the goal to the end. */
const BEFORE = 8;
const BEHIND = 6;
/** Columns between the last chunk and the goal at least. */
const RUN_UP = 4;
const START = 3;
const LETTERS: Readonly<Record<string, number>> = {
  ...{ '#': TILE.solid, '=': TILE.ledge, '^': TILE.spike },
};

/** Level of these chunks one after the other, then ground up to the goal. */
export function levelOf(parts: readonly Chunk[]): Level {
  const tiles = new Uint8Array(columns * rows);
  const walkers: number[] = [];
  const put = (column: number, row: number, kind: number): void => {
    if (column < columns) tiles[row * columns + column] = kind;
  };
  let at = BEFORE;
  for (const { rows: lines } of parts) {
    lines.forEach((line, index) => {
      const row = rows - lines.length + index;
      for (const [column, letter] of [...line].entries()) {
        put(at + column, row, LETTERS[letter] ?? TILE.empty);
        if (letter === 'w')
          walkers.push((at + column) * tile + (tile - walker.width) / 2, (row + 1) * tile - walker.height);
      }
    });
    at += lines[0]!.length;
  }
  for (const [from, to] of [
    [0, BEFORE],
    [at, columns],
  ] as const)
    for (let column = from; column < to; column++)
      for (let row = rows - 2; row < rows; row++) put(column, row, TILE.solid);
  const goal = columns - BEHIND;
  for (let row = 0; row < rows - 2; row++) put(goal, row, TILE.goal);
  return {
    ...{ tiles, columns, walkers },
    start: [START * tile, (rows - 2) * tile - player.height],
    goal: goal * tile,
  };
}

/** Chunks of a level: up to the given difficulty, the hardest two twice as often, none twice in a row. */
function drawChunks(random: Random, difficulty: number): Chunk[] {
  const known = chunks.filter((one) => one.difficulty <= difficulty);
  const urn = known.flatMap((one) => (one.difficulty >= difficulty - 1 ? [one, one] : [one]));
  const drawn: Chunk[] = [];
  for (let left = columns - BEFORE - BEHIND - RUN_UP; ; ) {
    const one = urn[random.integer(urn.length)]!;
    if (one === drawn.at(-1)) continue;
    left -= one.rows[0]!.length;
    if (left < 0) return drawn;
    drawn.push(one);
  }
}

/** Level that can be finished. */
export interface ProvenLevel {
  readonly level: Level;
  readonly proof: Proof;
}

/** Levels that were asked for, by their names: a process proves each once. */
const proven = new Map<string, ProvenLevel>();
const MOST_KEPT = 2000;

function kept(name: string, make: () => ProvenLevel): ProvenLevel {
  let one = proven.get(name);
  if (one !== undefined) return one;
  one = make();
  if (proven.size >= MOST_KEPT) proven.clear();
  proven.set(name, one);
  return one;
}

/** Name of a drawn level: its part, its number within the part, and what all levels of a task share. */
export interface LevelName {
  readonly part: Part;
  readonly index: number;
  readonly difficulty: number;
  /** Number of the draw: another one gives other levels. */
  readonly draw: number;
}

/** Drawn level, the first of its name's draws for which a search finds a way to the goal. */
export const drawnLevel = ({ part, index, difficulty, draw }: LevelName): ProvenLevel =>
  kept(`${draw}/${difficulty}/${part}/${index}`, () => {
    for (let attempt = 0; ; attempt++) {
      const random = randomStream('platform', draw, difficulty, part, index, attempt);
      const level = levelOf(drawChunks(random, difficulty));
      const proof = prove(level);
      if (proof !== null) return { level, proof };
    }
  });

const FIRST = [
  ...['step', 'gap of 2', 'walker', 'stair', 'gap of 3', 'ledge tower', 'two walkers', 'trench'],
  ...['stair to a gap', 'walker on a step', 'pillars', 'wall of 4', 'enemy run', 'gap of 4', 'row of spikes'],
];

/** Level `first`, which is the same for ever. */
export const firstLevel = (): ProvenLevel =>
  kept('first', () => {
    const level = levelOf(FIRST.map((name) => chunks.find((one) => one.name === name)!));
    return { level, proof: prove(level)! };
  });
