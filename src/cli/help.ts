/** `genoprop help [command]` */
import type { Command } from 'commander';
import { unknownName } from '../options/nearest.ts';

export function helpCommand(program: Command): void {
  program
    .command('help')
    .description('explain genoprop, or one command and its flags')
    .argument('[command]', 'the command to explain')
    .action((name: string | undefined) => {
      const command = name === undefined ? program : program.commands.find((one) => one.name() === name);
      if (command !== undefined) return command.outputHelp();
      throw unknownName(
        'command',
        name!,
        program.commands.map((one) => one.name()),
      );
    });
}
