/** `genoprop workers --connect URL`: its flags. Its action is in `run.ts`. */
import type { AddCommand } from '../command.ts';
import { addQueueFlags, SECRETS } from '../queue-flags.ts';
import type { WorkersFlags } from './flags.ts';

const NOTES = `
Lists the workers that take trials from a queue, with what each plays, what it
cannot play and why, and the runs whose trials are in the queue. A worker that was
killed or is cut off goes from the list within half a minute. --json has the format
genoprop.workers/1.
${SECRETS}

Examples:
  genoprop workers --connect redis://localhost
  genoprop workers --connect rediss://worker@gp.example.org:6380 --tls-ca ca.crt --watch
  genoprop workers --connect --json | jq '.workers[].name'

Exit codes: 0, also where there is no worker; 1 the server cannot be reached;
2 something was written wrongly; 130 Ctrl-C.`;

export const workersCommand: AddCommand = (program, terminal, outcome) => {
  const command = program.command('workers').description('list the workers of a queue, and what each plays');
  addQueueFlags(
    command,
    '--connect',
    'address of the server: redis://HOST, rediss://HOST (TLS), postgres://HOST/NAME (default: that of the variable GENOPROP_QUEUE)',
  )
    .option('--json', 'as JSON')
    .option('--watch', 'on a terminal: list them anew every two seconds, until Ctrl-C')
    .addHelpText('after', NOTES)
    .action(async (flags: WorkersFlags) => {
      const { listWorkers } = await import('./run.ts');
      outcome.exitCode = await listWorkers(flags, terminal);
    });
};
