/** `genoprop tasks [name]`: lists the tasks, or one with its options. Its output is made in `listing.ts`. */
import type { AddCommand } from '../command.ts';
import { ISOLATE, NO_ISOLATE } from '../isolate-flags.ts';

export const tasksCommand: AddCommand = (program, terminal) => {
  program
    .command('tasks')
    .description('list the tasks, or show one with its options')
    .argument('[task]', 'the task to show, by name or by the file of a plugin (default: all)')
    .option('--json', 'as JSON, with the type, default, range and meaning of every option')
    .option(...ISOLATE)
    .option(...NO_ISOLATE)
    .action(async (name: string | undefined, { json }: { json?: boolean }) => {
      const { taskListing } = await import('./listing.ts');
      terminal.out.write(await taskListing(name, json === true, terminal.out.columns));
    });
};
