/**
 * Alert with which a server ended a TLS handshake. In TLS 1.3 a server looks at the client's certificate after the client
 * has begun to send, and then breaks the connection off, so that its reason is mostly lost. Asked again by a client that
 * sends nothing, it gets through.
 */
import { connect } from 'node:tls';
import type { ServerAddress } from './address.ts';

/** Milliseconds for which an alert is waited for. */
const WAIT = 2000;

/** Error with the server's alert; null where it has sent none. */
export function tlsAlert({ host, port, tls }: ServerAddress): Promise<Error | null> {
  if (tls === null) return Promise.resolve(null);
  return new Promise((resolve) => {
    const socket = connect({ host, port, ...tls });
    const end = (error: Error | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(error);
    };
    const timer = setTimeout(() => end(null), WAIT);
    socket.on('error', end);
    socket.on('close', () => end(null));
  });
}
