/** `genoprop lab [NAME] [RUN]`: its flags. Its action is in `run.ts`. */
import { availableParallelism } from 'node:os';
import type { AddCommand } from '../command.ts';
import { count, MOST_WORKERS } from '../flag-numbers.ts';
import { ISOLATE, NO_ISOLATE } from '../isolate-flags.ts';
import type { LabFlags } from './flags.ts';

const NOTES = `
Without a name the views are listed. A view says what it has found in one paragraph,
then its facts and its figures. With -o it becomes a page of its own, which needs no
network and has sliders and buttons for what the terminal shows one drawing of.

Long work shows its progress. Ctrl-C stops it after the part in hand; what is finished
is kept in the folder lab-kept beside the run (without one: in runs/), and the same
command goes on there. Of a look that is over, a page or JSON is made at once.

Examples:
  genoprop lab                                    which views there are
  genoprop lab vanish --options                   what a view computes, and its options
  genoprop lab vanish --set depth=8 -o vanish.html --open
  genoprop lab horizons night.run.sqlite --contestant genitor --contestant msgd-cr
  genoprop lab exchange night.run.sqlite --svg figures/
  genoprop lab autopsy night.run.sqlite --json autopsy.json`;

export const labCommand: AddCommand = (program, terminal, outcome) => {
  program
    .command('lab')
    .description('look into nets and learners: why gradients vanish, what each has found')
    .argument('[view]', 'the view, one of `genoprop lab` (default: list them)')
    .argument('[run]', 'the run file that it looks at, where it takes one')
    .option('--set <key=value>', 'one of its options, repeatable', collect)
    .option('--contestant <name>', 'look at this contestant alone, repeatable', collect)
    .option('--options', 'show what it computes, and its options')
    .option('-o, --out <file>', 'write an HTML page; - for standard output')
    .option('--open', 'open the page in the browser')
    .option('--json <file>', 'write what is found as JSON; - for standard output')
    .option('--svg <folder>', 'also write each chart as an SVG file, for papers: what the terminal draws')
    .option('--force', 'overwrite the HTML file even if it is no page of the lab')
    .option('--again', 'compute everything anew, also what was kept')
    .option('--workers <n>', 'worker threads', count('--workers', MOST_WORKERS), availableParallelism())
    .option(...ISOLATE)
    .option(...NO_ISOLATE)
    .addHelpText('after', NOTES)
    .action(async (name: string | undefined, run: string | undefined, flags: LabFlags) => {
      const { runLab } = await import('./run.ts');
      outcome.exitCode = await runLab(name, run, flags, terminal);
    });
};

const collect = (one: string, before: readonly string[] = []): string[] => [...before, one];
