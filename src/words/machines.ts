/** Machines as people read them: a worker’s name, processor and platform, or without a name. */
import { counted } from './text.ts';

/** Words in place of a machine's name, of trials that this process plays. */
export const THIS_MACHINE = 'this machine';

/** Machine of a worker: `node7: Intel Xeon Gold 6338, 64 cores, linux x64`. */
export const machineText = (name: string, machine: string): string => `${name}: ${machine}`;

/** Processor, cores and platform of a machine, without the name of its worker. */
export const bareMachine = (machine: string): string => machine.slice(machine.indexOf(': ') + 1).trimStart();

/** Name of a machine, as short as possible: that of the worker, or the processor where it has none. */
export function shortMachine(machine: string): string {
  const end = machine.search(/: |, /);
  return end <= 0 ? machine : machine.slice(0, end);
}

/** Short names of different machines; machines whose short names are alike keep their whole texts. */
export function shortMachines(machines: Iterable<string>): ReadonlyMap<string, string> {
  const all = [...new Set(machines)];
  const short = all.map(shortMachine);
  return new Map(
    all.map((machine, index) => {
      const name = short[index]!;
      return [machine, short.indexOf(name) === short.lastIndexOf(name) ? name : machine];
    }),
  );
}

/** Most machines that a sentence names. */
const NAMED = 4;

/**
 * Remark that seconds of trials were measured on several machines, so that nobody compares them; null where all are of
 * one.
 * @param machines machine of each trial
 */
export function secondsNote(machines: Iterable<string>): string | null {
  const counts = new Map<string, number>();
  for (const machine of machines) counts.set(machine, (counts.get(machine) ?? 0) + 1);
  if (counts.size < 2) return null;
  const names = shortMachines(counts.keys());
  const most = counts.size === NAMED + 1 ? NAMED + 1 : NAMED;
  const inOrder = [...counts].sort(([, a], [, b]) => b - a);
  const named = inOrder.slice(0, most).map(([machine, count], index) => {
    return `${index === 0 ? counted(count, 'trial') : count} on ${names.get(machine)}`;
  });
  const rest = inOrder.length - named.length;
  const more = rest === 0 ? [] : [`the others on ${counted(rest, 'more machine')}`];
  return `Seconds are of ${counts.size} machines (${[...named, ...more].join(', ')}): compare MACs, not seconds.`;
}
