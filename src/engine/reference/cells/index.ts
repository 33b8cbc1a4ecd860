/**
 * Cells of the reference device, by the architecture of their nets. A new one is a file beside this and one line here.
 */
import type { Cell } from './cell.ts';
import { elmanCell } from './elman.ts';
import { graphCell } from './graph.ts';
import { gruCell } from './gru.ts';
import { lstmCell } from './lstm.ts';
import { reservoirCell } from './reservoir.ts';

export type Cells = Readonly<Record<string, Cell>>;

export const cells: Cells = {
  elman: elmanCell,
  lstm: lstmCell,
  gru: gruCell,
  reservoir: reservoirCell,
  graph: graphCell,
};
