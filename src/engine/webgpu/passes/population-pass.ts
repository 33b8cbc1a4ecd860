/** Choice of a population's forward pass. */
import type { GpuLimits } from '../gpu/gpu.ts';
import { fitsLanes } from '../kernels/forward-lanes.ts';
import { forwardTilesKernel, tileFor } from '../kernels/forward-tiles.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import type { Programs } from '../kernels/programs.ts';
import { forwardPass, type PassPrograms } from './index.ts';

/**
 * Most units of a net that has a thread a sequence: of 8, 20, 50 and 80 units on an NVIDIA H200 that was the fastest pass
 * at 8 and 20, and tiles at 50 and 80.
 */
const MOST_LANE_UNITS = 20;

/** Pass of a net: a thread a sequence where the net is small, else tiles where one fits, else that of a whole net. */
export async function populationPass(
  programs: Programs,
  limits: GpuLimits,
  shape: KernelShape,
  sequences: number,
): Promise<PassPrograms> {
  const isSmall = shape.hidden <= MOST_LANE_UNITS && fitsLanes(shape);
  const tile = isSmall ? null : tileFor(shape, limits, sequences);
  if (tile === null) return forwardPass(programs, shape, 'evaluation');
  const program = await programs.compile(forwardTilesKernel(shape, tile), shape);
  return { program, sequences: tile, transpose: null };
}
