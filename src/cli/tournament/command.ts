/** `genoprop tournament FILE`: its flags. Its action is in `run-script.ts`. */
import { availableParallelism } from 'node:os';
import { deviceNamesInWords } from '../../engine/index.ts';
import { parsePart } from '../../tournament/spec/part.ts';
import { parseSeed, parseSeeds } from '../../tournament/spec/repetitions.ts';
import type { AddCommand } from '../command.ts';
import { count, MOST_WORKERS, shareBelowOne } from '../flag-numbers.ts';
import { ISOLATE, NO_ISOLATE } from '../isolate-flags.ts';
import { addMachineFlags, MACHINES } from '../machine-flags.ts';
import { addPagesFlag, PAGES } from '../pages.ts';
import { SECRETS } from '../queue-flags.ts';
import type { TournamentFlags } from './flags.ts';

const NOTES = `
A script says which tasks, which contestants, how many seeds and which budget; its
default export is defineTournament({...}), or it holds the same as JSON or YAML:
  tasks:
    - xor
    - { task: temporal-order, options: { length: [20, 50] } }
  contestants:
    - msgd-cr
    - { contestant: genitor, settings: { population: [100, 200] } }
  seeds: 5
  budget: 5e9mac
An option or setting that is a list is swept. Plugin tasks are named by their file,
relative to the script, or by their npm package. Random search takes part as the
floor unless the script says \`floor: false\`. All that is wrong with a script is
told before anything starts. \`genoprop init tournament FILE\` writes one to begin with.

With the run file of an earlier session of the same script, what is new in the script
(seeds, contestants, tasks) is added to it, and only what is new or unfinished is run.
Where its budget is larger now, trials that the smaller one ended go on from there, with
the results that they would have had with the larger one from the beginning.

Machines that share nothing play parts: each runs the same script with its own --part
and its own run file, and \`genoprop merge\` joins the files, with the same results as one
machine would have had. The same command again goes on with its part.
${PAGES}
${MACHINES}
${SECRETS}

Examples:
  genoprop tournament examples/quick.tournament.yaml
  genoprop tournament examples/temporal-order.tournament.ts --dry-run
  genoprop tournament my.tournament.ts --run night.run.sqlite --workers 8
  genoprop tournament my.tournament.ts --run night.run.sqlite --seeds 11-20
  genoprop tournament my.tournament.ts --run night.run.sqlite --budget 2e11mac
  genoprop tournament my.tournament.ts --run part-3.run.sqlite --part 3/8
  genoprop tournament my.tournament.ts --run night.run.sqlite --queue rediss://gp@lab.example:6380

Exit codes: 0 done, 1 something failed while running, 2 something was written wrongly
and nothing started, 130 stopped by Ctrl-C.`;

export const tournamentCommand: AddCommand = (program, terminal, outcome) => {
  const command = program
    .command('tournament')
    .description('play a script: tasks × contestants × seeds')
    .argument('<file>', 'a .ts, .js, .json or .yaml file')
    .option('--dry-run', 'say what would be played and how long it might take, and play nothing')
    .option(
      '--seeds <n>',
      "repetitions, instead of the script's: how many, or which, such as 11-20",
      (text: string) => parseSeeds(text, '--seeds'),
    )
    .option('--seed <s>', "the seed from which all randomness begins, instead of the script's", parseSeed)
    .option(
      '--budget <limit>',
      "when a trial ends, instead of all of the script's budgets: 60s, 90min, 8h, 5e10mac, 20000update or " +
        '100000evaluation; repeatable, the first reached ends it',
      (text: string, texts: readonly string[] = []): string[] => [...texts, text],
    )
    .option('--to-the-end', 'train on after a task is solved, until the budget is spent')
    .option(
      '--until <share>',
      'train on after a task is solved, until no larger share of the validation sequences is wrong: 0, 0.001, 0.1%',
      shareBelowOne('--until'),
    )
    .option(
      '--part <k/n>',
      'play one of n parts of the trials alone, such as 3/8; `genoprop merge` joins their run files',
      (text: string) => parsePart(text, '--part'),
    )
    .option(
      '--allow-seconds',
      'let parts or trials on other machines have a budget in seconds, where all machines are alike',
    )
    .option('--device <name>', `what computes: ${deviceNamesInWords}, instead of the script's`)
    .option('--workers <n>', 'worker threads', count('--workers', MOST_WORKERS), availableParallelism())
    .option(...ISOLATE)
    .option(...NO_ISOLATE)
    .option('--plain', 'plain log lines, also on a terminal (default: when the output is no terminal)')
    .option(
      '--json <file>',
      'write the verdict, or what a dry run found, as JSON; - for standard output, the rest then to standard error',
    )
    .option(
      '--run <file>',
      'the run file, a new one or that of an earlier session (default: runs/<script>-<time>.run.sqlite)',
    )
    .option('--no-run', 'keep no run file')
    .addHelpText('after', NOTES);
  addPagesFlag(command);
  addMachineFlags(command, { seconds: false });
  command.action(async (file: string, flags: TournamentFlags) => {
    const { runScript } = await import('./run-script.ts');
    const namesWorkers = command.getOptionValueSource('workers') !== 'default';
    outcome.exitCode = await runScript(file, { ...flags, namesWorkers }, terminal);
  });
};
