/** Architectures that are offered by name. A new one is a file beside this and one line here. */
import { unknownName } from '../options/nearest.ts';
import { elman } from './elman.ts';
import { graph } from './graph.ts';
import { gru } from './gru.ts';
import { lstm } from './lstm.ts';
import type { Architecture, Net } from './net.ts';
import { reservoir } from './reservoir.ts';

export { block, blockOf } from './layout.ts';

export const architectures: readonly Architecture[] = [elman, lstm, gru, reservoir, graph];

/** Architecture of contestants that name none. */
export const defaultArchitecture: Architecture = architectures[0]!;

/** Architecture of that name, or undefined where this version has none. */
export const architectureNamed = (name: string): Architecture | undefined =>
  architectures.find((one) => one.name === name);

/**
 * Finds an architecture by its name.
 * @param where beginning of the message
 * @throws UserError on an unknown name
 */
export function findArchitecture(name: string, where?: string): Architecture {
  const found = architectureNamed(name);
  if (found !== undefined) return found;
  const names = architectures.map((one) => one.name);
  throw unknownName('net', name, names, where);
}

/** Architecture by which a net was built. */
export function architectureOf(net: Net): Architecture {
  return findArchitecture(net.architecture);
}
