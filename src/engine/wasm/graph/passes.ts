/** Passes of graph nets on the kernels, float32: evaluations of one net and of populations. */
import type { GraphNet } from '../../../nets/graph-net.ts';
import type { Batch } from '../../batch.ts';
import type { Evaluation, Vector } from '../../device.ts';
import { requireFit } from '../../fit.ts';
import { Arena } from '../arena.ts';
import type { Kernels } from '../kernels.ts';
import { setFields, tileLayout } from '../layout.ts';
import { makeResident, type ResidentBatch } from '../resident.ts';
import { GraphCompiler, mostCompiled, mostRows } from './compile.ts';
import { graphLayout, LINK_BYTES, ROW_BYTES } from './records.ts';

/** Lanes of a tile: a multiple of the 16 that the kernels take at a time. */
const WIDTHS = [16, 32] as const;

const LOSSES = ['softmax', 'squared', 'bernoulli'] as const;

/** Net and batch in the kernels' memory. */
interface Work {
  readonly net: GraphNet;
  readonly compiler: GraphCompiler;
  /** Addresses. */
  readonly record: number;
  readonly rows: number;
  readonly links: number;
  readonly losses: number;
  readonly tiles: number;
  /** Outputs of each tile, `[tile]`. */
  readonly outputs: readonly number[];
}

export class GraphPasses {
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #start: number;
  #resident: ResidentBatch | null = null;
  #residentEnd = 0;
  #work: Work | null = null;

  /** @param kernels with a memory of their own */
  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    this.#start = kernels.heapBase();
    this.#arena = new Arena(kernels.memory, this.#start);
  }

  evaluate(net: GraphNet, parameters: Vector, batch: Batch): Evaluation {
    const work = this.#prepare(net, batch);
    const { sequences, answerSteps } = batch;
    const losses = new Float32Array(sequences);
    const outputs = new Float32Array(answerSteps.length * net.outputs * sequences);
    if (!this.#compile(work, parameters, 0)) {
      losses.fill(Number.NaN);
      outputs.fill(Number.NaN);
      return { loss: Number.NaN, losses, outputs };
    }
    this.#writeTiles(work, true);
    const loss = this.#kernels.graphEvaluate(work.record);
    this.#writeTiles(work, false);
    const { sequenceOf } = this.#resident!;
    const lanes = this.#arena.floatsAt(work.losses, sequenceOf.length);
    for (let lane = 0; lane < sequences; lane++) losses[sequenceOf[lane]!] = lanes[lane]!;
    this.#readOutputs(work, outputs);
    return { loss, losses, outputs };
  }

  evaluatePopulation(net: GraphNet, genomes: Vector, count: number, batch: Batch): Float64Array {
    const work = this.#prepare(net, batch);
    const losses = new Float64Array(count);
    for (let genome = 0; genome < count; genome++) {
      losses[genome] = this.#compile(work, genomes, genome * net.parameters)
        ? this.#kernels.graphEvaluate(work.record)
        : Number.NaN;
    }
    return losses;
  }

  /** Brings the batch, and room for the net, into memory, unless they are there. */
  #prepare(net: GraphNet, batch: Batch): Work {
    requireFit(net, batch);
    const width = batch.sequences <= WIDTHS[0] ? WIDTHS[0] : WIDTHS[1];
    if (this.#resident?.batch !== batch) {
      this.#resident = null;
      this.#work = null;
      this.#arena.release(this.#start);
      this.#resident = makeResident(this.#arena, batch, width);
      this.#residentEnd = this.#arena.mark;
    }
    if (this.#work?.net !== net) {
      this.#work = null;
      this.#arena.release(this.#residentEnd);
      this.#work = this.#layOut(net, this.#resident);
    }
    return this.#work;
  }

  #layOut(net: GraphNet, { batch, width, lookup, tiles }: ResidentBatch): Work {
    const arena = this.#arena;
    const record = arena.take(graphLayout.bytes);
    const rows = arena.take(ROW_BYTES * mostRows(net));
    const links = arena.take(LINK_BYTES * mostCompiled(net));
    const states = arena.take(2 * 4 * width * mostRows(net));
    const answer = arena.take(4 * width * net.outputs);
    const losses = arena.take(4 * width * tiles.length);
    const tilesAt = arena.take(tileLayout.bytes * tiles.length);
    const outputs = tiles.map(({ answerIndices }) =>
      arena.take(4 * width * net.outputs * answerIndices.length),
    );
    setFields(arena.records, graphLayout, record, {
      ...{ width, inputs: net.inputs, outputs: net.outputs, passes: net.passes, lookup: lookup ? 1 : 0 },
      ...{ unit: net.unit === 'steep' ? 1 : 0, loss: LOSSES.indexOf(batch.loss) },
      ...{ sequences: batch.sequences, tiles: tilesAt, tileCount: tiles.length },
      ...{ rows, links, states, answer, losses },
    });
    const compiler = new GraphCompiler(net);
    const work = { ...{ net, compiler, record, rows, links, losses }, tiles: tilesAt, outputs };
    this.#writeTiles(work, false);
    return work;
  }

  /** Writes the records of the tiles. */
  #writeTiles({ tiles: at, losses, outputs }: Work, keepsOutputs: boolean): void {
    const { tiles, width } = this.#resident!;
    const { records } = this.#arena;
    for (const [index, tile] of tiles.entries()) {
      setFields(records, tileLayout, at + index * tileLayout.bytes, {
        ...{ steps: tile.steps, inputs: tile.inputs, answers: tile.answers },
        answerCount: tile.answerIndices.length,
        losses: losses + 4 * width * index,
        outputs: keepsOutputs ? outputs[index]! : 0,
      });
    }
  }

  /** Compiles a genome. False where it is no graph. */
  #compile({ compiler, record, rows, links }: Work, parameters: Vector, offset: number): boolean {
    const { width, lookup } = this.#resident!;
    const { floats, integers } = this.#arena;
    const nodes = compiler.compile(parameters, offset, 4 * width, lookup, { floats, integers, rows, links });
    if (nodes === -1) return false;
    setFields(this.#arena.records, graphLayout, record, { nodes });
    return true;
  }

  /** Outputs, `[answer step][O][B]`, in the batch's order. */
  #readOutputs({ net, outputs: at }: Work, outputs: Float32Array): void {
    const { batch, sequenceOf, tiles, width } = this.#resident!;
    const { sequences } = batch;
    for (const [index, tile] of tiles.entries()) {
      const lanes = Math.min(width, sequences - index * width);
      const rows = tile.answerIndices.length * net.outputs;
      const values = this.#arena.floatsAt(at[index]!, rows * width);
      for (let row = 0; row < rows; row++) {
        const answer = tile.answerIndices[Math.floor(row / net.outputs)]!;
        const target = (answer * net.outputs + (row % net.outputs)) * sequences;
        for (let lane = 0; lane < lanes; lane++)
          outputs[target + sequenceOf[index * width + lane]!] = values[row * width + lane]!;
      }
    }
  }
}
