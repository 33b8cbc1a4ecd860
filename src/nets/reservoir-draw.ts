/** Drawing of an echo state network: links, weights scaled to a spectral radius, inputs, biases, and a first readout. */
import { type SparseMatrix, sparseRadius } from '../eigen/sparse-radius.ts';
import { UserError } from '../errors.ts';
import type { Random } from '../random/random.ts';
import { Urn } from '../random/urn.ts';
import { blockOf } from './layout.ts';
import type { ReservoirNet } from './reservoir-net.ts';

/** Options that the draw depends on. */
export interface DrawOptions {
  readonly radius: number;
  readonly radiusOf: 'weights' | 'step';
  readonly weights: 'uniform' | 'sign';
  readonly inputScaling: number;
  readonly inputWeights: 'uniform' | 'sign';
  readonly feedbackScaling: number;
  readonly biasScaling: number;
  readonly deviation: number;
}

/** Share of the expected radius √k below which a draw counts as nilpotent. */
const NILPOTENT = 1e-3;
/** Most draws of links, should all be nilpotent. */
const DRAWS = 100;
/** Relative precision of the radius of a step, and most trials for it. */
const PRECISION = 1e-8;
const TRIALS = 60;

/** Parameter vector with N(0, deviation) in W_out and b_out, and 0 elsewhere. */
export function drawReadout(net: ReservoirNet, { deviation }: DrawOptions, random: Random): Float64Array {
  const parameters = new Float64Array(net.parameters);
  for (const name of ['W_out', 'b_out']) {
    const own = blockOf(net, parameters, name);
    for (let at = 0; at < own.length; at++) own[at] = deviation * random.normal();
  }
  return parameters;
}

/**
 * Draws the fixed blocks into a parameter vector.
 * @throws UserError where no draw has the radius that is asked for
 */
export function drawReservoir(
  net: ReservoirNet,
  options: DrawOptions,
  random: Random,
  parameters: Float64Array,
): void {
  const { hidden, inputs, inputLinks, feedback } = net;
  const { inputScaling, feedbackScaling, inputWeights, biasScaling } = options;
  const weights = blockOf(net, parameters, 'W_in');
  const units = new Urn(hidden);
  for (let input = 0; input < inputs; input++) {
    const scale = input < feedback ? feedbackScaling : inputScaling;
    // All units need no draw.
    const driven = inputLinks === hidden ? null : drawUnits(units, inputLinks, random);
    for (let link = 0; link < inputLinks; link++)
      weights[(driven?.[link] ?? link) * inputs + input] = scale * drawn(inputWeights, random);
  }
  drawLinks(net, options, random, parameters);
  const bias = blockOf(net, parameters, 'b');
  for (let unit = 0; unit < hidden; unit++) bias[unit] = biasScaling * drawn('uniform', random);
}

/** Draws W_rec: of each unit k different sources, ascending, and weights that are scaled to the radius. */
function drawLinks(net: ReservoirNet, options: DrawOptions, random: Random, parameters: Float64Array): void {
  const { hidden, links } = net;
  const sources = blockOf(net, parameters, 'W_rec_sources');
  const values = blockOf(net, parameters, 'W_rec_values');
  const units = new Urn(hidden);
  for (let attempt = 0; attempt < DRAWS; attempt++) {
    for (let unit = 0; unit < hidden; unit++) {
      const own = links === hidden ? null : drawUnits(units, links, random);
      for (let link = 0; link < links; link++) {
        sources[unit * links + link] = own?.[link] ?? link;
        values[unit * links + link] = drawn(options.weights, random);
      }
    }
    const matrix = { size: hidden, links, sources, values };
    const radius = sparseRadius(matrix);
    if (!(radius > NILPOTENT * Math.sqrt(links))) continue;
    const factor =
      options.radiusOf === 'weights' ? options.radius / radius : stepFactor(net, options, matrix, radius);
    for (let at = 0; at < values.length; at++) values[at]! *= factor;
    return;
  }
  throw new UserError(
    `net reservoir: ${DRAWS} draws of ${links === 1 ? 'one link' : `${links} links`} a unit among ${hidden} had the spectral radius 0; more units or weights=uniform would help`,
  );
}

/** Share of a unit that a step keeps without any link: 1 - leak · decay. */
export const keptOf = ({ leak, decay }: { readonly leak: number; readonly decay: number }): number =>
  1 - leak * decay;

/**
 * Factor s with which leak · s W + (1 - leak · decay) I has the radius that is asked for. The radius of that matrix is a
 * convex function of s, 1 - leak · decay at 0, so it meets a greater value once.
 * @param radius above 1 - leak · decay
 * @param own spectral radius of W
 */
function stepFactor(
  { leak, decay }: ReservoirNet,
  { radius }: DrawOptions,
  matrix: SparseMatrix,
  own: number,
): number {
  const kept = keptOf({ leak, decay });
  const above = (s: number): number => sparseRadius(matrix, leak * s, kept) - radius;
  let [low, high] = [0, (kept + radius) / (leak * own)];
  let [below, over] = [kept - radius, above(high)];
  // Regula falsi; the end that stays has its value halved (Illinois), so that both ends close in.
  let last = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    const s = high - (over * (high - low)) / (over - below);
    const value = above(s);
    if (!(Math.abs(value) > PRECISION * radius)) return s;
    if (value > 0) {
      [high, over] = [s, value];
      if (last > 0) below /= 2;
    } else {
      [low, below] = [s, value];
      if (last < 0) over /= 2;
    }
    last = value;
  }
  return high;
}

const drawn = (how: 'uniform' | 'sign', random: Random): number =>
  how === 'sign' ? 2 * random.integer(2) - 1 : 2 * random.uniform() - 1;

/** Draws so many different units, ascending, and puts them back. */
function drawUnits(units: Urn, count: number, random: Random): Int32Array {
  const drawn = new Int32Array(count);
  for (let at = 0; at < count; at++) drawn[at] = units.draw(random);
  units.restore();
  return drawn.sort();
}
