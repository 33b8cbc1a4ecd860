/**
 * Server of `genoprop serve`: pages over runs, for the browser of this machine. Run files are only read.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { oneLine } from '../blame.ts';
import { UserError } from '../errors.ts';
import { builtAssets, servedAssets } from './assets.ts';
import { Collector } from './collector.ts';
import { Followers } from './followers.ts';
import {
  addressOf,
  allowedHosts,
  cookieName,
  type Guarded,
  makeToken,
  refusalOf,
  SAFE_HEADERS,
} from './guard.ts';
import { ListWatch } from './list-watch.ts';
import { htmlAnswer, sentencePage, write } from './pages.ts';
import type { PlayedRuns } from './played-runs.ts';
import { respond, type Served } from './routes.ts';
import { RunTable } from './run-table.ts';
import { Streams } from './streams.ts';

export interface ServeOptions {
  /** Folders and run files; none for the usual folder. */
  readonly places: readonly string[];
  /** Address to listen at. */
  readonly host: string;
  /** Port; 0 for any free one; null for the usual one, or any free one where that is taken. */
  readonly port: number | null;
  /** Further names by which browsers may reach the server. */
  readonly allowHosts: readonly string[];
  /** Script and style; left out for those of the build. */
  readonly assets?: { readonly script: string; readonly style: string };
  /** Token; left out for a new one. */
  readonly token?: string;
  /** Run that is played beside the server, which ends with it; left out for a server of its own. */
  readonly played?: PlayedRuns;
}

export interface Serving {
  readonly port: number;
  /** Address to open, with the token. */
  readonly address: string;
  /** Number of pages that follow something now. */
  viewers(): number;
  /**
   * Tells all pages that the server ends, with the reason, and gives them a while to fetch what they lack.
   */
  sayGoodbye(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Error where another program has the port. */
class PortTaken extends UserError {}

/** Port where none is asked for. */
const USUAL_PORT = 7373;

/** Most milliseconds for pages to fetch what they lack before the server ends. */
const GOODBYE = { most: 3000, between: 25 };

/** Most connections at a time. */
const MOST_CONNECTIONS = 256;

/**
 * Starts the server.
 * @throws UserError where a place is not there, or the port cannot be had
 */
export async function startServer(options: ServeOptions): Promise<Serving> {
  const { host, allowHosts, token = makeToken(), played = null } = options;
  const table = new RunTable(options.places, { mayLack: played !== null });
  const streams = new Streams();
  const list = new ListWatch(table);
  const followers = new Followers(played);
  const served: Served = {
    ...{ table, streams, list, followers, again: played?.again },
    collector: new Collector(),
    assets: servedAssets(options.assets ?? builtAssets()),
  };
  let guarded: Guarded = { token, port: 0, hosts: new Set() };
  const server = createServer((request, response) => {
    void answer(request, response, guarded, served);
  });
  server.maxConnections = MOST_CONNECTIONS;
  const port = await listen(server, host, options.port ?? USUAL_PORT).catch((error: unknown) => {
    if (options.port !== null || !(error instanceof PortTaken)) throw error;
    return listen(server, host, 0);
  });
  guarded = { token, port, hosts: allowedHosts(port, allowHosts) };
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return {
    port,
    address: `http://${name}:${port}/?token=${token}`,
    viewers: () => streams.count,
    async sayGoodbye(text) {
      followers.lookAtEnd();
      streams.tell('last', { text });
      for (let waited = 0; streams.count > 0 && waited < GOODBYE.most; waited += GOODBYE.between)
        await wait(GOODBYE.between);
    },
    close: () =>
      new Promise((resolve) => {
        list.close();
        followers.close();
        streams.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => reject(listenFault(error, host, port));
    server.once('error', refuse);
    server.listen({ host, port }, () => {
      server.off('error', refuse);
      // An accepted connection that fails is its own matter.
      server.on('error', () => {});
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function listenFault({ code, message }: NodeJS.ErrnoException, host: string, port: number): UserError {
  if (code === 'EADDRINUSE')
    return new PortTaken(
      `--port ${port}: is taken by another program; name another port, or 0 for any free one`,
    );
  if (code === 'EACCES')
    return new UserError(`--port ${port}: this user may not use it; name one from 1024 on`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new UserError(`--host ${host}: is no address of this machine`);
  return new UserError(`--host ${host} --port ${port}: cannot be listened at, ${oneLine(message)}`);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  guarded: Guarded,
  served: Served,
): Promise<void> {
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
  response.on('error', () => {});
  const refusal = refusalOf(request, guarded);
  if (refusal !== null) {
    write(response, {
      ...htmlAnswer(sentencePage('Refused', refusal.text), refusal.status),
      ...(refusal.headers === undefined ? {} : { headers: refusal.headers }),
    });
    return;
  }
  const address = addressOf(request)!;
  if (address.query.has('token')) {
    address.query.delete('token');
    const query = address.query.size === 0 ? '' : `?${address.query}`;
    response.writeHead(303, {
      'Content-Length': '0',
      Location: `${address.path}${query}`,
      'Set-Cookie': `${cookieName(guarded.port)}=${guarded.token}; Path=/; HttpOnly; SameSite=Strict`,
    });
    response.end();
    return;
  }
  try {
    await respond(address, request, response, served);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else write(response, htmlAnswer(sentencePage('Cannot be shown', `${oneLine(error)}.`), 500));
  }
}
