/** GPU context: the device, caches and locks that all work on one GPU shares. */

import { Mutex } from '../../../mutex.ts';
import type { Gpu } from '../gpu/gpu.ts';
import { Programs } from '../kernels/programs.ts';
import { ReadBack } from './read-back.ts';
import { ResidentBatches } from './resident.ts';

export interface GpuContext {
  readonly gpu: Gpu;
  readonly programs: Programs;
  readonly readBack: ReadBack;
  readonly resident: ResidentBatches;
  /** Mutex of the work whose batches are resident. */
  readonly mutex: Mutex;
}

export function openGpuContext(gpu: Gpu): GpuContext {
  return {
    gpu,
    programs: new Programs(gpu),
    readBack: new ReadBack(gpu),
    resident: new ResidentBatches(gpu),
    mutex: new Mutex(),
  };
}
