/**
 * Peak rates of a GPU, the limits of kernels: fused multiply-and-adds in registers, and copying from one buffer that
 * no cache holds to another. Two kernels that do nothing else; the fastest of some rounds counts.
 */
import { openGpu } from '../../src/engine/webgpu/gpu/adapter.ts';
import { BufferUsage, type Gpu } from '../../src/engine/webgpu/gpu/gpu.ts';
import { seconds } from '../measure.ts';

/** Limits of the whole card. */
export interface CardLimits {
  /** Floating-point operations a second; a fused multiply-and-add is two. */
  readonly flops: number;
  /** Bytes a second, read and written. */
  readonly bytes: number;
}

/** Measures the limits; null where the device's kernels are not genoprop's own, so that their work is unknown. */
export async function limitsOf(device: string): Promise<CardLimits | null> {
  if (device !== 'webgpu') return null;
  const gpu = await openGpu();
  try {
    return { flops: await multiplyAddRate(gpu), bytes: await copyRate(gpu) };
  } finally {
    gpu.close();
  }
}

const THREADS = 256;
/** Number of vectors of four that a thread adds up side by side: enough that none waits for the one before. */
const CHAINS = 8;
const UNROLLED = 4;
const ITERATIONS = 256;

const each = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

const multiplyAdd = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> numbers: array<vec4f>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  // Out of a buffer, so that no compiler knows them.
  let factor = numbers[0];
  let summand = numbers[1];
${each(CHAINS, (chain) => `  var x${chain} = vec4f(f32(id.x) + ${chain}.0);`)}
  for (var i = 0u; i < ${ITERATIONS}u; i++) {
${each(UNROLLED, () => each(CHAINS, (chain) => `    x${chain} = fma(x${chain}, factor, summand);`))}
  }
  numbers[2u + id.x] = ${Array.from({ length: CHAINS }, (_, chain) => `x${chain}`).join(' + ')};
}`;

async function multiplyAddRate(gpu: Gpu): Promise<number> {
  const groups = gpu.kind === 'gpu' ? 4096 : 16;
  const usage = BufferUsage.STORAGE | BufferUsage.COPY_DST;
  const numbers = await gpu.createBuffer(16 * (2 + groups * THREADS), usage, 'the peak kernel');
  gpu.device.queue.writeBuffer(numbers, 0, Float32Array.of(0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1));
  const best = await fastest(gpu, multiplyAdd, [numbers], groups);
  numbers.destroy();
  return (2 * 4 * CHAINS * UNROLLED * ITERATIONS * THREADS * groups) / best;
}

const copy = /* wgsl */ `
@group(0) @binding(0) var<storage, read> original: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> copied: array<vec4f>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var index = id.x; index < arrayLength(&copied); index += groups.x * ${THREADS}u) { copied[index] = original[index]; }
}`;

async function copyRate(gpu: Gpu): Promise<number> {
  const wanted = gpu.kind === 'gpu' ? 2 ** 28 : 2 ** 24;
  const bytes = Math.min(wanted, gpu.limits.maxStorageBufferBindingSize, gpu.limits.maxBufferSize);
  const from = await gpu.createBuffer(bytes, BufferUsage.STORAGE, 'the copy kernel');
  const to = await gpu.createBuffer(bytes, BufferUsage.STORAGE, 'the copy kernel');
  // Four vectors a thread keep the groups below what every adapter allows.
  const groups = Math.ceil(bytes / 16 / THREADS / 4);
  const best = await fastest(gpu, copy, [from, to], groups);
  from.destroy();
  to.destroy();
  return (2 * bytes) / best;
}

/** Least seconds of a round, so that submission costs nothing. */
const ROUND_SECONDS = 0.1;
const ROUNDS = 5;

/** Seconds of one dispatch. */
async function fastest(
  gpu: Gpu,
  code: string,
  buffers: readonly GPUBuffer[],
  groups: number,
): Promise<number> {
  const { device } = gpu;
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }), entryPoint: 'main' },
  });
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const round = (dispatches: number): Promise<number> =>
    gpu.guard(async () => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      for (let dispatch = 0; dispatch < dispatches; dispatch++) pass.dispatchWorkgroups(groups);
      pass.end();
      const began = seconds();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
      return seconds() - began;
    });
  let dispatches = 1;
  await round(dispatches);
  while ((await round(dispatches)) < ROUND_SECONDS) dispatches *= 2;
  let best = Number.POSITIVE_INFINITY;
  for (let index = 0; index < ROUNDS; index++) best = Math.min(best, (await round(dispatches)) / dispatches);
  return best;
}
