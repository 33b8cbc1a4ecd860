/** A plugin that fails costs its own trials, is named with what it did, and touches nothing else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closePlugins, openTask } from '../../../src/tournament/plugins/plugin.ts';
import { runTournament, type TournamentOptions } from '../../../src/tournament/run-tournament.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type {
  PluginLimits,
  TaskChoice,
  TournamentEvent,
  TournamentSpec,
} from '../../../src/tournament/spec/tournament.ts';
import { catalogue, playTournament, smallContestant, timeless } from '../../support/tournament/toys.ts';

const FIXTURE = new URL('../../fixtures/plugins/faulty.ts', import.meta.url).href;
const POISON = new URL('../../fixtures/plugins/poison.ts', import.meta.url).href;
const limits: PluginLimits = { seconds: 2, megabytes: 500 };
/** A machine with much else to do takes its time to fill memory. */
const scarce: PluginLimits = { seconds: 30, megabytes: 60 };

/** By the function that fails and how: what its trials end with. */
const FAULTS: readonly (readonly [place: string, fault: string, detail: string | RegExp])[] = [
  ['shape', 'throw', 'shape: it broke'],
  ['shape', 'hang', 'shape() did not return within 2 s'],
  ['cases', 'throw', 'cases: it broke'],
  ['cases', 'no-cases', 'cases gave 0.5, it must give a whole number from 1'],
  ['shared', 'throw', 'shared: it broke'],
  ['sample', 'throw', 'sample of sequence 0: it broke'],
  ['sample', 'throw-null', 'sample of sequence 0: threw null, not an error'],
  ['sample', 'throw-object', 'sample of sequence 0: threw {"code":7}, not an error'],
  ['sample', 'throw-trap', 'sample of sequence 0: threw what cannot be read'],
  ['sample', 'hang', 'sample() did not return within 2 s'],
  ['sample', 'exit', 'sample() ended its thread, as process.exit() does'],
  ['sample', 'reject', 'rejected a promise that nothing catches: nobody listens'],
  ['sample', 'timer', 'failed outside of its functions: too late'],
  ['sample', 'own-options', /^sample of sequence 0: .*read only property 'length'/],
  ['sample', 'nothing', 'sample: sequence 0 is undefined, it must be an object with inputs and targets'],
  ['sample', 'async', 'sample: sequence 0 is a promise, it must be an object with inputs and targets'],
  ['sample', 'no-inputs', 'sample: sequence 0: inputs is undefined, it must be a list, one entry a step'],
  ['sample', 'no-steps', 'sample: sequence 0: inputs has no steps, it needs at least one'],
  ['sample', 'symbol-out-of-range', 'sample: sequence 0, step 4: symbol 2 is outside 0..1'],
  ['sample', 'symbol-nan', 'sample: sequence 0, step 4: symbol NaN is outside 0..1'],
  ['sample', 'class-out-of-range', 'sample: sequence 0, step 3: target 2 is not a class in 0..1'],
  ['sample', 'no-target', 'sample: sequence 0, step 3: target null is not a class in 0..1'],
  ['sample', 'huge-steps', /^sample: sequence 0 has 4000000000 steps, a batch of \d+ must have at most \d+ /],
  ['judge', 'throw', 'judge of sequence 0: it broke'],
  ['judge', 'hang', 'judge() did not return within 2 s'],
  ['judge', 'exit', 'judge() ended its thread, as process.exit() does'],
  ['judge', 'no-judgement', 'judge of sequence 0 gave undefined, it must give { wrong: true or false, … }'],
  ['judge', 'no-wrong', 'judge of sequence 0: wrong is undefined, it must be true or false'],
  ['judge', 'number-wrong', 'judge of sequence 0: wrong is 1, it must be true or false'],
  ['judge', 'nan-measure', 'judge of sequence 0: distance is NaN, it must be a finite number'],
];

/** The same for what needs too much memory. */
const EXHAUSTING: typeof FAULTS = [
  ['sample', 'heap', 'sample() needed more than 60 MB'],
  ['sample', 'map', 'sample() needed more than 60 MB'],
  ['sample', 'off-heap', 'sample() needed more than 60 MB'],
  ['sample', 'leak', /^(sample\(\)|its thread) needed more than 60 MB/],
  ['judge', 'off-heap', 'judge() needed more than 60 MB'],
];

let sound: TaskChoice;
let builtIn: TaskChoice;
beforeAll(async () => {
  sound = await (await openTask(FIXTURE)).choose();
  builtIn = await (await openTask('parity')).choose({ length: 5 });
});
afterAll(closePlugins);

/** Chosen while it was sound, as a plugin that begins to fail later. */
const faulty = (place: string, fault: string, after = 0): TaskChoice => ({
  ...sound,
  label: `faulty:${place}=${fault}`,
  options: { ...sound.options, place, fault, after },
});

async function play(
  tasks: readonly TaskChoice[],
  budget = { updates: 300 },
  given: TournamentOptions & { readonly limits?: PluginLimits; readonly device?: string } = {},
  hear: (event: TournamentEvent) => void = () => {},
) {
  const spec: TournamentSpec = {
    tasks,
    contestants: [resolveContestant('msgd-2013', { hidden: 3 }, { as: 'msgd' })],
    seeds: 1,
    seed: 1,
    budget,
    device: given.device ?? 'wasm',
    limits: given.limits ?? limits,
  };
  const byId = new Map<string, TournamentEvent[]>();
  for await (const event of runTournament(spec, { workers: 2, isolate: false, ...given })) {
    hear(event);
    // How often progress is told depends on the machine.
    if (event.type !== 'done' && event.type !== 'progress')
      byId.set(event.id, [...(byId.get(event.id) ?? []), event]);
  }
  const endOf = (task: TaskChoice) => {
    const last = byId.get(`${task.label}/msgd/1`)?.at(-1);
    return last?.type === 'finished' ? last.result : null;
  };
  return { byId, endOf };
}

describe('a tournament with plugins that fail', () => {
  it.each([
    ['fault', FAULTS, limits],
    ['want of memory', EXHAUSTING, scarce],
  ] as const)(
    'names each %s, tries no trial twice, and leaves other tasks their results',
    async (_, faults, given) => {
      const alone = await play([builtIn, sound]);
      const tasks = faults.map(([place, fault]) => faulty(place, fault));
      const { byId, endOf } = await play([...tasks, builtIn, sound], undefined, { limits: given });
      for (const task of [builtIn, sound]) {
        const id = `${task.label}/msgd/1`;
        expect(timeless(byId.get(id))).toEqual(timeless(alone.byId.get(id)));
        expect(endOf(task)!.stop.reason).toBe('budget');
      }
      const ends = faults.map((_, index) => endOf(tasks[index]!)!.stop);
      expect(ends).toEqual(
        faults.map(([, , detail]) => ({
          reason: 'failed',
          detail:
            typeof detail === 'string'
              ? `task faulty: ${detail}`
              : expect.stringMatching(new RegExp(detail.source.replace('^', '^task faulty: '))),
        })),
      );
      expect([...byId.values()].flat().filter(({ type }) => type === 'retried')).toEqual([]);
    },
  );

  it('names them likewise on a device that works beside their threads', async () => {
    const own = { device: 'far', catalogue };
    const hanging = [faulty('sample', 'hang', 20), faulty('judge', 'throw', 20), sound];
    const { endOf } = await play(hanging, undefined, own);
    expect(hanging.map((task) => endOf(task)!.stop)).toEqual([
      { reason: 'failed', detail: 'task faulty: sample() did not return within 2 s' },
      { reason: 'failed', detail: expect.stringMatching(/^task faulty: judge of sequence \d+: it broke$/) },
      { reason: 'budget', detail: '300 updates are spent' },
    ]);
    const leaking = faulty('sample', 'leak');
    const leaked = await play([leaking], { updates: 1e6 }, { ...own, limits: scarce });
    expect(leaked.endOf(leaking)!.stop.detail).toMatch(
      /^task faulty: (sample\(\)|its thread) needed more than 60 MB/,
    );
  });

  it('touches nothing of them by what it changes in its own threads', async () => {
    const poison = await (await openTask(POISON)).choose();
    const alone = await play([builtIn]);
    const { byId, endOf } = await play([poison, builtIn], undefined, { workers: 1 });
    // Its trial computes in another thread too, so that it learns what the poisoned sequences still say.
    expect(endOf(poison)!.stop.reason).toBe('solved');
    expect(timeless(byId.get(`${builtIn.label}/msgd/1`))).toEqual(timeless([...alone.byId.values()][0]));
  });

  it('is helped by threads that never load it, to the same results', async () => {
    const spec: TournamentSpec = {
      tasks: [sound],
      contestants: [smallContestant('genitor')],
      seeds: 1,
      seed: 1,
      budget: { macs: 2_000_000 },
      device: 'wasm',
    };
    const played = await Promise.all(
      [1, 3].map(
        async (workers) =>
          (await playTournament(spec, { workers, jobMacs: 1, catalogue: undefined, isolate: false })).byId,
      ),
    );
    expect(played[1]).toEqual(played[0]);
  });

  it('keeps what a trial found before its plugin failed', async () => {
    // Some hundred calls are made before the first checkpoint, so that one has been told by then.
    const { byId, endOf } = await play([faulty('sample', 'hang', 20_000)], { updates: 100_000 });
    const result = endOf(faulty('sample', 'hang'))!;
    expect(result.stop).toEqual({
      reason: 'failed',
      detail: 'task faulty: sample() did not return within 2 s',
    });
    const checkpoints = [...byId.values()].flat().filter(({ type }) => type === 'checkpoint');
    expect(checkpoints.length).toBeGreaterThan(0);
    expect(result.champion!.parameters).toHaveLength(result.parameters);
    expect(result.cost.updates).toBeGreaterThan(0);
    expect(result.testError).toBeNull();
  });

  it('takes no call for one that hangs while it is paused', async () => {
    const task = faulty('sample', 'slow');
    const { endOf } = await play(
      [task],
      { updates: 40 },
      {
        onStart(setPaused) {
          setPaused(true);
          // Long enough for its threads to start, and then for one call that is longer than the limit.
          setTimeout(() => setPaused(false), 1000 * (limits.seconds + 5));
        },
      },
    );
    expect(endOf(task)!.stop.reason).toBe('budget');
  });

  it('stops at once though a plugin hangs', async () => {
    const controller = new AbortController();
    const task = faulty('sample', 'hang', 100);
    const { endOf } = await play([task], undefined, { signal: controller.signal }, (event) => {
      if (event.type === 'started') setTimeout(() => controller.abort(), 50);
    });
    expect(endOf(task)!.stop).toEqual({ reason: 'stopped', detail: 'the run was stopped' });
  });
});
