/**
 * Feed-forward net of fully connected layers: a_l = f(W_l a_{l-1} + b_l), p = softmax(W_L a_{L-1} + b_L), cost
 * C = -ln p(class), a mean over pictures. Back-propagation: δ_L = p - target, δ_l = (W_{l+1}ᵀ δ_{l+1}) ∘ f′(z_l), ∂C/∂b_l =
 * δ_l, ∂C/∂W_l = δ_l a_{l-1}ᵀ. Nielsen (2015), "Neural Networks and Deep Learning", chapter 2, eqs. BP1 to BP4. Float64.
 */
import { exp, log, logistic } from '../../../numeric/elementary.ts';
import type { Random } from '../../../random/random.ts';
import type { Pictures } from './pictures.ts';

export type LayeredUnit = 'sigmoid' | 'relu';

/** Layer l: where its weights `[size × from]` and biases `[size]` lie in the parameter vector. */
export interface Layer {
  readonly size: number;
  readonly from: number;
  readonly weights: number;
  readonly biases: number;
}

export interface LayeredNet {
  readonly unit: LayeredUnit;
  readonly inputs: number;
  /** Layers behind the input; the last one is the output. */
  readonly layers: readonly Layer[];
  readonly parameters: number;
}

/** Net with those numbers of units, from the input to the output. */
export function layeredNet(unit: LayeredUnit, sizes: readonly number[]): LayeredNet {
  let parameters = 0;
  const layers = sizes.slice(1).map((size, place): Layer => {
    const from = sizes[place]!;
    const layer = { size, from, weights: parameters, biases: parameters + size * from };
    parameters += size * (from + 1);
    return layer;
  });
  return { unit, inputs: sizes[0]!, layers, parameters };
}

/** Initialisations of weights and biases. */
export const INITIALISATIONS = ['normal', 'fan-in', 'glorot'] as const;
export type LayeredInitialisation = (typeof INITIALISATIONS)[number];

/**
 * Draws parameters. normal: weights and biases N(0, 1); fan-in: weights N(0, 1/n), n inputs of the unit, biases N(0, 1)
 * (Nielsen, chapter 3); glorot: weights N(0, 2/(n + m)), m units of the layer, biases 0 (Glorot & Bengio 2010, AISTATS,
 * eq. 12).
 */
export function drawLayered(
  { layers, parameters }: LayeredNet,
  initialisation: LayeredInitialisation,
  random: Random,
): Float64Array {
  const drawn = new Float64Array(parameters);
  for (const { size, from, weights, biases } of layers) {
    const variance = { normal: 1, 'fan-in': 1 / from, glorot: 2 / (from + size) }[initialisation];
    const deviation = Math.sqrt(variance);
    for (let at = weights; at < biases; at++) drawn[at] = deviation * random.normal();
    if (initialisation === 'glorot') continue;
    for (let unit = 0; unit < size; unit++) drawn[biases + unit] = random.normal();
  }
  return drawn;
}

/** Gradient of the mean cost over some pictures. */
export interface LayeredGradient {
  /** C, a mean. */
  readonly cost: number;
  /** Number of pictures that are answered wrong. */
  readonly wrong: number;
  /** Gradient, `[parameters]`, valid until the next call. */
  readonly gradient: Float64Array;
}

/** Least share that a class is given in the logarithm, so that the cost of a sure mistake is finite. */
const LEAST = 1e-300;

/** Pictures that pass together: each weight is read once for all of them. */
const BLOCK = 4;

/** Passes of a net over pictures, with the memory that they need. */
export class LayeredPasses {
  readonly #net: LayeredNet;
  readonly #input: Float64Array;
  /** Activations and δ of each layer, `[block][size]`. */
  readonly #activations: readonly Float64Array[];
  readonly #deltas: readonly Float64Array[];
  readonly #gradient: Float64Array;

  constructor(net: LayeredNet) {
    this.#net = net;
    this.#input = new Float64Array(BLOCK * net.inputs);
    this.#activations = net.layers.map(({ size }) => new Float64Array(BLOCK * size));
    this.#deltas = net.layers.map(({ size }) => new Float64Array(BLOCK * size));
    this.#gradient = new Float64Array(net.parameters);
  }

  /** Mean cost and wrong answers over all pictures. */
  evaluate(parameters: Float64Array, pictures: Pictures): Pick<LayeredGradient, 'cost' | 'wrong'> {
    return this.#over(parameters, pictures, pictures.count, (place) => place);
  }

  /** Gradient over the pictures of those numbers. */
  gradient(parameters: Float64Array, pictures: Pictures, numbers: ArrayLike<number>): LayeredGradient {
    this.#gradient.fill(0);
    const share = 1 / numbers.length;
    const number = (place: number): number => numbers[place]!;
    const back = (digits: readonly number[]): void => this.#backward(parameters, digits, share);
    return {
      ...this.#over(parameters, pictures, numbers.length, number, back),
      gradient: this.#gradient,
    };
  }

  /** Passes over so many pictures, block by block; `back` is called after each with its digits. */
  #over(
    parameters: Float64Array,
    { inputs, classes }: Pictures,
    count: number,
    number: (place: number) => number,
    back?: (digits: readonly number[]) => void,
  ): Pick<LayeredGradient, 'cost' | 'wrong'> {
    const size = this.#net.inputs;
    const outputs = this.#net.layers.at(-1)!.size;
    const shares = this.#activations.at(-1)!;
    let [cost, wrong] = [0, 0];
    for (let first = 0; first < count; first += BLOCK) {
      const digits: number[] = [];
      for (let place = first; place < Math.min(count, first + BLOCK); place++) {
        const at = number(place);
        this.#input.set(inputs.subarray(at * size, (at + 1) * size), digits.length * size);
        digits.push(classes[at]!);
      }
      this.#forward(parameters);
      for (const [place, digit] of digits.entries()) {
        cost -= log(Math.max(LEAST, shares[place * outputs + digit]!));
        if (answer(shares, place * outputs, outputs) !== digit) wrong++;
      }
      back?.(digits);
    }
    return { cost: cost / count, wrong };
  }

  #forward(parameters: Float64Array): void {
    const { layers, unit } = this.#net;
    let before = this.#input;
    for (const [place, { size, from, weights, biases }] of layers.entries()) {
      const after = this.#activations[place]!;
      for (let to = 0; to < size; to++) {
        const bias = parameters[biases + to]!;
        let [z0, z1, z2, z3] = [bias, bias, bias, bias];
        const row = weights + to * from;
        for (let one = 0; one < from; one++) {
          const weight = parameters[row + one]!;
          z0 += weight * before[one]!;
          z1 += weight * before[from + one]!;
          z2 += weight * before[2 * from + one]!;
          z3 += weight * before[3 * from + one]!;
        }
        after[to] = z0;
        after[size + to] = z1;
        after[2 * size + to] = z2;
        after[3 * size + to] = z3;
      }
      if (place === layers.length - 1) softmax(after, size);
      else activate(after, unit);
      before = after;
    }
  }

  /** Adds `share` of the gradients of the block's costs; pictures beyond the last digit count nothing. */
  #backward(parameters: Float64Array, digits: readonly number[], share: number): void {
    const { layers, unit } = this.#net;
    const last = layers.length - 1;
    const outputs = layers[last]!.size;
    const output = this.#deltas[last]!.fill(0);
    for (const [place, digit] of digits.entries()) {
      for (let to = 0; to < outputs; to++) {
        const at = place * outputs + to;
        output[at] = share * (this.#activations[last]![at]! - (to === digit ? 1 : 0));
      }
    }
    for (let place = last; place >= 0; place--) {
      const before = place === 0 ? this.#input : this.#activations[place - 1]!;
      this.#addGradient(layers[place]!, this.#deltas[place]!, before);
      if (place === 0) return;
      const earlier = this.#deltas[place - 1]!;
      carryBack(parameters, layers[place]!, this.#deltas[place]!, earlier);
      for (let at = 0; at < earlier.length; at++) {
        const a = before[at]!;
        earlier[at]! *= unit === 'relu' ? (a > 0 ? 1 : 0) : a * (1 - a);
      }
    }
  }

  /** Adds δ a of the layer before, and δ. */
  #addGradient({ size, from, weights, biases }: Layer, delta: Float64Array, before: Float64Array): void {
    const gradient = this.#gradient;
    for (let to = 0; to < size; to++) {
      const [d0, d1] = [delta[to]!, delta[size + to]!];
      const [d2, d3] = [delta[2 * size + to]!, delta[3 * size + to]!];
      gradient[biases + to]! += d0 + d1 + (d2 + d3);
      const row = weights + to * from;
      for (let one = 0; one < from; one++) {
        gradient[row + one]! +=
          d0 * before[one]! +
          d1 * before[from + one]! +
          (d2 * before[2 * from + one]! + d3 * before[3 * from + one]!);
      }
    }
  }
}

/** Writes Wᵀ δ of the block into `earlier`. */
function carryBack(
  parameters: Float64Array,
  { size, from, weights }: Layer,
  delta: Float64Array,
  earlier: Float64Array,
): void {
  earlier.fill(0);
  for (let to = 0; to < size; to++) {
    const [d0, d1] = [delta[to]!, delta[size + to]!];
    const [d2, d3] = [delta[2 * size + to]!, delta[3 * size + to]!];
    const row = weights + to * from;
    for (let one = 0; one < from; one++) {
      const weight = parameters[row + one]!;
      earlier[one]! += weight * d0;
      earlier[from + one]! += weight * d1;
      earlier[2 * from + one]! += weight * d2;
      earlier[3 * from + one]! += weight * d3;
    }
  }
}

function activate(values: Float64Array, unit: LayeredUnit): void {
  for (let at = 0; at < values.length; at++) {
    values[at] = unit === 'relu' ? Math.max(0, values[at]!) : logistic(values[at]!);
  }
}

/** Place of the greatest of `count` values from `at`; the first of equal ones. */
function answer(values: Float64Array, at: number, count: number): number {
  let best = 0;
  for (let place = 1; place < count; place++) if (values[at + place]! > values[at + best]!) best = place;
  return best;
}

/** Softmax of each group of `size` values. */
function softmax(values: Float64Array, size: number): void {
  for (let first = 0; first < values.length; first += size) {
    const group = values.subarray(first, first + size);
    let greatest = Number.NEGATIVE_INFINITY;
    for (const value of group) greatest = Math.max(greatest, value);
    let sum = 0;
    for (let at = 0; at < size; at++) {
      group[at] = exp(group[at]! - greatest);
      sum += group[at]!;
    }
    for (let at = 0; at < size; at++) group[at]! /= sum;
  }
}
