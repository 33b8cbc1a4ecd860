/** The flags of commands whose trials other machines may play. */
import type { Command } from 'commander';
import { addQueueFlags, type GivenAddress, type QueueFlags } from './queue-flags.ts';

/** Values of the flags. */
export interface MachineFlags extends QueueFlags {
  readonly queue?: GivenAddress;
  readonly allowSeconds?: boolean;
  readonly adapter?: string;
  readonly sendPlugins?: boolean;
  readonly trustWorkers?: boolean;
  /** True where --workers was given, and not left to its default. */
  readonly namesWorkers?: boolean;
}

/** Help on trials that other machines play. */
export const MACHINES = `
With --queue, \`genoprop worker --connect URL\` on any number of machines plays the trials,
this process none: start a worker here too, if this machine is to help. The run file, its
results and the command to go on are the same as without; only seconds are those of
several machines. Each machine needs the same version of genoprop, and its own copy of
tasks from files and of their data.`;

const SECONDS = 'let trials have a budget in seconds, where all machines are alike';

/**
 * Adds the flags to a command.
 * @param options with `seconds` left out where the command has --allow-seconds already
 */
export function addMachineFlags(command: Command, { seconds = true } = {}): Command {
  addQueueFlags(
    command,
    '--queue',
    'let workers on other machines play the trials, by the job queue of this server: redis://HOST, rediss://HOST ' +
      '(TLS) or postgres://HOST/DATABASE; without a value, that of the variable GENOPROP_QUEUE',
  );
  if (seconds) command.option('--allow-seconds', SECONDS);
  return command
    .option(
      '--adapter <text>',
      'with --queue and a GPU: text that the names of all workers’ adapters contain',
    )
    .option(
      '--send-plugins',
      'with --queue: send the programs of tasks from files to workers that accept them (TLS or this machine alone)',
    )
    .option('--trust-workers', 'with --queue: take results without testing their nets here once more');
}

/** Values of these flags alone, for a command that plays another one. */
export const machineFlagsOf = (flags: MachineFlags): MachineFlags =>
  Object.fromEntries(KEYS.flatMap((key) => (flags[key] === undefined ? [] : [[key, flags[key]]])));

const KEYS = [
  ...(['queue', 'passwordFile', 'tlsCa', 'tlsCert', 'tlsKey', 'queuePrefix'] as const),
  ...(['allowSeconds', 'adapter', 'sendPlugins', 'trustWorkers'] as const),
];
