import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { extendRun } from '../../src/store/extend-run.ts';
import { createRun, openRun, type WritableRun } from '../../src/store/run-file.ts';
import type { TaskChoice, TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { about, checkpoint, result, spec, started, trial } from '../support/store/example-run.ts';

const [task] = spec.tasks as [TaskChoice];
const [msgd, other] = spec.contestants;
const later = { ...about, created: '2026-12-01T00:00:00.000Z', commandLine: ['tournament', 'x.yaml'] };

let folder: string;
let path: string;
let run: WritableRun;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-extend-'));
  path = join(folder, 'a.run');
  run = createRun(path, spec, about);
});
afterEach(() => {
  run.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a run that is extended', () => {
  const longer: TaskChoice = { ...task, label: 'temporal-order:length=50', options: { length: 50 } };
  const wider: TournamentSpec = {
    ...spec,
    tasks: [longer, task],
    contestants: [{ ...msgd!, name: 'new' }, ...spec.contestants],
    seeds: 3,
  };

  it('takes a setting that an older version did not know as its default', () => {
    const { rescue: _, ...older } = msgd!.settings as Record<string, unknown>;
    const full = { ...older, rescue: false };
    const old = join(folder, 'old.run');
    const held = createRun(old, { ...spec, contestants: [{ ...msgd!, settings: older }, other!] }, about);
    const wanted = { ...wider, contestants: [{ ...msgd!, settings: full }, other!] };
    try {
      expect(extendRun(held, wanted, later).contestants).toEqual([]);
      const changed = [{ ...msgd!, settings: { ...full, rescue: true } }, other!];
      expect(() => extendRun(held, { ...wanted, contestants: changed, seeds: 4 }, later)).toThrow(
        /rescue is false in the run file and true in the script/,
      );
    } finally {
      held.close();
    }
  });

  it('plans what is new, in the order of the new spec, and keeps what was found', () => {
    run.record(started);
    run.record(checkpoint(0));
    run.record({ type: 'finished', id: trial, result: result() });
    const before = { ...run.trials()[0]!, champion: run.champion(trial)!.bytes, metrics: run.metrics(trial) };
    expect(extendRun(run, wider, later)).toEqual({
      tasks: ['temporal-order:length=50'],
      contestants: ['new'],
      seeds: 1,
      trials: 18 - 4,
      goOn: [],
      anew: [],
    });
    expect(run.spec()).toEqual(wider);
    expect(run.trials().map(({ id }) => id)).toEqual(trialsOf(wider).map(({ id }) => id));
    const after = run.trials().find(({ id }) => id === trial)!;
    expect({ ...after, champion: run.champion(trial)!.bytes, metrics: run.metrics(trial) }).toEqual(before);
    expect(run.trials().filter(({ state }) => state === 'planned')).toHaveLength(17);
    expect(run.sessions().map(({ purpose, created }) => [purpose, created])).toEqual([
      ['create', about.created],
      ['extend', later.created],
    ]);
    expect(run.about()).toMatchObject({ created: about.created, commandLine: about.commandLine });
  });

  it('takes the events of its new trials at once, and is the same when opened again', () => {
    extendRun(run, wider, later);
    const id = 'temporal-order:length=50/new/3';
    run.record({ type: 'started', id, parameters: 4 });
    run.close();
    run = openRun(path);
    expect(run.trials().find((one) => one.id === id)).toMatchObject({ state: 'running', repetition: 3 });
  });

  it('is left alone where nothing is new', () => {
    const version = run.version();
    expect(extendRun(run, structuredClone(spec), later)).toMatchObject({ seeds: 0, trials: 0 });
    expect(run.sessions()).toHaveLength(1);
    expect(run.version()).toBe(version);
  });

  it('takes a plugin that has moved and still gives the same sequences', () => {
    const plugin = (module: string): TournamentSpec => ({
      ...spec,
      tasks: [{ ...task, module, facts: { ...task.facts, fingerprint: 'abc' } }],
    });
    const second = createRun(join(folder, 'b.run'), plugin('file:///a.ts'), about);
    extendRun(second, { ...plugin('file:///b.ts'), seeds: 3 }, later);
    expect(second.spec().tasks[0]!.module).toBe('file:///b.ts');
    second.close();
  });
});

describe('a run that is given more seeds by their numbers', () => {
  const ranged = (...repetitions: number[]): TournamentSpec => ({
    ...spec,
    seeds: repetitions.length,
    repetitions,
  });

  it('has them beside its own', () => {
    expect(extendRun(run, ranged(1, 2, 11, 12), later)).toMatchObject({ seeds: 2, trials: 4 });
    expect(run.trials().map(({ repetition }) => repetition)).toEqual([1, 1, 2, 2, 11, 11, 12, 12]);
    expect(run.spec().repetitions).toEqual([1, 2, 11, 12]);
    expect(extendRun(run, { ...spec, ...{ seeds: 12 } }, later)).toMatchObject({ seeds: 8, trials: 16 });
    expect(run.spec().repetitions).toBeUndefined();
  });

  it('keeps its own, by all their numbers', () => {
    expect(() => extendRun(run, ranged(2, 3), later)).toThrow(
      `run file ${path}: it has the seeds 1-2, the script 2-3; ask for a range, which is added to them`,
    );
  });
});

describe('a run whose budget is raised', () => {
  const larger: TournamentSpec = { ...spec, budget: { macs: 2e10 } };

  it('sets trials going that its budget ended, and they stand as before the validation at their end', () => {
    run.record(started);
    run.record(checkpoint(0));
    run.record(checkpoint(1));
    run.record({ ...checkpoint(2), snapshotValidatedAt: checkpoint(1).checkpoint.cost.macs });
    const stop = { reason: 'budget', detail: '1e10 macs are spent' } as const;
    run.record({ type: 'finished', id: trial, result: result({ stop }), extendable: true });
    expect(run.metrics(trial)).toHaveLength(3);
    expect(run.champion(trial)!.metadata.test).not.toBeNull();
    expect(extendRun(run, larger, later)).toMatchObject({ trials: 0, goOn: [trial], anew: [] });
    expect(run.trials()[0]).toMatchObject({
      state: 'stopped',
      result: { stop: { reason: 'stopped' }, solved: false, testError: null, costToSolve: null },
    });
    expect(run.metrics(trial).map(({ spent }) => spent)).toEqual([1e6 / 2e10, 2e6 / 2e10]);
    // The champion of then, which has not been tested.
    expect(run.champion(trial)!.metadata.test).toBeNull();
    expect([...run.champion(trial)!.parameters]).toEqual([1, 1, 1, 1]);
    expect(run.checkpoint(trial)).toMatchObject({ validatedAt: 2e6, cost: { macs: 3e6 }, spent: 3e6 / 2e10 });
    expect(run.sessions().at(-1)).toMatchObject({ purpose: 'extend', created: later.created });
  });

  it('leaves trials as they are that are solved or exploded, or failed', () => {
    const reasons = ['solved', 'exploded', 'failed'] as const;
    const ids = trialsOf(spec).map(({ id }) => id);
    for (const [index, reason] of reasons.entries()) {
      const more = { id: ids[index]!, stop: { reason, detail: 'so' } };
      run.record({ ...started, id: ids[index]! } as typeof started);
      run.record({ ...checkpoint(0), id: ids[index]! });
      run.record({ type: 'finished', id: ids[index]!, result: result(more) });
    }
    expect(extendRun(run, larger, later)).toMatchObject({ goOn: [], anew: [] });
    expect(run.trials().map(({ result: one }) => one?.stop.reason ?? null)).toEqual([...reasons, null]);
    expect(run.spec().budget).toEqual({ macs: 2e10 });
  });

  it('begins trials anew that ended before the state of ends was kept', () => {
    run.record(started);
    run.record(checkpoint(0));
    const stop = { reason: 'budget', detail: '1e10 macs are spent' } as const;
    run.record({ type: 'finished', id: trial, result: result({ stop }) });
    expect(extendRun(run, larger, later)).toMatchObject({ goOn: [], anew: [trial] });
    expect(run.trials()[0]).toMatchObject({ state: 'planned', result: null, parameters: null });
    expect([run.metrics(trial), run.champion(trial), run.checkpoint(trial)]).toEqual([[], null, null]);
  });
});

describe('a spec that does not hold what the run does', () => {
  const cases: readonly (readonly [string, TournamentSpec, string])[] = [
    [
      'another setting under the same name',
      { ...spec, contestants: [{ ...msgd!, settings: { rate: 0.02, clip: 1 } }, other!] },
      'contestant msgd: rate is 0.01 in the run file and 0.02 in the script; ' +
        'give it another name, or name another run file',
    ],
    [
      'another option of a net',
      { ...spec, contestants: [{ ...msgd!, netOptions: { hidden: 9 } }, other!] },
      'contestant msgd: hidden is 8 in the run file and 9 in the script',
    ],
    [
      'another learner',
      { ...spec, contestants: [{ ...msgd!, learner: 'adam' }, other!] },
      'contestant msgd: learner is sgd in the run file and adam in the script',
    ],
    ['a contestant less', { ...spec, contestants: [msgd!] }, 'contestant a/b is not in the script'],
    ['fewer seeds', { ...spec, seeds: 1 }, 'it has 2 seeds, the script 1; ask for at least 2'],
    ['another seed', { ...spec, seed: 8 }, "its seed is 7, the script's 8; name another run file"],
    ['another device', { ...spec, device: 'reference' }, "its device is wasm, the script's reference"],
    [
      'a smaller budget',
      { ...spec, budget: { macs: 5e9 } },
      "its budget is 1e10mac, the script's 5e9mac; a budget can only be raised, to more than 1e10mac; give --budget 1e10mac, which it has, or name another run file",
    ],
    [
      'a limit of another kind',
      { ...spec, tasks: [{ ...task, budget: { seconds: 3 } }] },
      'task temporal-order: its budget is 1e10mac in the run file and 3s in the script; ' +
        'a limit in seconds cannot be added, it might have ended trials earlier; give --budget 1e10mac, which it has, or name another run file',
    ],
    [
      'another end of trials',
      { ...spec, toTheEnd: { until: 0 } },
      'its trials end once solved in the run file, and its trials train on after that until 0 is wrong in the script',
    ],
    [
      'another task',
      { ...spec, tasks: [{ ...task, label: 'xor', name: 'xor' }] },
      'task temporal-order is not in the script; keep it in the script, or name another run file',
    ],
    [
      'another criterion of success',
      {
        ...spec,
        tasks: [
          {
            ...task,
            facts: { ...task.facts, success: { error: 0.05, sequences: 10_000, exhaustive: false } },
          },
        ],
      },
      'task temporal-order: its success.error is 0.01 in the run file and 0.05 in the script',
    ],
  ];

  it.each(cases)('is refused: %s', (_, wanted, message) => {
    expect(() => extendRun(run, wanted, later)).toThrow(UserError);
    expect(() => extendRun(run, wanted, later)).toThrow(`run file ${path}: ${message}`);
    expect(run.spec()).toEqual(spec);
    expect(run.sessions()).toHaveLength(1);
  });

  it('is refused with all that differs at once', () => {
    const wanted = { ...spec, seeds: 1, contestants: [other!] };
    expect(() => extendRun(run, wanted, later)).toThrow(
      /^2 faults in run file .*:\n {2}contestant msgd is not .*\n {2}it has 2 seeds/,
    );
  });

  it('is refused where its sequences are others under the same options', () => {
    const drawn = (fingerprint: string | null): TournamentSpec => ({
      ...spec,
      tasks: [{ ...task, facts: { ...task.facts, fingerprint } }],
    });
    const second = createRun(join(folder, 'c.run'), drawn('abc'), about);
    expect(() => extendRun(second, drawn('abd'), later)).toThrow(
      'task temporal-order: its sequences are no longer those that the run began with; name another run file',
    );
    expect(() => extendRun(second, drawn(null), later)).toThrow('its sequences can no longer be drawn');
    second.close();
  });

  it('is refused where its episodes are others under the same options, unless a former version began it', () => {
    const played = (hash: string | undefined): TournamentSpec => {
      const shape = { ...task.facts.shape, episode: { reads: 'tanh', steps: 9 } as const };
      const facts = { ...task.facts, shape, ...(hash === undefined ? {} : { played: hash }) };
      return { ...spec, tasks: [{ ...task, facts }] };
    };
    const second = createRun(join(folder, 'd.run'), played('abc'), about);
    expect(() => extendRun(second, played('abd'), later)).toThrow(
      'task temporal-order: its episodes are no longer those that the run began with; name another run file',
    );
    expect(() => extendRun(second, played(undefined), later)).toThrow('its episodes can no longer be played');
    second.close();
    const former = createRun(join(folder, 'e.run'), played(undefined), about);
    expect(() => extendRun(former, played('abc'), later)).not.toThrow();
    former.close();
  });
});
