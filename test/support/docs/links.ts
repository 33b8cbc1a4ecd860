/** The links of README.md and docs/*.md, and the anchors of their headings. */
import { posix } from 'node:path';
import { documents, read } from './snippets.ts';

/** Text without code, where brackets are no links and a `#` is no heading. */
const prose = (document: string): string => read(document).replaceAll(/^```.*?^```$/gms, '');

/** The anchors that GitHub gives to headings: lower case, punctuation dropped, hyphens for spaces. */
export function anchors(document: string): string[] {
  return [...prose(document).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

export interface Link {
  readonly from: string;
  readonly target: string;
  /** From the repository's root. */
  readonly path: string;
  readonly anchor: string | undefined;
}

export const links: readonly Link[] = documents.flatMap((from) =>
  [
    ...prose(from)
      .replaceAll(/`[^`\n]*`/g, '``')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path, anchor] = target.split('#') as [string, string?];
      return { from, target, path: path === '' ? from : posix.join(posix.dirname(from), path), anchor };
    }),
);
