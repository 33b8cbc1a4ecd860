import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Budget, TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { finish } from '../support/cli/process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const planner = fileURLToPath(new URL('../support/tournament/planning-process.ts', import.meta.url));
const dryRunner = fileURLToPath(new URL('../support/examples/dry-run-process.ts', import.meta.url));
const files = readdirSync(join(root, 'examples')).filter((file) => file.includes('.tournament.'));
const specs = new Map<string, TournamentSpec>();

beforeAll(async () => {
  const args = files.map((file) => join('examples', file));
  const { out, err } = await finish(args, { cwd: root, command: [process.execPath, planner] });
  expect(err).toBe('');
  for (const [index, line] of out.trim().split('\n').entries()) {
    const { spec, error } = JSON.parse(line) as { spec: TournamentSpec; error?: string };
    expect(error).toBeUndefined();
    specs.set(files[index]!, spec);
  }
});

describe('an example of a tournament', () => {
  it('is one of ten', () => {
    expect(files).toEqual([
      'ablation.tournament.ts',
      'forcing.tournament.ts',
      'handover.tournament.ts',
      'lab.tournament.ts',
      'natural-problems.tournament.ts',
      'pathological.tournament.ts',
      'quick.tournament.yaml',
      'strategies.tournament.ts',
      'temporal-order.tournament.ts',
      'tune.tournament.yaml',
    ]);
  });

  it.each(files)('%s begins with a comment that says what it shows, how long, and how to run it', (file) => {
    const text = readFileSync(join(root, 'examples', file), 'utf8');
    const comment = file.endsWith('.ts')
      ? text.slice(0, text.indexOf('*/'))
      : text.slice(0, text.indexOf('\n\n'));
    expect(comment).toMatch(/^(\/\*\*|#) ?/);
    expect(comment).toContain(`npx genoprop tournament examples/${file}`);
    expect(comment).toMatch(/minute|night/);
  });

  it.each(files)('%s can be planned, with random search as the floor', (file) => {
    const { contestants, seeds } = specs.get(file)!;
    expect(contestants.map(({ learner }) => learner)).toContain('random-search');
    // Fewer would give no verdict.
    expect(seeds).toBeGreaterThanOrEqual(5);
  });

  it('runs dry', async () => {
    const args = files.map((file) => join('examples', file));
    const { out, err, code } = await finish(args, { cwd: root, command: [process.execPath, dryRunner] });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const [index, line] of out.trim().split('\n').entries()) {
      const { tasks, contestants, seeds } = specs.get(files[index]!)!;
      const { trials, told } = JSON.parse(line) as { trials: unknown[]; told: string };
      expect(trials).toHaveLength(tasks.length * contestants.length * seeds);
      expect(told).toContain(`${trials.length} trials, `);
    }
  });
});

describe('the figure of Pascanu, Mikolov and Bengio', () => {
  it('has three initialisations of three methods, and GENITOR, on every length, with five runs', () => {
    const { tasks, contestants, seeds } = specs.get('temporal-order.tournament.ts')!;
    expect(seeds).toBe(5);
    expect(tasks.map(({ options }) => options.length)).toEqual([20, 50, 100, 150, 200, 250]);
    const gradient = contestants.filter(({ learner }) => learner === 'sgd');
    const factors = gradient.map(({ settings, netOptions }) => [
      settings.threshold,
      settings.alpha,
      netOptions.unit,
      netOptions.initialisation,
    ]);
    const methods = [
      [0, 0],
      [1, 0],
      [1, 4],
    ];
    const starts = [
      ['logistic', 'sigmoid'],
      ['tanh', 'basic-tanh'],
      ['tanh', 'smart-tanh'],
    ];
    expect(factors).toEqual(starts.flatMap((start) => methods.map((method) => [...method, ...start])));
    for (const { settings, netOptions } of gradient) {
      expect(settings).toMatchObject({ learningRate: 0.01, batch: 20 });
      expect(netOptions.hidden).toBe(50);
    }
    expect(contestants.filter(({ learner }) => learner === 'genitor')).toHaveLength(1);
  });

  it('gives everybody on a task as many multiply-accumulates, those of 100,000 updates', () => {
    const { tasks, budget } = specs.get('temporal-order.tournament.ts')!;
    for (const task of tasks) {
      const own: Budget = task.budget!;
      expect(Object.keys(own)).toEqual(['macs']);
      // 20 sequences; forward 50² + 50 a step, twice that for weights, 50² for the error signal.
      expect(own.macs! / (20 * (task.options.length as number))).toBe(100_000 * (3 * 50 * 50 + 2 * 50));
    }
    expect(budget).toEqual(tasks[0]!.budget);
  });
});

describe('the ablation of GENITOR', () => {
  it('changes one thing at a time', () => {
    const { contestants } = specs.get('ablation.tournament.ts')!;
    const [baseline, ...variants] = contestants.filter(({ learner }) => learner === 'genitor');
    expect(baseline!.name).toBe('genitor');
    const changed = variants.map(({ settings, netOptions }) => {
      expect(netOptions).toEqual(baseline!.netOptions);
      return Object.keys(settings).filter((key) => settings[key] !== baseline!.settings[key]);
    });
    expect(changed).toEqual([
      ['selection'],
      ['selection'],
      ['crossover'],
      ['crossover'],
      ['crossoverRate'],
      ['gray'],
      ['encoding'],
    ]);
  });
});
