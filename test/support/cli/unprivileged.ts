/**
 * Resumes or shows a run, or begins one, or lists workers, without the rights of root, for whom no permission binds.
 * Arguments: `resume` or `show` and the run, `duel` and perhaps the run, or `workers` and a password file. All it needs
 * is loaded before it gives the rights up, since others may have no access to where the project lies.
 */
import process from 'node:process';
import { builtInParts } from '../../../src/cli/built-in-parts.ts';
import { runDuel } from '../../../src/cli/duel/run.ts';
import { resumeRun } from '../../../src/cli/resume/run.ts';
import { showRun } from '../../../src/cli/show/run.ts';
import { listWorkers } from '../../../src/cli/workers/run.ts';
import { reportFailure } from '../../../src/session/failures.ts';
import { processTerminal } from '../../../src/session/terminal.ts';

const NOBODY = 65534;
if (process.getuid?.() === 0) {
  process.setgroups!([]);
  process.setgid!(NOBODY);
  process.setuid!(NOBODY);
}
const [command, path] = process.argv.slice(2);
const terminal = processTerminal();
const duel = {
  seeds: 1,
  seed: 1,
  workers: 1,
  contestant: ['msgd'],
  ...(path === undefined ? {} : { run: path }),
};
const commands: Readonly<Record<string, () => number | Promise<number>>> = {
  resume: () => resumeRun(path!, { workers: 1 }, terminal, builtInParts),
  duel: () => runDuel('xor', duel, terminal, builtInParts),
  show() {
    showRun(path!, {}, terminal);
    return 0;
  },
  workers: () => listWorkers({ connect: 'redis://127.0.0.1:1', passwordFile: path! }, terminal),
};
try {
  process.exitCode = await commands[command!]!();
} catch (error) {
  process.exitCode = reportFailure(error, terminal, false);
}
