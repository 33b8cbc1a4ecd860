/** A trial whose thread dies or whose device is lost, with a workerPool that is made up. */
import { describe, expect, it } from 'vitest';
import { PluginPool } from '../../../src/tournament/plugins/pool.ts';
import { defaultLimits, type TrialEvent } from '../../../src/tournament/spec/tournament.ts';
import { newControl, type TrialAnswer, type TrialTask } from '../../../src/tournament/threads/messages.ts';
import { COMMON } from '../../../src/tournament/threads/placement.ts';
import { runRetrying } from '../../../src/tournament/threads/retrying-trial.ts';
import type { WorkerPool } from '../../../src/tournament/threads/worker-pool.ts';
import { untestedResult } from '../../../src/tournament/trial/trial-state.ts';
import { smallContestant, toyTrial } from '../../support/tournament/toys.ts';

const spec = toyTrial(smallContestant('msgd'), { updates: 1 });
const lost: TrialAnswer = { type: 'lost', detail: 'the device was unplugged' };
const death = new Error('worker exited with code: 3');

/** Plays the trial on a workerPool whose threads tell this and end like that, one attempt after the other. */
async function play(ends: readonly (TrialAnswer | Error)[], told: readonly TrialEvent[] = []) {
  let attempts = 0;
  const workerPool: WorkerPool = {
    size: 1,
    threads: [],
    async run<Answer>(_entry: string, task: unknown): Promise<Answer> {
      const end = ends[attempts++]!;
      const { port } = task as TrialTask;
      for (const event of told) port.postMessage(event);
      port.close();
      if (end instanceof Error) throw end;
      return end as Answer;
    },
    disband: async () => {},
  };
  const events: TrialEvent[] = [];
  const deaths: string[] = [];
  await runRetrying(spec, {
    workerPool,
    place: COMMON,
    control: newControl(),
    resume: null,
    jobMacs: 1,
    plugins: new PluginPool(defaultLimits),
    emit: (event) => void events.push(event),
    onDeath: (reason) => void deaths.push(reason),
    onAttempt: () => {},
  });
  const [end] = events;
  return { attempts, deaths, events, stop: end?.type === 'finished' ? end.result.stop : null };
}

describe('a trial is begun again', () => {
  it('when its device is lost and when its thread dies, and each is told', async () => {
    expect(await play([lost, death, { type: 'told' }])).toMatchObject({
      attempts: 3,
      deaths: ['the device was unplugged', 'worker exited with code: 3'],
      stop: null,
    });
  });

  it.each([
    [[death, death, death], 'its worker thread died 3 times, last: worker exited with code: 3'],
    [[lost, lost, lost], 'its device was lost 3 times, last: the device was unplugged'],
    [
      [lost, death, lost],
      'its worker thread died once and its device was lost 2 times, last: the device was unplugged',
    ],
  ])('three times at most', async (ends, detail) => {
    const { attempts, deaths, stop } = await play(ends);
    expect(attempts).toBe(3);
    expect(deaths).toHaveLength(2);
    expect(stop).toEqual({ reason: 'failed', detail });
  });
});

describe('the end of a trial', () => {
  it('is passed on as its thread told it, with whether a larger budget goes on from there', async () => {
    const stop = { reason: 'budget', detail: '1 updates are spent' } as const;
    const result = untestedResult(spec, null, stop.reason, stop.detail);
    const end: TrialEvent = { type: 'finished', id: spec.id, result, extendable: true };
    expect((await play([{ type: 'told' }], [end])).events).toEqual([end]);
  });
});
