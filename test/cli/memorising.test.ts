import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { finish } from '../support/cli/process.ts';
import { inOwnFolder } from '../support/cli/runs.ts';

inOwnFolder();
const noise = fileURLToPath(new URL('../fixtures/tables/noise.csv', import.meta.url));
const forecast = fileURLToPath(new URL('../../examples/tasks/forecast.ts', import.meta.url));

/** Windows of a file's rows at random places, whatever they are for: what is tested on is what was learnt. */
const careless = `
import { defineTask, readTable } from 'genoprop';
import { z } from 'zod';
const target = [...readTable(${JSON.stringify(noise)}).numbers('target')];
export default defineTask({
  name: 'windows', summary: 'windows of a file', source: 'test',
  options: z.object({ window: z.int().min(1).max(30).default(4).describe('steps') }),
  shape: () => ({ inputs: { kind: 'dense', size: 1 }, outputs: 1, loss: 'squared', scored: 'last' }),
  sample(random, { window }) {
    const start = random.integer(60 - window);
    return { inputs: target.slice(start, start + window), targets: target[start + window]! };
  },
});
`;
const MEMORISES = ['--contestant', 'msgd-c:learningRate=0.1', '--seeds', '1', '--budget', '3e9mac'];
const duel = (...args: string[]) =>
  finish(['duel', ...args, ...MEMORISES, '--workers', '1', '--no-run', '--json', '-'], {
    cwd: process.cwd(),
  });

describe('sixty rows of noise', () => {
  it('are not solved by learning them by heart where the task splits them', async () => {
    const { code, out, err } = await duel(
      forecast,
      '--set',
      `file=${noise}`,
      '--set',
      'column=target',
      '--set',
      'window=4',
    );
    expect(code).toBe(0);
    expect(err).toContain('less than 5.0 % of 5 test sequences wrong');
    expect(err).not.toContain('by heart');
    const [{ trials }] = JSON.parse(out).contestants;
    expect(trials[0]).toMatchObject({ solved: false, stop: 'budget' });
    expect(trials[0].testError).toBeGreaterThan(0.5);
  });

  it('are said to be the same in training and test where they are not split, before the trial starts', async () => {
    writeFileSync('careless.ts', careless);
    const { code, err } = await duel('./careless.ts', '--no-isolate');
    expect(code).toBe(0);
    const said = err.replaceAll(/\s+/g, ' ');
    expect(said).toMatch(
      /note all \d+ different sequences of validation and all \d+ of test that were looked at also occur among 56 of training, where a net can know them by heart/,
    );
    expect(said.indexOf('by heart')).toBeLessThan(said.indexOf('started'));
    expect(said).not.toMatch(/unseen|fresh/);
    const checked = await finish(['check', './careless.ts', '--json', '--no-isolate'], {
      cwd: process.cwd(),
    });
    const { checks } = JSON.parse(checked.out);
    expect(checks.find(({ check }: { check: string }) => check === 'parts')).toEqual({
      check: 'parts',
      status: 'warned',
      text: expect.stringContaining(
        '56 of 56 different validation sequences and 56 of 56 different test sequences also occur among 56',
      ),
    });
  });
});
