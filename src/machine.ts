/** Machine in words, for people to read. */
import { cpus } from 'node:os';
import process from 'node:process';

/** Processor, number of cores and platform: `AMD EPYC 7763, 16 cores, linux x64`. */
export function machineInWords(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${processors.length} cores, ${process.platform} ${process.arch}`;
}
