/** `genoprop check FILE`: tries a plugin task. Its action is in `run.ts`. */
import type { AddCommand } from '../command.ts';
import { ISOLATE, NO_ISOLATE } from '../isolate-flags.ts';
import type { CheckFlags } from './flags.ts';

const HELP = `
The file, or npm package, must have a task as its default export:
  import { defineTask } from 'genoprop';
  export default defineTask({ name, summary, source, options, shape, sample, ... });
or one that is played in episodes:
  import { defineEpisode } from 'genoprop';
  export default defineEpisode({ name, summary, source, options, shape, begin, ... });
\`genoprop init task FILE\` and \`genoprop init episode FILE\` write one to begin with; more
are in examples/tasks.

Its code runs in a thread of its own, in a process with few rights: a call may take
10 s, the thread 1024 MB. What it prints is written to standard error here, and
nowhere in a duel or tournament.

Examples:
  genoprop check ./my-task.ts
  genoprop check ./my-task.ts --set length=50
  genoprop check ./my-task.ts --json | jq .passed

Exit codes: 0 all passed, 2 not all passed, or something was written wrongly.`;

export const checkCommand: AddCommand = (program, terminal, outcome) => {
  program
    .command('check')
    .description('try a task from a file of your own, and say what is wrong with it')
    .argument('<file>', 'a .ts or .js file, or an npm package')
    .option('--set <key=value>', "one of the task's options; repeatable", collect)
    .option('--json', 'as JSON')
    .option(...ISOLATE)
    .option(...NO_ISOLATE)
    .addHelpText('after', HELP)
    .action(async (file: string, flags: CheckFlags) => {
      const { runCheck } = await import('./run.ts');
      outcome.exitCode = await runCheck(file, flags, terminal);
    });
};

const collect = (text: string, texts: readonly string[] = []): string[] => [...texts, text];
