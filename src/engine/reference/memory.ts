/** Memory of a net: the part of its state that later steps read. */
import type { Net } from '../../nets/net.ts';
import { abilityFor } from '../lacking.ts';
import { type Cells, cells } from './cells/index.ts';

/** Range of a state's numbers, from the first to below the end, that later steps read. */
export function memoryOf(net: Net, known: Cells = cells): readonly [first: number, end: number] {
  const cell = abilityFor(known, net);
  return cell.memory?.(net) ?? [0, cell.carried(net)];
}

/** Number of a state's numbers, which a step passes to the next. */
export const carriedOf = (net: Net, known: Cells = cells): number => abilityFor(known, net).carried(net);
