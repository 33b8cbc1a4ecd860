/** The registries with the gated toy in them. */
import { afterAll, beforeAll } from 'vitest';
import { cells } from '../../../src/engine/reference/cells/index.ts';
import { openReferenceDevice } from '../../../src/engine/reference/reference.ts';
import { architectures } from '../../../src/nets/index.ts';
import type { Architecture } from '../../../src/nets/net.ts';
import { gated } from './gated.ts';
import { gatedCell } from './gated-cell.ts';

/** Every architecture that is offered, and the toy: what contracts are held over. */
export const everyArchitecture: readonly Architecture[] = [...architectures, gated];

export const everyCell = { ...cells, gated: gatedCell };

/** The reference device that knows the toy. */
export const gatedReference = openReferenceDevice(everyCell);

/** For the tests of one file the toy is among the architectures that are offered by name. */
export function offerGated(): void {
  const offered = architectures as Architecture[];
  beforeAll(() => {
    offered.push(gated);
  });
  afterAll(() => {
    offered.splice(offered.indexOf(gated), 1);
  });
}
