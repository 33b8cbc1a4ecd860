import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTester, type Tester } from '../../../src/machines/coordinator/tester.ts';
import { faultOf } from '../../../src/machines/coordinator/verify.ts';
import { endOf, newestSnapshot, type TrialLog } from '../../../src/machines/wire/trial-log.ts';
import { closePlugins, openTask } from '../../../src/tournament/plugins/plugin.ts';
import type { TournamentSpec, TrialSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { loggedOf, logOf, playedHere, smallSpec } from '../../support/machines/logs.ts';

/** Program of a task. */
const PROGRAM = `import { defineTask } from 'genoprop';
import { z } from 'zod';
export default defineTask({
  name: 'own', summary: 'say the first bit', source: 'a test', options: z.object({}),
  shape: () => ({ inputs: { kind: 'symbols', size: 2 }, outputs: 2, loss: 'softmax', scored: 'last' }),
  sample: (random) => {
    const bit = random.integer(2);
    return { inputs: [bit, random.integer(2), random.integer(2)], targets: bit };
  },
  success: { error: 0.001, sequences: 50 },
});
`;

const folder = mkdtempSync(join(tmpdir(), 'genoprop-tester-'));
let tester: Tester;
let trial: TrialSpec;
let log: TrialLog;
beforeAll(async () => {
  const program = join(folder, 'own.ts');
  writeFileSync(program, PROGRAM);
  const task = await (await openTask(program)).choose();
  await closePlugins();
  const spec: TournamentSpec = {
    ...smallSpec,
    tasks: [task],
    contestants: [smallSpec.contestants[1]!],
    seeds: 1,
    budget: { updates: 40 },
  };
  [trial] = trialsOf(spec) as [TrialSpec];
  log = logOf(trial, loggedOf(await playedHere(spec), trial.id));
  tester = openTester();
});
afterAll(async () => {
  await tester.close();
  rmSync(folder, { recursive: true, force: true });
});

function withResult(change: object): TrialLog {
  const end = endOf(log)!;
  return { ...log, events: [...log.events.slice(0, -1), { ...end, result: { ...end.result, ...change } }] };
}

describe('the champion of a task from a file', () => {
  it('is tested in a child process, and on a thread, with the numbers of its trial', async () => {
    const { champion, testError: error, testLoss: loss, testMeasures: measures } = endOf(log)!.result;
    const tested = { tested: { error, loss, measures } };
    expect(await tester.test(trial, champion!, newestSnapshot(log))).toEqual(tested);
    expect(await tester.test(trial, champion!, null)).toEqual(tested);
    const onThreads = openTester({ isolate: false });
    expect(await onThreads.test(trial, champion!, newestSnapshot(log))).toEqual(tested);
    await onThreads.close();
    expect(await faultOf(trial, log, tester)).toBeNull();
  });

  it('does not confirm another loss, another net, or a success that it has not', async () => {
    const { testLoss, champion, solved } = endOf(log)!.result;
    expect(await faultOf(trial, withResult({ testLoss: testLoss! / 2 }), tester)).toMatch(
      /^its champion's test has a loss of .* there, and .* here$/,
    );
    const parameters = champion!.parameters.map((one) => one + 1);
    expect(await faultOf(trial, withResult({ champion: { ...champion!, parameters } }), tester)).toBe(
      'its champion cannot be tested here: its trial has another champion here',
    );
    expect(await faultOf(trial, withResult({ solved: !solved }), tester)).toMatch(/^it is said to be /);
  });

  it('never runs its code on a thread of this process, with or without a checkpoint', async () => {
    const program = join(folder, 'signals.ts');
    writeFileSync(
      program,
      PROGRAM.replace('sample: (random) => {', 'sample: (random) => {\n    process.kill(process.pid, 0);'),
    );
    const task = { ...trial.task, module: pathToFileURL(program).href };
    const { champion } = endOf(log)!.result;
    const answer = await tester.test({ ...trial, task }, champion!, null);
    expect(answer).toMatchObject({ fault: expect.stringContaining('may not signal a process') });
  });

  it('tells a task that fails here by its reason', async () => {
    const gone = { ...trial, task: { ...trial.task, module: `${trial.task.module!}.gone.ts` } };
    expect(await faultOf(gone, log, tester)).toMatch(/^its champion cannot be tested here: /);
  });
});
