/** Registry of the update rules of descents on the GPU, by kind. A new one is a file beside this and one line here. */
import { adam } from './adam.ts';
import type { GpuRule } from './gpu-rule.ts';
import { plain } from './plain.ts';

export const gpuRules: Readonly<Record<string, GpuRule>> = { plain, adam: adam as GpuRule };
