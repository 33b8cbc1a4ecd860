/** Cache of batches on the backend, in packed rows, by identity. */
import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../batch.ts';
import { makeTargets, type Targets } from './answers.ts';
import { type Inputs, makeInputs } from './inputs.ts';
import { layRows, type Rows } from './rows.ts';

export class ResidentBatch {
  readonly batch: Batch;
  readonly rows: Rows;
  readonly inputs: Inputs;
  /** Targets by the number of genomes. */
  readonly #targets = new Map<number, Targets>();

  /**
   * Lays out a batch.
   * @param whole as in `layRows`
   */
  constructor(batch: Batch, whole: boolean) {
    this.batch = batch;
    this.rows = layRows(batch, whole);
    this.inputs = makeInputs(batch, this.rows);
  }

  /** Targets of so many genomes in a row. The two numbers asked for last are cached: full portions, and a rest. */
  targets(genomes = 1): Targets {
    const known = this.#targets.get(genomes);
    this.#targets.delete(genomes);
    const targets = known ?? makeTargets(this.batch, this.rows, genomes);
    this.#targets.set(genomes, targets);
    const [oldest] = this.#targets.keys();
    if (this.#targets.size > 2) this.#drop(oldest!);
    return targets;
  }

  dispose(): void {
    this.inputs.dispose();
    for (const genomes of this.#targets.keys()) this.#drop(genomes);
  }

  #drop(genomes: number): void {
    const { values, scored, weights } = this.#targets.get(genomes)!;
    tf.dispose([values, weights, ...(scored === null ? [] : [scored])]);
    this.#targets.delete(genomes);
  }
}

/** Most batches: exams come in chunks, ten of them for a full validation, and trials of one task take turns on them. */
const MOST_BATCHES = 32;
const MOST_BYTES = 2 ** 28;

export class ResidentBatches {
  readonly #whole: boolean;
  /** Batches, least recently used first. */
  readonly #batches = new Map<Batch, ResidentBatch>();
  #bytes = 0;

  /**
   * Makes the cache.
   * @param whole as in `layRows`
   */
  constructor(whole: boolean) {
    this.#whole = whole;
  }

  of(batch: Batch): ResidentBatch {
    const known = this.#batches.get(batch);
    if (known !== undefined) {
      this.#batches.delete(batch);
      this.#batches.set(batch, known);
      return known;
    }
    const resident = new ResidentBatch(batch, this.#whole);
    this.#makeRoom(resident.inputs.bytes);
    this.#batches.set(batch, resident);
    this.#bytes += resident.inputs.bytes;
    return resident;
  }

  close(): void {
    for (const resident of this.#batches.values()) resident.dispose();
    this.#batches.clear();
    this.#bytes = 0;
  }

  #makeRoom(bytes: number): void {
    for (const [batch, resident] of this.#batches) {
      if (this.#batches.size < MOST_BATCHES && this.#bytes + bytes <= MOST_BYTES) return;
      this.#batches.delete(batch);
      this.#bytes -= resident.inputs.bytes;
      resident.dispose();
    }
  }
}
