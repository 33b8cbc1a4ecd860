/** Runs the scripts that its arguments name dry, with tries that tell nothing, and prints their plans as JSON. */
import process from 'node:process';
import { runScript } from '../../../src/cli/tournament/run-script.ts';
import { recordingTerminal, script } from '../cli/recording.ts';

for (const file of process.argv.slice(2)) {
  const terminal = recordingTerminal();
  await runScript(file, { dryRun: true, workers: 1, json: '-' }, terminal, script([]).parts);
  process.stdout.write(
    `${JSON.stringify({ ...JSON.parse(terminal.written.out), told: terminal.written.err })}\n`,
  );
}
