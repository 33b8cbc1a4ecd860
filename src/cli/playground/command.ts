/** `genoprop playground`: its flags. Its action is in `run.ts`. */
import type { AddCommand } from '../command.ts';
import type { PlaygroundFlags } from './flags.ts';

const NOTES = `
The playground is a page that breeds and trains nets in the browser itself: the
same learners, tasks and kernels, in web workers. It needs no server and no
network, and it stores and sends nothing. For the same seed its numbers are those
of genoprop duel to the last bit; only its seconds are the browser's, which is
slower than Node and no place for benchmarks.

Without -o the one file is genoprop-playground.html in this folder. For a web host
there is a folder too: dist/playground in the package. genoprop serve has the
page as well.

Examples:
  genoprop playground --open
  genoprop playground -o lesson.html`;

export const playgroundCommand: AddCommand = (program, terminal, outcome) => {
  program
    .command('playground')
    .description('write a page in which duels are played in the browser')
    .option(
      '-o, --out <file>',
      'the HTML file to write; - for standard output (default: genoprop-playground.html)',
    )
    .option('--open', 'open it in the browser')
    .option('--force', 'overwrite the HTML file even if it is no playground of genoprop')
    .addHelpText('after', NOTES)
    .action(async (flags: PlaygroundFlags) => {
      const { writePlayground } = await import('./run.ts');
      outcome.exitCode = await writePlayground(flags, terminal);
    });
};
