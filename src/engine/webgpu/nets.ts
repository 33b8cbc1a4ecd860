/** Registry of the device's code, by the architecture of the net. A new one is a file beside this and one line here. */
import { openElman } from './elman.ts';
import type { GpuContext } from './memory/gpu-context.ts';
import type { OpenNet, WebgpuNet } from './webgpu-net.ts';

const nets: Readonly<Record<string, OpenNet>> = { elman: openElman };

/** Code for all architectures, bound to a GPU. */
export const openNets = (context: GpuContext): Readonly<Record<string, WebgpuNet>> =>
  Object.fromEntries(Object.entries(nets).map(([name, open]) => [name, open(context)]));
