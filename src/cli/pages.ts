/** Live pages of a session: their flag, and the server beside the process that plays. */
import type { Command } from 'commander';
import { monotonicSeconds } from '../clock.ts';
import { UserError } from '../errors.ts';
import type { RunPages } from '../serve/process/server-process.ts';
import { shellWord } from '../words/text.ts';
import { portNumber } from './flag-numbers.ts';

/** Value of the flag: a port, or true for the usual one. */
export interface PagesFlags {
  readonly serve?: number | true;
}

/** Help on the pages. */
export const PAGES = `
With --serve a browser on this machine shows the run as it is played: open the printed
address. The server ends with the run; \`genoprop serve RUN\` shows it again. The pages only
read, and results are the same with and without them.`;

/** Adds the flag to a command that plays. */
export const addPagesFlag = (command: Command): Command =>
  command.option(
    '--serve [port]',
    'show the run in the browser while it is played; 0 for any free port (default: 7373, or a free one)',
    portNumber('--serve'),
  );

/** Gives the pages of a run by its path; undefined without --serve. */
export type PagesOf = (path: string | null) => RunPages | undefined;

/**
 * Plays with a server of live pages beside, where --serve asks for one.
 * @param places run files that will be played, the first one first; null for one that is not kept
 * @throws UserError where no run file is kept, or the port cannot be had; nothing has been played then
 */
export async function withPages<Result>(
  { serve }: PagesFlags,
  places: readonly (string | null)[],
  play: (pagesOf: PagesOf) => Promise<Result>,
): Promise<Result> {
  if (serve === undefined) return play(() => undefined);
  const kept = places.filter((place) => place !== null);
  if (kept.length === 0)
    throw new UserError('--serve: the pages are of a run file; leave out --no-run, or --serve');
  const { startServerProcess } = await import('../serve/process/server-process.ts');
  const server = await startServerProcess({
    places: kept,
    port: serve === true ? null : serve,
    again: (runs) => ['npx genoprop serve', ...runs.map(shellWord)].join(' '),
    now: monotonicSeconds,
  });
  try {
    return await play((path) => (path === null ? undefined : server.pagesOf(path)));
  } finally {
    await server.close();
  }
}
