/** Trials by the machines that play them: what each has under way and has done. Plain data, no layout. */
import type { Standing, TrialStanding } from '../tournament/standing.ts';
import { shortMachines } from '../words/machines.ts';

export interface MachineStanding {
  /** Machine in words, and its short name. */
  readonly machine: string;
  readonly name: string;
  /** Trials under way. */
  readonly running: readonly TrialStanding[];
  readonly ended: number;
  readonly solved: number;
  readonly failed: number;
  /** Cost of all its trials so far: multiply-accumulates, and seconds of computing on its threads. */
  readonly macs: number;
  readonly seconds: number;
}

export interface MachinesStanding {
  /** Machines with trials, by their names. */
  readonly machines: readonly MachineStanding[];
  /** Number of trials that no machine plays, nor has ended. */
  readonly waiting: number;
  /** Number of all trials. */
  readonly trials: number;
}

/**
 * Standing of the machines; null where all trials are played on one machine that needs no name.
 * @param here words for the machine of trials that name none
 */
export function machinesStanding(standing: Standing, here: string): MachinesStanding | null {
  const trials = [...standing.values()];
  if (trials.every(({ machine }) => machine === null)) return null;
  const begun = trials.filter(({ state }) => state !== 'waiting');
  const byMachine = Map.groupBy(begun, ({ machine }) => machine ?? here);
  const names = shortMachines(byMachine.keys());
  const machines = [...byMachine].map(([machine, own]) => ({
    machine,
    name: names.get(machine)!,
    running: own.filter(({ state }) => state === 'running'),
    ended: own.filter(({ result }) => result !== null).length,
    solved: own.filter(({ result }) => result?.solved === true).length,
    failed: own.filter(({ state }) => state === 'failed').length,
    macs: sum(own.map(({ cost }) => cost.macs)),
    seconds: sum(own.map(({ cost }) => cost.seconds)),
  }));
  const inOrder = machines.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return { machines: inOrder, waiting: trials.length - begun.length, trials: trials.length };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Follower of the machines' standing: the same object where the tournament's standing has not changed. */
export function followMachines(): (standing: Standing, here: string) => MachinesStanding | null {
  let known: {
    readonly standing: Standing;
    readonly here: string;
    readonly told: MachinesStanding | null;
  } | null = null;
  return (standing, here) => {
    if (known?.standing !== standing || known.here !== here)
      known = { standing, here, told: machinesStanding(standing, here) };
    return known.told;
  };
}
