/** The architectures that are offered by name. A new one is a file beside this and one line here. */
import { elman } from './elman.ts';
import type { Architecture, Net } from './net.ts';

export { block, blockOf } from './layout.ts';

export const architectures: readonly Architecture[] = [elman];

/** The architecture that a net was built by. */
export function architectureOf(net: Net): Architecture {
  return architectures.find(({ name }) => name === net.architecture)!;
}
