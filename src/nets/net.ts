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

/** Elman RNN: h_t = f(W_in u_t + W_rec h_{t-1} + b), h_0 = 0; y_t = W_out h_t + b_out. */
export interface ElmanNet {
  readonly architecture: 'elman';
  readonly unit: Unit;
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
  /** In this order: `W_in [H×I]`, `W_rec [H×H]`, `b [H]`, `W_out [O×H]`, `b_out [O]`. */
  readonly blocks: readonly ParameterBlock[];
  /** Length of the parameter vector. */
  readonly parameters: number;
}

/** Any net. Other architectures join this union. It is structured-cloneable and travels between threads. */
export type Net = ElmanNet;

/** What a task asks of a net: how many inputs it feeds and how many outputs it scores. */
export interface NetShape {
  readonly inputs: number;
  readonly outputs: number;
}

/** An architecture: one file in `src/nets/`, one line in its index. */
export interface Architecture<Options extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Options a contestant may set: hidden units, nonlinearity, initialisation and its scale. */
  readonly options: Options;
  build(shape: NetShape, options: z.output<Options>): Net;
  /** A fresh parameter vector `[parameters]`, drawn as the options' initialisation says. */
  initialise(net: Net, options: z.output<Options>, random: Random): Float32Array;
  /** Multiply-accumulates of one forward pass over the batch. A symbol input costs one accumulate a unit. */
  forwardMacs(net: Net, batch: BatchExtent): number;
  /** Multiply-accumulates of loss and gradient together: forward, error signals, weight products, Ω. */
  gradientMacs(net: Net, batch: BatchExtent, options: { readonly omega: boolean }): number;
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
