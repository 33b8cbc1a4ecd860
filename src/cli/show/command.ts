/** `genoprop show RUN`: its flags. Its output is made in `run.ts`. */
import type { AddCommand } from '../command.ts';
import type { ShowFlags } from './flags.ts';

const NOTES = `
A run can be shown while another process writes it; what is shown is of one
instant.

Examples:
  genoprop show night.run.sqlite
  genoprop show night.run.sqlite --trial temporal-order/genitor/3
  genoprop show night.run.sqlite --json | jq .verdict
  genoprop show night.run.sqlite --csv > trials.csv
  genoprop show night.run.sqlite --csv --metrics > curves.csv
  genoprop show night.run.sqlite --inside > inside.csv
  genoprop show night.run.sqlite --latex > table.tex

--csv is as RFC 4180 has it, with a head; a value that is not known is empty, and
costs are cumulative. Each row tells what was played: option.* are the task's
options, setting.* those of the contestant, its net and its encoding, measure.*
means of what the task's own judge measures. --inside has a row for each number that
a search told of itself at a validation; of a series, index counts its entries from
0, and is the lag behind the last step in stateNorms. docs/csv.md explains every
column. --json has the format genoprop.show/1.

For a paper: --latex gives a table a task, and of several tasks one over all, for
the package booktabs; --methods says in a paragraph what was played, how it was
tested and with which versions, as the report does. CITATION.cff says how to cite
genoprop.`;

export const showCommand: AddCommand = (program, terminal) => {
  program
    .command('show')
    .description('show what a run has found so far, and who won')
    .argument('<run>', 'the run file')
    .option('--settings', 'also the options of the tasks and the settings of the contestants')
    .option('--trial <id>', 'one trial alone, with its validations: task/contestant/seed')
    .option('--json', 'everything as JSON: tasks, contestants, trials and statistics')
    .option('--csv', 'as CSV, one row a trial')
    .option('--metrics', 'with --csv: one row a validation instead; with --json: validations too')
    .option('--inside', 'as long CSV, one row a number that went on inside a search, at each validation')
    .option('--latex', 'the verdict on each task as a LaTeX table (booktabs)')
    .option('--methods', 'a paragraph on methods for a paper: task, budget, seeds, tests and versions')
    .addHelpText('after', NOTES)
    .action(async (run: string, flags: ShowFlags) => {
      const { showRun } = await import('./run.ts');
      showRun(run, flags, terminal);
    });
};
