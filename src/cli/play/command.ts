/** `genoprop play RUN|FILE`: its flags. Its action is in `run.ts`. */
import type { AddCommand } from '../command.ts';
import { count } from '../flag-numbers.ts';
import { ISOLATE, NO_ISOLATE } from '../isolate-flags.ts';
import type { PlayFlags } from './flags.ts';

const NOTES = `
The champion plays one start of the test at the end of its trial, as it did there.
On a terminal the episode is an animation of the task's picture, with observations and
actions; elsewhere a summary is printed. With -o it becomes a page of its own, which
holds the recorded steps and needs no network.

Keys: space pauses and goes on, left and right go a step back and forth, + and -
change the speed, 0 begins anew, q quits.

Examples:
  genoprop play runs/single-pole-2026-11-23-042112.run.sqlite
  genoprop play poles.run.sqlite --trial double-pole/neat/2 --start 5
  genoprop play champion.json -o play.html
  genoprop play champion.json my-episodes.ts

A task from a file of your own plays in a thread of its own, within the usual limits. A
run knows where that file was; with the champion's file, or where it has moved, name it.`;

/** Most starts and recorded steps that are taken for no mistake. */
const MOST_STARTS = 1_000_000_000;
const MOST_STEPS = 20_000;

export const playCommand: AddCommand = (program, terminal, outcome) => {
  program
    .command('play')
    .description('replay a champion of an episode task, on the terminal or as an HTML page')
    .argument('<file>', 'the run file, or what `genoprop export` wrote: .safetensors, .json or .onnx')
    .argument('[task]', 'the file of the task, where it comes from one')
    .option('--trial <id>', 'the trial whose champion plays: task/contestant/seed (default: the best trial)')
    .option('--contestant <name>', 'the best trial of this contestant')
    .option('--task <label>', 'the best trial on this task, where the run has several')
    .option('--start <n>', 'the start of the test, from 1', count('--start', MOST_STARTS), 1)
    .option('--steps <n>', 'most steps that are recorded', count('--steps', MOST_STEPS), 1000)
    .option('-o, --out <file>', 'write an HTML page instead; - for standard output')
    .option('--force', 'overwrite the file if it exists')
    .option(...ISOLATE)
    .option(...NO_ISOLATE)
    .addHelpText('after', NOTES)
    .action(async (file: string, task: string | undefined, flags: PlayFlags) => {
      const { runPlay } = await import('./run.ts');
      outcome.exitCode = await runPlay(file, task, flags, terminal);
    });
};
