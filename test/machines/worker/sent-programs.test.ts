/** Task from a file whose program a coordinator sends to the workers that accept it, or of which a worker has a copy. */
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, it } from 'vitest';
import { groups } from '../../../src/machines/queue/blob-store.ts';
import { memoryExchange } from '../../../src/machines/queue/memory.ts';
import { needsReader } from '../../../src/machines/wire/needs.ts';
import { judgeOf } from '../../../src/machines/worker/fit.ts';
import { type FileOptions, ownFiles } from '../../../src/machines/worker/own-files.ts';
import { runWorker } from '../../../src/machines/worker/run-worker.ts';
import { openTask } from '../../../src/tournament/plugins/plugin.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { coordinate, newFolder } from '../../support/machines/coordinated.ts';
import { jobsOf } from '../../support/machines/jobs.ts';

const example = fileURLToPath(new URL('../../../examples/tasks/delayed-recall.ts', import.meta.url));
const times = { lease: 400, check: 30 };
const paces = { take: 20, record: 20, refusal: 20, longestRefusal: 60 };
const folder = newFolder();
const stopping = new AbortController();
const ends: Promise<unknown>[] = [];
afterEach(async () => {
  stopping.abort();
  await Promise.all(ends);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is played by a worker that accepts it, and by no other', async () => {
  const program = join(folder, 'recall.ts');
  copyFileSync(example, program);
  const spec: TournamentSpec = {
    tasks: [await (await openTask(program)).choose({ delay: 1, length: 3 })],
    contestants: [resolveContestant('random', { hidden: 2 })],
    seeds: 1,
    seed: 3,
    budget: { evaluations: 200 },
    device: 'wasm',
  };
  const exchange = memoryExchange(times);
  const taken: string[] = [];
  const begin = (name: string, files: FileOptions): void => {
    const judge = judgeOf(ownFiles(files));
    ends.push(
      runWorker({
        ...{ exchange, times, paces, judge, self: { name }, signal: stopping.signal },
        onEvent: ({ type }) => {
          if (type === 'taken') taken.push(name);
        },
      }),
    );
  };
  begin('refusing', {});
  const { events, notes } = await coordinate(join(folder, 'run.sqlite'), spec, exchange, {
    ...{ sendsPlugins: true, trustsWorkers: true },
    onNote: (note) => {
      if (!note.includes('lacks the program recall.ts')) return;
      begin('accepting', {
        fetched: join(folder, 'fetched'),
        fetchPlugin: ({ sha256 }, run) => exchange.blobs.get(groups.programs(run), sha256),
      });
    },
  });
  expect(notes.filter((note) => note.startsWith('no worker can play'))).toHaveLength(1);
  expect(taken).toEqual(['accepting']);
  const finished = events.find((event) => event.type === 'finished');
  expect(finished?.result.stop.reason).toBe('budget');
});

it('of which a worker has a copy is looked at there with few rights', async () => {
  const program = join(folder, 'writing.ts');
  const written = join(folder, 'written');
  const writes = `process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(written)}, '')`;
  const text = readFileSync(example, 'utf8');
  writeFileSync(program, text.replace('const bits =', `try { ${writes} } catch {}\n    const bits =`));
  const task = await (await openTask(program, { isolate: true })).choose({ delay: 1, length: 3 });
  const [job] = jobsOf(1);
  const trial = { ...job!.trial, task };
  const { needs, trial: travelling } = await needsReader(null)(trial);
  const judge = judgeOf(ownFiles({ plugins: [program] }));
  expect(await judge({ ...job!, trial: travelling, needs })).toMatchObject({
    trial: { task: { name: task.name } },
  });
  expect(existsSync(written)).toBe(false);
  // On a thread of this process the same code writes the file.
  await (await openTask(program, { isolate: false })).choose({ delay: 1, length: 3 });
  expect(existsSync(written)).toBe(true);
});
