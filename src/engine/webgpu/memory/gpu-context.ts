/** What all work on one GPU shares. */
import type { Gpu } from '../gpu/gpu.ts';
import { Programs } from '../kernels/programs.ts';
import { Turn } from './mutex.ts';
import { ReadBack } from './read-back.ts';
import { ResidentBatches } from './resident.ts';

export interface Workshop {
  readonly gpu: Gpu;
  readonly programs: Programs;
  readonly readBack: ReadBack;
  readonly resident: ResidentBatches;
  /** Of the work whose batches are resident. */
  readonly turn: Turn;
}

export function openWorkshop(gpu: Gpu): Workshop {
  return {
    gpu,
    programs: new Programs(gpu),
    readBack: new ReadBack(gpu),
    resident: new ResidentBatches(gpu),
    turn: new Turn(),
  };
}
