/** Processor as a device: the presence of devices that compute on it by themselves. */
import { availableParallelism, cpus } from 'node:os';
import type { Present } from './presence.ts';

/** Presence, such as `4 threads of AMD EPYC 7763 64-Core Processor`. Some systems do not tell their processor. */
export function processor(limits: Present['limits'] = {}): Present {
  const threads = availableParallelism();
  const model = (cpus()[0]?.model ?? '')
    .replace(/\((R|TM)\)/gi, '')
    .replace(/\s+/g, ' ')
    .trim();
  const isNamed = model !== '' && model.toLowerCase() !== 'unknown';
  return {
    present: true,
    hardware: `${threads} thread${threads === 1 ? '' : 's'}${isNamed ? ` of ${model}` : ''}`,
    kind: 'cpu',
    limits,
  };
}
