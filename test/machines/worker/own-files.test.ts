/** Files of a worker, which are known by their content. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hashOf, neededFileAt } from '../../../src/machines/wire/needs.ts';
import { ownFiles } from '../../../src/machines/worker/own-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'genoprop-own-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fresh = (name: string): string => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
};
const RUN = '0123456789ab';

describe('programs of a worker', () => {
  const programs = fresh('programs');
  const theirs = join(folder, 'theirs.ts');
  writeFileSync(theirs, 'export default 1;');

  it('are found by their content, under any name, once they are there', async () => {
    const needed = await neededFileAt(theirs);
    const files = ownFiles({ pluginFolder: programs });
    writeFileSync(join(programs, 'other.ts'), 'export default 2;');
    writeFileSync(join(programs, 'notes.txt'), 'export default 1;');
    expect(await files.plugin(needed, RUN)).toBeNull();
    copyFileSync(theirs, join(programs, 'mine.ts'));
    expect(await files.plugin(needed, RUN)).toEqual({ path: join(programs, 'mine.ts'), isForeign: false });
    // One byte of as many.
    writeFileSync(join(programs, 'mine.ts'), 'export default 3;');
    expect(await files.plugin(needed, RUN)).toBeNull();
    expect(await ownFiles({ plugins: [theirs] }).plugin(needed, RUN)).toEqual({
      path: theirs,
      isForeign: false,
    });
  });

  it('are fetched only where that is allowed, and only those that were asked for', async () => {
    const needed = await neededFileAt(theirs);
    const bytes = new TextEncoder().encode('export default 1;');
    const asked: unknown[] = [];
    const accepting = (answer: Uint8Array | null) =>
      ownFiles({
        fetched: join(folder, 'fetched'),
        fetchPlugin: async (...of) => {
          asked.push(of);
          return answer;
        },
      });
    expect(await accepting(null).plugin(needed, RUN)).toBeNull();
    expect(await accepting(new TextEncoder().encode('export default 9;')).plugin(needed, RUN)).toBeNull();
    const path = join(folder, 'fetched', `${hashOf(bytes)}.ts`);
    expect(await accepting(bytes).plugin(needed, RUN)).toEqual({ path, isForeign: true });
    expect(asked[2]).toEqual([needed, RUN]);
    expect((await neededFileAt(path)).sha256).toBe(needed.sha256);
  });
});

describe('data of a worker', () => {
  const data = fresh('data');

  it('are files and folders by their content, and the folder itself', async () => {
    writeFileSync(join(data, 'rolls.jsonl'), 'a');
    mkdirSync(join(data, 'digits'));
    writeFileSync(join(data, 'digits', 'images'), 'b');
    const files = ownFiles({ dataFolder: data });
    for (const path of [join(data, 'rolls.jsonl'), join(data, 'digits'), data]) {
      expect(await files.data(await neededFileAt(path))).toBe(path);
    }
    const needed = await neededFileAt(join(data, 'digits'));
    writeFileSync(join(data, 'digits', 'images'), 'c');
    expect(await files.data(needed)).toBeNull();
    expect(await ownFiles({}).data(needed)).toBeNull();
  });
});
