/** Servers of live pages over made runs, for tests, and raw requests to them. */
import { connect } from 'node:net';
import { afterAll } from 'vitest';
import { type ServeOptions, type Serving, startServer } from '../../../src/serve/server.ts';

export const TOKEN = 'a-token-of-tests';

const open: Serving[] = [];
afterAll(async () => {
  for (const serving of open) await serving.close();
});

/** Server on loopback, closed after the tests of the file. */
export async function serverOf(
  places: readonly string[],
  given: Partial<ServeOptions> = {},
): Promise<Serving> {
  const assets = { script: '/* no script */', style: '' };
  const serving = await startServer({
    ...{ places, host: '127.0.0.1', port: 0, allowHosts: [], token: TOKEN, assets },
    ...given,
  });
  open.push(serving);
  return serving;
}

export interface RawAnswer {
  /** Null where the connection was reset before an answer came. */
  readonly status: number | null;
  readonly head: string;
  readonly body: string;
}

/**
 * Sends those bytes and reads the answer until the server ends it.
 * @param lines request line and headers, as they are
 */
export function rawly(port: number, lines: readonly string[]): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('latin1');
      const [head = '', ...rest] = text.split('\r\n\r\n');
      resolve({ status: head === '' ? null : Number(head.split(' ')[1]), head, body: rest.join('\r\n\r\n') });
    });
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
}

/** Lines of a request as a browser that has been let in sends it. */
export const request = (
  port: number,
  target: string,
  {
    method = 'GET',
    host = `127.0.0.1:${port}`,
    cookie = `genoprop-${port}=${TOKEN}`,
    more = [],
  }: {
    readonly method?: string;
    readonly host?: string | null;
    readonly cookie?: string | null;
    readonly more?: readonly string[];
  } = {},
): string[] => [
  `${method} ${target} HTTP/1.1`,
  ...(host === null ? [] : [`Host: ${host}`]),
  ...(cookie === null ? [] : [`Cookie: ${cookie}`]),
  'Connection: close',
  ...more,
];
