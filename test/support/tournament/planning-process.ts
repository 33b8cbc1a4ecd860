/** Loads and plans the scripts that its arguments name, and prints for each one line of JSON. */
import process from 'node:process';
import { closePlugins } from '../../../src/tournament/plugins/plugin.ts';
import { loadScript } from '../../../src/tournament/script/load-script.ts';
import { planTournament } from '../../../src/tournament/script/plan-tournament.ts';

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
