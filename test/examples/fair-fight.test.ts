import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { nightParts } from '../../bench/reproductions/fair-fight/parts.ts';
import { commandOf } from '../../bench/reproductions/series.ts';
import type { TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { finish } from '../support/cli/process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const planner = fileURLToPath(new URL('../support/tournament/planning-process.ts', import.meta.url));
const FOLDER = 'examples/fair-fight';
const files = readdirSync(join(root, FOLDER)).filter((file) => file.includes('.tournament.'));
const specs = new Map<string, TournamentSpec>();

beforeAll(async () => {
  const args = files.map((file) => join(FOLDER, file));
  const { out, err } = await finish(args, { cwd: root, command: [process.execPath, planner] });
  expect(err).toBe('');
  for (const [index, line] of out.trim().split('\n').entries()) {
    const { spec, error } = JSON.parse(line) as { spec: TournamentSpec; error?: string };
    expect(error).toBeUndefined();
    specs.set(files[index]!, spec);
  }
});

describe('a script of the fair fight', () => {
  it.each(files)('%s says how to play it, and has the seed of the protocol', (file) => {
    expect(readFileSync(join(root, FOLDER, file), 'utf8')).toContain(`${FOLDER}/${file}`);
    expect(specs.get(file)!.seed).toBe(2027);
  });

  it.each(nightParts.map(commandOf))('is one of a series: %s', (command) => {
    expect(files.map((file) => `${FOLDER}/${file}`)).toContain(command.split(' ')[3]);
  });
});

describe('the ablation', () => {
  it.each([50, 100])(
    'at %i steps is a full factorial of starts, learners and sizes, 5 seeds each',
    (length) => {
      const own = [...specs]
        .filter(([file]) => file.startsWith(`ablation-${length}-`))
        .map(([, spec]) => spec);
      const contestants = own.flatMap((spec) => spec.contestants);
      const levels = contestants.map(({ learner, settings, netOptions }) =>
        [learner, settings.encoding, settings.alpha, netOptions.hidden, netOptions.initialisation].join(),
      );
      expect(new Set(levels).size).toBe(40);
      expect(contestants).toHaveLength(40);
      for (const spec of own) {
        expect(spec.seeds).toBe(5);
        expect(spec.tasks.map(({ options }) => options.length)).toEqual([length]);
      }
    },
  );
});
