/** Cache of kernels compiled for a GPU, and their bind group layouts. */
import type { Gpu, GpuLimits } from '../gpu/gpu.ts';
import { type BufferName, buffers, type KernelShape, type KernelSource } from './kernel.ts';
import { prelude } from './prelude.ts';

/** Constant of WebGPU's GPUShaderStage, for which Node has no global. */
const COMPUTE = 0x4;

export interface Program {
  readonly name: string;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Buffers by their binding numbers from 1. */
  readonly buffers: readonly BufferName[];
  readonly threads: number;
}

/** Most threads of a workgroup. */
export const mostThreads = (limits: GpuLimits): number =>
  Math.min(limits.maxComputeInvocationsPerWorkgroup, limits.maxComputeWorkgroupSizeX);

export class Programs {
  readonly #gpu: Gpu;
  readonly #compiled = new Map<string, Promise<Program>>();

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
  }

  get limits(): GpuLimits {
    return this.#gpu.limits;
  }

  /** Most threads of a workgroup. */
  get mostThreads(): number {
    return mostThreads(this.#gpu.limits);
  }

  /**
   * Compiles a kernel once.
   * @throws RunError where the GPU's limits do not allow it
   */
  compile(source: KernelSource, shape: KernelShape): Promise<Program> {
    const text = textOf(source, shape);
    let program = this.#compiled.get(text);
    if (program === undefined) {
      program = this.#gpu.guard(() => this.#build(source, text));
      this.#compiled.set(text, program);
    }
    return program;
  }

  async #build({ name, reads, writes, threads }: KernelSource, text: string): Promise<Program> {
    const { device } = this.#gpu;
    const used = [...reads, ...writes];
    const entries: GPUBindGroupLayoutEntry[] = [
      { binding: 0, visibility: COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } },
      ...used.map((buffer, index) => ({
        binding: index + 1,
        visibility: COMPUTE,
        buffer: { type: writes.includes(buffer) ? 'storage' : 'read-only-storage' } as const,
      })),
    ];
    const layout = device.createBindGroupLayout({ label: name, entries });
    const pipeline = await device.createComputePipelineAsync({
      label: name,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ label: name, code: text }), entryPoint: 'main' },
    });
    return { name, pipeline, layout, buffers: used, threads };
  }
}

/** Whole text of a kernel. */
export function textOf({ reads, writes, vectors = [], code }: KernelSource, shape: KernelShape): string {
  const bindings = [...reads, ...writes].map((name, index) => {
    const access = writes.includes(name) ? 'read_write' : 'read';
    const type = vectors.includes(name) ? 'vec4f' : buffers[name];
    return `@group(0) @binding(${index + 1}) var<storage, ${access}> ${name}: array<${type}>;`;
  });
  return [prelude(shape), ...bindings, code].join('\n');
}
