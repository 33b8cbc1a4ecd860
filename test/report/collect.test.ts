import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { statesOf } from '../../src/report/charts/strips/hidden.ts';
import { closePlugins, openTask } from '../../src/tournament/plugins/plugin.ts';
import { contestant, task } from '../support/report/made-run.ts';
import { reportOf, scratchFolder } from '../support/report/reports.ts';

describe('the data of a report', () => {
  it('holds every trial with its curve, what was inside, and the verdict', async () => {
    const { tasks, text, command, left, state } = await reportOf();
    const [{ trials, verdict, solved, specimens }] = tasks as [(typeof tasks)[0]];
    expect(trials).toHaveLength(6);
    expect(trials.every(({ curve }) => curve.macs.length === 40 && curve.validations === 40)).toBe(true);
    expect(verdict.text).toBe(text);
    expect(Object.keys(solved.seconds)).toEqual(['genitor', 'msgd-cr']);
    expect(solved.steps.genitor!.map(({ cost }) => cost)).toEqual(
      trials
        .filter((trial) => trial.contestant === 'genitor' && trial.solved)
        .map(({ costToSolve }) => costToSolve!.evaluations)
        .sort((a, b) => a - b),
    );
    expect(trials[0]!.population!.counts[0]).toHaveLength(20);
    expect(trials[1]!.stages!.at(-1)!.lags).toHaveLength(20);
    expect(specimens!.champions.map((one) => one.contestant)).toEqual(['genitor', 'msgd-cr']);
    expect({ state, left }).toEqual({ state: 'done', left: [] });
    expect(command).toBe('npx genoprop duel temporal-order');
  });

  it('survives JSON, so that the page reads what was collected', async () => {
    const data = await reportOf({}, { notFinite: true, fate: () => 'exploded' });
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  });

  it('turns the error signal round, from steps to lags', async () => {
    const { tasks } = await reportOf();
    const stage = tasks[0]!.trials[1]!.stages!.at(-1)!;
    expect(stage.norms[0]).toBe(1);
    expect(stage.norms[19]!).toBeCloseTo(0.99 ** 19, 4);
  });

  it('shows the champion’s states as a trace gives them, to the step of a byte', async () => {
    const { tasks } = await reportOf();
    const { champions, sequences } = tasks[0]!.specimens!;
    const states = statesOf(champions[0]!, 0);
    expect(states).toHaveLength(sequences[0]!.length);
    expect(states.every((row) => row.length === champions[0]!.hidden)).toBe(true);
    const values = states.flat();
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(new Set(values).size).toBeGreaterThan(20);
  });

  it('keeps all states of saturated champions, whose bytes must not look like paths', async () => {
    const { tasks } = await reportOf({}, { spread: 1000 });
    const { champions, sequences } = tasks[0]!.specimens!;
    for (const champion of champions) {
      for (const [number, { length }] of sequences.entries()) {
        const states = statesOf(champion, number).slice(1).flat();
        expect(states).toHaveLength((length - 1) * champion.hidden);
        expect(states.filter((state) => Math.abs(state) > 0.9).length).toBeGreaterThan(states.length / 2);
      }
    }
  });

  it('is there before any trial has begun', async () => {
    const { tasks, counts, text } = await reportOf({}, { fate: () => 'planned' });
    expect(tasks[0]!.trials.every(({ curve }) => curve.macs.length === 0)).toBe(true);
    expect(tasks[0]!.specimensLack).toBe('No trial has left a champion yet.');
    expect(counts.finished).toBe(0);
    expect(text).toContain('No verdict');
  });

  it('tells trials apart by how far they came', async () => {
    const fates = ['solved', 'running', 'planned', 'unvalidated', 'failed', 'stopped'] as const;
    const { tasks } = await reportOf({}, { fate: (_, place) => fates[place]! });
    const told = tasks[0]!.trials.map(({ state, stop }) => `${state} ${stop?.reason ?? '-'}`);
    expect(told).toEqual([
      ...['finished solved', 'running -', 'planned -', 'running -', 'finished failed', 'stopped stopped'],
    ]);
    expect(tasks[0]!.trials[1]!.cost.macs).toBeGreaterThan(0);
  });

  it('says what it left out, and leaves nothing out silently', async () => {
    const contestants = Array.from({ length: 10 }, (_, place) => contestant('msgd-c', `c${place}`));
    const { tasks, left } = await reportOf({ contestants, seeds: 20 }, { validations: 80 });
    expect(tasks[0]!.trials).toHaveLength(200);
    expect(tasks[0]!.trials.every(({ curve }) => curve.macs.length === 75 && curve.validations === 80)).toBe(
      true,
    );
    expect(left).toEqual([
      'Trials were validated up to 80 times; each curve keeps 75 points, evenly spread over its validations.',
      'Pictures of single searches (populations, species, error signals over the lag) are kept for the first 6 seeds of 20 of each contestant.',
    ]);
  });

  it('covers several tasks of every kind of answer', async () => {
    const tasks = [task('temporal-order'), task('addition'), task('embedded-reber'), task('parity')];
    const data = await reportOf({ tasks, seeds: 1 });
    expect(data.overall?.rows).toHaveLength(2);
    const targets = data.tasks.map(({ specimens }) => specimens!.sequences[0]!.targets);
    expect(targets.every((one) => one.length > 0)).toBe(true);
    expect(targets[1]![0]!.values).toHaveLength(1);
    expect(targets[2]!.length).toBeGreaterThan(5);
  });

  it('does without test sequences where their task cannot be asked any more', async () => {
    const folder = scratchFolder();
    const module = pathToFileURL(join(folder, 'gone.ts')).href;
    const { tasks } = await reportOf({
      tasks: [{ ...task('temporal-order'), name: 'gone', module }],
      seeds: 1,
    });
    await closePlugins();
    expect(tasks[0]!.specimens).toBeNull();
    expect(tasks[0]!.specimensLack).toMatch(/^Test sequences cannot be drawn here: .*gone/);
    expect(tasks[0]!.summary).toBeNull();
  });

  it('shows of a plugin’s task what it draws', async () => {
    const file = new URL('../../examples/tasks/delayed-recall.ts', import.meta.url);
    const open = await openTask(file.pathname);
    const { tasks } = await reportOf({ tasks: [await open.choose({ delay: 2, length: 9 })], seeds: 1 });
    await closePlugins();
    expect(tasks[0]!.specimens!.sequences[0]!.targets.map(({ step }) => step)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  });
});
