/**
 * Guard of the server: who may ask, and what answers tell a browser. Every request passes `refusalOf` before anything
 * else looks at it. The order of the checks matters: a page of another origin learns nothing but that it is refused.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Guarded {
  /** Secret that a browser must show, in the address once and in a cookie from then on. */
  readonly token: string;
  readonly port: number;
  /** Values of the Host header that are this server's, in lower case, each with its port. */
  readonly hosts: ReadonlySet<string>;
}

export interface Refusal {
  readonly status: number;
  /** Sentence for the reader. */
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bits of a token: too many to be guessed. */
const TOKEN_BITS = 192;

export const makeToken = (): string => randomBytes(TOKEN_BITS / 8).toString('base64url');

/** Name of the cookie. Cookies do not know of ports, so the port is in the name. */
export const cookieName = (port: number): string => `genoprop-${port}`;

/**
 * Headers of every answer. Charts set style attributes, which are allowed; style sheets and scripts come from this
 * server alone, and nothing may be embedded, framed, sent or fetched from elsewhere.
 */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "connect-src 'self'",
    'img-src data: blob:',
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** Names by which a browser on this machine reaches a server on its loopback. */
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Values of the Host header that are allowed.
 * @param others further names, with a port where it is another than the server's
 */
export function allowedHosts(port: number, others: readonly string[]): ReadonlySet<string> {
  const named = [...LOOPBACK, ...others].flatMap((name) => {
    const bare = name.toLowerCase();
    if (/:\d+$/.test(bare) && !isBareAddress(bare)) return [bare];
    const host = isBareAddress(bare) ? `[${bare}]` : bare;
    // A browser leaves the port of http out.
    return port === 80 ? [`${host}:80`, host] : [`${host}:${port}`];
  });
  return new Set(named);
}

/** True for an IPv6 address without its brackets. */
const isBareAddress = (name: string): boolean => !name.startsWith('[') && name.split(':').length > 2;

/** Reason why a request is not answered; null where it may be. A right token in the address is for `routes.ts`. */
export function refusalOf(request: IncomingMessage, guarded: Guarded): Refusal | null {
  const { method = '', headers, headersDistinct } = request;
  const hosts = headersDistinct.host ?? [];
  if (hosts.length !== 1 || !guarded.hosts.has(hosts[0]!.toLowerCase()))
    return {
      status: 421,
      text: 'This server is reached by the address that it has printed, and by no other name. `genoprop serve --allow-host NAME` allows one more.',
    };
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, text: 'This server only reads.', headers: { Allow: 'GET, HEAD' } };
  const { origin } = headers;
  const foreign = origin !== undefined && !isOwnOrigin(origin, guarded.hosts);
  const site = headers['sec-fetch-site'];
  if (foreign || (site !== undefined && site !== 'same-origin' && site !== 'none'))
    return { status: 403, text: 'Pages of other servers may not ask this one.' };
  const address = addressOf(request);
  if (address === null) return { status: 404, text: 'There is nothing at this address.' };
  const shown = address.query.get('token') ?? cookieOf(request, cookieName(guarded.port));
  if (shown === null || !isSame(shown, guarded.token))
    return {
      status: 401,
      text: 'Open the address that genoprop has printed, with its token. A server that was started anew has a new one.',
    };
  return null;
}

const isOwnOrigin = (origin: string, hosts: ReadonlySet<string>): boolean =>
  origin.startsWith('http://') && hosts.has(origin.slice('http://'.length).toLowerCase());

export interface Address {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Path and query of the request; null for a path with anything but plain letters, which no page of ours has. */
export function addressOf({ url = '' }: Pick<IncomingMessage, 'url'>): Address | null {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  if (!/^(\/[A-Za-z0-9_.-]+)+$|^\/$/.test(path)) return null;
  return { path, query: new URLSearchParams(query) };
}

function cookieOf({ headers: { cookie = '' } }: IncomingMessage, name: string): string | null {
  for (const part of cookie.split(';')) {
    const [key, value] = part.trim().split(/=(.*)/s);
    if (key === name && value !== undefined) return value;
  }
  return null;
}

/** Comparison in a time that tells nothing about the token. */
function isSame(shown: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(token));
}
