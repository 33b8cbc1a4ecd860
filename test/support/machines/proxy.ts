/** TCP proxy in front of a server, for tests of networks that fail. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** Number of connections that have been opened so far. */
  readonly opened: number;
  /** Number of connections that were refused while the network was cut. */
  readonly refused: number;
  /** Cuts the network: connections are reset, and new ones too. */
  cut(): void;
  /**
   * Silences the network, as a pulled cable does: no byte passes in either direction, and nobody is told. New connections
   * are accepted and hear nothing.
   */
  silence(): void;
  /** Lets bytes and new connections pass again. What has waited in a silence is delivered. */
  mend(): void;
  close(): Promise<void>;
}

/** Opens a proxy on a free port of this machine, in front of that port. */
export async function openProxy(target: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: 'open' | 'cut' | 'silent' = 'open';
  let opened = 0;
  let refused = 0;
  const server: Server = createServer((near) => {
    if (state === 'cut') {
      refused++;
      near.resetAndDestroy();
      return;
    }
    opened++;
    const far = connect(target, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (bytes) => to.write(bytes));
      from.on('end', () => to.end());
      from.on('error', () => {});
      from.on('close', () => {
        to.destroy();
        pairs.delete(pair);
      });
      if (state === 'silent') from.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const reset = (): void => {
    for (const [near, far] of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  };
  return {
    port: address.port,
    get opened() {
      return opened;
    },
    get refused() {
      return refused;
    },
    cut() {
      state = 'cut';
      reset();
    },
    silence() {
      state = 'silent';
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    mend() {
      state = 'open';
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    async close() {
      reset();
      server.close();
      await once(server, 'close');
    },
  };
}
