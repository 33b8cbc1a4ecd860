/** Registry of the cells with gates on the GPU, by architecture. A new one is a file beside this and one line here. */
import type { GpuCell } from './gpu-cell.ts';
import { gruCell } from './gru.ts';
import { lstmCell } from './lstm.ts';

export const gpuCells: Readonly<Record<string, GpuCell>> = {
  lstm: lstmCell as GpuCell,
  gru: gruCell as GpuCell,
};
