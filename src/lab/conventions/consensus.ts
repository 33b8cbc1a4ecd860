/**
 * Consensus of a population: all members are aligned to the best one, then to the mean of the aligned ones, again and
 * again, until their variance does not fall (generalised Procrustes analysis, J. C. Gower, Psychometrika 40 (1975) 33-51,
 * with orders and signs of units in place of rotations). Each alignment is a local optimum, and so is the whole.
 */
import { alignUnits } from '../../nets/align-units.ts';
import {
  allocateMoves,
  type Convention,
  isPlain,
  movesOf,
  plainConvention,
} from '../../nets/exchangeable-units.ts';
import type { ExchangeableUnits } from '../../nets/net.ts';
import { type Random, randomStream } from '../../random/random.ts';

export interface Consensus {
  /** Conventions under which the members stand nearest to each other, by rank. */
  readonly conventions: readonly Convention[];
  /** Members under these, `[size][parameters]`. */
  readonly aligned: Float32Array;
  /** Mean squared distance of a member from the mean of all, before and after. */
  readonly before: number;
  readonly after: number;
}

/** Most rounds of alignment to the mean. */
const MOST_ROUNDS = 10;

/** Units up to which exchanges and single signs are tried after each alignment. */
const POLISHED_UNITS = 16;

/**
 * Consensus of members `[size][parameters]`, the best first.
 * @param starts number of random starts of each alignment to the best, beside the two that it always has
 */
export function consensusOf(
  symmetry: ExchangeableUnits,
  members: Float32Array,
  { starts, path }: { readonly starts: number; readonly path: readonly (string | number)[] },
): Consensus {
  const { parameters, units } = symmetry;
  const size = members.length / parameters;
  const polish = units <= POLISHED_UNITS;
  const before = varianceOf(members, parameters);
  let held = align((member) => ({
    reference: { values: members, offset: 0 },
    starts: Array.from({ length: starts }, (_, start) =>
      drawConvention(symmetry, randomStream(...path, member, start)),
    ),
  }));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const mean = meanOf(held.aligned, parameters);
    const { conventions } = held;
    const next = align((member) => ({
      reference: { values: mean, offset: 0 },
      starts: [conventions[member]!],
    }));
    if (!(next.after < held.after * (1 - 1e-9))) break;
    held = next;
  }
  // Where nothing is gained the members stay as they are.
  if (held.after < before) return { ...held, before };
  const plain = Array.from({ length: size }, () => plainConvention(units));
  return { conventions: plain, aligned: members.slice(), before, after: before };

  function align(
    of: (member: number) => {
      readonly reference: { readonly values: ArrayLike<number>; readonly offset: number };
      readonly starts: readonly Convention[];
    },
  ) {
    const aligned = new Float32Array(members.length);
    const moves = allocateMoves(symmetry);
    const conventions = Array.from({ length: size }, (_, member) => {
      const { reference, starts: given } = of(member);
      const other = { values: members, offset: member * parameters };
      const { convention } = alignUnits(symmetry, reference, other, { starts: given, polish });
      const { from, signs } = movesOf(symmetry, convention, moves);
      for (let at = 0; at < parameters; at++)
        aligned[member * parameters + at] = signs[at]! * members[other.offset + from[at]!]!;
      return convention;
    });
    return { conventions, aligned, after: varianceOf(aligned, parameters) };
  }
}

/** Order and signs, each drawn with the same probability. */
export function drawConvention(
  { units, signs }: Pick<ExchangeableUnits, 'units' | 'signs'>,
  random: Random,
): Convention {
  const { order, signs: drawn } = plainConvention(units);
  for (let at = units - 1; at > 0; at--) {
    const other = random.integer(at + 1);
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  if (signs) for (let unit = 0; unit < units; unit++) drawn[unit] = random.integer(2) === 0 ? 1 : -1;
  return { order, signs: drawn };
}

export function meanOf(members: Float32Array, parameters: number): Float64Array {
  const size = members.length / parameters;
  const mean = new Float64Array(parameters);
  for (let at = 0; at < members.length; at++) mean[at % parameters]! += members[at]! / size;
  return mean;
}

/** Mean squared distance of the members from their mean. */
export function varianceOf(members: Float32Array, parameters: number): number {
  const mean = meanOf(members, parameters);
  let sum = 0;
  for (let at = 0; at < members.length; at++) {
    const deviation = members[at]! - mean[at % parameters]!;
    sum += deviation * deviation;
  }
  return (sum * parameters) / members.length;
}

/** Root mean square distance between two members, from their variance: E|x - y|² = 2 σ² n/(n - 1). */
export const distanceOf = (variance: number, size: number): number =>
  size < 2 ? 0 : Math.sqrt((2 * variance * size) / (size - 1));

/** Members with the values of each parameter dealt anew among them: the same spread, and nothing in common. */
export function shuffledMembers(members: Float32Array, parameters: number, random: Random): Float32Array {
  const size = members.length / parameters;
  const shuffled = members.slice();
  for (let at = 0; at < parameters; at++) {
    for (let member = size - 1; member > 0; member--) {
      const [one, other] = [member * parameters + at, random.integer(member + 1) * parameters + at];
      [shuffled[one], shuffled[other]] = [shuffled[other]!, shuffled[one]!];
    }
  }
  return shuffled;
}

/** Number of members that are none of the earlier ones, within rounding of 32 bits. */
export function distinctMembers(members: Float32Array, parameters: number): number {
  const size = members.length / parameters;
  let squares = 0;
  for (const value of members) squares += value * value;
  // Rounding of a weight is 6e-8 of it; two sums may differ by some of these.
  const near = (squares / Math.max(1, size)) * 1e-12;
  const found: number[] = [];
  for (let member = 0; member < size; member++) {
    const isKnown = found.some((other) => {
      let sum = 0;
      for (let at = 0; at < parameters && sum <= near; at++) {
        const apart = members[member * parameters + at]! - members[other * parameters + at]!;
        sum += apart * apart;
      }
      return sum <= near;
    });
    if (!isKnown) found.push(member);
  }
  return found.length;
}

/** Convention as people read it: the unit that takes each place, with its sign: `3 -1 2`. */
export function conventionText(convention: Convention, most = 16): string {
  if (isPlain(convention)) return 'as the consensus';
  const { order, signs } = convention;
  const written = Array.from(order, (unit, place) => `${signs[place]! < 0 ? '-' : ''}${unit + 1}`);
  return written.length <= most ? written.join(' ') : `${written.slice(0, most).join(' ')} …`;
}
