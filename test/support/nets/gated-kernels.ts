/** The cell of the gated toy among the wasm device's kernels, which are compiled with it for the tests that ask. */
import { generatedSources } from '../../../scripts/kernels/sources.ts';
import { lacksOmega } from '../../../src/engine/omega-of.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import type { Kernels } from '../../../src/engine/wasm/kernels.ts';
import { kernelNetOf, nets, type WasmNet, type WasmNets } from '../../../src/engine/wasm/nets.ts';
import { block } from '../../../src/nets/layout.ts';
import type { GatedNet } from './gated.ts';

/** What takes the place of assembly/cells/index.ts: Elman's cell under its number, and the toy's under 1. */
const dispatch = `
import { Plan } from '../layout';
import { elmanBackward, elmanForward } from './elman';
import { gatedBackward, gatedForward } from './gated';

export const ELMAN: i32 = 0;
// For the tangents, which the toy has none of.
export const LSTM: i32 = -1;
export const GRU: i32 = -2;

export function sumsAt(plan: Plan, after: usize): usize {
  return plan.cell == ELMAN ? after : plan.sumsScratch;
}
export function cellForward(plan: Plan, sums: usize, before: usize, after: usize, kept: usize): void {
  if (plan.cell == ELMAN) elmanForward(plan, after);
  else gatedForward(plan, sums, before, after, kept);
}
export function cellBackward(plan: Plan, s: usize, d: usize, before: usize, after: usize, kept: usize, v: usize): void {
  if (plan.cell == ELMAN) elmanBackward(plan, s, d, after);
  else gatedBackward(plan, s, d, before, after, kept, v);
}
export function sendsBack(plan: Plan): bool {
  return plan.cell != ELMAN;
}
`;

/**
 * The cell (see gated.ts). A state is [h; m], what a step keeps [z; c]; the second half of each begins at a whole block
 * of rows. The rows of the sums, z's and then c's, follow one another.
 */
const cell = `
import { Plan } from '../layout';
import { activate } from '../units';

export function gatedForward(plan: Plan, sums: usize, before: usize, after: usize, kept: usize): void {
  const count = plan.hidden * plan.width;
  const row = (plan.width as usize) << 2;
  const half = ((plan.stateRows / 2) as usize) * row;
  const p = plan.parameters + plan.ownWeights;
  for (let unit: usize = 0; unit < (plan.hidden as usize); unit++) {
    const weight = v128.load32_splat(p + (unit << 2));
    for (let at = unit * row; at < (unit + 1) * row; at += 16) {
      const memory = v128.load(before + half + at);
      v128.store(kept + at, f32x4.add(v128.load(sums + at), f32x4.mul(weight, memory)));
      v128.store(kept + half + at, v128.load(sums + (plan.hidden as usize) * row + at));
    }
  }
  activate(1, kept, count);
  activate(0, kept + half, count);
  const bytes = (count as usize) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const memory = v128.load(before + half + at);
    const moved = f32x4.mul(v128.load(kept + at), f32x4.sub(v128.load(kept + half + at), memory));
    const next = f32x4.add(memory, moved);
    v128.store(after + half + at, next);
    v128.store(after + at, next);
  }
  activate(0, after, count);
}

export function gatedBackward(
  plan: Plan, s: usize, d: usize, before: usize, after: usize, kept: usize, v: usize,
): void {
  const row = (plan.width as usize) << 2;
  const half = ((plan.stateRows / 2) as usize) * row;
  const p = plan.parameters + plan.ownWeights;
  const one = f32x4.splat(1);
  memory.fill(v, 0, half);
  for (let unit: usize = 0; unit < (plan.hidden as usize); unit++) {
    const weight = v128.load32_splat(p + (unit << 2));
    const totals = plan.ownTotals + (unit << 5);
    for (let at = unit * row; at < (unit + 1) * row; at += 16) {
      const h = v128.load(after + at);
      const m = v128.load(before + half + at);
      const z = v128.load(kept + at);
      const c = v128.load(kept + half + at);
      const dh = f32x4.mul(v128.load(d + at), f32x4.sub(one, f32x4.mul(h, h)));
      const dm = f32x4.add(v128.load(d + half + at), dh);
      const rest = f32x4.sub(one, z);
      const gate = f32x4.mul(f32x4.mul(dm, f32x4.sub(c, m)), f32x4.mul(z, rest));
      v128.store(s + at, gate);
      const candidate = f32x4.mul(f32x4.mul(dm, z), f32x4.sub(one, f32x4.mul(c, c)));
      v128.store(s + (plan.hidden as usize) * row + at, candidate);
      v128.store(v + half + at, f32x4.add(f32x4.mul(dm, rest), f32x4.mul(gate, weight)));
      const lane = totals + ((at - unit * row) & 16);
      v128.store(lane, f32x4.add(v128.load(lane), f32x4.mul(gate, m)));
    }
  }
}
`;

const gated: WasmNet<GatedNet> = {
  lacks: lacksOmega,
  kernelNet: (net) =>
    kernelNetOf(net, {
      cell: 1,
      sums: 2 * net.hidden,
      carriedBlocks: 2,
      keptBlocks: 2,
      own: { offset: block(net, 'p').offset, count: net.hidden },
    }),
};

/** Compiles the kernels with the toy's cell in them. */
export async function compileGatedKernels(): Promise<() => Kernels> {
  const { compileKernels } = await import(new URL('../../../scripts/build-wasm.js', import.meta.url).href);
  const sources = { ...generatedSources(), 'cells/index.ts': dispatch, 'cells/gated.ts': cell };
  const module = new WebAssembly.Module(await compileKernels(sources));
  return () => new WebAssembly.Instance(module, {}).exports as unknown as Kernels;
}

/** @param keptBytes as `WasmDeviceOptions` has it */
export const openGatedWasm = (kernels: Kernels, keptBytes?: number) => {
  const known: WasmNets = { ...nets, gated };
  return openWasmDevice({ kernels, nets: known, ...(keptBytes === undefined ? {} : { keptBytes }) });
};
