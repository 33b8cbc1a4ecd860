/** `genoprop merge RUN...`: its flags. Its action is in `run.ts`. */
import type { AddCommand } from '../command.ts';
import type { MergeFlags } from './flags.ts';

const NOTES = `
The files must be of one tournament: the same tasks, contestants, seed, budget and
device. They may hold other parts of it (\`genoprop tournament FILE --part 3/8\`) or
other seeds (\`--seeds 11-20\`). Each trial is taken from the file in which it has come
farthest; one that has ended in two files must have ended alike, to the last bit. The
merged file is an ordinary run: what is left of it can be resumed.

Examples:
  genoprop merge part-*.run.sqlite -o night.run.sqlite
  genoprop merge monday.run.sqlite tuesday.run.sqlite -o both.run.sqlite

On a cluster with SLURM, as an array job of eight tasks, each writes a part:
  genoprop tournament my.tournament.ts --device wasm --part $SLURM_ARRAY_TASK_ID/8 \\
    --run part-$SLURM_ARRAY_TASK_ID.run.sqlite

Exit codes: 0 merged, 2 the files do not fit together, or something was written wrongly.`;

export const mergeCommand: AddCommand = (program, terminal) => {
  program
    .command('merge')
    .description('join run files of one tournament that was played in parts')
    .argument('<run...>', 'the run files, at least two, finished or not')
    .requiredOption('-o, --out <file>', 'the run file to write, a new one')
    .addHelpText('after', NOTES)
    .action(async (runs: readonly string[], flags: MergeFlags) => {
      const { runMerge } = await import('./run.ts');
      runMerge(runs, flags, terminal);
    });
};
