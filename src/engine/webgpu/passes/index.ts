/** Choice of a net's forward and backward pass, by its number of units and the GPU's limits. */
import type { Gpu } from '../gpu/gpu.ts';
import { backwardKernel } from '../kernels/backward.ts';
import { backwardStreamedKernel } from '../kernels/backward-streamed.ts';
import { type ForwardMode, forwardKernel, MOST_REGISTER_UNITS } from '../kernels/forward.ts';
import { fitsLanes, forwardLanesKernel, LANE_THREADS } from '../kernels/forward-lanes.ts';
import { forwardStreamedKernel, transposeKernel } from '../kernels/forward-streamed.ts';
import { tileOfNet } from '../kernels/gated-forward.ts';
import { isGated } from '../kernels/gated-weights.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import { mostThreads, type Programs } from '../kernels/programs.ts';
import { STREAMED_SEQUENCES, streamedBytes, streamedThreads } from '../kernels/streamed.ts';
import { gatedBackward, gatedForward } from './gated.ts';
import type { PassPrograms } from './pass.ts';

/** Limit that the GPU lacks for nets of so many units; null where it runs them. */
export function lackingFor(
  hidden: number,
  { limits, adapter }: Pick<Gpu, 'limits' | 'adapter'>,
): string | null {
  if (hidden <= MOST_REGISTER_UNITS) return null;
  const bytes = streamedBytes(hidden);
  const threads = streamedThreads(hidden);
  if (bytes <= limits.maxComputeWorkgroupStorageSize && threads <= mostThreads(limits)) return null;
  return (
    `a net of ${hidden} hidden units takes ${bytes} bytes of workgroup memory and ${threads} threads, ` +
    `${adapter.hardware} has ${limits.maxComputeWorkgroupStorageSize} bytes and ${mostThreads(limits)} threads`
  );
}

export async function forwardPass(
  programs: Programs,
  shape: KernelShape,
  mode: ForwardMode,
): Promise<PassPrograms> {
  if (isGated(shape)) return gatedForward(programs, shape, mode, tileOfNet(shape, programs.limits));
  if (mode === 'evaluation' && fitsLanes(shape)) {
    const program = await programs.compile(forwardLanesKernel(shape), shape);
    return { program, sequences: LANE_THREADS, transpose: null };
  }
  if (shape.hidden <= MOST_REGISTER_UNITS) {
    return {
      program: await programs.compile(forwardKernel(shape, mode), shape),
      sequences: 1,
      transpose: null,
    };
  }
  const [program, transposing] = await Promise.all([
    programs.compile(forwardStreamedKernel(shape, mode, programs.mostThreads), shape),
    programs.compile(transposeKernel(), shape),
  ]);
  const words = shape.hidden ** 2;
  const transpose = { program: transposing, groups: Math.ceil(words / transposing.threads), words };
  return { program, sequences: STREAMED_SEQUENCES, transpose };
}

/**
 * Backward pass.
 * @param watched ‖d‖ of every row is kept as well
 */
export async function backwardPass(
  programs: Programs,
  shape: KernelShape,
  watched: boolean,
): Promise<PassPrograms> {
  if (isGated(shape)) return gatedBackward(programs, shape);
  if (shape.hidden <= MOST_REGISTER_UNITS) {
    return {
      program: await programs.compile(backwardKernel(shape, watched), shape),
      sequences: 1,
      transpose: null,
    };
  }
  const program = await programs.compile(backwardStreamedKernel(shape, watched), shape);
  return { program, sequences: STREAMED_SEQUENCES, transpose: null };
}
