import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './support/house/import-graph.ts';

const FOLDERS = ['bench', 'genomes', 'scripts', 'src', 'tasks', 'workers'];
const SOURCE = /\.(ts|tsx|js)$/;
/** Beginnings of sentences that do not name the thing. */
const VAGUE =
  /^(What|Whatever|Who|Whoever|Whom|Whose|Where|When|Whether|Which|How|Why|It|They|Those|These|That|This|From|As much|All that|Nothing)\b/;

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => SOURCE.test(name))
    .map((name) => `${folder}/${name}`),
);

/** The text of the comment that a file begins with; null where it begins with none. */
function headerOf(file: string): string | null {
  const text = readFileSync(join(root, file), 'utf8').replace(/^(#!|\/\/\/).*\n/gm, '');
  const comment = /^\/\*\*([\s\S]*?)\*\//.exec(text)?.[1];
  return comment === undefined ? null : comment.replace(/^\s*\* ?/gm, '').trim();
}

describe('the comment at the head of a file', () => {
  it('is there', () => {
    expect(files.length).toBeGreaterThan(500);
    expect(files.filter((file) => headerOf(file) === null)).toEqual([]);
  });

  it('begins with the name of the thing, not with a clause about it', () => {
    const vague = files.filter((file) => VAGUE.test(headerOf(file) ?? ''));
    expect(vague.map((file) => `${file}: ${headerOf(file)!.split('\n')[0]}`)).toEqual([]);
  });
});
