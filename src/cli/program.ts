/**
 * Program of the command line: the commands, and all that they share. Each command is a file or a folder beside this.
 */
import { Command, CommanderError } from 'commander';
import { unknownName } from '../options/nearest.ts';
import { reportFailure } from '../session/failures.ts';
import { readable, type Terminal } from '../session/terminal.ts';
import { isolatePlugins } from '../tournament/plugins/isolation.ts';
import { version } from '../version.ts';
import { benchCommand } from './bench.ts';
import { checkCommand } from './check/command.ts';
import type { AddCommand, Outcome } from './command.ts';
import { contestantsCommand } from './contestants/command.ts';
import { devicesCommand } from './devices/command.ts';
import { duelCommand } from './duel/command.ts';
import { evalCommand } from './eval/command.ts';
import { exportCommand } from './export/command.ts';
import { helpCommand } from './help.ts';
import { initCommand } from './init/command.ts';
import { labCommand } from './lab/command.ts';
import { listCommand } from './list/command.ts';
import { mergeCommand } from './merge/command.ts';
import { playCommand } from './play/command.ts';
import { playgroundCommand } from './playground/command.ts';
import { reportCommand } from './report/command.ts';
import { resumeCommand } from './resume/command.ts';
import { serveCommand } from './serve/command.ts';
import { showCommand } from './show/command.ts';
import { tasksCommand } from './tasks/command.ts';
import { tournamentCommand } from './tournament/command.ts';
import { tuneCommand } from './tune/command.ts';
import { watchCommand } from './watch/command.ts';
import { workerCommand } from './worker/command.ts';
import { workersCommand } from './workers/command.ts';

const commands: readonly AddCommand[] = [
  duelCommand,
  tournamentCommand,
  tuneCommand,
  resumeCommand,
  watchCommand,
  serveCommand,
  showCommand,
  reportCommand,
  labCommand,
  listCommand,
  mergeCommand,
  workerCommand,
  workersCommand,
  exportCommand,
  evalCommand,
  playCommand,
  playgroundCommand,
  tasksCommand,
  checkCommand,
  contestantsCommand,
  devicesCommand,
  benchCommand,
  initCommand,
  helpCommand,
];

const EXAMPLES = `
Examples:
  genoprop duel                                the default duel: GENITOR against three kinds of SGD
  genoprop duel --far                          the same on longer sequences, where GENITOR is ahead
  genoprop duel addition --set length=30 --seeds 10 --budget 60s
  genoprop duel xor --contestant genitor:hidden=8 --contestant small=genitor:hidden=4
  genoprop duel --seeds 5 --budget 1e10mac --json - > verdict.json
  genoprop resume night.run.sqlite             go on with a run that was stopped or killed
  genoprop show night.run.sqlite               what a run has found so far
  genoprop tasks temporal-order                what a task is and which options it has
  genoprop contestants msgd-cr                 what a contestant is and which settings it has

What is written wrongly is answered with one line that says what is allowed.`;

/** Builds the program with all its commands, writing to the terminal. */
export function buildProgram(terminal: Terminal, outcome: Outcome): Command {
  const program = new Command('genoprop')
    .description(
      'Breed and train recurrent nets on the same sequence tasks, under the same budget and with the same\n' +
        'seeds, and say who won.',
    )
    .usage('<command> [options]')
    .version(version(), '--version', "print genoprop's version")
    .helpOption('-h, --help', 'this help')
    .option('--debug', 'show stack traces of failures')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      // All errors are written in one place, by `reportFailure`.
      outputError: () => {},
      getOutHelpWidth: () => terminal.out.columns,
      getErrHelpWidth: () => terminal.err.columns,
      getOutHasColors: () => terminal.out.colours,
      getErrHasColors: () => terminal.err.colours,
    })
    .hook('preAction', (_program, command) => isolatePlugins(command.opts().isolate !== false))
    .addHelpText('after', EXAMPLES);
  for (const add of commands) add(program, terminal, outcome);
  for (const command of program.commands) {
    command.helpOption('-h, --help', 'this help').option('--debug', 'show stack traces of failures');
  }
  return program;
}

/** Runs the command that the arguments name. Returns the exit code. Never throws. */
export async function runCommandLine(args: readonly string[], written: Terminal): Promise<number> {
  const terminal = readable(written);
  const outcome: Outcome = { exitCode: 0 };
  try {
    const program = buildProgram(terminal, outcome);
    const [first] = args;
    const names = program.commands.map((command) => command.name());
    if (first === undefined) {
      terminal.out.write(program.helpInformation() + EXAMPLES.concat('\n'));
      return 0;
    }
    if (!first.startsWith('-') && !names.includes(first)) throw unknownName('command', first, names);
    await program.parseAsync(args, { from: 'user' });
    return outcome.exitCode;
  } catch (failure) {
    return reportFailure(withAdvice(failure, args), terminal, args.includes('--debug'));
  }
}

/** Usage error with advice: commander's messages are short and gain a pointer to the command's help. */
function withAdvice(failure: unknown, args: readonly string[]): unknown {
  if (!(failure instanceof CommanderError) || failure.exitCode === 0) return failure;
  const command = args[0]?.startsWith('-') === false ? ` ${args[0]}` : '';
  const message = `${failure.message.trim().replace(/\.$/, '')}; \`genoprop help${command}\` says what is allowed`;
  return new CommanderError(2, failure.code, message);
}
