import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { finish, start } from '../support/cli/process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = { cwd: root, command: [process.execPath, join(root, 'bin', 'genoprop.js')] };
const folder = mkdtempSync(join(tmpdir(), 'genoprop-quick-'));
const run = join(folder, 'quick.run.sqlite');
// A smaller budget than the script's: nothing here depends on what is solved.
const script = [
  'tournament',
  'examples/quick.tournament.yaml',
  '--budget',
  '4e8mac',
  '--plain',
  '--run',
  run,
];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shown = async () => {
  const { code, out, err } = await finish(['show', run, '--json'], built);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
};

it('examples/quick.tournament.yaml is run, killed, resumed, extended, shown and reported', async () => {
  const first = start([...script, '--seeds', '1'], built);
  expect(await first.until('of the test wrong')).toBe(true);
  first.child.kill('SIGKILL');
  expect((await first.ended).code).toBeNull();
  const killed = await shown();
  expect(killed.state).toBe('interrupted');

  expect(await finish(['resume', run, '--plain'], built)).toMatchObject({ code: 0, err: '' });
  const resumed = await shown();
  expect(resumed.state).toBe('done');
  for (const trial of resumed.trials) expect(trial).toMatchObject({ state: 'finished', retries: 0 });
  expect(resumed.trials).toHaveLength(3 * 4);

  const more = await finish([...script, '--seeds', '2'], built);
  expect(more).toMatchObject({ code: 0, err: '' });
  for (const trial of resumed.trials) expect(more.out).not.toContain(`${trial.contestant}, seed 1: started`);
  const extended = await shown();
  expect(extended.trials).toHaveLength(2 * 3 * 4);
  // What had ended is as it was, its seconds too.
  for (const trial of resumed.trials) expect(extended.trials).toContainEqual(trial);

  const page = join(folder, 'quick.html');
  expect(await finish(['report', run, '-o', page], built)).toMatchObject({ code: 0, err: '' });
  const html = readFileSync(page, 'utf8');
  for (const task of ['temporal-order', 'parity', 'anbn']) expect(html).toContain(task);
  expect(html).toContain('Not enough evidence');
}, 300_000);
