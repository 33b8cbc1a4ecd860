import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGpu } from '../../../src/engine/webgpu/gpu/adapter.ts';
import type { Gpu } from '../../../src/engine/webgpu/gpu/gpu.ts';
import {
  type ProductName,
  productExtent,
  splitCapacity,
  splitting,
} from '../../../src/engine/webgpu/kernels/products.ts';
import { runWgsl } from './run-wgsl.ts';
import { describeOnGpu } from './swiftshader.ts';

/** Every number of rows up to some thousands, then ever fewer, up to 20 million. */
const rows = Uint32Array.from(
  [...Array(3000).keys(), ...Array.from({ length: 3000 }, (_, i) => 3000 + (i * i * i) / 1350)].map(
    (n) => n + 1,
  ),
);

describeOnGpu('a sum over rows, cut into splits', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openGpu();
  });
  afterAll(() => gpu.close());

  it.each<[ProductName, number]>([
    ['weights', 3],
    ['weights', 50],
    ['gram', 50],
    ['output', 50],
    ['weights', 512],
    ['gram', 512],
  ])(
    'has no more of them than a slot has room for, and each has rows: %s of %d units',
    async (name, hidden) => {
      const extent = productExtent(name, { inputs: 6, hidden, outputs: 4, gates: null });
      const code = `${splitting(extent)}\nfn apply(rows: u32) -> u32 { return rowsPerSplit(rows); }`;
      const each = await runWgsl(gpu, 'u32', code, rows);
      let most = 0;
      for (const [index, count] of rows.entries()) {
        const splits = Math.ceil(count / each[index]!);
        most = Math.max(most, splits);
        // A slot has room for the most that any lesser number of rows takes.
        expect(most).toBeLessThanOrEqual(splitCapacity(extent, count));
      }
    },
  );
});
