/**
 * Search by ridge regression: each step takes a training batch through the net, adds its rows to the sums, and solves
 * them for the readout where they have grown enough. So there is a curve over cost, and no end of its own.
 *
 * Costs of a step are the states (by their links), the sums, and the factorisations and solutions when it solves.
 */
import type { Vector } from '../../engine/device.ts';
import { freshMemory, RowSums, rowMacs, type SumsMemory } from '../../engine/wasm/row-sums.ts';
import type { Solution } from '../../nets/solution.ts';
import { conditionOf } from '../../numeric/condition.ts';
import type { Measures } from '../inside.ts';
import type { Problem, Search, Snapshot, StepReport } from '../learner.ts';
import { type Choice, chooseLikelihood, chooseSquares, joined, type Parted } from './choose.ts';
import { lossOfRows, rowLosses } from './row-loss.ts';
import { collectRows, featuresOf, type Rows } from './rows.ts';
import { type RidgeSettings, readLambdas, sumKindOf } from './settings.ts';
import { packTriangle, unpackTriangle } from './triangle-array.ts';
import { readReadout, writeReadout } from './write-readout.ts';

export class RidgeSearch implements Search {
  readonly #problem: Problem;
  readonly #settings: RidgeSettings;
  readonly #lambdas: readonly number[];
  readonly #parameters: Float32Array;
  readonly #width: number;
  readonly #outputs: number;
  /** Sums of rows; null of a search by likelihood, which keeps the rows. */
  readonly #sums: Parted<RowSums> | null;
  #rows: Parted<Rows> | null;
  /** Batches, rows in all, and rows at the last solution. */
  #batches = 0;
  #count = 0;
  #solvedAt = 0;
  #choice: Omit<Choice, 'readout'> | null = null;
  #carried: Vector | null = null;
  /** Rows of the last batch, for those of the next one to take their place. */
  #room: Float64Array | undefined;
  /** Batches whose rows a search by likelihood has to collect again after it was restored. */
  #missing = 0;

  constructor(problem: Problem, settings: RidgeSettings, snapshot?: Snapshot) {
    const { net } = problem;
    this.#problem = problem;
    this.#settings = settings;
    this.#lambdas = readLambdas(settings.lambdas);
    this.#outputs = net.outputs;
    this.#width = 1 + featuresOf(net) + net.outputs;
    this.#parameters = problem.initialise(problem.random('initial', 0));
    const kind = sumKindOf(settings);
    const width = this.#width;
    const empty = { width, count: 0, values: new Float64Array(0) };
    const keepsRows = settings.readout === 'likelihood';
    this.#rows = keepsRows ? { kept: empty, heldOut: empty } : null;
    const sums = (memory: SumsMemory) => new RowSums(kind, width, memory);
    const memory = keepsRows ? null : freshMemory();
    this.#sums = memory && { kept: sums(memory), heldOut: sums(memory) };
    if (snapshot !== undefined) this.#restore(snapshot);
  }

  async step(): Promise<StepReport> {
    for (; this.#missing > 0; this.#missing--) await this.#collect(this.#batches - this.#missing);
    const { rows, macs: collecting, sequences } = await this.#collect(this.#batches);
    this.#batches++;
    let macs = collecting;
    const fault = faultOf(rows);
    if (fault !== null) {
      const detail = `batch ${this.#batches}: ${fault}`;
      return {
        macs,
        sequences,
        updates: 0,
        evaluations: 0,
        loss: Number.NaN,
        stop: { reason: 'exploded', detail },
      };
    }
    if (this.#isDue()) macs += this.#solve();
    const { loss } = this.#problem.trainingBatch(this.#batches - 1, this.#settings.batch);
    const size = (this.#width - this.#outputs) * this.#outputs;
    const sum = lossOfRows(rows, this.#outputs, this.#readout(), rowLosses[loss]);
    macs += rows.count * size;
    return {
      macs,
      sequences,
      updates: 1,
      evaluations: 0,
      loss: Number.isFinite(sum) ? sum / rows.count : Number.NaN,
    };
  }

  /** Takes batch number `index` through the net and adds its rows. */
  async #collect(index: number) {
    const { device, net, continues = false } = this.#problem;
    const batch = this.#problem.trainingBatch(index, this.#settings.batch);
    const carry = continues ? { from: this.#carried } : undefined;
    const { rows, end } = await collectRows(device, net, this.#parameters, batch, {
      carry,
      room: this.#room,
    });
    this.#room = rows.values;
    this.#carried = end;
    const macs = this.#problem.featuresMacs(batch) + this.#add(rows);
    return { rows, macs, sequences: batch.sequences };
  }

  /** Adds rows to the kept ones and those held out, the last of the batch. Returns the MACs. */
  #add(rows: Rows): number {
    const { count, width, values } = rows;
    const held = this.#heldBy(this.#count + count) - this.#heldBy(this.#count);
    const border = (count - held) * width;
    this.#count += count;
    if (this.#sums === null) {
      const { kept, heldOut } = this.#rows!;
      const part = (from: number, to: number): Rows => ({
        width,
        count: (to - from) / width,
        values: values.subarray(from, to),
      });
      this.#rows = {
        kept: joined(kept, part(0, border)),
        heldOut: joined(heldOut, part(border, count * width)),
      };
      return 0;
    }
    this.#sums.kept.add(values.subarray(0, border));
    this.#sums.heldOut.add(values.subarray(border, count * width));
    return count * rowMacs(this.#sums.kept.kind, width);
  }

  /** Rows of the first `count` that are held out. */
  #heldBy(count: number): number {
    return this.#lambdas.length === 1 ? 0 : Math.floor(this.#settings.heldOut * count);
  }

  #isDue(): boolean {
    return this.#solvedAt === 0 || this.#count >= (1 + this.#settings.growth) * this.#solvedAt;
  }

  /** Solves for the readout and writes it into the parameters. Returns the MACs. */
  #solve(): number {
    const { net } = this.#problem;
    const { loss } = this.#problem.trainingBatch(this.#batches - 1, this.#settings.batch);
    const { choice, macs } =
      this.#sums === null
        ? chooseLikelihood(this.#rows!, this.#outputs, loss, this.#lambdas)
        : chooseSquares(this.#sums, this.#outputs, loss, this.#lambdas);
    if (choice !== null) {
      writeReadout(net, this.#parameters, choice.readout);
      this.#choice = { lambda: choice.lambda, heldOutError: choice.heldOutError };
      this.#solvedAt = this.#count;
    }
    return macs;
  }

  /** Readout as it stands in the parameters, `[1 + features][outputs]`. */
  #readout(): Float64Array {
    return readReadout(this.#problem.net, this.#parameters);
  }

  champion(): Solution {
    return { net: this.#problem.net, parameters: this.#parameters };
  }

  /**
   * Measures of the search:
   * - `rows`: rows so far, one a scored step
   * - `ridgeLambda`, `heldOutError`: λ as chosen, and the mean loss of a held-out row with it
   * - `readoutNorm`: ‖W_out‖
   * - `condition`: estimated condition of the rows' features, where sums are triangles
   */
  inside(): Measures {
    const choice = this.#choice;
    const sums = this.#sums?.kept;
    return {
      rows: () => this.#count,
      ridgeLambda: () => choice?.lambda ?? Number.NaN,
      heldOutError: () => choice?.heldOutError ?? Number.NaN,
      readoutNorm: () => {
        const weights = this.#readout().subarray(this.#outputs);
        return Math.sqrt(weights.reduce((sum, value) => sum + value * value, 0));
      },
      ...(sums?.kind === 'triangle' && this.#solvedAt > 0
        ? { condition: () => conditionOf(featuresPart(sums, this.#outputs), this.#width - this.#outputs) }
        : {}),
    };
  }

  /** Copy of the state: sums and the readout. Rows of a search by likelihood are collected again where it goes on. */
  snapshot(): Snapshot {
    const { kept, heldOut } = this.#sums ?? {};
    return {
      arrays: {
        parameters: Float32Array.from(this.#parameters),
        ...(kept && { kept: packTriangle(kept.matrix(), this.#width) }),
        ...(heldOut && heldOut.count > 0 && { heldOut: packTriangle(heldOut.matrix(), this.#width) }),
        ...(this.#carried && { carried: Float64Array.from(this.#carried) }),
      },
      values: {
        batches: this.#batches,
        count: this.#count,
        solvedAt: this.#solvedAt,
        choice: this.#choice,
        ...(kept && { kept: kept.count, heldOut: heldOut!.count }),
      },
    };
  }

  #restore({ arrays, values }: Snapshot): void {
    this.#parameters.set(arrays.parameters!);
    this.#batches = values.batches as number;
    this.#solvedAt = values.solvedAt as number;
    this.#choice = values.choice as Omit<Choice, 'readout'> | null;
    if (this.#sums === null) {
      this.#missing = this.#batches;
      return;
    }
    this.#count = values.count as number;
    this.#carried = (arrays.carried as Float64Array | undefined) ?? null;
    const { kept, heldOut } = this.#sums;
    const width = this.#width;
    kept.restore(unpackTriangle(arrays.kept as Float64Array, width), values.kept as number);
    if (arrays.heldOut !== undefined)
      heldOut.restore(unpackTriangle(arrays.heldOut as Float64Array, width), values.heldOut as number);
  }
}

/** Sentence on rows whose products are beyond 64 bits, which no regression gets over; null on others. */
function faultOf({ values }: Rows): string | null {
  let squares = 0;
  for (const value of values) squares += value * value;
  if (Number.isFinite(squares)) return null;
  return values.every(Number.isFinite) ? 'states are too large for their squares' : 'a state is not finite';
}

/** Upper-left part of R that belongs to the features, `[known][known]`. */
function featuresPart(sums: RowSums, outputs: number): Float64Array {
  const { width } = sums;
  const known = width - outputs;
  const matrix = sums.matrix();
  const part = new Float64Array(known * known);
  for (let row = 0; row < known; row++)
    part.set(matrix.subarray(row * width, row * width + known), row * known);
  return part;
}
