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

/** Beginnings of a doc comment that leave out the thing: clauses, pronouns, and attributes without their noun. */
const VAGUE_DOC = new RegExp(`${VAGUE.source}|^(Of|As|To|So|Once|Undefined|By|Told|Said|Asked|Called)\\b`);
/** Beginnings of any later sentence of a doc comment. */
const VAGUE_SENTENCE =
  /[.:;]\s+(What|Whatever|Who|Whoever|Whose|Whether|Which|How many|How much|It|They|Those)\b/;

/** Texts of a file's doc comments, without their tags; comments that consist of tags alone are left out. */
function docsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^\s*\/\*\*([\s\S]*?)\*\//gm)]
    .map(([, comment]) => comment!.replace(/^\s*\* ?/gm, '').trim())
    .map((comment) => comment.replace(/(^|\n)@[\s\S]*$/, '').trim())
    .filter((comment) => comment !== '');
}

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

describe('a doc comment', () => {
  const docs = files.flatMap((file) => docsOf(file).map((doc) => ({ file, doc })));
  const listed = (found: (doc: string) => boolean): string[] =>
    docs.filter(({ doc }) => found(doc)).map(({ file, doc }) => `${file}: ${doc.split('\n')[0]}`);

  it('is found in most files', () => {
    expect(docs.length).toBeGreaterThan(2 * files.length);
  });

  it('begins with the name of the thing or with a verb', () => {
    expect(listed((doc) => VAGUE_DOC.test(doc))).toEqual([]);
  });

  it('has no sentence with a clause or a pronoun as its subject', () => {
    expect(listed((doc) => VAGUE_SENTENCE.test(doc))).toEqual([]);
  });
});
