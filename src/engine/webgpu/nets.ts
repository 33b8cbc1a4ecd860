/** Registry of the device's code, by the architecture of the net. */
import type { GpuContext } from './memory/gpu-context.ts';
import { openElman, openGated } from './recurrent.ts';
import type { OpenNet, WebgpuNet } from './webgpu-net.ts';

const nets: Readonly<Record<string, OpenNet>> = {
  elman: openElman as OpenNet,
  lstm: openGated as OpenNet,
  gru: openGated as OpenNet,
};

/** Code for all architectures, bound to a GPU. */
export const openNets = (context: GpuContext): Readonly<Record<string, WebgpuNet>> =>
  Object.fromEntries(Object.entries(nets).map(([name, open]) => [name, open(context)]));
