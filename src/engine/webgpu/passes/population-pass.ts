/** Choice of a population's forward pass. */
import type { GpuLimits } from '../gpu/gpu.ts';
import { fitsLanes } from '../kernels/forward-lanes.ts';
import { forwardTilesKernel, tileFor } from '../kernels/forward-tiles.ts';
import { isGated } from '../kernels/gated-weights.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import type { Programs } from '../kernels/programs.ts';
import { gatedPopulation } from './gated.ts';
import { forwardPass } from './index.ts';
import type { PassPrograms } from './pass.ts';

/**
 * Most units of a net that has a thread a sequence: of 8, 20, 50 and 80 units on an NVIDIA H200 that was the fastest pass
 * at 8 and 20, and tiles at 50 and 80.
 */
const MOST_LANE_UNITS = 20;

/** Pass of a net: of one with gates its tiles; else a thread a sequence where the net is small, else tiles where one fits, else that of a whole net. */
export async function populationPass(
  programs: Programs,
  limits: GpuLimits,
  shape: KernelShape,
  sequences: number,
): Promise<PassPrograms> {
  if (isGated(shape)) return gatedPopulation(programs, limits, shape, sequences);
  const isSmall = shape.hidden <= MOST_LANE_UNITS && fitsLanes(shape);
  const tile = isSmall ? null : tileFor(shape, limits, sequences);
  if (tile === null) return forwardPass(programs, shape, 'evaluation');
  const program = await programs.compile(forwardTilesKernel(shape, tile), shape);
  return { program, sequences: tile, transpose: null };
}
