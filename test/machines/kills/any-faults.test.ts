/**
 * Any sequence of faults, in one process: real trials, the real coordinator and workers, an exchange in memory whose
 * server and connections fail. Whatever happens, the run file ends as that of a local run.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTester, type Tester } from '../../../src/machines/coordinator/tester.ts';
import { createRun } from '../../../src/store/run-file.ts';
import { runTournament } from '../../../src/tournament/run-tournament.ts';
import type { TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { newFolder, newRunId } from '../../support/machines/coordinated.ts';
import {
  type CoordinatedRun,
  LocalCoordinator,
  LocalWorker,
  MemoryServer,
} from '../../support/machines/in-process.ts';
import { inThreadPlayer } from '../../support/machines/in-thread-player.ts';
import { comparableRun, differences, tinySpec } from '../../support/machines/tiny-run.ts';
import { about } from '../../support/store/example-run.ts';

const WORKERS = 3;
const faults = [
  'worker killed',
  'worker stopped and continued',
  'worker cut off',
  'worker ends',
  'coordinator killed',
  'coordinator interrupted',
  'coordinator cut off',
  'server emptied',
  'server set back',
] as const;

interface Fault {
  readonly kind: (typeof faults)[number];
  readonly worker: number;
  /** Calls to the server before it happens, and while it lasts. */
  readonly before: number;
  readonly during: number;
}

const fault: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom(...faults),
  worker: fc.nat(WORKERS - 1),
  before: fc.integer({ min: 5, max: 60 }),
  during: fc.integer({ min: 1, max: 120 }),
});

let folder: string;
let spec: TournamentSpec;
let expected: ReadonlyMap<string, string>;
let tester: Tester;

beforeAll(async () => {
  folder = newFolder();
  spec = await tinySpec(3);
  tester = openTester();
  const run = createRun(join(folder, 'local.run'), spec, about);
  for await (const event of runTournament(spec, { player: () => inThreadPlayer() })) run.record(event);
  run.close();
  expected = comparableRun(join(folder, 'local.run'));
});
afterAll(async () => {
  await tester.close();
  rmSync(folder, { recursive: true, force: true });
});

async function playUnder(sequence: readonly Fault[]): Promise<CoordinatedRun> {
  const id = newRunId();
  const run: CoordinatedRun = {
    ...{ path: join(folder, `${id}.run`), spec, id, tester },
    ...{ ends: new Map(), notes: [] },
  };
  const server = new MemoryServer();
  const workers = Array.from({ length: WORKERS }, (_, index) => new LocalWorker(server, `w${index}`));
  const former: LocalWorker[] = [];
  let coordinator = new LocalCoordinator(server, run);
  let setBack = server.copy();
  const replace = (index: number): LocalWorker => {
    const old = workers[index]!;
    former.push(old);
    workers[index] = new LocalWorker(server, `w${index}+${former.length}`);
    return old;
  };
  for (const { kind, worker: index, before, during } of sequence) {
    await server.after(before);
    if (coordinator.hasEnded) {
      if (await coordinator.ended) break;
      coordinator = new LocalCoordinator(server, run);
    }
    const worker = workers[index]!;
    const { exchange } = kind === 'coordinator cut off' ? coordinator : worker;
    if (kind === 'worker killed') await replace(index).kill();
    else if (kind === 'worker ends') await replace(index).stop();
    else if (kind === 'server emptied') server.empty();
    else if (kind === 'server set back') setBack();
    else if (kind === 'coordinator killed') coordinator.kill();
    else if (kind === 'coordinator interrupted') await coordinator.stop();
    else {
      if (kind === 'worker stopped and continued') exchange.hold();
      else exchange.cut();
      await server.after(during);
      exchange.mend();
    }
    if (kind === 'coordinator killed') coordinator = new LocalCoordinator(server, run);
    setBack = server.copy();
  }
  while (!(await coordinator.ended)) coordinator = new LocalCoordinator(server, run);
  await Promise.all([...workers.map((worker) => worker.stop()), ...former.map(({ ended }) => ended)]);
  return run;
}

describe('a tournament over machines', () => {
  it('ends as a local one, under any sequence of faults', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 6 }), async (sequence) => {
        const { path, ends, notes } = await playUnder(sequence);
        expect(differences(expected, comparableRun(path))).toEqual([]);
        expect([...ends.values()]).toEqual([...expected].map(() => 1));
        expect(notes.filter((note) => /other numbers|refused|left out/.test(note))).toEqual([]);
      }),
      { numRuns: 5, seed: 17, endOnFailure: true },
    );
  });
});
