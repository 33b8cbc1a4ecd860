/**
 * Search by ridge regression: each step takes a training batch through the net, adds its rows to the sums, and solves
 * them for the readout where they have grown enough. So there is a curve over cost, and no end of its own. Sums and solutions
 * come in slices, between which the trial may pause or stop.
 *
 * Costs of a step are the states (by their links), the sums, and the factorisations and solutions when it solves.
 */
import type { LossKind } from '../../engine/batch.ts';
import type { Vector } from '../../engine/device.ts';
import { freshMemory, RowSums, rowMacs, type SumsMemory } from '../../engine/wasm/row-sums.ts';
import type { Solution } from '../../nets/solution.ts';
import { conditionOf } from '../../numeric/condition.ts';
import { inSlices, type Sliced } from '../../numeric/sliced.ts';
import { CutStep } from '../cut-step.ts';
import type { Measures } from '../inside.ts';
import type { MayGoOn, Problem, Search, Snapshot, StepReport } from '../learner.ts';
import { type Choice, type Chosen, chooseLikelihood, chooseSquares, type Parted } from './choose.ts';
import { lossOfRows, rowLosses } from './row-loss.ts';
import { RowStore } from './row-store.ts';
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
  readonly #rows: Parted<RowStore> | null;
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
  readonly #cut = new CutStep();
  /** Rows that are being added to the sums. */
  #adding: Sliced<void> | null = null;

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
    const keepsRows = settings.readout === 'likelihood';
    this.#rows = keepsRows ? { kept: new RowStore(width), heldOut: new RowStore(width) } : null;
    const sums = (memory: SumsMemory) => new RowSums(kind, width, memory);
    const memory = keepsRows ? null : freshMemory();
    this.#sums = memory && { kept: sums(memory), heldOut: sums(memory) };
    if (snapshot !== undefined) this.#restore(snapshot);
  }

  step(mayGoOn?: MayGoOn): Promise<StepReport> {
    return this.#cut.run(() => this.#update(), mayGoOn);
  }

  async #update(): Promise<StepReport> {
    const { between } = this.#cut;
    for (; this.#missing > 0; this.#missing--) {
      const { rows, end } = await this.#collect(this.#batches - this.#missing);
      this.#keep(rows);
      this.#count += rows.count;
      this.#carried = end;
      await between();
    }
    const { rows, end, batch } = await this.#collect(this.#batches);
    await between();
    const { count } = rows;
    const { sequences, loss } = batch;
    let macs = this.#problem.featuresMacs(batch);
    if (this.#sums !== null) macs += count * rowMacs(this.#sums.kept.kind, this.#width);
    const fault = faultOf(rows);
    if (fault !== null) {
      this.#count += count;
      const detail = `batch ${this.#batches + 1}: ${fault}`;
      return {
        macs,
        sequences,
        updates: 0,
        evaluations: 0,
        loss: Number.NaN,
        stop: { reason: 'exploded', detail },
      };
    }
    if (this.#sums === null) {
      this.#keep(rows);
    } else {
      this.#adding = this.#add(rows, this.#sums);
      await inSlices(this.#adding, between);
      this.#adding = null;
    }
    const all = this.#count + count;
    if (this.#isDue(all)) {
      const { choice, macs: solving } = await inSlices(this.#solve(loss), between);
      macs += solving;
      if (choice !== null) {
        writeReadout(this.#problem.net, this.#parameters, choice.readout);
        this.#choice = { lambda: choice.lambda, heldOutError: choice.heldOutError };
        this.#solvedAt = all;
      }
    }
    this.#batches++;
    this.#count = all;
    this.#carried = end;
    const size = (this.#width - this.#outputs) * this.#outputs;
    const sum = lossOfRows(rows, this.#outputs, this.#readout(), rowLosses[loss]);
    macs += count * size;
    return {
      macs,
      sequences,
      updates: 1,
      evaluations: 0,
      loss: Number.isFinite(sum) ? sum / count : Number.NaN,
    };
  }

  /** Takes batch number `index` through the net. */
  async #collect(index: number) {
    const { device, net, continues = false } = this.#problem;
    const batch = this.#problem.trainingBatch(index, this.#settings.batch);
    const carry = continues ? { from: this.#carried } : undefined;
    const { rows, end } = await collectRows(device, net, this.#parameters, batch, {
      carry,
      room: this.#room,
    });
    this.#room = rows.values;
    return { rows, end, batch };
  }

  /** Numbers of the rows to keep, and of those to hold out, the last of the batch. */
  #parted({ count, width, values }: Rows): Parted<Float64Array> {
    const held = this.#heldBy(this.#count + count) - this.#heldBy(this.#count);
    const border = (count - held) * width;
    return { kept: values.subarray(0, border), heldOut: values.subarray(border, count * width) };
  }

  #keep(rows: Rows): void {
    const { kept, heldOut } = this.#parted(rows);
    this.#rows!.kept.add(kept);
    this.#rows!.heldOut.add(heldOut);
  }

  /** Adds the rows to the sums, but for those that are in already where the search was restored within an update. */
  *#add(rows: Rows, sums: Parted<RowSums>): Sliced<void> {
    const { kept, heldOut } = this.#parted(rows);
    const heldBefore = this.#heldBy(this.#count);
    const keptIn = sums.kept.count - (this.#count - heldBefore);
    const heldIn = sums.heldOut.count - heldBefore;
    yield* sums.kept.adding(kept.subarray(keptIn * rows.width));
    yield;
    yield* sums.heldOut.adding(heldOut.subarray(heldIn * rows.width));
  }

  /** Rows of the first `count` that are held out. */
  #heldBy(count: number): number {
    return this.#lambdas.length === 1 ? 0 : Math.floor(this.#settings.heldOut * count);
  }

  /**
   * True where so many rows are to be solved. A fit by likelihood takes as long of few rows as of as many as it has
   * features, so until then the rows double from one to the next.
   */
  #isDue(count: number): boolean {
    const features = this.#width - this.#outputs;
    const { growth } = this.#settings;
    const least = this.#sums === null && growth > 0 && count < features ? Math.max(1, growth) : growth;
    return this.#solvedAt === 0 || count >= (1 + least) * this.#solvedAt;
  }

  /** Readout of all rows. */
  #solve(loss: LossKind): Sliced<Chosen> {
    return this.#sums === null
      ? chooseLikelihood(this.#rows!, this.#outputs, loss, this.#lambdas)
      : chooseSquares(this.#sums, this.#outputs, loss, this.#lambdas);
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

  /**
   * Copy of the state: sums and the readout. Rows of a search by likelihood are collected again where it goes on. Within an
   * update the sums have a part of its rows, and their counts tell which.
   */
  snapshot(): Snapshot {
    const { kept, heldOut } = this.#sums ?? {};
    // A block of rows is added as a whole.
    while (kept?.isWithin || heldOut?.isWithin) this.#adding!.next();
    const last = this.#cut.snapshot();
    return {
      arrays: {
        ...last.arrays,
        parameters: Float32Array.from(this.#parameters),
        ...(kept && { kept: packTriangle(kept.matrix(), this.#width) }),
        ...(heldOut && heldOut.count > 0 && { heldOut: packTriangle(heldOut.matrix(), this.#width) }),
        ...(this.#carried && { carried: Float64Array.from(this.#carried) }),
      },
      values: {
        ...last.values,
        batches: this.#batches,
        count: this.#count,
        solvedAt: this.#solvedAt,
        choice: this.#choice,
        ...(kept && { kept: kept.count, heldOut: heldOut!.count }),
      },
    };
  }

  #restore(snapshot: Snapshot): void {
    const { arrays, values } = snapshot;
    this.#cut.restore(snapshot);
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
