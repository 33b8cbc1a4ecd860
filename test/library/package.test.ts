import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { finish } from '../support/cli/process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isBuilt = existsSync(join(root, 'dist', 'src', 'index.js'));

const program = `
import { contestants, defineTournament, openRun, runTournament, summarise, type TrialOutcome } from 'genoprop';

const tournament = defineTournament({
  tasks: [{ task: './echo.ts', options: { length: 2 } }],
  contestants: [contestants.msgd.with({ hidden: 4, learningRate: [0.1, 0.5] })],
  seeds: 1,
  budget: '300update',
  floor: false,
});
const results = new Map<string, TrialOutcome>();
for await (const event of runTournament(tournament, { workers: 1, run: 'my.run' })) {
  if (event.type === 'planned') console.log(event.trials.map(({ id }) => id).join(' '));
  if (event.type === 'finished') results.set(event.id, event.result);
}
const run = openRun('my.run');
console.log(results.size, run.trials().length, summarise(run.spec(), results).winner);
run.close();
`;
const task = `
import { defineTask } from 'genoprop';
import { z } from 'zod';
export default defineTask({
  name: 'echo', summary: 'name the last symbol', source: 'test',
  options: z.object({ length: z.int().min(1).max(9).default(3).describe('steps') }),
  shape: () => ({ inputs: { kind: 'symbols', size: 2 }, outputs: 2, loss: 'softmax', scored: 'last' }),
  sample(random, { length }) {
    const inputs = Array.from({ length }, () => random.integer(2));
    return { inputs, targets: inputs.at(-1)! };
  },
});
`;

it.skipIf(!isBuilt)(
  'the built package plays a tournament from a program that has it installed (needs dist/)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'genoprop-package-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(root, join(folder, 'node_modules', 'genoprop'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'program.ts'), program);
    writeFileSync(join(folder, 'echo.ts'), task);
    const { code, out, err } = await finish(['program.ts'], { cwd: folder, command: [process.execPath] });
    rmSync(folder, { recursive: true });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      'echo:length=2/msgd:learningRate=0.1,hidden=4/1 echo:length=2/msgd:learningRate=0.5,hidden=4/1\n2 2 null\n',
    );
  },
);
