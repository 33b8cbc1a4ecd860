/** The code blocks of README.md and docs/*.md, and the commands in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Block {
  readonly file: string;
  /** `ts`, `sh`, `yaml`, `json`, `text`. */
  readonly language: string;
  readonly text: string;
}

const files = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export const blocks: readonly Block[] = files.flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(
    ([, language, text]) => ({ file, language: language!, text: text! }),
  ),
);

/** Every command line of a shell block, without comments behind it. */
export const commands: readonly string[] = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.split('\n'))
  .map((line) => line.replace(/\s+# .*$|^# .*$/, '').trim())
  .filter((line) => line !== '');
