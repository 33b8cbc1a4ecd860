/** `genoprop tune FILE`: its flags. Its action is in `run.ts`. */

import { availableParallelism } from 'node:os';
import { deviceNamesInWords } from '../../engine/index.ts';
import { UserError } from '../../errors.ts';
import { MOST_CANDIDATES, MOST_TUNING_SEEDS } from '../../tournament/script/tune.ts';
import { parseSeed } from '../../tournament/spec/repetitions.ts';
import type { SamplerName } from '../../tournament/spec/tuning.ts';
import { SAMPLERS, SAMPLERS_IN_WORDS } from '../../tournament/tuning/samplers.ts';
import type { AddCommand } from '../command.ts';
import { count, MOST_WORKERS, wholeFrom } from '../flag-numbers.ts';
import { ISOLATE, NO_ISOLATE } from '../isolate-flags.ts';
import { addMachineFlags, MACHINES } from '../machine-flags.ts';
import { addPagesFlag, PAGES } from '../pages.ts';
import { SECRETS } from '../queue-flags.ts';
import type { TuneFlags } from './flags.ts';

const NOTES = `
Every contestant of the script gets the same number of settings to try, the script's own
first, on the same tuning seeds and under the same budget. The best of each is written as
a script and played on fresh seeds: no sequence and no first weight of the tuning is met
again there, whatever the seed. Only that tournament says who wins.

Which settings are searched, and where, says \`genoprop contestants NAME\`. A script narrows
or widens it, and may say how it is tuned:
  contestants:
    - contestant: genitor
      space: { population: [50, 100, 200], deviation: { from: 0.05, to: 1, scale: log } }
    - msgd-cr
  tune: { candidates: 64, seeds: 3, sampler: halving, then: 10 }
halving tries all settings for a small share of the budget, and the best third goes on to
three times as much, round after round. sobol and random give each the whole budget.
A tuning that was stopped goes on with \`genoprop resume RUN\`, or by the same command with
--run RUN, which then also plays the tournament.
${PAGES}
${MACHINES}
${SECRETS}

Examples:
  genoprop tune examples/tune.tournament.yaml
  genoprop tune my.tournament.ts --dry-run
  genoprop tune my.tournament.ts --candidates 27 --sampler sobol --then 0
  genoprop tune my.tournament.ts --run night.run.sqlite --write tuned.tournament.yaml

Exit codes: 0 done, 1 something failed while running, 2 something was written wrongly
and nothing started, 130 stopped by Ctrl-C.`;

export const tuneCommand: AddCommand = (program, terminal, outcome) => {
  const command = program
    .command('tune')
    .description('find the best settings of every contestant of a script, with the same effort for each')
    .argument('<file>', 'a .ts, .js, .json or .yaml file')
    .option('--dry-run', 'say what would be tried and how long it might take, and play nothing')
    .option(
      '--candidates <n>',
      "settings that are tried for each contestant, instead of the script's",
      wholeFrom('--candidates', 2, MOST_CANDIDATES),
    )
    .option('--seeds <n>', "tuning seeds, instead of the script's", count('--seeds', MOST_TUNING_SEEDS))
    .option('--sampler <name>', `${SAMPLERS_IN_WORDS}, instead of the script's`, sampler)
    .option('--seed <s>', "the seed from which all randomness begins, instead of the script's", parseSeed)
    .option(
      '--budget <limit>',
      "the whole budget of a trial, instead of all of the script's budgets: 5e10mac, 20000update or " +
        '100000evaluation; repeatable, the first reached ends it',
      (text: string, texts: readonly string[] = []): string[] => [...texts, text],
    )
    .option(
      '--then <n>',
      'fresh seeds of the tournament that is played afterwards; 0 for none',
      wholeFrom('--then', 0, MOST_TUNING_SEEDS),
    )
    .option('--write <file>', 'the script of the tuned contestants (default: beside the run file)')
    .option('--device <name>', `what computes: ${deviceNamesInWords}, instead of the script's`)
    .option('--workers <n>', 'worker threads', count('--workers', MOST_WORKERS), availableParallelism())
    .option(...ISOLATE)
    .option(...NO_ISOLATE)
    .option('--plain', 'plain log lines, also on a terminal (default: when the output is no terminal)')
    .option(
      '--json <file>',
      'write the result of the tuning as JSON; - for standard output, the rest then to standard error',
    )
    .option(
      '--run <file>',
      'the run file, a new one or that of the same tuning (default: runs/<script>-<time>.run.sqlite)',
    )
    .option('--no-run', 'keep no run file')
    .addHelpText('after', NOTES);
  addPagesFlag(command);
  addMachineFlags(command, { seconds: false });
  command.action(async (file: string, flags: TuneFlags) => {
    const { runTune } = await import('./run.ts');
    const namesWorkers = command.getOptionValueSource('workers') !== 'default';
    outcome.exitCode = await runTune(file, { ...flags, namesWorkers }, terminal);
  });
};

function sampler(text: string): SamplerName {
  const found = SAMPLERS.find((name) => name === text);
  if (found === undefined)
    throw new UserError(`--sampler ${text}: must be ${SAMPLERS_IN_WORDS}, not '${text}'`);
  return found;
}
