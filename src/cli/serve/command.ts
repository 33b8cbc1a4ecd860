/** `genoprop serve [PLACE...]`: its flags. Its action is in `run.ts`. */
import { UserError } from '../../errors.ts';
import type { AddCommand } from '../command.ts';
import { portNumber } from '../flag-numbers.ts';
import type { ServeFlags } from './flags.ts';

const NOTES = `
The pages show what genoprop list and genoprop report show, and go on with the
runs that are played meanwhile. They only read: runs are begun and stopped in the
terminal. The printed address holds a token, which the browser turns into a
cookie; without it nothing is answered. No code of a task from a file is run.

Examples:
  genoprop serve --open
  genoprop serve nights/ duel.run.sqlite --port 8080
  genoprop serve --host 0.0.0.0 --allow-host lab7

Over SSH: ssh -L 7373:127.0.0.1:7373 lab7, with the same port at both ends, and
then open the printed address here. Ctrl-C ends the server.`;

export const serveCommand: AddCommand = (program, terminal, outcome) => {
  program
    .command('serve')
    .description('show runs in the browser, and follow those that are played')
    .argument('[place...]', 'folders with run files, or run files (default: runs)')
    .option(
      '--port <number>',
      'the port; 0 for any free one (default: 7373, or a free one)',
      portNumber('--port'),
    )
    .option(
      '--host <address>',
      'the address to listen at; another than 127.0.0.1 lets others in',
      '127.0.0.1',
    )
    .option(
      '--allow-host <name>',
      'a further name by which browsers may reach it; may be given again',
      (name: string, names: readonly string[]) => [...names, hostName(name)],
      [] as readonly string[],
    )
    .option('--open', 'open it in the browser')
    .addHelpText('after', NOTES)
    .action(async (places: readonly string[], flags: ServeFlags) => {
      const { serve } = await import('./run.ts');
      outcome.exitCode = await serve(places, flags, terminal);
    });
};

function hostName(text: string): string {
  if (/^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[?[0-9A-Fa-f:]+\]?$/.test(text)) return text;
  throw new UserError(`--allow-host ${text}: must be a name or an address, such as lab7 or lab7:8080`);
}
