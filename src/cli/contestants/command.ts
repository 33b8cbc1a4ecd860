/** `genoprop contestants [name]`: lists the contestants. Its output is made in `listing.ts`. */
import type { AddCommand } from '../command.ts';

export const contestantsCommand: AddCommand = (program, terminal) => {
  program
    .command('contestants')
    .description('list the contestants, or show one with its settings')
    .argument('[contestant]', 'the contestant to show (default: all)')
    .option('--json', 'as JSON, with the type, default, range and meaning of every setting')
    .action(async (name: string | undefined, { json }: { json?: boolean }) => {
      const { contestantListing } = await import('./listing.ts');
      terminal.out.write(contestantListing(name, json === true, terminal.out.columns));
    });
};
