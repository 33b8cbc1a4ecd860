/**
 * Nets, as the rest of genoprop sees them: plain data that names an architecture and lays its parameters end to end in
 * one vector, on which gradients descend and which genomes encode.
 */
import type { z } from 'zod';
import type { Random } from '../random/random.ts';

/** A named run of parameters inside the vector. Matrices are row-major; a row is a destination unit. */
export interface ParameterBlock {
  readonly name: string;
  /** `[rows, columns]` of a matrix, `[size]` of a vector. */
  readonly shape: readonly number[];
  /** Where the block begins in the parameter vector. */
  readonly offset: number;
  readonly size: number;
}

/** The hidden unit's nonlinearity. */
export type Unit = 'tanh' | 'logistic' | 'relu';

/**
 * Any net: what every architecture's nets have. An architecture extends it with the sizes that it alone knows, and
 * whoever computes with a net looks its code up by `architecture`. It is JSON: it travels between threads and
 * lies in files.
 */
export interface Net {
  /** The name of the architecture that it was built by. */
  readonly architecture: string;
  readonly inputs: number;
  readonly outputs: number;
  /** The named runs of the parameter vector. They cover it; readers go by their offsets, never by their order. */
  readonly blocks: readonly ParameterBlock[];
  /** Length of the parameter vector. */
  readonly parameters: number;
}

/** Elman RNN: h_t = f(W_in u_t + W_rec h_{t-1} + b), h_0 = 0; y_t = W_out h_t + b_out. */
export interface ElmanNet extends Net {
  readonly architecture: 'elman';
  readonly unit: Unit;
  readonly hidden: number;
  /** In this order: `W_in [H×I]`, `W_rec [H×H]`, `b [H]`, `W_out [O×H]`, `b_out [O]`. */
  readonly blocks: readonly ParameterBlock[];
}

/** What a task asks of a net: how many inputs it feeds and how many outputs it scores. */
export interface NetShape {
  readonly inputs: number;
  readonly outputs: number;
}

/** Multiply-accumulates of what devices do with a net. A symbol input costs one accumulate a unit. */
export interface NetMacs<N extends Net = Net> {
  /** Of one forward pass over the batch. */
  forward(net: N, batch: BatchExtent): number;
  /** Of loss and gradient together: forward, error signals, weight products, Ω. */
  gradient(net: N, batch: BatchExtent, options: { readonly omega: boolean }): number;
}

/** A run of state numbers that pictures show as one strip. */
export interface StateStrip {
  /** Stands before a unit's number: `h` gives `h1`, `h2`. */
  readonly label: string;
  /** The first of them in a state (see `Trace.states`). */
  readonly from: number;
  readonly count: number;
  /** unit: they lie from -1 to 1; greatest: they have no bound, and are drawn against the greatest. */
  readonly scale: 'unit' | 'greatest';
}

/** An architecture: one file in `src/nets/`, one line in its index, and a cell on each device that is to run it. */
export interface Architecture<N extends Net = Net, Options extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Options a contestant may set: hidden units, nonlinearity, initialisation and its scale. */
  readonly options: Options;
  build(shape: NetShape, options: z.output<Options>): N;
  /** A fresh parameter vector `[parameters]`, drawn as the options' initialisation says. */
  initialise(net: N, options: z.output<Options>, random: Random): Float32Array;
  /**
   * The net of the sizes that stand in a stored one (see `stored-net.ts`). Left out where no learner hands in nets of
   * its own: a champion's net is then always its contestant's.
   * @throws UserError on sizes that make no net
   */
  restore?(stored: Readonly<Record<string, unknown>>): N;
  readonly macs: NetMacs<N>;
  /** The net in a few words: `50 tanh units`. */
  words(net: N): string;
  /** What pictures show of its state, from top to bottom. */
  strips(net: N): readonly StateStrip[];
}

/** As much of a batch as costs depend on. */
export interface BatchExtent {
  /** Sum of all lengths. */
  readonly activeSteps: number;
  /** Number of ones in the mask. */
  readonly scoredSteps: number;
  /** One-hot inputs as symbols; null where inputs are dense. */
  readonly symbols: Int32Array | null;
}
