/** Suite of the machine's own limit: independent strict multiplies and adds in the SIMD kernels' module. */
import { measurePeakFlops } from '../../src/engine/wasm/peak.ts';
import { seconds, summarise } from '../measure.ts';
import { onlyWasm, type Suite } from '../suite.ts';

export const peak: Suite = {
  name: 'peak',
  summary: 'multiply-and-add peak of one core, in WebAssembly SIMD',
  skips: onlyWasm,
  async *run(context) {
    const samples = Array.from({ length: 5 }, () => measurePeakFlops(() => 1e3 * seconds()) / 1e9);
    const { median, spread } = summarise(samples);
    context.peak = median;
    yield { what: 'strict multiply-and-add, one core', value: median, unit: 'GFLOP/s', spread };
  },
};
