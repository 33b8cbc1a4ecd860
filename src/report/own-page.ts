/** Pages that this program has written, which it may replace; a page of another origin it leaves alone. */
import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { failureReason } from '../session/output-file.ts';
import { beginningOf, type OtherFile, requireResultPath } from '../session/result-paths.ts';
import { generator } from './html/document.ts';

type Kind = NonNullable<Parameters<typeof generator>[1]>;

/** Number of bytes in which the mark is looked for. */
const HEAD_BYTES = 400;

/** The beginning of a page's mark that all versions share. */
const PROGRAM = generator('').split(' ')[0]!;

/** Nouns of pages, and their marks: a report may replace any page of this program, as it always did. */
const PAGES: Readonly<Record<Kind, { readonly noun: string; readonly mark: RegExp }>> = {
  report: { noun: 'no report of genoprop', mark: new RegExp(`"${PROGRAM} `) },
  lab: { noun: 'no page of the lab', mark: new RegExp(`"${PROGRAM} \\S+ lab"`) },
  playground: { noun: 'no playground of genoprop', mark: new RegExp(`"${PROGRAM} \\S+ playground"`) },
};

export interface OwnPage {
  readonly kind: Kind;
  /** True to replace whatever is there. */
  readonly force: boolean;
  /** Other files of the command, which the page must not replace. */
  readonly others?: readonly OtherFile[];
}

/**
 * Requires that the page can be written there, and replaces nothing but a page of its kind or an empty file.
 * @throws UserError where it cannot
 */
export function requireOwnPage(out: string, { kind, force, others = [] }: OwnPage): void {
  const { noun, mark } = PAGES[kind];
  if (existsSync(out) && statSync(out).isFile() && !force && statSync(out).size > 0) {
    requireReadable(out);
    const head = beginningOf(out, HEAD_BYTES);
    if (!head.includes('<meta name="generator"') || !mark.test(head)) {
      throw new UserError(
        `-o ${out}: exists and is ${noun}; name another file, or give --force to overwrite it`,
      );
    }
  }
  requireResultPath(out, '-o', others);
}

function requireReadable(file: string): void {
  try {
    closeSync(openSync(file, 'r'));
  } catch (error) {
    throw new UserError(`-o ${file}: cannot be read, ${failureReason(error)}`);
  }
}
