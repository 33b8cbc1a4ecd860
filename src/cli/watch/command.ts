/** `genoprop watch RUN`: its flags. Its action is in `run.ts`. */
import { unknownName } from '../../options/nearest.ts';
import { type PanelName, panels } from '../../ui/model/screen.ts';
import type { AddCommand } from '../command.ts';
import type { WatchFlags } from './flags.ts';

const NOTES = `
The run may be under way in another process, which is not disturbed; it may be
over, and then all of it can be looked at again, the nets too.

Examples:
  genoprop watch runs/temporal-order-2026-11-23-042112.run.sqlite
  genoprop watch night.run.sqlite --panel curves
  genoprop watch night.run.sqlite --plain | tee night.log

Keys: 1 to 4 and tab change the panel (5 is that of the machines, where there are
several), p holds the picture, q quits, ? says the rest. What is drawn moves on at
validations, which are what a run file keeps.
With --plain it ends with the run. Exit codes: 0, or with --plain 1 where the run
was stopped or killed before it was done; 2 no such run; 130 Ctrl-C.`;

export const watchCommand: AddCommand = (program, terminal, outcome) => {
  program
    .command('watch')
    .description('watch a run that another process plays, or look at one that is over')
    .argument('<run>', 'the run file')
    .option('--panel <name>', `what is shown first: ${panels.join(', ')}`, panelOf, 'race')
    .option(
      '--plain',
      'log lines of what is new, until the run is over (default: when the output is no terminal)',
    )
    .addHelpText('after', NOTES)
    .action(async (run: string, flags: WatchFlags) => {
      const { watchRun } = await import('./run.ts');
      outcome.exitCode = await watchRun(run, flags, terminal);
    });
};

function panelOf(text: string): PanelName {
  const found = panels.find((name) => name === text);
  if (found !== undefined) return found;
  throw unknownName('panel', text, panels);
}
