import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { chooseTask } from '../../src/tournament/choose-task.ts';
import { loadTask } from '../../src/tournament/plugin.ts';
import { resolveContestant } from '../../src/tournament/resolve.ts';
import { runTournament } from '../../src/tournament/run-tournament.ts';
import type { TournamentEvent } from '../../src/tournament/tournament.ts';

const folder = mkdtempSync(join(tmpdir(), 'genoprop-plugin-'));
// A file of the user's own finds zod where it is installed; here that is the project.
const zod = import.meta.resolve('zod');

/** Writes a plugin and gives its path. */
function plugin(file: string, text: string): string {
  const path = join(folder, file);
  writeFileSync(path, text);
  return path;
}

const echo = (name: string): string => `
import { z } from '${zod}';
export default {
  name: '${name}',
  summary: 'name the last symbol',
  source: 'test',
  options: z.object({ length: z.int().min(1).max(9).default(3).describe('steps') }),
  shape: () => ({ inputs: { kind: 'symbols', size: 2 }, outputs: 2, loss: 'softmax', scored: 'last' }),
  sample(random, { length }) {
    const inputs = Array.from({ length }, () => random.integer(2));
    return { inputs, targets: inputs.at(-1) };
  },
};`;

describe('a task from a file', () => {
  it('is played on worker threads like a built-in one', async () => {
    const path = plugin('echo.mjs', echo('echo'));
    const { task, module } = await loadTask(path);
    expect(module).toBe(pathToFileURL(path).href);
    const events: TournamentEvent[] = [];
    const spec = {
      tasks: [chooseTask(task, { length: 3 }, { module: module! })],
      contestants: [resolveContestant('msgd', { hidden: 4, learningRate: 0.5 })],
      seeds: 1,
      seed: 1,
      budget: { updates: 2000 },
      device: 'wasm',
    };
    for await (const event of runTournament(spec, { workers: 1 })) events.push(event);
    const [finished] = events.filter((event) => event.type === 'finished');
    expect(finished!.result.stop.reason).toBe('solved');
    expect(finished!.result.id).toBe('echo/msgd/1');
  });

  it('is refused in one line when it is not there, cannot be loaded or is no task', async () => {
    await expect(loadTask('./nowhere.ts')).rejects.toThrow('task ./nowhere.ts: there is no such file');
    const broken = plugin('broken.mjs', 'export default {');
    await expect(loadTask(broken)).rejects.toThrow(`task ${broken}: cannot be loaded: `);
    const empty = plugin('empty.mjs', 'export const task = 1;');
    await expect(loadTask(empty)).rejects.toThrow(
      `task ${empty}: has no default export, it must be \`export default defineTask({...})\``,
    );
    const wrong = plugin('wrong.mjs', 'export default 3;');
    await expect(loadTask(wrong)).rejects.toThrow(
      `task ${wrong}: it is 3, it must be what defineTask({...}) gives`,
    );
    const twin = plugin('twin.mjs', echo('parity'));
    await expect(loadTask(twin)).rejects.toThrow(
      `task ${twin}: its name 'parity' is a built-in task's, give it another`,
    );
  });
});
