/** `genoprop init task|tournament FILE`: its flags. What it does is in `write-start.ts`. */
import type { AddCommand } from './program.ts';

const NOTES = `
A task is a .ts or .js file; a tournament is a .ts, .js, .yaml or .json file. What is
written works as it is, and its comments say what to change (JSON has none).

Examples:
  genoprop init task my-task.ts
  genoprop init tournament my.tournament.yaml`;

export const initCommand: AddCommand = (program, terminal) => {
  program
    .command('init')
    .description('write a task or a tournament to begin with')
    .argument('<kind>', 'task or tournament')
    .argument('<file>', 'the file to write')
    .option('--force', 'overwrite the file where it exists')
    .addHelpText('after', NOTES)
    .action(async (kind: string, file: string, { force }: { force?: boolean }) => {
      const { writeStart } = await import('./write-start.ts');
      terminal.out.write(writeStart(kind, file, force === true, terminal.out.columns));
    });
};
