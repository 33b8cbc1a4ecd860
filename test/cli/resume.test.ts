import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ResumeFlags } from '../../src/cli/resume/flags.ts';
import { resumeRun } from '../../src/cli/resume/run.ts';
import type { PlayOptions } from '../../src/session/session-parts.ts';
import { openRun } from '../../src/store/run-file.ts';
import { closePlugins, openTask } from '../../src/tournament/plugins/plugin.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { tasks } from '../../tasks/index.ts';
import { recordingTerminal, script } from '../support/cli/recording.ts';
import { ended, id, inOwnFolder, makeRun, single, spec, started, validated } from '../support/cli/runs.ts';
import { missingFolder } from '../support/missing-folder.ts';

inOwnFolder();

const flags: ResumeFlags = { workers: 2 };
const all = trialsOf(spec).map((trial) => trial.id);
const stop = { reason: 'failed', detail: 'task xor: NaN at step 3' } as const;

async function resumed(events: readonly TournamentEvent[], given: Partial<ResumeFlags> = {}) {
  const terminal = recordingTerminal();
  const told = script(events);
  let options: PlayOptions | null = null;
  const parts = {
    ...told.parts,
    play: (...args: Parameters<typeof told.parts.play>) => {
      options = args[1];
      return told.parts.play(...args);
    },
  };
  const outcome = await resumeRun('a.run', { ...flags, ...given }, terminal, parts).then(
    (code) => ({ code, error: null }),
    (error: Error) => ({ code: null, error: error.message }),
  );
  return { ...outcome, ...terminal.written, steps: told.steps, options: options as PlayOptions | null };
}

function held(path = 'a.run') {
  const run = openRun(path, { readOnly: true });
  const found = { sessions: run.sessions(), trials: run.trials(), state: run.about().state };
  run.close();
  return found;
}

describe('a run that is resumed', () => {
  it('plays what has not ended, from the last checkpoints on, and records it', async () => {
    makeRun('a.run', [
      started(id('small', 1)),
      started(id('random', 1)),
      validated(id('random', 1), 1e9),
      validated(id('random', 1), 2e9),
      ended(id('small', 1)),
    ]);
    const rest = all.filter((trial) => trial !== id('small', 1));
    const { code, out, options, steps } = await resumed([
      ...rest.flatMap((trial) => [started(trial), ended(trial, 'budget')]),
      { type: 'done', stopped: false },
    ]);
    expect(code).toBe(0);
    expect([...options!.finished!]).toEqual([id('small', 1)]);
    expect([...options!.resume!]).toEqual([
      [
        id('random', 1),
        { arrays: { 'search/weights': new Float32Array(3).fill(2e9) }, values: { macs: 2e9 } },
      ],
    ]);
    expect(steps).toEqual(['play']);
    for (const text of [
      'genoprop resume: small, random\n',
      'so far  1 trial ended before; 1 goes on from a checkpoint\n',
      'device  wasm, with which the run began\n',
      'xor, random, seed 1: goes on from its checkpoint, 33 parameters\n',
      'xor, small, seed 2: started, 33 parameters\n',
      'over all 2 tasks',
      'run     a.run\nreport  npx genoprop report a.run --open\nrepeat  npx genoprop duel xor --seeds 2\n',
    ]) {
      expect(out).toContain(text);
    }
    const { sessions, trials, state } = held();
    expect(sessions.map(({ purpose }) => purpose)).toEqual(['create', 'resume']);
    expect(trials.every((trial) => trial.state === 'finished')).toBe(true);
    expect(state).toBe('done');
  });

  it('shows a verdict over all trials, those of before too, and writes it as JSON', async () => {
    makeRun('a.run', [ended(id('small', 1)), ended(id('random', 1), 'budget')], { planned: single });
    await resumed(
      [ended(id('small', 2)), ended(id('random', 2), 'budget'), { type: 'done', stopped: false }],
      {
        json: 'v.json',
      },
    );
    const { contestants } = JSON.parse(readFileSync('v.json', 'utf8'));
    expect(contestants.map((one: { trials: object[] }) => one.trials.length)).toEqual([2, 2]);
  });

  it('says that nothing is left, with the verdict, and leaves the file alone', async () => {
    makeRun(
      'a.run',
      all.map((trial) => ended(trial)),
    );
    const before = readFileSync('a.run');
    const { code, out, steps } = await resumed([]);
    expect([code, steps]).toEqual([0, []]);
    expect(out).toContain('Nothing is left to play: all 8 trials have ended.\n');
    expect(out).toContain('xor: guessing (random) solved 2 of 2');
    expect(out).toContain('run     a.run');
    expect(readFileSync('a.run')).toEqual(before);
  });

  it.skipIf(process.platform !== 'linux')('is refused where its device is gone, and only then', async () => {
    const before = process.env.VK_ICD_FILENAMES;
    process.env.VK_ICD_FILENAMES = `${missingFolder()}/a.json`;
    try {
      const planned = { ...single, device: 'webgpu' };
      makeRun('a.run', [ended(id('small', 1))], { planned });
      const { error, steps } = await resumed([]);
      expect(error).toMatch(
        /^a\.run: the run began on it, and device webgpu is not there: .*; (unset|install)/,
      );
      expect(steps).toEqual([]);
      const whole = trialsOf(planned).map((trial) => ended(trial.id));
      makeRun('b.run', whole, { planned });
      const terminal = recordingTerminal();
      expect(await resumeRun('b.run', flags, terminal, script([]).parts)).toBe(0);
      expect(terminal.written.out).toContain('device  webgpu, with which the run began\n');
    } finally {
      if (before === undefined) delete process.env.VK_ICD_FILENAMES;
      else process.env.VK_ICD_FILENAMES = before;
    }
  });

  it('does not try failed trials again unless asked to', async () => {
    const failed = ended(id('small', 1), 'failed', { stop });
    const others = all.filter((trial) => trial !== id('small', 1)).map((trial) => ended(trial));
    makeRun('a.run', [started(id('small', 1)), validated(id('small', 1), 1e9), failed, ...others]);
    const without = await resumed([]);
    expect([without.code, without.steps]).toEqual([0, []]);
    expect(without.out).toContain('so far  8 trials ended before, 1 of them by failing\n');
    expect(without.out).toContain('note    --retry-failed tries the trials that failed again\n');
    const again = await resumed(
      [started(id('small', 1)), ended(id('small', 1)), { type: 'done', stopped: false }],
      {
        retryFailed: true,
      },
    );
    expect(again.code).toBe(0);
    expect([...again.options!.resume!.keys()]).toEqual([id('small', 1)]);
    expect(held().trials[0]!.result).toMatchObject({ solved: true });
  });

  it('fails where a trial fails now, not where one failed before', async () => {
    makeRun('a.run', [ended(id('small', 1), 'failed', { stop })]);
    const rest = all.slice(1).map((trial) => ended(trial));
    const { error } = await resumed([...rest.slice(1), ended(all[1]!, 'failed', { stop })]);
    expect(error).toBe(
      '1 of 8 trials failed, the first one: task xor: NaN at step 3; ' +
        '`genoprop resume a.run --retry-failed` tries failed ones again',
    );
  });

  it('can be stopped again', async () => {
    makeRun('a.run');
    const terminal = recordingTerminal();
    const told = script([
      started(all[0]!),
      (_signal, interrupt) => {
        interrupt();
        return ended(all[0]!, 'stopped');
      },
      { type: 'done', stopped: true },
    ]);
    expect(await resumeRun('a.run', flags, terminal, told.parts)).toBe(130);
    expect(held().state).toBe('stopped');
  });
});

describe('a run that is resumed with a larger budget', () => {
  const out = { reason: 'budget', detail: '1e10 macs are spent' } as const;
  const whole = all.flatMap((trial, index) => [
    started(trial),
    validated(trial, 1e9),
    index % 2 === 0
      ? ended(trial)
      : ({ ...ended(trial, 'budget', { stop: out }), extendable: true } as TournamentEvent),
  ]);

  it('goes on with the trials that its budget ended, and with these alone', async () => {
    makeRun('a.run', whole);
    const left = all.filter((_, index) => index % 2 === 1);
    const {
      code,
      out: told,
      options,
    } = await resumed(
      [...left.flatMap((trial) => [started(trial), ended(trial)]), { type: 'done', stopped: false }],
      { budget: ['2e10mac'] },
    );
    expect(code).toBe(0);
    expect([...options!.resume!.keys()]).toEqual(left);
    expect(told).toContain('budget  2e10mac a trial\n');
    expect(told).toContain('so far  4 trials ended before; 4 go on from a checkpoint\n');
    expect(told).toContain('raised  4 trials go on from where the smaller budget ended them\n');
    expect(held().sessions.map(({ purpose }) => purpose)).toEqual(['create', 'extend']);
    expect(held().trials.every(({ state }) => state === 'finished')).toBe(true);
  });

  it('says where less was played, and where a limit would end nothing or is another', async () => {
    makeRun('a.run', whole);
    const before = readFileSync('a.run');
    const error = async (...budget: string[]) => (await resumed([], { budget })).error;
    expect(await error('5e9mac')).toBe(
      "--budget 5e9mac: the run's is 1e10mac; a budget can only be raised, to more than 1e10mac",
    );
    expect(await error('2e10mac', '8h')).toBe(
      "--budget 2e10mac 8h: the run's is 1e10mac; a limit in seconds cannot be added, it might have ended trials earlier",
    );
    expect(await error('lots')).toContain('--budget lots: no such budget');
    expect(readFileSync('a.run')).toEqual(before);
  });

  it('says that nothing is left where all are solved', async () => {
    makeRun(
      'a.run',
      all.map((trial) => ended(trial)),
    );
    const { code, out: told, steps } = await resumed([], { budget: ['2e10mac'] });
    expect([code, steps]).toEqual([0, []]);
    expect(told).toContain('Nothing is left to play: all 8 trials have ended.\n');
  });
});

describe('a run that cannot be resumed', () => {
  it('is named, with the reason', async () => {
    expect((await resumed([])).error).toBe('run file a.run: does not exist');
    writeFileSync('a.run', '');
    expect((await resumed([])).error).toContain('run file a.run: is empty: nothing was written');
    writeFileSync('a.run', 'notes that are longer than nothing');
    expect((await resumed([])).error).toBe('run file a.run: is not a run file (no SQLite database)');
  });

  it('has a file to write JSON to that cannot be written, or is being written itself', async () => {
    makeRun('a.run');
    expect((await resumed([], { json: 'no/v.json' })).error).toContain('--json no/v.json: cannot be written');
    const writer = openRun('a.run');
    const { error, steps } = await resumed([]);
    expect(error).toBe('run file a.run: another process is writing it; it can be read meanwhile');
    expect(steps).toEqual([]);
    writer.close();
  });

  const zod = import.meta.resolve('zod');
  const plugin = (name: string, symbols: number, error = 0.01): string => `
    import { z } from '${zod}';
    export default {
      name: '${name}',
      summary: 'name the last symbol',
      source: 'test',
      options: z.object({ length: z.int().min(1).max(9).default(3).describe('steps') }),
      shape: () => ({ inputs: { kind: 'symbols', size: 4 }, outputs: 4, loss: 'softmax', scored: 'last' }),
      success: { error: ${error}, sequences: 300 },
      sample(random, { length }) {
        const inputs = Array.from({ length }, () => random.integer(${symbols}));
        return { inputs, targets: inputs.at(-1) };
      },
    };`;

  async function planPlugin(): Promise<void> {
    writeFileSync('echo.mjs', plugin('echo', 2));
    const task = await (await openTask('./echo.mjs')).choose({ length: 4 });
    makeRun('a.run', [], { planned: { ...spec, tasks: [spec.tasks[0]!, task] } });
    await closePlugins();
  }

  it('has a plugin whose sequences or criterion have changed', async () => {
    await planPlugin();
    const here = 'run file a.run: task echo:length=4 (echo.mjs): ';
    writeFileSync('echo.mjs', plugin('echo', 3));
    const changed = await resumed([]);
    expect(changed.error).toBe(
      `${here}its sequences are no longer those that the run began with; ` +
        'put the file back as it was, or begin a new run',
    );
    expect(changed.steps).toEqual([]);
    writeFileSync('echo.mjs', plugin('echo', 2, 0.2));
    expect((await resumed([])).error).toContain(
      `${here}its success.error is 0.01 in the run file and 0.2 now`,
    );
    writeFileSync('echo.mjs', plugin('ohce', 2));
    expect((await resumed([])).error).toContain(`${here}it is now called ohce`);
    writeFileSync('echo.mjs', 'export default {');
    expect((await resumed([])).error).toContain(`${here}it can no longer be chosen: `);
    rmSync('echo.mjs');
    expect((await resumed([])).error).toBe(
      `${here}its file is not there any more; put it back, or give the moved one by a script and --run`,
    );
    expect(held().sessions).toHaveLength(1);
  });

  const episodes = (loss: string): string => `
    import { z } from '${zod}';
    import { defineEpisode } from '${new URL('../../src/tasks/define-episode.ts', import.meta.url).href}';
    export default defineEpisode({
      name: 'stay', summary: 'stay near 0', source: 'test', options: z.object({}),
      shape: () => ({ observations: 1, actions: 1, reads: 'tanh', steps: 20 }),
      begin(random) {
        let place = random.normal();
        return {
          observe: (into) => into.set([place]),
          act([action]) { place += action; return Math.abs(place) < 3; },
          outcome: () => ({ loss: ${loss}, wrong: false }),
        };
      },
    });`;

  async function planEpisodes(former: boolean): Promise<void> {
    writeFileSync('stay.ts', episodes('Math.abs(place)'));
    const { facts, ...task } = await (await openTask('./stay.ts')).choose();
    const { played, ...before } = facts;
    expect(played).toMatch(/^[0-9a-f]{32}$/);
    makeRun('a.run', [], {
      planned: { ...spec, tasks: [{ ...task, facts: former ? before : facts }] },
    });
    await closePlugins();
  }

  it('has a plugin whose episodes have changed, be it in their loss alone', async () => {
    await planEpisodes(false);
    expect((await resumed([{ type: 'done', stopped: true }])).steps).toEqual(['play']);
    writeFileSync('stay.ts', episodes('place * place'));
    expect((await resumed([])).error).toBe(
      'run file a.run: task stay (stay.ts): its episodes are no longer those that the run began with; ' +
        'put the file back as it was, or begin a new run',
    );
  });

  it('has no such plugin where a former version began it, which knew episodes by their observations alone', async () => {
    await planEpisodes(true);
    writeFileSync('stay.ts', episodes('place * place'));
    expect((await resumed([{ type: 'done', stopped: true }])).steps).toEqual(['play']);
  });

  it('has no such plugin: one that is as it was is gone on with', async () => {
    await planPlugin();
    expect(existsSync(resolve('echo.mjs'))).toBe(true);
    expect((await resumed([{ type: 'done', stopped: true }])).steps).toEqual(['play']);
  });
});

describe('a built-in task that is chosen again under its resolved options', () => {
  it.each(tasks.map(({ name }) => name))('is the same: %s', async (name) => {
    const task = await openTask(name);
    const chosen = await task.choose();
    expect(await task.choose(chosen.options)).toEqual(chosen);
  });
});
