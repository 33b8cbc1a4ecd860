/** Runs a function of WGSL on numbers, one a thread. */
import { BufferUsage, type Gpu, MapMode } from '../../../src/engine/webgpu/gpu/gpu.ts';
import { prelude } from '../../../src/engine/webgpu/kernels/prelude.ts';

const THREADS = 64;
/** Any will do: what is run here depends on no sizes. */
const shape = {
  unit: 'tanh',
  gates: null,
  loss: 'softmax',
  inputs: 1,
  hidden: 1,
  outputs: 1,
  offsets: { W_in: 0, W_rec: 1, b: 2, W_out: 3, b_out: 4, parameters: 5 },
  symbolBits: 8,
} as const;

/**
 * @param type of WGSL, what the function takes and gives
 * @param code defines `apply(x)`; it may use what kernels begin with, save the job
 */
export async function runWgsl<A extends Float32Array | Uint32Array>(
  gpu: Gpu,
  type: 'f32' | 'u32',
  code: string,
  numbers: A,
): Promise<A> {
  const { device } = gpu;
  const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = BufferUsage;
  const buffer = await gpu.createBuffer(numbers.byteLength, STORAGE | COPY_SRC | COPY_DST, 'numbers');
  const staging = await gpu.createBuffer(numbers.byteLength, MAP_READ | COPY_DST, 'results');
  device.queue.writeBuffer(buffer, 0, numbers as unknown as ArrayBufferView<ArrayBuffer>);
  const text = `${prelude(shape)}
@group(0) @binding(1) var<storage, read_write> numbers: array<${type}>;
${code}
@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < ${numbers.length}u) { numbers[id.x] = apply(numbers[id.x]); }
}`;
  return gpu.guard(async () => {
    const pipeline = await device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module: device.createShaderModule({ code: text }) },
    });
    const entries = [{ binding: 1, resource: { buffer } }];
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(Math.ceil(numbers.length / THREADS));
    pass.end();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, numbers.byteLength);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(MapMode.READ);
    const results = new (numbers.constructor as new (from: ArrayBuffer) => A)(
      staging.getMappedRange().slice(0),
    );
    buffer.destroy();
    staging.destroy();
    return results;
  });
}
