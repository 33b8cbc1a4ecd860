/** Encodings of a parameter vector that a genetic learner can breed. */
import { unknownName } from '../src/options/nearest.ts';
import { bitString } from './bit-string.ts';
import type { Encoding } from './genome.ts';
import { realVector } from './real-vector.ts';

export type { Encoding, Genes, GenomeLayout } from './genome.ts';

export const encodings: readonly Encoding[] = [realVector, bitString];

export const encodingNames: readonly string[] = encodings.map(({ name }) => name);

/**
 * Finds an encoding by its name.
 * @throws UserError on an unknown name
 */
export function findEncoding(name: string): Encoding {
  const found = encodings.find((encoding) => encoding.name === name);
  if (found === undefined) throw unknownName('encoding', name, encodingNames);
  return found;
}
