/** Loads and plans the scripts that its arguments name, and prints for each one line of JSON. */
import process from 'node:process';
import { loadScript } from '../../src/tournament/load-script.ts';
import { planTournament } from '../../src/tournament/plan-tournament.ts';
import { closePlugins } from '../../src/tournament/plugin.ts';

for (const file of process.argv.slice(2)) {
  try {
    const { definition, folder } = await loadScript(file);
    const { name, spec } = await planTournament(definition, { source: file, folder });
    process.stdout.write(`${JSON.stringify({ name, spec })}\n`);
  } catch (error) {
    const { name, message } = error as Error;
    process.stdout.write(`${JSON.stringify({ error: `${name}: ${message}` })}\n`);
  }
}
await closePlugins();
