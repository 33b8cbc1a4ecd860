/** Choice of a population's forward pass. */
import type { GpuLimits } from '../gpu/gpu.ts';
import { fitsLanes } from '../kernels/forward-lanes.ts';
import { forwardTilesKernel, type Tile, tileFor } from '../kernels/forward-tiles.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import type { Programs } from '../kernels/programs.ts';
import { forwardPass, type PassPrograms } from './index.ts';

/** Choice: small nets have a thread a sequence, where that is so; others the tile, where one fits. */
export interface PopulationPass {
  /** Most units of a net that has a thread a sequence. */
  readonly mostLaneUnits: number;
  readonly tile: Tile | null;
}

export const POPULATION_PASS: PopulationPass = {
  mostLaneUnits: 12,
  tile: { units: 4, each: 8, sequences: 128 },
};

export async function populationPass(
  programs: Programs,
  limits: GpuLimits,
  shape: KernelShape,
  sequences: number,
  { mostLaneUnits, tile: wanted }: PopulationPass,
): Promise<PassPrograms> {
  const isSmall = shape.hidden <= mostLaneUnits && fitsLanes(shape);
  const tile = wanted === null || isSmall ? null : tileFor(shape, limits, wanted, sequences);
  if (tile === null) return forwardPass(programs, shape, 'evaluation');
  return {
    program: await programs.compile(forwardTilesKernel(shape, tile), shape),
    sequences: tile.sequences,
    transpose: null,
  };
}
