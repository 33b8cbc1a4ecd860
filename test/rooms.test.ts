import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cyclesOf, type ImportGraph, importGraph, root } from './support/house/import-graph.ts';
import { drawRooms, forbiddenImports, roomOf } from './support/house/rooms.ts';

const graph = importGraph(['bench', 'genomes', 'src', 'tasks', 'workers']);

describe('the rooms of the program', () => {
  it('hold every file', () => {
    expect(graph.size).toBeGreaterThan(400);
    expect([...graph.keys()].filter((file) => roomOf(file) === -1)).toEqual([]);
  });

  it('have no two files that import each other, not even in types', () => {
    expect(cyclesOf(graph)).toEqual([]);
  });

  it('import from rooms below them alone', () => {
    expect(forbiddenImports(graph)).toEqual([]);
  });

  it('are drawn in docs/architecture.md as they are', () => {
    const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    const drawn = /<!-- rooms -->\n([\s\S]*?)\n<!-- \/rooms -->/.exec(text);
    // `node test/support/house/draw-rooms.ts` writes it anew.
    expect(drawn?.[1]).toBe(drawRooms(graph));
  });
});

describe('the reading of the graph', () => {
  const made = (entries: Record<string, string[]>): ImportGraph => new Map(Object.entries(entries));

  it('finds a cycle of two files, of three, and a file that imports itself', () => {
    const found = cyclesOf(
      made({ a: ['b'], b: ['a'], c: ['d'], d: ['e'], e: ['c'], f: ['f', 'a'], g: ['a', 'c'] }),
    );
    expect(found).toEqual([['a', 'b'], ['c', 'd', 'e'], ['f']]);
  });

  it('names both files of an import that leads upwards, between rooms and inside one', () => {
    const lines = forbiddenImports(
      made({
        'src/engine/a.ts': ['src/learners/b.ts', 'src/nets/c.ts'],
        'src/learners/b.ts': ['src/engine/a.ts'],
        'src/nets/c.ts': [],
        'src/ui/terminal/d.ts': ['src/ui/panels/e.ts'],
        'src/ui/panels/e.ts': ['src/ui/terminal/d.ts'],
      }),
    );
    expect(lines).toEqual([
      'src/engine/a.ts imports src/learners/b.ts',
      'src/ui/terminal/d.ts imports src/ui/panels/e.ts',
    ]);
  });

  it('sees type imports and dynamic imports', () => {
    expect(graph.get('src/nets/elman.ts')).toContain('src/random/random.ts');
    expect(graph.get('src/cli/duel/command.ts')).toContain('src/cli/duel/run.ts');
  });
});
