import { describe, expect, it, vi } from 'vitest';
import type { Begin, Reply } from '../../src/playground/messages.ts';
import { workersFor } from '../../src/playground/schedule.ts';
import { lineOf, Session } from '../../src/playground/session.ts';
import { newsOf, stateOf } from '../../src/playground/trial-words.ts';
import { checkpoint, FakeWorker, resultOf } from '../support/playground/fake-worker.ts';

const BEGIN: Begin = { begin: true, kernels: { address: 'kernels.wasm' } };

/** Session over workers that play what the test says. */
function session(cores = 2, isHidden = false) {
  const workers: FakeWorker[] = [];
  const made = new Session({
    open: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    begin: Promise.resolve(BEGIN),
    ...{ cores, isHidden },
  });
  return { made, workers, trials: () => made.state.duel!.trials };
}

/** Ends the trial of a worker. */
function end(worker: FakeWorker, reason: 'solved' | 'failed' | 'stopped' = 'solved'): void {
  const { id, trial } = worker.play;
  worker.tell({ id, ask: 'play', answer: { result: resultOf(trial, reason) } } as Reply);
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('the number of web workers', () => {
  it('leaves a core to the page, is two at least, and no more than there are trials', () => {
    expect([1, 2, 3, 8].map((cores) => workersFor(cores, 10))).toEqual([2, 2, 2, 7]);
    expect(workersFor(16, 3)).toBe(3);
  });
});

describe('a session', () => {
  it('plays its trials side by side, the kernels first of all, and folds their events', async () => {
    const { made, workers, trials } = session();
    expect(await made.begin({})).toBe(true);
    expect(workers.length).toBe(2);
    await settled();
    expect(workers.map(({ heard }) => heard[0])).toEqual([BEGIN, BEGIN]);
    const [first] = workers as [FakeWorker];
    const { id } = first.play.trial;
    first.event({ type: 'started', id, parameters: 12 });
    const told = { type: 'checkpoint', id, spent: 0.25, champion: null } as const;
    first.event({ ...told, checkpoint: checkpoint(5, 0.75) });
    first.event({ ...told, checkpoint: checkpoint(9, 0.5) });
    expect(trials()[0]).toMatchObject({ state: 'playing', parameters: 12, spent: 0.25, cost: { macs: 9 } });
    expect(trials()[0]!.checkpoints.map(({ validationError }) => validationError)).toEqual([0.75, 0.5]);
    end(first);
    await settled();
    expect(trials().map(({ state }) => state)).toEqual(['ended', 'playing']);
    expect(first.heard.some((one) => 'ask' in one && one.ask === 'summary')).toBe(true);
  });

  it('begins a trial that waits when a worker is free', async () => {
    const { made, workers, trials } = session();
    await made.begin({ seeds: '2' });
    await settled();
    expect(trials().map(({ state }) => state)).toEqual(['playing', 'playing', 'waiting', 'waiting']);
    end(workers[1]!);
    await settled();
    expect(workers[1]!.play.trial.id).toBe(trials()[2]!.spec.id);
    expect(trials().map(({ state }) => state)).toEqual(['playing', 'ended', 'playing', 'waiting']);
  });

  it('says what is wrong with a wish, and goes on with the former one', async () => {
    const { made, trials } = session();
    await made.begin({});
    expect(await made.begin({ task: 'nonsense' })).toBe(false);
    expect(made.state.refused).toBe("unknown task 'nonsense'");
    expect(trials().map(({ state }) => state)).toEqual(['playing', 'playing']);
    const long = await made.ask('plan', { wish: { task: 'nonsense' } }).catch((error: Error) => error);
    expect(lineOf(long)).toBe("unknown task 'nonsense'");
    expect(lineOf(new Error('x'.repeat(1e5))).length).toBe(2000);
  });

  it('forgets the former duel where a wrong address asks for it, unless a later wish has overtaken that', async () => {
    const { made } = session();
    await made.begin({});
    const wrong = made.begin({ task: 'nonsense' }, { clears: true });
    expect(await Promise.all([wrong, made.begin({ seed: '7' })])).toEqual([false, true]);
    expect([made.state.refused, made.state.duel?.plan.wish.seed]).toEqual([null, '7']);
    await made.begin({ task: 'nonsense' }, { clears: true });
    expect([made.state.refused, made.state.duel]).toEqual(["unknown task 'nonsense'", null]);
  });

  it('goes on by as many seeds as were asked for, however fast', async () => {
    const { made } = session();
    await made.begin({ seed: '4' });
    await Promise.all([made.nextSeed(), made.nextSeed(), made.nextSeed()]);
    expect(made.state.duel?.plan.wish.seed).toBe('7');
  });

  it('asks a worker that plays no trial while all others play, for a step may take minutes', async () => {
    const { made, workers } = session();
    await made.begin({});
    await settled();
    void made.loadOffer();
    await settled();
    expect(workers.length).toBe(3);
    const asks = workers.map(({ heard }) => heard.map((one) => ('ask' in one ? one.ask : null)));
    expect(asks.map((one) => one.at(-1))).toEqual(['play', 'play', 'offer']);
    end(workers[0]!);
    await settled();
    expect(workers[0]!.heard.at(-1)).toMatchObject({ ask: 'summary' });
  });

  it('loses one trial alone with a worker that fails, and opens another in its place', async () => {
    const { made, workers, trials } = session();
    await made.begin({ seeds: '2' });
    await settled();
    workers[0]!.tell({ ready: true, kernels: 1, isIsolated: false });
    workers[0]!.onerror!({ message: 'out of memory' });
    await settled();
    expect(trials().map(({ state }) => state)).toEqual(['failed', 'playing', 'playing', 'waiting']);
    expect(trials()[0]!.failure).toContain('out of memory');
    expect([made.state.lacks, workers[0]!.isEnded, workers.length]).toEqual([null, true, 3]);
  });

  it('pauses and goes on, for the reader and for a hidden tab, unless it goes on in the background', async () => {
    const { made, workers } = session();
    await made.begin({});
    await settled();
    const last = () => workers[0]!.orders.at(-1);
    made.pause();
    expect(last()).toBe('pause');
    made.goOn();
    expect(last()).toBe('go on');
    made.look(true);
    expect([last(), made.state.isAway]).toEqual(['pause', true]);
    made.goOnInBackground(true);
    expect([last(), made.state.isAway]).toEqual(['go on', false]);
    made.oneValidation();
    expect(last()).toBe('one validation');
    const { id } = workers[0]!.play.trial;
    workers[0]!.event({ type: 'paused', id });
    expect(stateOf(made.state.duel!.trials[0]!)).toBe('paused');
  });

  it('begins nothing while the tab is hidden', async () => {
    const { made, workers, trials } = session(2, true);
    await made.begin({});
    expect(trials().map(({ state }) => state)).toEqual(['waiting', 'waiting']);
    made.look(false);
    await settled();
    expect(trials().map(({ state }) => state)).toEqual(['playing', 'playing']);
    expect(workers.length).toBe(2);
  });

  it('stops the former duel, hears nothing of it any more, and takes its workers', async () => {
    const { made, workers, trials } = session();
    await made.begin({});
    await settled();
    const former = workers[0]!.play;
    await made.again();
    await settled();
    expect(workers[0]!.orders.at(-1)).toBe('stop');
    workers[0]!.tell({ id: former.id, event: { type: 'started', id: former.trial.id, parameters: 99 } });
    expect(trials()[0]).toMatchObject({ state: 'waiting', parameters: null });
    workers[0]!.tell({
      id: former.id,
      ask: 'play',
      answer: { result: resultOf(former.trial, 'stopped') },
    } as Reply);
    await settled();
    expect(trials().map(({ state }) => state)).toEqual(['playing', 'waiting']);
  });

  it('ends a worker whose trial does not stop, and opens another in its place', async () => {
    vi.useFakeTimers();
    try {
      const { made, workers, trials } = session();
      await made.begin({});
      await made.again();
      await vi.advanceTimersByTimeAsync(3000);
      expect(workers.slice(0, 2).map(({ isEnded }) => isEnded)).toEqual([true, true]);
      // The one that was asked for the second plan plays no trial.
      expect(workers.length).toBe(5);
      expect(trials().map(({ state }) => state)).toEqual(['playing', 'playing']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps the trials of one seed when five are wished', async () => {
    const { made, workers, trials } = session();
    await made.begin({});
    await settled();
    end(workers[0]!);
    await settled();
    await made.seeds(5);
    expect(trials().length).toBe(10);
    expect(trials().filter(({ state }) => state === 'ended').length).toBe(1);
    expect(workers[1]!.orders).not.toContain('stop');
  });

  it('shows the one line of a trial that fails, and plays the others', async () => {
    const { made, workers, trials } = session();
    await made.begin({});
    await settled();
    end(workers[0]!, 'failed');
    const { id } = workers[1]!.play;
    workers[1]!.tell({ id, refused: 'no such kernel', fault: true });
    await settled();
    expect(trials().map(stateOf)).toEqual([
      'failed: it broke',
      'failed: This is a fault of genoprop: no such kernel',
    ]);
    expect(newsOf(trials()[0]!, 1)).toBe('genitor has failed: it broke.');
  });

  it('says that the browser lacks what is needed', async () => {
    const { made, workers } = session();
    const begun = made.begin({ task: 'waits' });
    workers[0]!.tell({ ready: false, refused: 'no SIMD' });
    await begun;
    expect([made.state.lacks, made.state.refused]).toEqual(['no SIMD', null]);
  });
});
