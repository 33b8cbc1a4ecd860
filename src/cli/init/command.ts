/** `genoprop init task|episode|tournament FILE`: its flags. Its action is in `write.ts`. */
import type { AddCommand } from '../command.ts';

const NOTES = `
A task is a .ts or .js file, an episode task too; a tournament is a .ts, .js, .yaml or .json file. What is
written works as it is, and its comments say what to change (JSON has none).

Examples:
  genoprop init task my-task.ts
  genoprop init task my-task.ts --table measurements.csv
  genoprop init episode my-episode.ts
  genoprop init tournament my.tournament.yaml`;

export const initCommand: AddCommand = (program, terminal) => {
  program
    .command('init')
    .description('write a task, an episode task or a tournament to begin with')
    .argument('<kind>', 'task, episode or tournament')
    .argument('<file>', 'the file to write')
    .option('--table <data>', 'a task that predicts a column of this table (CSV and its kin) from its past')
    .option('--force', 'overwrite the file where it exists')
    .addHelpText('after', NOTES)
    .action(async (kind: string, file: string, flags: { table?: string; force?: boolean }) => {
      const { writeStart } = await import('./write.ts');
      terminal.out.write(writeStart(kind, file, flags, terminal.out.columns));
    });
};
