/** The processor as a device: what those that compute on it by themselves are found to be. */
import { availableParallelism, cpus } from 'node:os';
import type { Present } from './presence.ts';

/** `4 threads of AMD EPYC 7763 64-Core Processor`. Some systems do not say which processor it is. */
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
