/** Moore machines with transitions that may be missing: their runs, and their minimal forms. */

/** Machine over symbols from 0. A state answers; what it answers where it is never asked is null. */
export interface Machine {
  readonly symbols: number;
  readonly start: number;
  /** Next states, `[state][symbol]`; -1 where that symbol was never read in the state. */
  readonly next: readonly Int32Array[];
  /** Answers, `[state]`. */
  readonly answers: readonly (string | null)[];
  /** Reads in the data, `[state]`, and those of each symbol, `[state][symbol]`. */
  readonly visits: Float64Array;
  readonly reads: readonly Float64Array[];
}

/** States after each symbol, `[symbols read]`; -1 from the first transition on that is missing. */
export function runMachine({ start, next }: Machine, symbols: ArrayLike<number>): Int32Array {
  const visited = new Int32Array(symbols.length);
  let state = start;
  for (let step = 0; step < symbols.length; step++) {
    if (state !== -1) state = next[state]![symbols[step]!]!;
    visited[step] = state;
  }
  return visited;
}

/** The machine without the states that no run from the start reaches; states in the order of a breadth-first search. */
export function reachable(machine: Machine): Machine {
  const order = [machine.start];
  const seen = new Set(order);
  for (const state of order) {
    for (const next of machine.next[state]!) {
      if (next === -1 || seen.has(next)) continue;
      seen.add(next);
      order.push(next);
    }
  }
  const blockOf = Array.from({ length: machine.next.length }, (_, state) => order.indexOf(state));
  return quotient(machine, blockOf, order.length);
}

/**
 * Machine whose states are the blocks of another's. A transition of a block is the one that its states read most.
 * @param blockOf block of each state; -1 for states that are left out
 */
export function quotient(machine: Machine, blockOf: readonly number[], blocks: number): Machine {
  const { symbols } = machine;
  const visits = new Float64Array(blocks);
  const reads = Array.from({ length: blocks }, () => new Float64Array(symbols));
  const answers: (string | null)[] = Array.from({ length: blocks }, () => null);
  const votes = Array.from({ length: blocks }, () =>
    Array.from({ length: symbols }, () => new Map<number, number>()),
  );
  for (const [state, block] of blockOf.entries()) {
    if (block === -1) continue;
    visits[block]! += machine.visits[state]!;
    answers[block] ??= machine.answers[state]!;
    for (let symbol = 0; symbol < symbols; symbol++) {
      const count = machine.reads[state]![symbol]!;
      reads[block]![symbol]! += count;
      const next = machine.next[state]![symbol]!;
      if (next === -1 || blockOf[next] === -1) continue;
      const own = votes[block]![symbol]!;
      own.set(blockOf[next]!, (own.get(blockOf[next]!) ?? 0) + count);
    }
  }
  const next = votes.map((own) => Int32Array.from(own, (counts) => mostVoted(counts)));
  return { symbols, start: blockOf[machine.start]!, next, answers, visits, reads };
}

/** Key with the most votes, the lowest of equals; -1 where there is none. */
export function mostVoted(counts: ReadonlyMap<number, number>): number {
  let best = -1;
  let most = -1;
  for (const [key, count] of counts) {
    if (count < most || (count === most && key > best)) continue;
    best = key;
    most = count;
  }
  return best;
}

/**
 * Minimal machine by partition refinement: E. F. Moore, Gedanken-experiments on sequential machines, Automata Studies
 * (1956). States are one where they answer alike and every symbol leads to states that are one. A missing transition, and
 * an answer that was never asked for, differ from every other.
 */
export function minimised(machine: Machine): Machine {
  let blockOf = numbered(machine.answers.map((answer) => (answer === null ? '' : `=${answer}`)));
  for (let blocks = 0; blocks !== count(blockOf); ) {
    blocks = count(blockOf);
    const held = blockOf;
    blockOf = numbered(
      machine.next.map((own, state) =>
        [held[state], ...Array.from(own, (next) => (next === -1 ? -1 : held[next]!))].join(' '),
      ),
    );
  }
  return reachable(quotient(machine, blockOf, count(blockOf)));
}

const count = (blockOf: readonly number[]): number => Math.max(...blockOf) + 1;

/** Numbers of equal keys, in the order in which they first appear. */
function numbered(keys: readonly string[]): number[] {
  const known = new Map<string, number>();
  return keys.map((key) => {
    const number = known.get(key) ?? known.size;
    known.set(key, number);
    return number;
  });
}

/** Expected reads of a symbol in a state from which on their absence says that they do not happen there. */
const TELLING = 3;

/**
 * Machine with states merged that the data does not tell apart: their answers agree, or one was never asked for; symbols
 * that both have read lead to states that merge too; and a symbol that one has never read is one that it had little
 * occasion to read. States with most visits come first. Merging of states is by B. A. Trakhtenbrot & Y. M. Barzdin, Finite
 * Automata (1973).
 */
export function merged(machine: Machine): Machine {
  const states = machine.next.length;
  const total = machine.visits.reduce((sum, own) => sum + own, 0);
  const shares = Array.from(
    { length: machine.symbols },
    (_, symbol) => machine.reads.reduce((sum, own) => sum + own[symbol]!, 0) / Math.max(1, total),
  );
  const order = machine.next
    .map((_, state) => state)
    .sort((a, b) => machine.visits[b]! - machine.visits[a]! || a - b);
  let groups: Groups = machine.next.map((_, state) => [state]);
  for (const [place, state] of order.entries()) {
    for (const other of order.slice(0, place)) {
      const tried = mergedGroups(machine, groups, [state, other], shares);
      if (tried === null) continue;
      groups = tried;
      break;
    }
  }
  const found = groups;
  const blockOf = numbered(Array.from({ length: states }, (_, state) => String(found[state]![0])));
  return reachable(quotient(machine, blockOf, count(blockOf)));
}

/** Group of each state, the same list for all its members. */
type Groups = (readonly number[])[];

/** Groups after two states and all that follows are merged; null where the data contradicts. */
function mergedGroups(
  machine: Machine,
  before: Groups,
  pair: readonly [number, number],
  shares: readonly number[],
): Groups | null {
  const groups = [...before];
  const waiting: (readonly [number, number])[] = [pair];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [a, b] = [groups[next[0]]!, groups[next[1]]!];
    if (a === b) continue;
    const union = [...a, ...b];
    const answers = new Set(union.flatMap((state) => machine.answers[state] ?? []));
    if (answers.size > 1) return null;
    for (let symbol = 0; symbol < machine.symbols; symbol++) {
      const [nextA, nextB] = [nextOf(machine, a, symbol), nextOf(machine, b, symbol)];
      if (nextA !== -1 && nextB !== -1) waiting.push([nextA, nextB]);
      if ((nextA === -1) === (nextB === -1)) continue;
      const lacking = nextA === -1 ? a : b;
      const visits = lacking.reduce((sum, state) => sum + machine.visits[state]!, 0);
      if (visits * shares[symbol]! >= TELLING) return null;
    }
    for (const state of union) groups[state] = union;
  }
  return groups;
}

/** Next state of a group on a symbol; -1 where none of it has read that. Next states of its other members are merged with it. */
function nextOf({ next }: Machine, group: readonly number[], symbol: number): number {
  for (const state of group) if (next[state]![symbol] !== -1) return next[state]![symbol]!;
  return -1;
}
