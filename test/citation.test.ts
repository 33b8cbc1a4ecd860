import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

/** As much of https://github.com/citation-file-format/citation-file-format, schema 1.2.0, as is used. */
const entity = z.strictObject({ name: z.string().min(1) });
const person = z.strictObject({
  'family-names': z.string().min(1),
  'given-names': z.string().min(1),
  orcid: z.url().optional(),
  affiliation: z.string().optional(),
});
const citation = z.strictObject({
  'cff-version': z.literal('1.2.0'),
  message: z.string().min(1),
  type: z.enum(['software', 'dataset']),
  title: z.string().min(1),
  abstract: z.string().min(1),
  authors: z.array(z.union([entity, person])).min(1),
  version: z.string().min(1),
  license: z.string().min(1),
  keywords: z.array(z.string().min(1)).min(1),
});

describe('CITATION.cff', () => {
  const found = citation.parse(parse(read('CITATION.cff')));
  const own = JSON.parse(read('package.json'));

  it('has the version, name, licence, summary and keywords of the package', () => {
    expect(found).toMatchObject({
      version: own.version,
      title: own.name,
      license: own.license,
      abstract: own.description,
      keywords: own.keywords,
    });
  });

  it('names as authors whom the licence names', () => {
    const names = found.authors.map((author) =>
      'name' in author ? author.name : `${author['given-names']} ${author['family-names']}`,
    );
    for (const name of names) expect(read('LICENSE').toLowerCase()).toContain(name.toLowerCase());
  });

  it('is part of the package', () => {
    expect(own.files).toContain('CITATION.cff');
  });
});
