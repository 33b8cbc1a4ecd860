/** Plain rule on the GPU: θ ← θ - η g. */
import { RESCUE } from '../../../rescue.ts';
import { type GpuRule, NO_NUMBERS } from './gpu-rule.ts';

export const plain: GpuRule = {
  vectors: 0,
  counts: false,
  laneNumbers: () => NO_NUMBERS,
  updateNumbers: () => ({ first: 1, second: 1 }),
  code: /* wgsl */ `
struct Moved { parameter: f32 }
fn moved(by: Move, k: u32) -> Moved {
  let before = theta[by.to + k];
  if (by.isRescued) {
    return Moved(before - select(0.0, ${RESCUE} * by.eta, isRecurrent(k)) * before);
  }
  return Moved(before - by.rate * (gradients[by.own + k] * by.along));
}
fn areMomentsFinite(moved: Moved) -> bool { return true; }
fn write(by: Move, k: u32, moved: Moved) { theta[by.to + k] = moved.parameter; }
`,
};
