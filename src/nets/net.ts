/**
 * Types of nets for the rest of genoprop: plain data that names an architecture and lays its parameters end to end in
 * one vector, on which gradients descend and which genomes encode.
 */
import type * as z from 'zod';
import type { Space } from '../options/space.ts';
import type { Random } from '../random/random.ts';

/** Named run of parameters inside the vector. Matrices are row-major; a row is a destination unit. */
export interface ParameterBlock {
  readonly name: string;
  /** Shape: `[rows, columns]` of a matrix, `[size]` of a vector. */
  readonly shape: readonly number[];
  /** Offset of the block in the parameter vector. */
  readonly offset: number;
  readonly size: number;
}

/** Nonlinearity of a hidden unit. */
export type Unit = 'tanh' | 'logistic' | 'relu';

/**
 * Fields that all architectures' nets have. An architecture extends it with the sizes that it alone knows, and code
 * that computes with a net is looked up by `architecture`. A net is JSON: it travels between threads and lies in files.
 */
export interface Net {
  /** Name of the architecture by which it was built. */
  readonly architecture: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Named runs of the parameter vector. The runs cover it; readers go by their offsets, never by their order. */
  readonly blocks: readonly ParameterBlock[];
  /** Length of the parameter vector. */
  readonly parameters: number;
}

/** Elman RNN: h_t = f(W_in u_t + W_rec h_{t-1} + b), h_0 = 0; y_t = W_out h_t + b_out. */
export interface ElmanNet extends Net {
  readonly architecture: 'elman';
  readonly unit: Unit;
  readonly hidden: number;
  /** Blocks in this order: `W_in [H×I]`, `W_rec [H×H]`, `b [H]`, `W_out [O×H]`, `b_out [O]`. */
  readonly blocks: readonly ParameterBlock[];
}

/** Shape that a task requires of a net: the numbers of inputs and outputs. */
export interface NetShape {
  readonly inputs: number;
  readonly outputs: number;
  /** True where the first `outputs` inputs are the net's own outputs at the step before. Left out: false. */
  readonly fedBack?: boolean;
}

/** Multiply-accumulates of a device's work with a net. A symbol input costs one accumulate a unit. */
export interface NetMacs<N extends Net = Net> {
  /** MACs of one forward pass over the batch. */
  forward(net: N, batch: BatchExtent): number;
  /** MACs of loss and gradient together: forward, error signals, weight products, Ω. */
  gradient(net: N, batch: BatchExtent, options: { readonly omega: boolean }): number;
  /** MACs of one product with the curvature; the states, which serve all products, cost a forward pass beside. Left out: none. */
  curvature?(net: N, batch: BatchExtent): number;
  /**
   * MACs of a forward pass that the genomes of one population have in common, since they differ in the readout alone:
   * paid once a call. Left out: none.
   */
  shared?(net: N, batch: BatchExtent): number;
  /**
   * MACs of a forward pass of one genome, whose parameters begin at `offset`, where genomes of one net differ in cost:
   * `forward` is then the most. Left out: that of `forward`.
   */
  ofGenome?(net: N, batch: BatchExtent, parameters: ArrayLike<number>, offset: number): number;
}

/** Fixed part of a net: parameters that are drawn once a trial, and that no learner changes. */
export interface FixedPart<N extends Net = Net, Options extends z.ZodObject = z.ZodObject> {
  /** Names of its blocks. */
  readonly blocks: readonly string[];
  /** Draws the other parameters as `initialise` does, those of the fixed part being 0. */
  initialiseRest(net: N, options: z.output<Options>, random: Random): Float32Array;
}

/** Numbers of a step that pictures show as one strip: the units h, a gate, a cell. */
export interface StateStrip {
  /** Prefix of a unit's number, by which the reference cell gives the numbers: `h` for `h1`, `h2`. */
  readonly label: string;
  /** Name in words: `input gate`. */
  readonly name: string;
  readonly count: number;
  /** Scale. unit: -1 to 1; share: 0 to 1; greatest: unbounded values, drawn relative to the greatest. */
  readonly scale: 'unit' | 'share' | 'greatest';
  /** Number of units, the first ones, that are the net's outputs: `y1`, `y2`; the others are hidden. Left out: none. */
  readonly outputs?: number;
}

/** Units of a net that may change places (`exchangeable-units.ts`), and the blocks of its parameters that they move. */
export interface ExchangeableUnits {
  /** Number of hidden units, H. */
  readonly units: number;
  /** True where the sign of a unit's state may be changed as well. */
  readonly signs: boolean;
  readonly blocks: readonly UnitBlock[];
  /** Length of the parameter vector. */
  readonly parameters: number;
}

/** Block as a matrix whose rows or columns belong to units. */
export interface UnitBlock {
  readonly offset: number;
  /** Number of rows: G·H where they are those of G gates, one gate after the other. */
  readonly rows: number;
  readonly columns: number;
  readonly rowsAreUnits: boolean;
  /** Columns are read from the units' states, so they change their signs with these. */
  readonly columnsAreUnits: boolean;
  /** Flags of the gates, true where a gate's row changes its sign with its unit. Empty where rows are no units. */
  readonly odd: readonly boolean[];
}

/** Architecture: one file in `src/nets/`, one line in its index, and a cell on each device that is to run it. */
export interface Architecture<N extends Net = Net, Options extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Options of a contestant: hidden units, nonlinearity, initialisation and its scale. */
  readonly options: Options;
  /** Default space of the options, for tuning; left out: a script that tunes one writes its space. */
  readonly space?: Space;
  /** Reasons why options have no default space, by their names. */
  readonly unsearched?: Readonly<Record<string, string>>;
  build(shape: NetShape, options: z.output<Options>): N;
  /** Draws a fresh parameter vector `[parameters]` by the options' initialisation. */
  initialise(net: N, options: z.output<Options>, random: Random): Float32Array;
  /** True where the parameters hold the structure too, which only a learner that breeds such nets can find. */
  readonly bred?: true;
  /** Part that is drawn and not learnt; left out: everything is learnt. */
  readonly fixed?: FixedPart<N, Options>;
  /** Names of the blocks that stay 0 under these options, and that no learner changes; left out: none. */
  zeroBlocks?(options: z.output<Options>): readonly string[];
  /**
   * Restores a net from the sizes of a stored one (see `stored-net.ts`). Left out where no learner hands in nets of its
   * own: a champion's net is then always its contestant's.
   * @throws UserError on sizes that make no net
   */
  restore?(stored: Readonly<Record<string, unknown>>): N;
  readonly macs: NetMacs<N>;
  /**
   * Number of weights of a net, where its parameters hold its structure beside them. Left out: every parameter is a
   * weight, or another number that is learnt or drawn.
   */
  weights?(net: N): number;
  /** Hidden units that may change places and signs without a change of the outputs; left out, or null: none. */
  exchangeable?(net: N): ExchangeableUnits | null;
  /** Description of the net in a few words: `50 tanh units`. */
  words(net: N): string;
  /** Strips of its steps in pictures, from top to bottom; the last is h, which the outputs read. */
  strips(net: N): readonly StateStrip[];
}

/** Parts of a batch that costs depend on. */
export interface BatchExtent {
  /** Sum of all lengths. */
  readonly activeSteps: number;
  /** Number of ones in the mask. */
  readonly scoredSteps: number;
  /** One-hot inputs as symbols; null where inputs are dense. */
  readonly symbols: Int32Array | null;
}
