/** Script of docs/tasks.md that makes files of piano rolls from pickles, run by Python on small ones. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { blocks } from '../support/docs/snippets.ts';

const PYTHON = '/usr/bin/python3';
const hasPython = spawnSync(PYTHON, ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'genoprop-rolls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two pieces to train on, of which one has a silent frame, and one each to validate and test. */
const pickle = `import pickle
splits = {"train": [[(67, 60), ()], [(21,)]], "valid": [[(108,)]], "test": [[(64,), (65,), (64,)]]}
pickle.dump(splits, open("small.pickle", "wb"))`;

describe.skipIf(!hasPython)('the script for piano rolls (needs python3)', () => {
  it('writes the header and the pieces of a pickle', () => {
    const [script, ...more] = blocks.filter(({ language }) => language === 'py');
    expect(more).toEqual([]);
    const run = (code: string, ...args: string[]) => {
      const { status, stderr } = spawnSync(PYTHON, ['-c', code, ...args], { cwd: folder, encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    };
    run(pickle);
    run(script!.text, 'small.pickle', 'Small', 'small.jsonl.gz');
    const lines = gunzipSync(readFileSync(join(folder, 'small.jsonl.gz')))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        ...{ format: 'piano-roll-jsonl/1', dataset: 'Small', noteMin: 21, noteMax: 108 },
        sequences: { train: 2, valid: 1, test: 1 },
        frames: { train: 3, valid: 1, test: 3 },
      },
      { split: 'train', index: 0, frames: [[60, 67], []] },
      { split: 'train', index: 1, frames: [[21]] },
      { split: 'valid', index: 0, frames: [[108]] },
      { split: 'test', index: 0, frames: [[64], [65], [64]] },
    ]);
  });
});
