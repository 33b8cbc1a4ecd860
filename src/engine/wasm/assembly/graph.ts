/**
 * Graph nets (src/nets/graph.ts has the equations) on the tiles of a batch. Nodes are updated at once, from one buffer of
 * activations into another; the links that end at a node are a row of sparse weights, of which each meets the lanes of
 * the node or input where it begins. Linear outputs are summed at answer steps alone. L = lanes of a tile, a multiple of
 * 16.
 */
import { Answer, Tile } from './layout';
import { score } from './losses';
import { activate } from './units';

/** One net on one batch; src/engine/wasm/graph/records.ts names the same fields in the same order. */
@unmanaged
export class Graph {
  width: i32;
  /** Nodes that are updated: those from which a way leads to an output. */
  nodes: i32;
  inputs: i32;
  outputs: i32;
  /** Nonlinearity of the nodes: 0 tanh, 1 logistic. */
  unit: i32;
  /** Loss: 0 softmax, 1 squared, 2 bernoulli. */
  loss: i32;
  /** Updates at a time step. */
  passes: i32;
  /** Inputs. 1: symbols `[T][L]`; 0: rows `[T][I][L]`. */
  lookup: i32;
  sequences: i32;
  tiles: usize;
  tileCount: i32;
  /** Rows `[nodes + outputs]`, and their links. */
  rows: usize;
  links: usize;
  /** Two buffers of activations, `[nodes][L]`. */
  states: usize;
  /** Linear outputs, then probabilities, `[outputs][L]`. */
  answer: usize;
  /** Loss of each lane, `[tiles][L]`. */
  losses: usize;
}

/** Row: the links that end at a node. Links to `inputsEnd` begin at inputs, the others up to `end` at nodes. */
@unmanaged
class Row {
  bias: f32;
  begin: i32;
  inputsEnd: i32;
  end: i32;
}

/** Link: offset in bytes of the lanes where it begins (with look-up the symbol), and its weight. */
@unmanaged
class Link {
  offset: i32;
  weight: f32;
}

/** Runs all tiles. Returns the mean loss of the lanes, summed in float64 in their order. */
export function graphEvaluate(graph: Graph): f64 {
  for (let index = 0; index < graph.tileCount; index++) {
    runTile(graph, changetype<Tile>(graph.tiles + index * offsetof<Tile>()));
  }
  let sum: f64 = 0;
  for (let lane = 0; lane < graph.sequences; lane++) sum += <f64>load<f32>(graph.losses + (lane << 2));
  return sum / (graph.sequences as f64);
}

function runTile(graph: Graph, tile: Tile): void {
  const width = graph.width;
  const laneBytes = width << 2;
  const stateBytes = graph.nodes * laneBytes;
  const outputBytes = graph.outputs * laneBytes;
  const inputBytes = (graph.lookup ? 1 : graph.inputs) * laneBytes;
  const outputRows = graph.rows + graph.nodes * offsetof<Row>();
  let current = graph.states;
  let next = current + stateBytes;
  let input = tile.inputs;
  let answer = tile.answers;
  let index = 0;
  memory.fill(tile.losses, 0, laneBytes);
  memory.fill(current, 0, stateBytes);
  for (let step = 0; step < tile.steps && index < tile.answerCount; step++) {
    const isAnswered = changetype<Answer>(answer).step == step;
    for (let pass = 1; pass <= graph.passes; pass++) {
      // The outputs of the last update are of the activations before it.
      if (isAnswered && pass == graph.passes) sumRows(graph, outputRows, graph.outputs, input, current, graph.answer);
      sumRows(graph, graph.rows, graph.nodes, input, current, next);
      activate(graph.unit, next, graph.nodes * width);
      const before = current;
      current = next;
      next = before;
    }
    input += inputBytes;
    if (!isAnswered) continue;
    const at = changetype<Answer>(answer);
    score(graph.loss, width, graph.outputs, graph.answer, at.weights, at.targets, tile.losses, 0, 0);
    if (tile.outputs != 0) memory.copy(tile.outputs + index * outputBytes, graph.answer, outputBytes);
    answer += offsetof<Answer>();
    index++;
  }
}

/** Writes a = bias + Σ w x for each of `count` rows, `[count][L]`. */
function sumRows(graph: Graph, rows: usize, count: i32, input: usize, state: usize, out: usize): void {
  const laneBytes = (graph.width as usize) << 2;
  const end = rows + count * offsetof<Row>();
  for (let row = rows; row < end; row += offsetof<Row>()) {
    const begin = graph.links + changetype<Row>(row).begin * offsetof<Link>();
    const inputsEnd = graph.links + changetype<Row>(row).inputsEnd * offsetof<Link>();
    const linksEnd = graph.links + changetype<Row>(row).end * offsetof<Link>();
    for (let lane: usize = 0; lane < laneBytes; lane += 64) {
      const bias = v128.load32_splat(row);
      let a = bias;
      let b = bias;
      let c = bias;
      let d = bias;
      let link = begin;
      if (graph.lookup) {
        const low = v128.load(input + lane);
        const second = v128.load(input + lane, 16);
        const third = v128.load(input + lane, 32);
        const high = v128.load(input + lane, 48);
        for (; link < inputsEnd; link += offsetof<Link>()) {
          const symbol = v128.load32_splat(link);
          const weight = v128.load32_splat(link, 4);
          a = f32x4.add(a, v128.and(weight, i32x4.eq(low, symbol)));
          b = f32x4.add(b, v128.and(weight, i32x4.eq(second, symbol)));
          c = f32x4.add(c, v128.and(weight, i32x4.eq(third, symbol)));
          d = f32x4.add(d, v128.and(weight, i32x4.eq(high, symbol)));
        }
      } else {
        for (; link < inputsEnd; link += offsetof<Link>()) {
          const from = input + lane + changetype<Link>(link).offset;
          const weight = v128.load32_splat(link, 4);
          a = f32x4.add(a, f32x4.mul(weight, v128.load(from)));
          b = f32x4.add(b, f32x4.mul(weight, v128.load(from, 16)));
          c = f32x4.add(c, f32x4.mul(weight, v128.load(from, 32)));
          d = f32x4.add(d, f32x4.mul(weight, v128.load(from, 48)));
        }
      }
      for (; link < linksEnd; link += offsetof<Link>()) {
        const from = state + lane + changetype<Link>(link).offset;
        const weight = v128.load32_splat(link, 4);
        a = f32x4.add(a, f32x4.mul(weight, v128.load(from)));
        b = f32x4.add(b, f32x4.mul(weight, v128.load(from, 16)));
        c = f32x4.add(c, f32x4.mul(weight, v128.load(from, 32)));
        d = f32x4.add(d, f32x4.mul(weight, v128.load(from, 48)));
      }
      v128.store(out + lane, a);
      v128.store(out + lane, b, 16);
      v128.store(out + lane, c, 32);
      v128.store(out + lane, d, 48);
    }
    out += laneBytes;
  }
}
