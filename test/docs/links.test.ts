/** README's size, and the links of README and docs: each leads to a file and an anchor that exist. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchors, links } from '../support/docs/links.ts';
import { documents, read, root } from '../support/docs/snippets.ts';

describe('README', () => {
  it('has at most 10,000 bytes', () => {
    expect(statSync(join(root, 'README.md')).size).toBeLessThanOrEqual(10_000);
  });

  it('opens with one command that runs the default duel and one that passes the tests', () => {
    const opening = [...read('README.md').matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text!);
    expect(opening[0]).toMatch(/^npm ci && npm start {2}#/);
    expect(opening[1]).toMatch(/^npm ci && npm test {2}#/);
  });

  it('links to every document in docs/', () => {
    const linked = new Set(links.filter(({ from }) => from === 'README.md').map(({ path }) => path));
    expect(documents.filter((document) => document !== 'README.md' && !linked.has(document))).toEqual([]);
  });
});

describe('links of README and docs', () => {
  it('lead to files that exist', () => {
    expect(links.length).toBeGreaterThan(40);
    expect(links.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('lead to headings that exist', () => {
    const missing = links.filter(
      ({ path, anchor }) => anchor !== undefined && !anchors(path).includes(anchor),
    );
    expect(missing).toEqual([]);
  });
});
