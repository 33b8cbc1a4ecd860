/** `genoprop resume RUN`: its flags. Its action is in `run.ts`. */
import { availableParallelism } from 'node:os';
import type { AddCommand } from '../command.ts';
import { count, MOST_WORKERS } from '../flag-numbers.ts';
import { ISOLATE, NO_ISOLATE } from '../isolate-flags.ts';
import { addMachineFlags, MACHINES } from '../machine-flags.ts';
import { addPagesFlag, PAGES } from '../pages.ts';
import { SECRETS } from '../queue-flags.ts';
import type { ResumeFlags } from './flags.ts';

const NOTES = `
Trials that have ended are never run again. Those that were under way go on from
their last checkpoint, and end with the same results as if nothing had happened,
with any number of workers; only a budget in seconds repeats no more than nearly.

With --budget, trials that a smaller budget ended go on from there, with the results
that they would have had with the larger one from the beginning. Solved ones stay as
they are. The test at the new end takes the place of the former one: the test set is
looked at once for each budget that was played to its end.

A run that other machines played goes on here as well, and the other way round.
${PAGES}
${MACHINES}
${SECRETS}

Examples:
  genoprop resume runs/temporal-order-2026-11-23-042112.run.sqlite
  genoprop resume night.run.sqlite --retry-failed --workers 8
  genoprop resume night.run.sqlite --budget 2e11mac
  genoprop resume night.run.sqlite --queue rediss://gp@lab.example:6380

Exit codes: 0 done, or nothing was left; 1 something failed while running; 2 it
cannot go on; 130 stopped by Ctrl-C.`;

export const resumeCommand: AddCommand = (program, terminal, outcome) => {
  const command = program
    .command('resume')
    .description('go on with a run that was stopped or killed')
    .argument('<run>', 'the run file')
    .option('--workers <n>', 'worker threads', count('--workers', MOST_WORKERS), availableParallelism())
    .option(...ISOLATE)
    .option(...NO_ISOLATE)
    .option(
      '--budget <limit>',
      'go on with a larger budget: the same limits as before, none lower; repeatable',
      (text: string, texts: readonly string[] = []) => [...texts, text],
    )
    .option('--retry-failed', 'try trials that failed again, from their last checkpoint')
    .option('--plain', 'plain log lines, also on a terminal (default: when the output is no terminal)')
    .option(
      '--json <file>',
      'write the verdict as JSON; - for standard output, the rest then to standard error',
    )
    .addHelpText('after', NOTES);
  addPagesFlag(command);
  addMachineFlags(command);
  command.action(async (run: string, flags: ResumeFlags) => {
    const { resumeRun } = await import('./run.ts');
    const namesWorkers = command.getOptionValueSource('workers') !== 'default';
    outcome.exitCode = await resumeRun(run, { ...flags, namesWorkers }, terminal);
  });
};
