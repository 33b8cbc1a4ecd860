/** `genoprop duel [task]`: its flags. Its action is in `run.ts`. */
import { availableParallelism } from 'node:os';
import { deviceNamesInWords } from '../../engine/index.ts';
import { parseSeed, parseSeeds } from '../../tournament/spec/repetitions.ts';
import { defaultDuel, episodeDuel, farDuel } from '../../tournament/spec/usual-duel.ts';
import type { AddCommand } from '../command.ts';
import { count, MOST_WORKERS, shareBelowOne } from '../flag-numbers.ts';
import { ISOLATE, NO_ISOLATE } from '../isolate-flags.ts';
import { addMachineFlags, MACHINES } from '../machine-flags.ts';
import { addPagesFlag, PAGES } from '../pages.ts';
import { SECRETS } from '../queue-flags.ts';
import { farFlags } from './far.ts';
import type { DuelFlags } from './flags.ts';

const EXAMPLES = `
A trial is one contestant with one seed; it ends when it has solved the task, when
its budget is spent, or when its loss explodes. The same seed draws the same
sequences for every contestant. With --to-the-end or --until a trial trains on after
it has solved the task; what it cost to solve is counted as without, and the net that
is kept and tested is the best validated.

A contestant is one of \`genoprop contestants\`, followed by settings of its learner
or its net where they are to differ, and preceded by a name of its own if you like:
  --contestant genitor
  --contestant genitor:hidden=8,selection=tournament
  --contestant small=genitor:hidden=4
${PAGES}
${MACHINES}
${SECRETS}

Examples:
  genoprop duel
  genoprop duel --far
  genoprop duel temporal-order --set length=50 --budget 5e10mac --seeds 10
  genoprop duel xor --contestant msgd-cr --contestant genitor:hidden=4 --budget 60s
  genoprop duel --seeds 11-20
  genoprop duel temporal-order --contestant msgd-cr --until 0 --budget 8h
  genoprop duel --no-run --json - | jq .verdict

Ctrl-C ends the trials, prints how they stand and keeps the run, with which
\`genoprop resume\` goes on, also with a larger budget; a second Ctrl-C ends at once.
Exit codes: 0 done, 1 something failed while running, 2 something was written wrongly
and nothing started, 130 stopped by Ctrl-C.`;

export const duelCommand: AddCommand = (program, terminal, outcome) => {
  const command = program
    .command('duel')
    .description('let contestants fight over a task and say who won')
    .argument(
      '[task]',
      `the task, see \`genoprop tasks\`, or a file that exports one (default: ${defaultDuel.task})`,
    )
    .option('--set <key=value>', "one of the task's options; repeatable", collect)
    .option(
      '--contestant <name[:key=value,...]>',
      `who takes part; repeatable (default: ${defaultDuel.contestants.join(', ')}; ` +
        `on episode tasks ${episodeDuel.contestants.join(', ')})`,
      collect,
    )
    .option(
      '--far',
      `the duel at ${farDuel.set.join(', ')}, where breeding is ahead: ${farDuel.contestants.join(', ')}, ` +
        `${farDuel.seeds} seeds, ${farDuel.budget.join(', ')}; other flags override these`,
    )
    .option(
      '--seeds <n>',
      'repetitions of each contestant: how many, or which, such as 11-20',
      (text: string) => parseSeeds(text, '--seeds'),
      defaultDuel.seeds,
    )
    .option('--seed <s>', 'the seed from which all randomness begins', parseSeed, defaultDuel.seed)
    .option(
      '--budget <limit>',
      'when a trial ends: 60s, 90min, 8h, 5e10mac, 20000update or 100000evaluation; ' +
        `repeatable, the first reached ends it (default: ${defaultDuel.budget.join(', ')}; ` +
        `on episode tasks ${episodeDuel.budget.join(', ')})`,
      collect,
    )
    .option('--to-the-end', 'train on after the task is solved, until the budget is spent')
    .option(
      '--until <share>',
      'train on after the task is solved, until no larger share of the validation sequences is wrong: 0, 0.001, 0.1%',
      shareBelowOne('--until'),
    )
    .option('--workers <n>', 'worker threads', count('--workers', MOST_WORKERS), availableParallelism())
    .option(...ISOLATE)
    .option(...NO_ISOLATE)
    .option('--device <name>', `what computes: ${deviceNamesInWords} (default: ${defaultDuel.device})`)
    .option('--plain', 'plain log lines, also on a terminal (default: when the output is no terminal)')
    .option(
      '--json <file>',
      'write the verdict as JSON; - for standard output, the rest then to standard error',
    )
    .option('--run <file>', 'the run file, which must not exist yet (default: runs/<task>-<time>.run.sqlite)')
    .option('--no-run', 'keep no run file')
    .addHelpText('after', EXAMPLES);
  addPagesFlag(command);
  addMachineFlags(command);
  command.action(async (task: string | undefined, flags: DuelFlags) => {
    const { runDuel } = await import('./run.ts');
    const seedsGiven = command.getOptionValueSource('seeds') !== 'default';
    const namesWorkers = command.getOptionValueSource('workers') !== 'default';
    const given = { ...flags, namesWorkers };
    const chosen = flags.far ? farFlags(task, given, seedsGiven) : given;
    outcome.exitCode = await runDuel(task ?? defaultDuel.task, chosen, terminal);
  });
};

const collect = (text: string, texts: readonly string[] = []): string[] => [...texts, text];
