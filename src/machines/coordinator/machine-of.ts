/** Machine of a worker in words, as events and run files name it: `node7: Intel Xeon Gold 6338, 64 cores, linux x64`. */
import { machineText } from '../../words/machines.ts';
import { printable } from '../../words/printable.ts';
import type { WorkerRecord } from '../wire/records.ts';

/** @param worker its record, or a log that it wrote */
export const machineOf = ({ name, machine }: Pick<WorkerRecord, 'name' | 'machine'>): string =>
  printable(machineText(name, machine));
