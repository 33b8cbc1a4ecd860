/** `genoprop list [FOLDER...]`: lists runs. Its output is made in `run.ts`. */
import type { AddCommand } from '../command.ts';

export const listCommand: AddCommand = (program, terminal) => {
  program
    .command('list')
    .description('list the runs in folders, newest first')
    .argument('[folder...]', 'folders with run files, or run files (default: runs)')
    .option('--json', 'as JSON')
    .action(async (places: readonly string[], { json }: { readonly json?: boolean }) => {
      const { listRuns } = await import('./run.ts');
      listRuns(places, json === true, terminal);
    });
};
