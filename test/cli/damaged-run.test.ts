import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { resumeRun } from '../../src/cli/resume/run.ts';
import { openRun as openInLibrary, summarise } from '../../src/index.ts';
import { reportFailure } from '../../src/session/failures.ts';
import { heldRun } from '../../src/store/held-run.ts';
import { createRun } from '../../src/store/run-file.ts';
import { openSessionRun } from '../../src/store/session-run.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { finish } from '../support/cli/process.ts';
import { recordingTerminal, script } from '../support/cli/recording.ts';
import { aboutTest, ended, id, makeRun, spec, started, validated } from '../support/cli/runs.ts';
import { byteDamage, type Damaging, rowDamage, unruled } from '../support/store/damages.ts';

const trial = id('small', 2);
/** With as many parameters as the net has, so that it can be exported. */
const net = new Float32Array(33).fill(0.5);
const found = (one: string): TournamentEvent =>
  ({ ...validated(one, 1e9), champion: { parameters: net } }) as TournamentEvent;
const events = [
  ...[1, 2].flatMap((seed) => [started(id('small', seed)), found(id('small', seed))]),
  ended(id('small', 1), 'solved', { champion: { parameters: net } }),
  started(id('random', 1)),
  ended(id('random', 1), 'failed', {
    stop: { reason: 'failed', detail: 'why' },
    testMeasures: { length: 3 },
  }),
  ended(trial, 'stopped', { champion: { parameters: net } }),
];
const whole: TournamentEvent[] = [
  ...trialsOf(spec).flatMap(({ id: one }) => [
    started(one),
    found(one),
    ended(one, 'solved', { champion: { parameters: net } }),
  ]),
  { type: 'done', stopped: false },
];

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-damaged-'));
  makeRun(at('begun'), events);
  makeRun(at('whole'), whole);
  unruled(at('begun'), at('begun-unruled'));
  unruled(at('whole'), at('whole-unruled'));
  // As a killed writer leaves it: its last events in the journal.
  const run = createRun(at('killed'), spec, aboutTest('2026-11-23T04:05:06.789Z'));
  for (const event of events) run.record(event);
  for (const end of ['', '-wal']) copyFileSync(at('killed') + end, at('left') + end);
  run.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A damaged copy of the run, always under one name. */
function damagedCopy(base: string, damage: Damaging): string {
  const path = at('victim.run');
  for (const end of ['', '-wal', '-shm', '-lock', '-journal']) {
    rmSync(path + end, { force: true });
    if (existsSync(at(base) + end)) copyFileSync(at(base) + end, path + end);
  }
  try {
    damage(path);
  } catch {
    // A rule of the tables, or of SQLite, has kept the damage out.
  }
  return path;
}

/** Every way in which a run file is read. Each gives what it wrote on standard error, and its exit code. */
async function readings(path: string): Promise<Record<string, { code: number; err: string }>> {
  const answers: Record<string, { code: number; err: string }> = {};
  const command = async (...args: string[]): Promise<void> => {
    const terminal = recordingTerminal();
    const code = await runCommandLine(args, terminal);
    answers[args.join(' ')] = { code, err: terminal.written.err };
  };
  const other = async (name: string, read: () => unknown): Promise<void> => {
    const terminal = recordingTerminal();
    let code = 0;
    try {
      await read();
    } catch (error) {
      code = reportFailure(error, terminal, false);
    }
    answers[name] = { code, err: terminal.written.err };
  };
  for (const more of [
    [],
    ['--json', '--metrics'],
    ['--csv'],
    ['--csv', '--metrics'],
    ['--settings'],
    ['--trial', trial],
  ])
    await command('show', path, ...more);
  await command('watch', path, '--plain');
  await command('list', path);
  await command('export', path, '--task', 'xor', '-o', at('out.json'), '--force');
  await command('eval', path);
  await other('library', () => {
    const run = openInLibrary(path);
    try {
      const all = run.trials();
      const results = new Map(all.flatMap(({ id: one, result }) => (result ? [[one, result]] : [])));
      summarise(run.spec(), results);
      return [
        run.about(),
        run.sessions(),
        all.map(({ id: one }) => [run.metrics(one), run.champion(one), run.checkpoint(one)]),
      ];
    } finally {
      run.close();
    }
  });
  await other('held', () => heldRun(path));
  const { parts } = script([{ type: 'done', stopped: true }]);
  await other('resume', () => resumeRun(path, { workers: 1 }, recordingTerminal(), parts));
  await other('tournament --run', () =>
    openSessionRun(path, { ...spec, seeds: 3 }, aboutTest('2026-11-24T04:05:06.789Z')).run.close(),
  );
  return answers;
}

/** Read as it is, or refused in one line that names the file. The list names the file in a row of its own. */
async function expectReadOrRefused(path: string): Promise<void> {
  for (const [name, { code, err }] of Object.entries(await readings(path))) {
    if (code === 2)
      expect([name, err]).toEqual([
        name,
        expect.stringMatching(
          /^genoprop: [^\n]*victim\.run[^\n]*\n$|^genoprop: \d+ faults in run file [^\n]*victim\.run:\n/,
        ),
      ]);
    // `watch` ends with 1 where the run is not done.
    else expect([name, code, err]).toEqual([name, name.startsWith('watch') && code === 1 ? 1 : 0, '']);
  }
}

const bases = fc.constantFrom('begun', 'whole', 'left');
const unruledBases = fc.constantFrom('begun-unruled', 'whole-unruled');

describe('a run file that is damaged in any place', () => {
  it('is read whole where it is sound', async () => {
    for (const base of ['begun', 'whole', 'left']) {
      const found = await readings(damagedCopy(base, () => {}));
      const codes = Object.entries(found)
        .filter(([name]) => !name.startsWith('eval'))
        .map(([name, { code, err }]) => [base, name, code, err]);
      expect(codes).toEqual(
        codes.map(([, name]) => [
          base,
          name,
          String(name).startsWith('watch') && !base.startsWith('whole') ? 1 : 0,
          '',
        ]),
      );
    }
  });

  it('by bytes that are changed, cut off or overwritten, is read or refused in one line that names it', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(bases, byteDamage, async (base, damage) =>
        expectReadOrRefused(damagedCopy(base, damage)),
      ),
      { numRuns: 60 },
    );
  });

  it('by rows that cannot be, is read or refused in one line that names it', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(bases, unruledBases, unruledBases), rowDamage, async (base, damage) =>
        expectReadOrRefused(damagedCopy(base, damage)),
      ),
      { numRuns: 80 },
    );
  });
});

it('a run whose learner nobody knows is refused by the session that would extend it, by its file', () => {
  const path = damagedCopy('begun', (file) => {
    const database = new DatabaseSync(file);
    database.exec("UPDATE run SET spec = json_set(spec, '$.contestants[1].learner', 'x')");
    database.close();
  });
  expect(() => openSessionRun(path, { ...spec, seeds: 3 }, aboutTest('2026-11-24T04:05:06.789Z'))).toThrow(
    /victim\.run: contestant .*learner/,
  );
});

describe('a value that cannot be in a run file', () => {
  it.each([
    ["UPDATE trials SET macs = 'x' WHERE solved = 1", "trials row xor/small/1: macs is 'x'"],
    ['UPDATE trials SET solved = 7 WHERE solved = 1', 'trials row xor/small/1: solved is 7'],
    ['UPDATE trials SET macs = -1 WHERE solved = 1', 'trials row xor/small/1: macs is -1'],
    [
      "UPDATE trials SET stop_reason = 'tired' WHERE solved = 1",
      "trials row xor/small/1: stop_reason is 'tired'",
    ],
    [
      "UPDATE trials SET test_measures = '{' WHERE solved = 1",
      'trials row xor/small/1, test_measures: is no JSON',
    ],
    [
      "UPDATE run SET spec = json_set(spec, '$.seeds', 1e9)",
      'the spec plans 4000000000 trials, and the file has 8',
    ],
    ["UPDATE run SET spec = '{'", 'the spec: is no JSON'],
    ["UPDATE run SET spec = json_remove(spec, '$.budget')", 'the spec: budget is missing'],
    [
      "DELETE FROM trials WHERE repetition = 2 AND contestant = 'random'",
      'the spec plans 8 trials, and the file has 6',
    ],
    [
      "UPDATE trials SET contestant = 'other' WHERE solved = 1",
      'trials row xor/small/1: the spec has xor/small/1 in its place',
    ],
    ['DROP TABLE champions', 'it has no table champions'],
    ['ALTER TABLE trials RENAME COLUMN retries TO tries', 'trials row xor/small/1: retries is missing'],
  ])('is damage, and named: %s', async (sql, what) => {
    const path = damagedCopy('begun', (file) => {
      const database = new DatabaseSync(file);
      database.exec(sql);
      database.close();
    });
    const answers = await readings(path);
    for (const name of [
      `show ${path}`,
      `show ${path} --json --metrics`,
      `watch ${path} --plain`,
      'resume',
      'library',
    ])
      expect([name, answers[name]]).toEqual([
        name,
        { code: 2, err: `genoprop: run file ${path}: is damaged: ${what}\n` },
      ]);
  });

  it('is a weight or a state that is not the one that was written', async () => {
    for (const table of ['checkpoints', 'champions']) {
      const column = table === 'champions' ? 'tensors' : 'snapshot';
      const path = damagedCopy('begun', (file) => {
        const database = new DatabaseSync(file);
        const { bytes } = database.prepare(`SELECT ${column} AS bytes FROM ${table} LIMIT 1`).get() as {
          bytes: Uint8Array;
        };
        bytes[bytes.length - 2]! ^= 1;
        database.prepare(`UPDATE ${table} SET ${column} = ?`).run(bytes);
        database.close();
      });
      const { library } = await readings(path);
      expect(library!.code).toBe(2);
      expect(library!.err).toMatch(
        /: is damaged: (champion|checkpoint) of \S+: is not what was written, its checksum says\n$/,
      );
    }
  });
});

describe('a damaged run file, by the command itself', () => {
  it('is one line with its name and exit code 2', { timeout: 60_000 }, async () => {
    const damages: Damaging[] = [
      (file) => truncateSync(file, 9000),
      (file) => writeFileSync(file, readFileSync(file).fill(0, 4096, 20_000)),
      (file) => {
        const database = new DatabaseSync(file);
        database.exec("UPDATE trials SET macs = 'x'");
        database.close();
      },
    ];
    for (const damage of damages) {
      damagedCopy('begun', damage);
      for (const args of [
        ['show'],
        ['resume'],
        ['report', '-o', '-'],
        ['watch'],
        ['export', '-o', '-', '--trial', trial],
      ]) {
        const [command, ...flags] = args;
        const { code, out, err } = await finish([command!, 'victim.run', ...flags], { cwd: folder });
        expect([command, code, out]).toEqual([command, 2, '']);
        expect(err).toMatch(/^genoprop: run file victim\.run: is damaged: [^\n]+\n$/);
      }
    }
  });
});
