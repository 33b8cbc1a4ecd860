import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { watchRun } from '../../src/cli/watch/run.ts';
import { openRun } from '../../src/store/run-file.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { ended, id, inOwnFolder, makeRun, single, started, validated } from '../support/cli/runs.ts';

inOwnFolder();

const trials = ['small', 'random'].flatMap((name) => [1, 2].map((seed) => id(name, seed)));
const whole = trials.flatMap((trial) => [started(trial), validated(trial, 1e9), ended(trial)]);

async function watch(...args: string[]) {
  const terminal = recordingTerminal();
  const code = await runCommandLine(['watch', ...args], terminal);
  return { code, ...terminal.written };
}

describe('genoprop watch, where the output is no terminal', () => {
  it('shows what a run that is over found, and ends', async () => {
    makeRun('whole.run', [...whole, { type: 'done', stopped: false }], { planned: single });
    const { code, out, err } = await watch('whole.run');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^run +\S*whole\.run\n/);
    expect(out).toMatch(/contestant +.*solved.*\nsmall .*\nrandom .*Not enough evidence/s);
    expect(out).toMatch(/done: all 4 trials have ended\n$/);
    expect(out).not.toContain('\x1b');
  });

  it('ends with 1 where the run was stopped or interrupted before it was done, and says how it goes on', async () => {
    makeRun('stopped.run', [...whole.slice(0, 3), { type: 'done', stopped: true }], { planned: single });
    const stopped = await watch('stopped.run', '--plain');
    expect(stopped.code).toBe(1);
    expect(stopped.out).toMatch(
      /stopped: 1 of 4 trials have ended; `genoprop resume \S*stopped\.run` goes on\n$/,
    );
    makeRun('left.run', whole.slice(0, 5), { planned: single });
    const left = await watch('left.run');
    expect(left.code).toBe(1);
    expect(left.out).toMatch(/interrupted: 1 of 4 trials have ended; `genoprop resume/);
  });

  it('logs what is new while another process writes, until the run is over', async () => {
    makeRun('live.run', whole.slice(0, 2), { planned: single });
    const writer = openRun('live.run');
    const terminal = recordingTerminal();
    const parts = { onInterrupt: () => () => {} };
    const watching = watchRun('live.run', { plain: true, panel: 'race' }, terminal, parts);
    for (const event of whole.slice(2)) writer.record(event);
    writer.record({ type: 'done', stopped: false });
    writer.close();
    expect(await watching).toBe(0);
    const { out } = terminal.written;
    expect(out).not.toContain('small, seed 1: started');
    expect(out).toMatch(/small, seed 1: solved after .*\n.*random, seed 1: started, 156 parameters\n/);
    expect(out).toMatch(/random, seed 2: solved after .*done: all 4 trials have ended\n$/s);
  });

  it('ends at a Ctrl-C with its exit code', async () => {
    makeRun('live.run', whole.slice(0, 2), { planned: single });
    const writer = openRun('live.run');
    const terminal = recordingTerminal();
    const parts = {
      onInterrupt(handler: (exitCode: number) => void) {
        queueMicrotask(() => handler(130));
        return () => {};
      },
    };
    expect(await watchRun('live.run', { plain: true, panel: 'race' }, terminal, parts)).toBe(130);
    expect(terminal.written.out).toMatch(/running: 0 of 4 trials have ended, 1 under way\n$/);
    writer.close();
  });

  it('answers what cannot be watched with one line', async () => {
    writeFileSync(
      'text.run',
      'no run at all, but some text that is long enough to be read as a file of SQLite',
    );
    for (const [args, message] of [
      [['none.run'], 'genoprop: run file none.run: does not exist\n'],
      [['text.run'], 'genoprop: run file text.run: is not a run file (no SQLite database)\n'],
      [['.'], /^genoprop: run file "\.": is a folder/],
      [['none.run', '--panel', 'nest'], /unknown panel 'nest', did you mean 'nets'\?/],
      [[], /missing required argument 'run'/],
    ] as const) {
      const { code, out, err } = await watch(...args);
      expect([args, code, out]).toEqual([args, 2, '']);
      expect(err).toMatch(message);
    }
  });
});
