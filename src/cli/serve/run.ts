/** Action of `genoprop serve`: serves pages until the user ends it. */
import { UserError } from '../../errors.ts';
import { openInBrowser } from '../../report/browsers.ts';
import { startServer } from '../../serve/server.ts';
import { factLines, linesText } from '../../session/listing.ts';
import type { SessionParts } from '../../session/session-parts.ts';
import type { Terminal } from '../../session/terminal.ts';
import type { ServeFlags } from './flags.ts';

type ServeParts = Pick<SessionParts, 'onInterrupt'>;

/**
 * Serves until the user interrupts. Returns the exit code.
 * @throws UserError where a place is not there, or the address or port cannot be had
 */
export async function serve(
  places: readonly string[],
  { port, host, allowHost, open = false }: ServeFlags,
  { out, err }: Terminal,
  given?: ServeParts,
): Promise<number> {
  const isForAll = host === '0.0.0.0' || host === '::';
  if (isForAll && allowHost.length === 0) {
    throw new UserError(
      `--host ${host}: needs --allow-host NAME too, the name by which browsers will reach this machine`,
    );
  }
  const isHere = isForAll || isLoopback(host);
  const allowHosts = isHere ? allowHost : [...allowHost, host];
  const { onInterrupt } = given ?? (await import('../built-in-parts.ts')).builtInParts;
  const serving = await startServer({ places, host, allowHosts, port: port ?? null });
  const { address } = serving;
  out.write(
    linesText(
      factLines(
        [
          ['open', address],
          ['', 'Ctrl-C ends the server'],
        ],
        out.columns,
      ),
    ),
  );
  if (!isLoopback(host)) {
    err.write(
      `genoprop: --host ${host}: whoever reaches this machine and has the token can read these runs, and nothing is encrypted; on loopback an SSH tunnel does better\n`,
    );
  }
  const ended = new Promise<number>((resolve) => {
    const stopListening = onInterrupt((exitCode) => {
      stopListening();
      resolve(exitCode);
    });
  });
  if (open) {
    const failed = await openInBrowser(address);
    if (failed !== null) err.write(`genoprop: --open: ${failed}; open the address yourself\n`);
  }
  const exitCode = await ended;
  await serving.close();
  return exitCode;
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
