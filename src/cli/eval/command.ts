/** `genoprop eval FILE [task]`: its flags. Its action is in `run.ts`. */
import { deviceNamesInWords } from '../../engine/index.ts';
import { UserError } from '../../errors.ts';
import type { AddCommand } from '../command.ts';
import { count } from '../flag-numbers.ts';
import { ISOLATE, NO_ISOLATE } from '../isolate-flags.ts';
import type { EvalFlags } from './flags.ts';

const NOTES = `
Without a task, and without --set, --sequences and --seed, this repeats the test at
the end of the champion's trial and gives the same numbers to the last digit.
An option that is given several values is a table of them: how far does the net
generalise? Where length is given alone, sequences have just that length, whatever
longest one the net was trained on (--set maximumLength=... gives another). Of .onnx
files, only those that \`genoprop export\` wrote are read, and of these the weights and
metadata, not the graph.

Examples:
  genoprop eval champion.safetensors
  genoprop eval champion.safetensors --seed 2 --sequences 100000
  genoprop eval champion.safetensors --set length=50,100,200,400
  genoprop eval champion.safetensors --set length=50 --set maximumLength=200,none
  genoprop eval champion.json temporal-order-3bit --json - | jq '.evaluations[].error'
  genoprop eval champion.onnx ./my-task.ts

An exported file does not say in which folder the task of a file of your own lies: name
that file after the champion's. Exit codes: 0 scored, solved or not; 2 something was
written wrongly, or the file is no champion.`;

const MOST_SEQUENCES = 1_000_000_000;

export const evalCommand: AddCommand = (program, terminal, outcome) => {
  program
    .command('eval')
    .description('score an exported net again, on its own task or on another')
    .argument('<file>', 'what `genoprop export` wrote: .safetensors, .json or .onnx')
    .argument('[task]', "the task, or a file that exports one (default: the net's own)")
    .option(
      '--set <key=value[,value...]>',
      "one of the task's options, several values for a table; repeatable",
      (text: string, texts: readonly string[] = []) => [...texts, text],
    )
    .option(
      '--sequences <n>',
      'test sequences (default: as many as the task tests on)',
      count('--sequences', MOST_SEQUENCES),
    )
    .option('--seed <s>', 'the seed whose test sequences are taken (default: that of its run)', seed)
    .option('--device <name>', `what computes: ${deviceNamesInWords} (default: that of its trial)`)
    .option(
      '--json <file>',
      'write the scores as JSON; - for standard output, the rest then to standard error',
    )
    .option(...ISOLATE)
    .option(...NO_ISOLATE)
    .addHelpText('after', NOTES)
    .action(async (file: string, task: string | undefined, flags: EvalFlags) => {
      const { runEval } = await import('./run.ts');
      outcome.exitCode = await runEval(file, task, flags, terminal);
    });
};

function seed(text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new UserError(
    `--seed ${text}: must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not '${text}'`,
  );
}
