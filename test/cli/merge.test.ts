/** The command `merge`: what it refuses, and what it leaves behind. */
import { closeSync, linkSync, openSync, readdirSync, symlinkSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { runMerge } from '../../src/cli/merge/run.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { ended, id, inOwnFolder, makeRun, started, validated } from '../support/cli/runs.ts';

inOwnFolder();

const played = (name: string) => [
  started(id(name, 1)),
  validated(id(name, 1), 1e9),
  ended(id(name, 1), 'budget'),
];

/** Makes the first page of that table unreadable. */
function damageTable(path: string, table: string): void {
  const database = new DatabaseSync(path);
  const { page } = database.prepare('SELECT rootpage AS page FROM sqlite_master WHERE name = ?').get(table)!;
  const { page_size } = database.prepare('PRAGMA page_size').get()!;
  database.close();
  const size = Number(page_size);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(size, 0xff), 0, size, (Number(page) - 1) * size);
  closeSync(file);
}

describe('merge', () => {
  it('refuses the same file under two names', () => {
    makeRun('a.run', played('small'));
    linkSync('a.run', 'hard.run');
    symlinkSync('a.run', 'soft.run');
    const merge = (second: string) => () =>
      runMerge(['a.run', second], { out: 'c.run' }, recordingTerminal());
    expect(merge('a.run')).toThrow('a.run: named twice; name each run once');
    for (const name of ['./a.run', 'hard.run', 'soft.run'])
      expect(merge(name)).toThrow(`${name}: is the same file as a.run; name each run once`);
    expect(readdirSync('.')).not.toContain('c.run');
  });

  it('leaves no half of a run where a part is damaged', () => {
    makeRun('a.run', played('small'));
    makeRun('b.run', played('random'));
    damageTable('b.run', 'metrics');
    expect(() => runMerge(['a.run', 'b.run'], { out: 'c.run' }, recordingTerminal())).toThrow(
      /b\.run.*damaged/,
    );
    expect(readdirSync('.').filter((name) => name.startsWith('c.run'))).toEqual([]);
  });
});
