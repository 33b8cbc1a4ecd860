/**
 * Proof that a level can be finished: a best-first search over states of the game itself, with the same step, the same
 * walkers and the same ends as an episode. Of states that lie in the same coarse cell of place, speed and footing only the
 * first is followed, so a level may be missed that can be finished; a way that is found is one.
 */
import { begin, END, FIELD, FLAG, type Level, step } from './game.ts';
import { BUTTON, RULES } from './rules.ts';

/** Buttons of each action from the start to the goal. */
export type Proof = Uint8Array;

const { right, left, jump, run } = BUTTON;
const CHOICES = [...[right | run, right | run | jump, right, right | jump, 0, jump, left, left | jump]];

/** States that are followed at most. */
const MOST = 30_000;
/** Bits that a cell of place leaves out (4 pixels), and of speed across and down. */
const COARSE = { place: 10, across: 7, down: 8 };
/** Pixels that a frame is worth: the way with fewer frames first. */
const FRAME = 1;

interface Node {
  readonly state: Int32Array;
  readonly before: Node | null;
  readonly buttons: number;
  readonly worth: number;
}

/** Way to the goal; null where the search finds none. */
export function prove(level: Level): Proof | null {
  const seen = new Set<number>();
  const open = new Heap();
  open.push({ state: begin(level), before: null, buttons: 0, worth: 0 });
  for (let followed = 0; followed < MOST; followed++) {
    const node = open.pop();
    if (node === undefined) return null;
    for (const buttons of CHOICES) {
      const state = node.state.slice();
      for (let frame = 0; frame < RULES.framesOfAction; frame++) step(level, state, buttons);
      const end = state[FIELD.end]!;
      const next: Node = { state, before: node, buttons, worth: worthOf(state) };
      if (end === END.finished) return wayTo(next);
      if (end !== END.none) continue;
      const cell = cellOf(state);
      if (seen.has(cell)) continue;
      seen.add(cell);
      open.push(next);
    }
  }
  return null;
}

const worthOf = (state: Int32Array): number => 2 * (state[FIELD.x]! >> 8) - FRAME * state[FIELD.frame]!;

/** Number of a state's cell, below 2^53. */
function cellOf(state: Int32Array): number {
  const x = state[FIELD.x]! >> COARSE.place;
  const y = (state[FIELD.y]! >> COARSE.place) + 64;
  const vx = (state[FIELD.vx]! >> COARSE.across) + 8;
  const vy = (state[FIELD.vy]! >> COARSE.down) + 8;
  const footing = (state[FIELD.flags]! & (FLAG.ground | FLAG.held)) | (state[FIELD.coyote]! > 0 ? 4 : 0);
  return (((x * 256 + y) * 16 + vx) * 16 + vy) * 8 + footing;
}

function wayTo(node: Node): Proof {
  const way: number[] = [];
  for (let at: Node = node; at.before !== null; at = at.before) way.push(at.buttons);
  return Uint8Array.from(way.reverse());
}

/** Binary heap of nodes, the worthiest on top; of equals any, by the order of pushes alone. */
class Heap {
  readonly #nodes: Node[] = [];

  push(node: Node): void {
    const nodes = this.#nodes;
    let at = nodes.push(node) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (nodes[parent]!.worth >= node.worth) break;
      nodes[at] = nodes[parent]!;
      at = parent;
    }
    nodes[at] = node;
  }

  pop(): Node | undefined {
    const nodes = this.#nodes;
    const top = nodes[0];
    const last = nodes.pop();
    if (last === undefined || nodes.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= nodes.length) break;
      if (child + 1 < nodes.length && nodes[child + 1]!.worth > nodes[child]!.worth) child++;
      if (last.worth >= nodes[child]!.worth) break;
      nodes[at] = nodes[child]!;
      at = child;
    }
    nodes[at] = last;
    return top;
  }
}
