import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  contestants,
  defineTournament,
  openRun,
  type RunEvent,
  type RunTournamentOptions,
  runTournament,
  summarise,
  type TournamentDefinition,
  type TrialOutcome,
  tune,
  UserError,
} from '../../src/index.ts';
import { finish } from '../support/cli/process.ts';
import { timeless } from '../support/tournament/toys.ts';

const folder = mkdtempSync(join(tmpdir(), 'genoprop-library-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tiny = defineTournament({
  tasks: [{ task: 'parity', options: { length: [3, 4] } }],
  contestants: [
    contestants.genitor.with({ hidden: 3 }).named('bred'),
    contestants.msgdCr.with({ hidden: 4 }),
  ],
  seeds: 1,
  budget: '1e7mac',
  floor: false,
});

async function play(tournament: string | TournamentDefinition, options: RunTournamentOptions = {}) {
  const events: RunEvent[] = [];
  for await (const event of runTournament(tournament, { workers: 2, ...options })) events.push(event);
  const results = new Map<string, TrialOutcome>();
  for (const event of events) if (event.type === 'finished') results.set(event.result.id, event.result);
  const [planned] = events;
  if (planned?.type !== 'planned') throw new Error('the first event is not planned');
  return { events, results, planned };
}

/** Results by trial, without what depends on the machine's speed and without nets. */
const comparable = (results: ReadonlyMap<string, TrialOutcome>) =>
  [...results].sort().map(([id, result]) => [id, timeless({ ...result, champion: null })]);

describe('options of a program', () => {
  it.each([
    [{ workers: 0 }, 'workers: must be a whole number from 1 to 256, not 0'],
    [{ workers: Number.NaN }, 'workers: must be a whole number from 1 to 256, not NaN'],
    [{ seed: 1.5 }, 'seed: must be a whole number from 0 to'],
    [{ budget: 1e6 as never }, "budget: must be a limit such as '5e10mac', or a list of them, not 1000000"],
    [{ device: 3 as never }, 'device: must be the name of a device, not 3'],
    [{ worker: 2 } as never, "unknown field 'worker', did you mean 'workers'?"],
    [null as never, 'is empty, it must be an object of options'],
  ])('%j are refused in one line', async (options, line) => {
    await expect(runTournament(tiny, options).next()).rejects.toThrow(line);
    await expect(tune(tiny, options).next()).rejects.toThrow(line);
  });

  it('leave the run file free where the loop is left before anything began', async () => {
    const run = join(folder, 'left.run.sqlite');
    for (let time = 0; time < 2; time++) {
      for await (const event of runTournament(tiny, { run })) if (event.type === 'planned') break;
    }
    const tuned = join(folder, 'left-tuning.run.sqlite');
    const definition = { ...tiny, budget: '1e8mac' };
    for (let time = 0; time < 2; time++) {
      for await (const event of tune(definition, { run: tuned, candidates: 2 })) {
        if (event.type === 'planned') break;
      }
    }
    openRun(tuned).close();
  });
});

describe('a tournament played from a program', () => {
  it('tells what is planned, every trial from start to end, and that it is done', async () => {
    const { events, results, planned } = await play(tiny);
    expect(planned.spec).toMatchObject({ seeds: 1, seed: 1, budget: { macs: 1e7 }, device: 'wasm' });
    const ids = planned.trials.map(({ id }) => id);
    expect(ids).toHaveLength(4);
    for (const id of ids) {
      const types = events.flatMap((event) => ('id' in event && event.id === id ? [event.type] : []));
      expect(types[0]).toBe('started');
      expect(types.at(-1)).toBe('finished');
      expect(types).toContain('checkpoint');
    }
    expect(events.at(-1)).toEqual({ type: 'done', stopped: false });
    const summary = summarise(planned.spec, results);
    expect(summary.tasks.map(({ task }) => task)).toEqual(['parity:length=3', 'parity:length=4']);
    expect(summary.text).toMatch(/^Not enough evidence/);
  });

  it('gives the results that the command gives', async () => {
    const { results } = await play(tiny, { workers: 1 });
    writeFileSync(join(folder, 'tiny.json'), JSON.stringify(tiny));
    const args = ['tournament', 'tiny.json', '--run', 'command.run', '--workers', '2'];
    expect((await finish(args, { cwd: folder })).code).toBe(0);
    const run = openRun(join(folder, 'command.run'));
    const stored = new Map(run.trials().map(({ id, result }) => [id, result!]));
    run.close();
    expect(comparable(stored)).toEqual(comparable(results));
  });

  it('goes on in a run file where it was left, and adds what is new', async () => {
    const run = join(folder, 'left.run');
    for await (const event of runTournament(tiny, { workers: 1, run })) if (event.type === 'finished') break;
    const before = openRun(run);
    const states = before.trials().map(({ state }) => state);
    before.close();
    expect(states.filter((state) => state === 'finished')).toHaveLength(1);
    expect(states).not.toContain('running');

    const rest = await play(tiny, { run });
    expect(rest.planned.ended.size).toBe(1);
    expect(rest.results.size).toBe(3);
    const whole = new Map([...rest.planned.ended, ...rest.results]);
    expect(comparable(whole)).toEqual(comparable((await play(tiny)).results));

    const more = await play(tiny, { run, seeds: 2 });
    expect(more.planned.ended.size).toBe(4);
    expect([...more.results.keys()].every((id) => id.endsWith('/2'))).toBe(true);
    const after = openRun(run);
    expect(after.trials().map(({ state }) => state)).toEqual(Array(8).fill('finished'));
    after.close();

    const shown = await finish(['show', 'left.run'], { cwd: folder });
    expect(shown.out).toMatch(/\nby +a program\n/);
    const resumed = await finish(['resume', 'left.run'], { cwd: folder });
    expect(resumed.code).toBe(0);
    expect(resumed.out).not.toContain('repeat');

    const changed = { ...tiny, contestants: [contestants.genitor.with({ hidden: 5 }).named('bred')] };
    await expect(play(changed, { run, seeds: 2 })).rejects.toThrow(UserError);
  });

  it('stops at a signal, and every trial under way says how it stands', async () => {
    const controller = new AbortController();
    const endless = { ...tiny, tasks: ['xor'], budget: '1e14mac', seeds: 2 };
    const reasons: string[] = [];
    let last: RunEvent | undefined;
    for await (const event of runTournament(endless, { workers: 2, signal: controller.signal })) {
      if (event.type === 'checkpoint') controller.abort();
      if (event.type === 'finished') reasons.push(event.result.stop.reason);
      last = event;
    }
    expect(reasons).toEqual(['stopped', 'stopped']);
    expect(last).toEqual({ type: 'done', stopped: true });
  });

  it('is what a file says, with options in place of what it says', async () => {
    const file = join(folder, 'tiny.yaml');
    writeFileSync(file, 'tasks: [xor]\ncontestants: [msgd]\nbudget: 1e14mac\nfloor: false\n');
    const { results, planned } = await play(file, {
      seeds: 1,
      seed: 5,
      budget: ['2update', '9s'],
      device: 'wasm',
    });
    expect(planned.spec).toMatchObject({
      seeds: 1,
      seed: 5,
      budget: { updates: 2, seconds: 9 },
      device: 'wasm',
    });
    expect(results.get('xor/msgd/1')).toMatchObject({ stop: { reason: 'budget' }, cost: { updates: 2 } });
  });

  it('is refused with all that is wrong before anything starts', async () => {
    const wrong = { tasks: ['xr'], contestants: ['gentor'], budget: '1x' };
    const failure = await play(wrong).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as Error).message.split('\n').slice(0, 2)).toEqual([
      '3 faults in the tournament:',
      expect.stringMatching(/^ {2}tasks\[0\]: unknown task 'xr', did you mean 'xor'\?/),
    ]);
    await expect(play('nowhere.yaml')).rejects.toThrow('nowhere.yaml: there is no such file');
    await expect(play(tiny, { budget: '1x' })).rejects.toThrow("budget 1x: no such unit 'x'");
  });
});
