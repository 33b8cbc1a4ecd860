/**
 * Part 3 of the autopsy: a finite automaton from a net's hidden states. The states that it visits while it reads are
 * clustered, a transition is what most steps from a cluster do on a symbol, and the machine is made minimal; as C. L.
 * Giles, C. B. Miller, D. Chen, H. H. Chen, G. Z. Sun & Y. C. Lee, Learning and extracting finite state automata with
 * second-order recurrent neural networks, Neural Computation 4 (1992), which quantised by a grid.
 */
import type { Batch } from '../../../engine/batch.ts';
import { randomStream } from '../../../random/random.ts';
import type { TaskShape } from '../../../tasks/define-task.ts';
import { type States, stateAt } from '../states.ts';
import { answerText, targetText } from './answers.ts';
import { kMeans, nearestCentre, type Points } from './clusters.ts';
import type { Place } from './futures.ts';
import { type Machine, merged, minimised, mostVoted, reachable, runMachine } from './machine.ts';

/** Sequences that a net has read. */
export interface Read {
  readonly batch: Batch;
  readonly states: States;
}

/** Numbers of clusters that are tried. */
const CLUSTERS = [2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512];
/** Most states that centres are fitted to. */
const MOST_POINTS = 4000;
/** Loss of agreement that a smaller machine may have. */
const SLACK = 0.005;

/** Agreement of a machine on sequences: one agrees where every answer does. */
export interface Agreement {
  readonly sequences: number;
  /** Sequences that the machine answers as the net does, and as the task asks, and that the net answers as the task asks. */
  readonly withNet: number;
  readonly withTask: number;
  readonly netWithTask: number;
  /** Sequences on which it met a transition that is missing: they agree with nothing. */
  readonly stuck: number;
}

export interface Extraction {
  /** Machine that is shown: the smallest of the three below that agrees as well. */
  readonly machine: Machine;
  /** Number of clusters that was chosen, and of states: those that it reaches, by Moore's minimisation, and merged. */
  readonly clusters: number;
  readonly reached: number;
  readonly minimal: number;
  readonly merged: number;
  /** Numbers of clusters that were tried, and the share of sequences on which each agrees with the net. */
  readonly tried: readonly (readonly [clusters: number, agreement: number])[];
}

/** Places of all states of a batch, sequence by sequence. */
export const placesOf = ({ sequences, lengths }: Batch): Place[] =>
  Array.from({ length: sequences }, (_, sequence) =>
    Array.from({ length: lengths[sequence]! }, (_, step): Place => [sequence, step]),
  ).flat();

/** Points of the states of a batch where they lie, `[places][S]`. */
export function positionsOf({ batch, states }: Read, places: readonly Place[]): Points {
  const values = new Float32Array(places.length * states.size);
  for (const [row, place] of places.entries())
    values.set(stateAt(states, batch, ...place), row * states.size);
  return { values, count: places.length, width: states.size };
}

/**
 * Automaton of a net.
 * @param build sequences from whose states it is made
 * @param points points of all these states, in the order of `placesOf`, by which they are clustered
 * @param choose sequences on which the number of clusters is chosen
 * @param most most clusters that are tried
 */
export function extract(
  shape: TaskShape,
  build: Read,
  points: Points,
  choose: Read,
  most: number,
): Extraction {
  const some = sampled(points);
  const tried: [number, number][] = [];
  const machines = new Map<number, Machine>();
  for (const clusters of CLUSTERS.filter((number) => number <= most)) {
    const centres = kMeans(some, clusters, randomStream('lab', 'autopsy', 'clusters', clusters));
    const found = centres.length / points.width;
    // There are no more different states.
    if (machines.has(found)) break;
    const clusterOf = Int32Array.from({ length: points.count }, (_, point) =>
      nearestCentre(points, point, centres),
    );
    const machine = reachable(machineOf(shape, build, clusterOf, found));
    machines.set(found, machine);
    const share = shareWithNet(shape, machine, choose);
    tried.push([found, share]);
    if (share >= 1 - SLACK) break;
  }
  const best = Math.max(...tried.map(([, share]) => share));
  const [clusters, share] = tried.find(([, own]) => own >= best - SLACK)!;
  const reached = machines.get(clusters)!;
  const minimal = minimised(reached);
  const small = merged(minimal);
  const machine =
    [small, minimal].find((own) => shareWithNet(shape, own, choose) >= share - SLACK) ?? reached;
  const sizes = { reached: reached.next.length, minimal: minimal.next.length, merged: small.next.length };
  return { machine, clusters, ...sizes, tried };
}

/** Agreement of a machine with the net and with the task. */
export function agreementOf(shape: TaskShape, machine: Machine, { batch, states }: Read): Agreement {
  let [withNet, withTask, netWithTask, stuck] = [0, 0, 0, 0];
  for (let sequence = 0; sequence < batch.sequences; sequence++) {
    const visited = runMachine(machine, symbolsOf(batch, sequence));
    let [net, task, right] = [true, true, true];
    for (const [place, step] of askedSteps(batch, sequence).entries()) {
      const answer = visited[step] === -1 ? null : machine.answers[visited[step]!]!;
      const own = answerText(shape, states.answers[sequence]![place]!);
      const target = targetText(shape, batch, step, sequence);
      net &&= answer === own;
      task &&= answer === target;
      right &&= own === target;
    }
    if (visited.includes(-1)) stuck++;
    withNet += Number(net);
    withTask += Number(task);
    netWithTask += Number(right);
  }
  return { sequences: batch.sequences, withNet, withTask, netWithTask, stuck };
}

const shareWithNet = (shape: TaskShape, machine: Machine, read: Read): number => {
  const { withNet, sequences } = agreementOf(shape, machine, read);
  return withNet / sequences;
};

const symbolsOf = ({ symbols, sequences, lengths }: Batch, sequence: number): Int32Array =>
  Int32Array.from({ length: lengths[sequence]! }, (_, step) => symbols![step * sequences + sequence]!);

const askedSteps = ({ mask, sequences, lengths }: Batch, sequence: number): number[] =>
  Array.from({ length: lengths[sequence]! }, (_, step) => step).filter(
    (step) => mask[step * sequences + sequence] === 1,
  );

/** Points to fit centres to, drawn from all. */
function sampled({ values, count, width }: Points): Points {
  const order = Int32Array.from({ length: count }, (_, at) => at);
  const random = randomStream('lab', 'autopsy', 'points');
  const some = Math.min(MOST_POINTS, count);
  const drawn = new Float32Array(some * width);
  for (let place = 0; place < some; place++) {
    const other = place + random.integer(count - place);
    [order[place], order[other]] = [order[other]!, order[place]!];
    drawn.set(values.subarray(order[place]! * width, (order[place]! + 1) * width), place * width);
  }
  return { values: drawn, count: some, width };
}

/** Machine of clusters: state 0 is the one before the first step, state 1 + c cluster c. */
function machineOf(
  shape: TaskShape,
  { batch, states }: Read,
  clusterOf: Int32Array,
  clusters: number,
): Machine {
  const count = 1 + clusters;
  const symbols = batch.inputs;
  const visits = new Float64Array(count);
  const reads = Array.from({ length: count }, () => new Float64Array(symbols));
  const moves = Array.from({ length: count }, () =>
    Array.from({ length: symbols }, () => new Map<number, number>()),
  );
  const votes = Array.from({ length: count }, () => new Map<string, number>());
  let first = 0;
  for (let sequence = 0; sequence < batch.sequences; sequence++) {
    let state = 0;
    for (const [step, symbol] of symbolsOf(batch, sequence).entries()) {
      const next = 1 + clusterOf[first + step]!;
      visits[state]!++;
      reads[state]![symbol]!++;
      const own = moves[state]![symbol]!;
      own.set(next, (own.get(next) ?? 0) + 1);
      state = next;
    }
    for (const [place, step] of askedSteps(batch, sequence).entries()) {
      const answer = answerText(shape, states.answers[sequence]![place]!);
      const own = votes[1 + clusterOf[first + step]!]!;
      own.set(answer, (own.get(answer) ?? 0) + 1);
    }
    first += batch.lengths[sequence]!;
  }
  return {
    ...{ symbols, start: 0, visits, reads },
    next: moves.map((own) => Int32Array.from(own, (counts) => mostVoted(counts))),
    answers: votes.map((own) => [...own].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? null),
  };
}
