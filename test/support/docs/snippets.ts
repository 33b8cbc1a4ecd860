/** The code blocks, command lines and links of README.md and docs/*.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Block {
  readonly document: string;
  /** `ts`, `sh`, `console`, `yaml`, `json`, `text`. */
  readonly language: string;
  /** The file that a block is, where it says so: ```` ```ts file=my-task.ts ````. */
  readonly file: string | undefined;
  readonly text: string;
}

export const documents: readonly string[] = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export const read = (document: string): string => readFileSync(join(root, document), 'utf8');

export const blocks: readonly Block[] = documents.flatMap((document) =>
  [...read(document).matchAll(/^```(\w*)(?: file=(\S+))?\n(.*?)^```$/gms)].map(
    ([, language, file, text]) => ({ document, language: language!, file, text: text! }),
  ),
);

/** A command line of a document, and the output that stands below it in a `console` block. */
export interface Shown {
  readonly document: string;
  readonly line: string;
  /** Lines that are `...` stand for any number of lines. Null in an `sh` block, which shows commands alone. */
  readonly output: string | null;
}

/** Every command line, in the order in which they stand, without comments behind them. */
export const commands: readonly Shown[] = blocks.flatMap(({ document, language, text }): Shown[] => {
  if (language === 'sh') {
    return text
      .split('\n')
      .map((line) => line.replace(/\s+# .*$|^# .*$/, '').trim())
      .filter((line) => line !== '')
      .map((line) => ({ document, line, output: null }));
  }
  if (language !== 'console') return [];
  return [...text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(([, line, output]) => ({
    document,
    line: line!,
    output: output!,
  }));
});
