/** The architectures that are offered by name. A new one is a file beside this and one line here. */
import { unknownName } from '../options/nearest.ts';
import { elman } from './elman.ts';
import type { Architecture, Net } from './net.ts';

export { block, blockOf } from './layout.ts';

export const architectures: readonly Architecture[] = [elman];

/** Architecture of contestants that name none. */
export const defaultArchitecture: Architecture = architectures[0]!;

/** The architecture of that name, or undefined where this version has none. */
export const architectureNamed = (name: string): Architecture | undefined =>
  architectures.find((one) => one.name === name);

/**
 * @param where what the message begins with
 * @throws UserError on an unknown name
 */
export function findArchitecture(name: string, where?: string): Architecture {
  const found = architectureNamed(name);
  if (found !== undefined) return found;
  const names = architectures.map((one) => one.name);
  throw unknownName('net', name, names, where);
}

/** The architecture that a net was built by. */
export function architectureOf(net: Net): Architecture {
  return findArchitecture(net.architecture);
}
