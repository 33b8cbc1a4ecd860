/**
 * Runner of one graph genome on the host, in float64, an input vector at a time: for domains of a program's own. All
 * nodes are updated at once from the activations before, as Stanley & Miikkulainen's program does it; states stay until
 * `reset`.
 *
 * Functions that nodes have of their own are, with a the sum: sigmoid 2 / (1 + e^(-4.9 a)) - 1, gaussian
 * 2 e^(-(2.5 a)²) - 1, sine sin a, absolute |a|, linear a.
 */
import { firstHidden, firstOutput, type GraphGenome, type NodeFunction } from '../../../genomes/graph.ts';
import { UserError } from '../../errors.ts';
import type { GraphUnit } from '../../nets/graph-net.ts';
import { exp, logistic, sin, tanh } from '../../numeric/elementary.ts';

const UNITS: Readonly<Record<GraphUnit, (sum: number) => number>> = {
  steep: (sum) => logistic(4.9 * sum),
  signed: (sum) => tanh(2.45 * sum),
  tanh,
};

const FUNCTIONS: Readonly<Record<NodeFunction, (sum: number) => number>> = {
  sigmoid: UNITS.signed,
  gaussian: (sum) => 2 * exp(-6.25 * sum * sum) - 1,
  sine: sin,
  absolute: Math.abs,
  linear: (sum) => sum,
};

export class GraphRunner {
  readonly #inputs: number;
  readonly #outputs: number;
  readonly #answers: Float64Array;
  readonly #unit: (sum: number) => number;
  /** Functions of the hidden nodes; null where they have none of their own. */
  readonly #functions: readonly ((sum: number) => number)[] | null;
  /** Number of the first hidden node. */
  readonly #fixed: number;
  /** Enabled links by target: those of node n from `first[n]` to below `first[n + 1]`. */
  readonly #first: Int32Array;
  readonly #source: Int32Array;
  readonly #weight: Float64Array;
  #now: Float64Array;
  #next: Float64Array;
  /** Nodes in an order in which links lead forward; null where the graph has a cycle. */
  readonly #order: readonly number[] | null;
  /** Longest way from an input to an output, in links. */
  readonly depth: number;

  /** @param unit nonlinearity of the outputs, and of the hidden nodes that have no function of their own */
  constructor(genome: GraphGenome, unit: GraphUnit = 'steep') {
    const { inputs, outputs, hidden, links } = genome;
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#answers = new Float64Array(outputs);
    const fixed = firstHidden(genome);
    const nodes = fixed + hidden.length;
    this.#fixed = fixed;
    this.#unit = UNITS[unit];
    this.#functions = genome.functions?.map((own) => FUNCTIONS[own]) ?? null;
    const numberOf = (node: number): number => (node < fixed ? node : fixed + hidden.indexOf(node));
    this.#first = new Int32Array(nodes + 1);
    const targets = new Int32Array(links.length);
    for (let at = 0; at < links.length; at++) {
      if (!links[at]!.enabled) continue;
      targets[at] = numberOf(links[at]!.to);
      this.#first[targets[at] + 1]!++;
    }
    for (let node = 0; node < nodes; node++) this.#first[node + 1]! += this.#first[node]!;
    const filled = this.#first.slice();
    this.#source = new Int32Array(this.#first[nodes]!);
    this.#weight = new Float64Array(this.#first[nodes]!);
    for (let at = 0; at < links.length; at++) {
      const { from, weight, enabled } = links[at]!;
      if (!enabled) continue;
      const place = filled[targets[at]!]!++;
      this.#source[place] = numberOf(from);
      this.#weight[place] = weight;
    }
    this.#now = new Float64Array(nodes);
    this.#next = new Float64Array(nodes);
    const { order, depth } = this.#sort(nodes, firstOutput(genome));
    this.#order = order;
    this.depth = depth;
  }

  /** Sets all activations to 0. */
  reset(): void {
    this.#now.fill(0);
  }

  /**
   * Updates all nodes so many times with these inputs. Returns the activations of the outputs, `[O]`, valid until the
   * next call.
   * @param inputs `[inputs]`
   * @throws UserError on another number of them
   */
  update(inputs: ArrayLike<number>, passes = 1): Float64Array {
    this.#read(inputs);
    for (let pass = 0; pass < passes; pass++) {
      const [now, next] = [this.#now, this.#next];
      for (let node = 0; node <= this.#inputs; node++) next[node] = now[node]!;
      for (let node = this.#inputs + 1; node < now.length; node++) next[node] = this.#value(node, now);
      this.#now = next;
      this.#next = now;
    }
    return this.#answer();
  }

  /**
   * Relaxes: resets the net, and updates it depth + 1 times, after which the outputs of a net without cycles have
   * settled. Returns the activations of the outputs, `[O]`, valid until the next call.
   * @throws UserError as `update`
   */
  relax(inputs: ArrayLike<number>): Float64Array {
    if (this.#order === null) {
      this.reset();
      return this.update(inputs, this.depth + 1);
    }
    this.#read(inputs);
    for (const node of this.#order) this.#now[node] = this.#value(node, this.#now);
    return this.#answer();
  }

  #read(inputs: ArrayLike<number>): void {
    if (inputs.length !== this.#inputs)
      throw new UserError(`GraphRunner: inputs has a length of ${inputs.length}, it must be ${this.#inputs}`);
    for (let input = 0; input < this.#inputs; input++) this.#now[input] = inputs[input]!;
    this.#now[this.#inputs] = 1;
  }

  #answer(): Float64Array {
    for (let output = 0; output < this.#outputs; output++)
      this.#answers[output] = this.#now[this.#inputs + 1 + output]!;
    return this.#answers;
  }

  /** Activation of a node by those before; 0 where no link ends. */
  #value(node: number, before: Float64Array): number {
    const [from, to] = [this.#first[node]!, this.#first[node + 1]!];
    if (from === to) return 0;
    let sum = 0;
    for (let link = from; link < to; link++) sum += this.#weight[link]! * before[this.#source[link]!]!;
    if (this.#functions === null || node < this.#fixed) return this.#unit(sum);
    return this.#functions[node - this.#fixed]!(sum);
  }

  /** Order of the nodes, and depth; links that close a cycle count for none. */
  #sort(nodes: number, firstOutput: number): { order: readonly number[] | null; depth: number } {
    const depths = new Int32Array(nodes).fill(-1);
    const isOpen = new Uint8Array(nodes);
    const order: number[] = [];
    let hasCycle = false;
    const visit = (node: number): number => {
      if (isOpen[node] === 1) {
        hasCycle = true;
        return 0;
      }
      if (depths[node]! >= 0) return depths[node]!;
      isOpen[node] = 1;
      let most = 0;
      for (let link = this.#first[node]!; link < this.#first[node + 1]!; link++)
        most = Math.max(most, 1 + visit(this.#source[link]!));
      isOpen[node] = 0;
      depths[node] = most;
      if (node >= firstOutput) order.push(node);
      return most;
    };
    let depth = 0;
    for (let output = 0; output < this.#outputs; output++)
      depth = Math.max(depth, visit(firstOutput + output));
    return { order: hasCycle ? null : order, depth };
  }
}
