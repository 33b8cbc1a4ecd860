/** Peers in Python that are found by the package they need. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonWith } from '../../bench/peers.ts';

describe('a Python with a package', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'genoprop-peer-'));
    writeFileSync(join(folder, 'genoprop_peer.py'), 'ANSWER = 7\n');
    writeFileSync(
      join(folder, 'program.py'),
      'import sys, genoprop_peer\nprint("a line before")\nprint(\'{"answer": %d}\' % (genoprop_peer.ANSWER / int(sys.argv[1])))\n',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is none where no Python can import it', async () => {
    expect(await pythonWith('genoprop_peer_that_is_nowhere')).toBeNull();
  });

  it('is found by the folder that holds the package, and its program is read by the last line', async (context) => {
    const python = await pythonWith('genoprop_peer', folder);
    if (python === null) return context.skip(!(await pythonWith('json')), 'no Python is installed');
    expect(await python.run(join(folder, 'program.py'), ['1'])).toEqual({ answer: 7 });
    await expect(python.run(join(folder, 'program.py'), ['0'])).rejects.toThrow(
      /^the peer \S+program\.py failed: ZeroDivisionError: /,
    );
  });
});
