import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { RunError } from '../../src/errors.ts';
import { playSession, type Session } from '../../src/session/session.ts';
import { noEarlierSession } from '../../src/tournament/earlier-session.ts';
import type { TournamentEvent, TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { recordingTerminal, result, script } from '../support/cli/recording.ts';
import { ended, id, inOwnFolder, spec, started, validated } from '../support/cli/runs.ts';

inOwnFolder();

const all = trialsOf(spec);
const whole: TournamentEvent[] = [
  ...all.flatMap(({ id: trial, contestant }) => [
    started(trial),
    validated(trial, 1e9),
    ended(trial, contestant.name === 'small' ? 'solved' : 'budget'),
  ]),
  { type: 'done', stopped: false },
];

const sessionOf = (more: Partial<Session> = {}): Session => ({
  title: 'genoprop tournament: small',
  spec,
  path: null,
  run: null,
  past: noEarlierSession,
  repeat: ['npx', 'genoprop', 'tournament', 'my script.yaml'],
  deviceLine: 'wasm: it runs everywhere',
  workers: 2,
  plain: false,
  ...more,
});

async function played(events: Parameters<typeof script>[0], more: Partial<Session> = {}, columns = 100) {
  const terminal = recordingTerminal({ columns });
  const told = script(events);
  const code = await playSession(sessionOf(more), terminal, told.parts);
  return { code, steps: told.steps, ...terminal.written };
}

describe('a session on several tasks', () => {
  it('says what is played, names the task in each line, and ends with a table for each task and one over all', async () => {
    const { code, out } = await played(whole);
    expect(code).toBe(0);
    for (const text of [
      'genoprop tournament: small\n',
      'task             chance  solved with wrong\nxor              50.0 %  < 1.0 % of 10000\n',
      'trials  2 tasks × 2 contestants × 2 seeds = 8, from seed 7, on 2 workers\n',
      's  parity:length=3, small, seed 2: started, 33 parameters\n',
      '\nxor: guessing (random) solved 0 of 2\ncontestant',
      '\nparity:length=3: guessing (random) solved 0 of 2\ncontestant',
      '\nover all 2 tasks\ncontestant  solved',
      "\nrepeat  npx genoprop tournament 'my script.yaml'\n",
    ]) {
      expect(out).toContain(text);
    }
    expect(out).toMatch(/over all 2 tasks\n.*\nsmall +4 of 4 .* 1\.00\nrandom +0 of 4 .* 2\.00\n/);
    expect(out).not.toMatch(/^(run|resume) /m);
  });

  it('fits into 80 columns', async () => {
    const { out } = await played([{ type: 'done', stopped: false }], {}, 80);
    const { out: closing } = await played(whole, { past: pastOf(all.map((trial) => trial.id)) }, 80);
    for (const line of [...out.split('\n'), ...closing.split('\n')]) expect(line.length).toBeLessThan(80);
  });

  it('names the budget of a task that has its own', async () => {
    const [first, second] = spec.tasks;
    const given: TournamentSpec = { ...spec, tasks: [first!, { ...second!, budget: { seconds: 3 } }] };
    const { out } = await played([{ type: 'done', stopped: false }], { spec: given });
    expect(out).toMatch(/\nxor +50\.0 % {2}< 1\.0 % of 10000\nparity:length=3 .* 3s\n/);
    expect(out).toContain('(a budget in seconds repeats only nearly');
  });

  it('writes its verdict as JSON, task by task', async () => {
    await played(whole, { json: 'v.json' });
    const verdict = JSON.parse(readFileSync('v.json', 'utf8'));
    expect(Object.keys(verdict)).toEqual(['format', 'seed', 'seeds', 'tasks', 'overall', 'verdict']);
    expect(verdict).toMatchObject({
      format: 'genoprop.verdict/2',
      seed: 7,
      seeds: 2,
      tasks: [
        {
          task: 'xor',
          label: 'xor',
          budget: ['1e10mac'],
          guessing: { name: 'random', solved: 0, finished: 2 },
        },
        { task: 'parity', label: 'parity:length=3', options: { length: 3 } },
      ],
      verdict: { winner: null },
    });
    expect(verdict.tasks[1].contestants[0]).toMatchObject({ name: 'small', net: 'elman', parameters: 156 });
    expect(verdict.tasks[1].contestants[0].trials.map(({ seed }: { seed: number }) => seed)).toEqual([1, 2]);
    expect(verdict.overall).toMatchObject([
      { name: 'small', solved: 4 },
      { name: 'random', floor: true },
    ]);
  });
});

/** What these trials would have left behind, had they ended before. */
const pastOf = (trials: readonly string[]): Session['past'] => ({
  ...noEarlierSession,
  finished: new Map(trials.map((trial) => [trial, result(trial, 'solved')])),
});

describe('a session of a run that goes on', () => {
  it('says what has been before, and what is new', async () => {
    const { out } = await played([{ type: 'done', stopped: false }], {
      past: {
        finished: pastOf([id('small', 1), id('random', 1)]).finished,
        resume: new Map([[id('small', 2), { arrays: {}, values: {} }]]),
        metrics: () => [],
      },
      added: { tasks: ['parity:length=3'], contestants: ['random'], seeds: 1, trials: 6, goOn: [], anew: [] },
      notes: ['a remark'],
    });
    expect(out).toContain('so far  2 trials ended before; 1 goes on from a checkpoint\n');
    expect(out).toContain('new     task parity:length=3; contestant random; 1 more seed: 6 trials\n');
    expect(out).toContain('note    a remark\n');
    expect(out).toMatch(/\nsmall .* 1 of 1 /);
  });

  it('plays nothing where nothing is left', async () => {
    const { code, out, steps } = await played(whole, { past: pastOf(all.map((trial) => trial.id)) });
    expect([code, steps]).toEqual([0, []]);
    expect(out).toContain('Nothing is left to play: all 8 trials have ended.\n');
    expect(out).toContain('over all 2 tasks');
  });
});

describe('a session that is interrupted', () => {
  it('ends with the code of the first signal, and at once at the second', async () => {
    const { code, out, steps } = await played(
      [
        started(id('small', 1)),
        (signal, interrupt) => {
          interrupt();
          expect(signal.aborted).toBe(true);
          interrupt();
          return ended(id('small', 1), 'stopped');
        },
        { type: 'done', stopped: true },
      ],
      { path: 'my.run' },
    );
    expect(code).toBe(130);
    expect(out).toContain('run     my.run\nresume  npx genoprop resume my.run\nrepeat  ');
    expect(steps).toEqual(['play', 'exit 130']);
    expect(out).toContain('stopping; Ctrl-C again ends at once');
  });
});

describe('a session whose run file can no longer be written', () => {
  it('ends, closes the file, and says how to go on', async () => {
    const close = vi.fn();
    const run = {
      record: (event: TournamentEvent) => {
        if (event.type === 'checkpoint') throw new RunError('run file my.run: the disk is full');
      },
      close,
    };
    await expect(played(whole, { path: 'my.run', run })).rejects.toThrow(
      'run file my.run: the disk is full; once that is mended, `genoprop resume my.run` goes on',
    );
    expect(close).toHaveBeenCalled();
  });
});

describe('a session whose trials other machines play', () => {
  const placed = whole.flatMap((event): TournamentEvent[] =>
    event.type === 'started'
      ? [{ type: 'placed', id: event.id, machine: `${event.id.endsWith('1') ? 'east' : 'west'}: x` }, event]
      : [event],
  );

  it('says so beside the seconds, and names the machine of every trial in its JSON', async () => {
    const { out } = await played(placed, { json: 'verdict.json' }, 140);
    expect(out).toContain(
      'Seconds are of 2 machines (4 trials on east, 4 on west): compare MACs, not seconds.',
    );
    expect(out).toMatch(/xor, small, seed 1: solved after [^\n]* s on east, /);
    const { tasks } = JSON.parse(readFileSync('verdict.json', 'utf8'));
    expect(tasks[0].contestants[0].trials.map((trial: { machine: string }) => trial.machine)).toEqual([
      'east: x',
      'west: x',
    ]);
  });

  it('says nothing of machines where it plays all of them itself', async () => {
    const { out } = await played(whole, { json: 'verdict.json' });
    expect(out).not.toMatch(/machine/i);
    expect(
      JSON.parse(readFileSync('verdict.json', 'utf8')).tasks[0].contestants[0].trials[0].machine,
    ).toBeNull();
  });
});
