/**
 * Kill matrix, by processes: whatever dies, stops, loses its memory or its network, the run file ends as that of a local
 * run that nothing disturbed.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlayedTrial } from '../../../src/machines/wire/records.ts';
import { type Ended, pause, type Running } from '../../support/cli/process.ts';
import { hasRedis } from '../../support/machines/redis.ts';
import { Scene, shortTimes, until, type WorkerProcess } from '../../support/machines/scene.ts';
import { differences } from '../../support/machines/tiny-run.ts';

const script = `
tasks: [{ task: parity, options: { length: 3 } }]
contestants:
  - { contestant: genitor, settings: { hidden: 3, encoding: real, initialisation: gaussian, sequences: 64 }, name: bred }
  - { contestant: msgd-cr, settings: { hidden: 4 }, name: trained }
seeds: 3
budget: 4e7mac
floor: false
device: wasm
`;
const TRIALS = 6;

const many = `
tasks: [xor]
contestants: [{ contestant: random, settings: { hidden: 2 } }]
seeds: 200
budget: { evaluations: 10 }
floor: false
device: wasm
`;

describe.skipIf(!hasRedis)('a tournament over machines (needs redis-server)', { timeout: 120_000 }, () => {
  let scene: Scene;
  let expected: ReadonlyMap<string, string>;
  const known = new Set<string>();

  beforeAll(async () => {
    scene = await Scene.open();
    scene.write('tiny.tournament.yaml', script);
    scene.worker('a');
    scene.worker('b');
    const local = await scene.finish([
      'tournament',
      'tiny.tournament.yaml',
      '--workers',
      '2',
      '--run',
      'local.run',
    ]);
    expect(local).toMatchObject({ code: 0, err: '' });
    expected = scene.content('local.run');
    expect(expected.size).toBe(TRIALS);
  }, 120_000);
  afterAll(() => scene.close());

  const begin = (run: string, url = scene.redis.url): Running =>
    scene.start(['tournament', 'tiny.tournament.yaml', '--queue', url, '--run', run]);
  const resume = (run: string): Running => scene.start(['resume', run, '--queue', scene.redis.url]);

  /** Starts a run on two workers, and gives its id once its jobs are in the queue. */
  async function began(run: string, url?: string): Promise<{ coordinator: Running; id: string }> {
    for (const name of ['a', 'b']) scene.worker(name);
    const coordinator = begin(run, url);
    let id: string | null = null;
    await until('the jobs are there', async () => {
      id = await scene.runId(known);
      return id !== null;
    });
    known.add(id!);
    return { coordinator, id: id! };
  }

  /** Waits until the worker plays a trial of the run. */
  async function plays(worker: string, id: string): Promise<PlayedTrial> {
    let found: PlayedTrial | undefined;
    await until(`worker ${worker} plays`, async () => {
      found = (await scene.playedBy(worker)).find(({ run }) => run === id);
      return found !== undefined;
    });
    return found!;
  }

  /** Stops a worker in the middle of a trial of the run; gives that trial. */
  async function stopped(worker: WorkerProcess, id: string): Promise<PlayedTrial> {
    for (;;) {
      const trial = await plays(worker.name, id);
      worker.signal('SIGSTOP');
      if ((await scene.jobs(id)).get(trial.job) === 'taken') return trial;
      // It was quicker.
      worker.signal('SIGCONT');
    }
  }

  /** Waits until one of these workers has taken the trial; texts before `since` are of earlier runs. */
  const takenAgain = ({ trial }: PlayedTrial, since: ReadonlyMap<WorkerProcess, number>): Promise<void> =>
    until(`${trial} is taken again`, () =>
      [...since].some(([worker, from]) => worker.out().indexOf(`${trial}: taken`, from) >= 0),
    );
  const now = (...names: readonly string[]): ReadonlyMap<WorkerProcess, number> =>
    new Map(names.map((name) => [scene.worker(name), scene.worker(name).out().length]));

  function expectSame(run: string, { code, err }: Ended): void {
    expect([code, err]).toEqual([0, '']);
    expect(differences(expected, scene.content(run))).toEqual([]);
  }

  /** Has the fault come while the run was under way? Otherwise the row would show nothing. */
  const expectUnderWay = (run: string): void => expect(scene.ended(run)).toBeLessThan(TRIALS);

  it('has each of 200 trials played once by one of three workers', async () => {
    scene.write('many.tournament.yaml', many);
    const workers = ['a', 'b', 'c'].map((name) => scene.worker(name));
    for (const worker of workers) await worker.until('waiting for trials');
    const play = ['tournament', 'many.tournament.yaml', '--run'];
    const local = await scene.finish([...play, 'many-local.run', '--workers', '2']);
    expect(local).toMatchObject({ code: 0, err: '' });
    const far = await scene.finish([...play, 'many.run', '--queue', scene.redis.url]);
    expect(far).toMatchObject({ code: 0, err: '' });
    const content = scene.content('many.run');
    expect(content.size).toBe(200);
    expect(differences(scene.content('many-local.run'), content)).toEqual([]);
    // On a machine so busy that a lease runs out, the later of two results is told as that.
    const handedIn = workers.map(
      (worker) => worker.out().match(/^.*: handed in, (?!.*its lease had run out).*$/gm)?.length ?? 0,
    );
    expect(handedIn.reduce((sum, one) => sum + one)).toBe(200);
    expect(Math.min(...handedIn)).toBeGreaterThan(0);
    workers[2]!.signal('SIGKILL');
  });

  it('whose worker is killed with all its processes: another goes on from its checkpoint', async () => {
    const since = now('b');
    const { coordinator, id } = await began('worker.run');
    const killed = scene.worker('a');
    const trial = await stopped(killed, id);
    killed.signal('SIGKILL');
    await killed.ended;
    expect(killed.child.signalCode).toBe('SIGKILL');
    const macs = await scene.reached(id, trial);
    await takenAgain(trial, since);
    expectSame('worker.run', await coordinator.ended);
    const text = `${trial.trial}: taken (tournament: tiny)${macs > 0 ? ', from its checkpoint' : ''}`;
    const [[other, from]] = [...since];
    expect(other.out().slice(from)).toContain(text);
  });

  it('whose worker is killed by its child alone: the worker starts another', async () => {
    const { coordinator, id } = await began('child.run');
    await stopped(scene.worker('a'), id);
    process.kill((await scene.record('a'))!.process, 'SIGKILL');
    scene.worker('a').signal('SIGCONT');
    expectSame('child.run', await coordinator.ended);
    expect(scene.worker('a').child.exitCode).toBe(null);
    expect(scene.worker('a').out()).toMatch(/its process .*, with 1 trial under way; another one starts/);
  });

  it('whose worker is stopped for three leases, and delivers its trial late', async () => {
    const since = now('b');
    const { coordinator, id } = await began('zombie.run');
    const zombie = scene.worker('a');
    const trial = await stopped(zombie, id);
    const three = pause(3 * shortTimes.lease);
    await takenAgain(trial, since);
    await three;
    zombie.signal('SIGCONT');
    expectSame('zombie.run', await coordinator.ended);
    await until('the late one has noticed', () => /its lease (?:ran out|had run out)/.test(zombie.out()));
  });

  it('whose worker is asked to end: it stores a checkpoint, and another goes on', async () => {
    const { coordinator, id } = await began('leaving.run');
    const leaving = scene.worker('a');
    const { trial } = await stopped(leaving, id);
    leaving.child.kill('SIGTERM');
    leaving.signal('SIGCONT');
    expect((await leaving.ended).code).toBe(0);
    // A trial may end in the same moment.
    expect(leaving.out()).toMatch(new RegExp(`${trial}: (given back, this worker stops|handed in)`));
    expectSame('leaving.run', await coordinator.ended);
  });

  it('whose coordinator is killed, and is begun again by the same command or resumed', async () => {
    let running = (await began('coordinator.run')).coordinator;
    for (const [ended, next] of [
      [1, begin],
      [2, resume],
    ] as const) {
      await until(`${ended} trials have ended`, () => scene.ended('coordinator.run') >= ended);
      running.child.kill('SIGKILL');
      await running.ended;
      expect(running.child.signalCode).toBe('SIGKILL');
      expectUnderWay('coordinator.run');
      running = next('coordinator.run');
    }
    expectSame('coordinator.run', await running.ended);
  });

  it('that is interrupted, and resumed', async () => {
    const { coordinator, id } = await began('interrupted.run');
    await plays('a', id);
    coordinator.child.kill('SIGINT');
    expect((await coordinator.ended).code).toBe(130);
    expectSame('interrupted.run', await resume('interrupted.run').ended);
  });

  it('whose server is killed and started again', async () => {
    const { coordinator, id } = await began('server.run');
    await plays('a', id);
    await scene.redis.restart();
    expectUnderWay('server.run');
    expectSame('server.run', await coordinator.ended);
    expect(coordinator.out()).toMatch(/trying again[\s\S]*connected to .* again/);
  });

  it('whose server loses everything', async () => {
    const { coordinator, id } = await began('emptied.run');
    await plays('a', id);
    expect(scene.empty()).toBeGreaterThan(0);
    expectUnderWay('emptied.run');
    expectSame('emptied.run', await coordinator.ended);
  });

  it('whose server is set back to what its disk had', async () => {
    const { coordinator, id } = await began('back.run');
    await plays('a', id);
    scene.keepDisk();
    await until('two trials have ended', () => scene.ended('back.run') >= 2);
    expect(await scene.setDiskBack()).toBeGreaterThan(0);
    expectUnderWay('back.run');
    expectSame('back.run', await coordinator.ended);
  });

  it('whose worker is cut off until its trial has been taken by another', async () => {
    const proxy = await scene.proxy();
    const far = scene.worker('far', `redis://127.0.0.1:${proxy.port}`);
    await far.until('waiting for trials');
    const since = now('a', 'b');
    const { coordinator, id } = await began('cut.run');
    const { opened } = proxy;
    const trial = await stopped(far, id);
    proxy.cut();
    far.signal('SIGCONT');
    await takenAgain(trial, since);
    proxy.mend();
    expectSame('cut.run', await coordinator.ended);
    await until('the worker is connected again', () => proxy.opened > opened);
    far.signal('SIGKILL');
  });

  it('whose network falls silent for the coordinator, and then is cut', async () => {
    const proxy = await scene.proxy();
    const { coordinator, id } = await began('silent.run', `redis://127.0.0.1:${proxy.port}`);
    await until('a trial has ended', () => scene.ended('silent.run') >= 1);
    const { opened } = proxy;
    proxy.silence();
    await until('all jobs have ended', async () => {
      const states = [...(await scene.jobs(id)).values()];
      return states.length > 0 && states.every((state) => state === 'ended');
    });
    expectUnderWay('silent.run');
    proxy.cut();
    proxy.mend();
    expectSame('silent.run', await coordinator.ended);
    expect(proxy.opened).toBeGreaterThan(opened);
  });

  it('whose coordinator is killed while the server loses everything, and a worker too', async () => {
    const { coordinator, id } = await began('both.run');
    await plays('a', id);
    coordinator.child.kill('SIGKILL');
    expect(scene.empty()).toBeGreaterThan(0);
    await coordinator.ended;
    expect(coordinator.child.signalCode).toBe('SIGKILL');
    expectUnderWay('both.run');
    scene.worker('b').signal('SIGKILL');
    expectSame('both.run', await resume('both.run').ended);
  });
});
