/** `genoprop worker`: its flags. Its action is in `run.ts`. */
import { availableParallelism } from 'node:os';
import { UserError } from '../../errors.ts';
import type { AddCommand } from '../command.ts';
import { count, MOST_WORKERS, wholeFrom } from '../flag-numbers.ts';
import { addQueueFlags, SECRETS } from '../queue-flags.ts';
import type { WorkerFlags } from './flags.ts';

const NOTES = `
A worker takes trials from the queue of \`genoprop tournament FILE --queue URL\` (or duel,
tune, resume), plays them on its threads, and hands their results in. Any number of
workers on any machines share the trials of a queue; they need the server alone, no
folder in common. Each must have the same version of genoprop. A trial that it cannot
play as the others would is given back, and its line says what is missing.

Tasks from files are never sent as programs: name your copies by --plugin or --plugins,
and data files by --data. They are known by their content (SHA-256), not by their names.
With --accept-plugins it also plays programs that a coordinator sends
(--send-plugins); whoever may write to the queue then runs code here.

Ctrl-C or SIGTERM stops its trials, stores a checkpoint of each and gives them back, and
other workers go on from there; a second one ends it at once. While the server is away,
trials play on, and results are delivered when it is back. A process that dies takes
only its own trials with it, and they are played again.
${SECRETS}

Examples:
  genoprop worker --connect redis://localhost
  genoprop worker --connect rediss://worker@queue.example.org:6380 --threads 8 \\
    --tls-ca ca.crt --tls-cert worker-1.crt --tls-key worker-1.key
  genoprop worker --connect redis://localhost --plugins tasks/ --data /srv/data

In a job of SLURM, which ends when there has been nothing to play for ten minutes:
  genoprop worker --threads $SLURM_CPUS_PER_TASK --idle-exit 600

Exit codes: 0 stopped by SIGTERM, or nothing was left to play; 1 something failed while
running; 2 something was written wrongly; 130 stopped by Ctrl-C.`;

/** Longest name of a worker in characters. */
const LONGEST_NAME = 100;

const several = (text: string, texts: readonly string[] = []): string[] => [...texts, text];

function workerName(text: string): string {
  if (text.trim() !== '' && text.length <= LONGEST_NAME) return text;
  throw new UserError(`--name: must have from 1 to ${LONGEST_NAME} characters`);
}

export const workerCommand: AddCommand = (program, terminal, outcome) => {
  const command = program
    .command('worker')
    .description('play trials of a job queue, on any number of machines');
  addQueueFlags(
    command,
    '--connect',
    'the server of the queue: redis://HOST, rediss://USER@HOST:PORT (TLS), postgres://USER@HOST/NAME (default: that of the variable GENOPROP_QUEUE)',
  )
    .option(
      '--threads <n>',
      'worker threads, each of which plays a trial',
      count('--threads', MOST_WORKERS),
      availableParallelism(),
    )
    .option('--name <text>', 'its name in lists and logs (default: that of the machine)', workerName)
    .option('--plugin <file>', 'program of a task that may be played here; repeatable', several)
    .option('--plugins <dir>', 'folder with such programs')
    .option('--data <dir>', 'folder with data files, or folders of them, that options of tasks name')
    .option('--accept-plugins', 'also play programs that a coordinator sends')
    .option(
      '--idle-exit <seconds>',
      'end when there has been nothing to play for so long (default: wait for ever)',
      wholeFrom('--idle-exit', 1, 1e9),
    )
    .addHelpText('after', NOTES)
    .action(async (flags: WorkerFlags) => {
      const { runWorkerCommand } = await import('./run.ts');
      outcome.exitCode = await runWorkerCommand(flags, terminal);
    });
};
