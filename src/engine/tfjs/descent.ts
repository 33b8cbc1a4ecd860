/**
 * Descent that stays on the backend. Updates are submitted in bursts, and read once a burst: the backend may be
 * computing one while the next is submitted.
 */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { block } from '../../nets/layout.ts';
import type { Net, ParameterBlock } from '../../nets/net.ts';
import type { Batch } from '../batch.ts';
import type { DescentState } from '../descent-state.ts';
import type { Descent, DescentReport, DescentSettings, UpdateRequest, Vector } from '../device.ts';
import { descentStateOf, ruleCodeFor, ruleStateOf } from '../moments.ts';
import { factorsOf, scaledOmega } from '../update-factors.ts';
import type { Backend } from './backend.ts';
import { ResidentBatch } from './resident.ts';
import type { Rows } from './rows.ts';
import { type TensorRule, tensorRules } from './rules.ts';
import type { TfjsNet } from './tfjs-net.ts';
import { type Figures, type Position, readFigures, update, yes } from './update.ts';

/** Results of an update, not yet read. */
interface HandedOver {
  readonly figures: tf.Tensor1D;
  /** Norms, where it asked for them. */
  readonly norms: { readonly rowNorms: tf.Tensor1D; readonly rows: Rows } | undefined;
}

/** Functions of the device for a descent. */
export interface DescentHost {
  /** Most updates that are submitted before they are read. */
  readonly burst: number;
  /** Gradient of the net. */
  readonly gradient: TfjsNet['gradient'];
  /**
   * Checks a batch.
   * @throws RangeError where the batch does not fit the net
   */
  check(batch: Batch): void;
  /** Callback after the descent has freed its memory. */
  closed(): void;
}

export class TfjsDescent implements Descent {
  readonly #backend: Backend;
  readonly #net: Net;
  readonly #settings: DescentSettings;
  readonly #host: DescentHost;
  /** True where the initial parameters are finite; later ones are then finite too. */
  readonly #beganFinite: boolean;
  readonly #recurrent: ParameterBlock;
  readonly #rule: TensorRule;
  #position: Position;
  /** Number of updates up to the position. */
  #updates: number;

  /** @throws RangeError for a rule that the device lacks, and for a state that is none of the rule's */
  constructor(backend: Backend, net: Net, at: DescentState, settings: DescentSettings, host: DescentHost) {
    this.#backend = backend;
    this.#net = net;
    this.#settings = settings;
    this.#host = host;
    this.#rule = ruleCodeFor(tensorRules, settings);
    const { parameters, vectors, updates } = ruleStateOf(at, this.#rule, settings);
    this.#beganFinite = parameters.every(Number.isFinite);
    this.#recurrent = block(net, 'W_rec');
    this.#updates = updates;
    this.#position = backend.run(() =>
      keep({
        parameters: tf.tensor1d(parameters),
        vectors: vectors.map((vector) => tf.tensor1d(vector)),
        sound: yes(),
      }),
    );
  }

  async run(next: () => UpdateRequest | null): Promise<DescentReport> {
    const figures: Figures[] = [];
    let stateNorms: Vector | null = null;
    for (let hasMore = true; hasMore; ) {
      const burst = this.#beganFinite ? this.#backend.scope(() => this.#burst(next)) : spoiled(next);
      figures.push(...burst.figures);
      stateNorms = burst.stateNorms ?? stateNorms;
      hasMore = burst.hasMore && (burst.figures.at(-1)?.fault ?? null) === null;
      // Other work of this thread has its turn.
      if (hasMore) await setImmediate();
    }
    return {
      losses: Float64Array.from(figures, ({ loss }) => loss),
      norms: Float64Array.from(figures, ({ norm }) => norm),
      omegas: this.#settings.omega && Float64Array.from(figures, ({ omega }) => omega),
      stateNorms,
      fault: figures.at(-1)?.fault ?? null,
    };
  }

  async state(): Promise<DescentState> {
    const { parameters, vectors } = this.#position;
    const read = (vector: tf.Tensor1D) => Float32Array.from(vector.dataSync());
    const [theta, ...others] = this.#backend.run(() => [parameters, ...vectors].map(read));
    return descentStateOf({ parameters: theta!, vectors: others, updates: this.#updates }, this.#rule);
  }

  close(): void {
    tf.dispose(tensorsOf(this.#position));
    this.#host.closed();
  }

  /** Submits one burst. */
  #burst(next: () => UpdateRequest | null): Burst {
    // An earlier failure is forgotten: θ is unchanged by it.
    this.#move({ ...this.#position, sound: yes() });
    const handedOver: HandedOver[] = [];
    let hasMore = true;
    try {
      while (handedOver.length < this.#host.burst) {
        const request = next();
        hasMore = request !== null;
        if (request === null) break;
        this.#host.check(request.batch);
        const number = this.#updates + handedOver.length + 1;
        handedOver.push(this.#backend.guard(() => this.#update(request, number)));
      }
    } catch (error) {
      this.#look(handedOver);
      throw error;
    }
    return { ...this.#look(handedOver), hasMore };
  }

  /** Reads the results of updates, and counts those that did not fail. */
  #look(handedOver: readonly HandedOver[]): Omit<Burst, 'hasMore'> {
    const seen = this.#backend.guard(() => look(handedOver, this.#settings.rescue));
    this.#updates += seen.figures.filter(({ fault }) => fault === null).length;
    return seen;
  }

  /** Submits one update, of that number if those before it do not fail. */
  #update(request: UpdateRequest, number: number): HandedOver {
    const { batch, stateNorms } = request;
    const factors = factorsOf(request);
    const resident = new ResidentBatch(batch, false);
    try {
      const omega = scaledOmega(this.#settings, factors);
      const settings = { ...this.#settings, learningRate: this.#settings.learningRate * factors.rate };
      const asked = { ...(omega === null ? {} : { omega }), stateNorms };
      const { figures, rowNorms, ...position } = tf.tidy(() => {
        const gradient = this.#host.gradient(this.#net, this.#position.parameters, resident, asked);
        const updated = update(this.#position, gradient, settings, this.#recurrent, this.#rule, number);
        return { ...updated, vectors: [...updated.vectors], rowNorms: gradient.rowNorms ?? undefined };
      });
      this.#move(position);
      return { figures, norms: rowNorms && { rowNorms, rows: resident.rows } };
    } finally {
      resident.dispose();
    }
  }

  /** Takes another position; the tensors of the one before are freed where they are not its own too. */
  #move(position: Position): void {
    const kept = new Set(tensorsOf(position));
    const before = tensorsOf(this.#position);
    this.#position = keep(position);
    tf.dispose(before.filter((tensor) => !kept.has(tensor)));
  }
}

interface Burst {
  readonly figures: readonly Figures[];
  /** State norms of the last update that asked for them and did not fail. */
  readonly stateNorms: Float64Array | null;
  /** False where there are no more updates to make. */
  readonly hasMore: boolean;
}

/** Reads the results of a burst, up to and with the update that failed. */
function look(updates: readonly HandedOver[], rescue?: boolean): Omit<Burst, 'hasMore'> {
  if (updates.length === 0) return { figures: [], stateNorms: null };
  const values = tf.concat1d(updates.map(({ figures }) => figures)).dataSync();
  const all = updates.map((_, index) => readFigures(values, index, rescue));
  const failed = all.findIndex(({ fault }) => fault !== null);
  const norms = updates
    .slice(0, failed === -1 ? updates.length : failed)
    .findLast((one) => one.norms !== undefined)?.norms;
  return {
    figures: failed === -1 ? all : all.slice(0, failed + 1),
    stateNorms: norms === undefined ? null : sumByStep(norms.rowNorms.dataSync(), norms.rows),
  };
}

/** Burst from parameters that are not finite, from which nothing can be computed: the first update fails. */
function spoiled(next: () => UpdateRequest | null): Burst {
  if (next() === null) return { figures: [], stateNorms: null, hasMore: false };
  const figures = { loss: Number.NaN, norm: Number.NaN, omega: Number.NaN, fault: 'loss' } as const;
  return { figures: [figures], stateNorms: null, hasMore: true };
}

const tensorsOf = ({ parameters, vectors, sound }: Position): tf.Tensor[] => [parameters, ...vectors, sound];

function keep(position: Position): Position {
  for (const tensor of tensorsOf(position)) tf.keep(tensor);
  return position;
}

/** Norms, `[T]`, the root of the sum of squares over each step's rows. */
export function sumByStep(rowNorms: ArrayLike<number>, { counts, starts }: Rows): Float64Array {
  return Float64Array.from(counts, (count, step) => {
    let squares = 0;
    for (let row = starts[step]!; row < starts[step]! + count; row++) squares += rowNorms[row]! ** 2;
    return Math.sqrt(squares);
  });
}
