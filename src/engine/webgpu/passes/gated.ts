/** Passes of nets with gates. */
import type { Gpu, GpuLimits } from '../gpu/gpu.ts';
import type { ForwardMode } from '../kernels/forward.ts';
import { gatedBackwardKernel } from '../kernels/gated-backward.ts';
import { type GatedTile, gatedForwardKernel, tileOfPopulation } from '../kernels/gated-forward.ts';
import { type GatedShape, gatedBytes, packedWeights, packWeightsKernel } from '../kernels/gated-weights.ts';
import { GROUPS } from '../kernels/kernel.ts';
import type { Programs } from '../kernels/programs.ts';
import { STREAMED_SEQUENCES } from '../kernels/streamed.ts';
import { groupsFor } from '../kernels/workgroups.ts';
import type { PassPrograms, Transpose } from './pass.ts';

/** Limit that the GPU lacks for nets of so many units with gates; null where it runs them. */
export function lackingForGates(
  hidden: number,
  { limits, adapter }: Pick<Gpu, 'limits' | 'adapter'>,
): string | null {
  const bytes = gatedBytes(hidden);
  if (bytes <= limits.maxComputeWorkgroupStorageSize) return null;
  return (
    `a net of ${hidden} hidden units takes ${bytes} bytes of workgroup memory, ` +
    `${adapter.hardware} has ${limits.maxComputeWorkgroupStorageSize}`
  );
}

export async function gatedForward(
  programs: Programs,
  shape: GatedShape,
  mode: ForwardMode,
  tile: GatedTile,
): Promise<PassPrograms> {
  const [program, transpose] = await Promise.all([
    programs.compile(gatedForwardKernel(shape, mode, tile, programs.limits), shape),
    tile.isShared ? null : packing(programs, shape),
  ]);
  return { program, sequences: STREAMED_SEQUENCES * tile.quads, transpose };
}

/** Forward pass of a population on a batch of so many sequences. */
export const gatedPopulation = (
  programs: Programs,
  limits: GpuLimits,
  shape: GatedShape,
  sequences: number,
): Promise<PassPrograms> =>
  gatedForward(programs, shape, 'evaluation', tileOfPopulation(shape, limits, sequences));

async function packing(programs: Programs, shape: GatedShape): Promise<Transpose> {
  const program = await programs.compile(packWeightsKernel(shape), shape);
  const words = packedWeights(shape);
  const most = programs.limits.maxComputeWorkgroupsPerDimension;
  return { program, groups: groupsFor(words / GROUPS, program.threads, most), words };
}

/** Backward pass, the same whether state norms are wanted or not. */
export async function gatedBackward(programs: Programs, shape: GatedShape): Promise<PassPrograms> {
  const program = await programs.compile(gatedBackwardKernel(shape, programs.limits), shape);
  return { program, sequences: STREAMED_SEQUENCES, transpose: null };
}
