/**
 * Address of a queue's server and its secrets: from `--queue` or `--connect`, from files and from the environment. A
 * command line is seen by everyone on its machine, so a password in its URL is refused.
 */
import { readFileSync } from 'node:fs';
import { oneLine, UserError } from '../../errors.ts';
import { printable } from '../../words/printable.ts';

/** Environment variables that say what options do, and what must not stand on a command line. */
export const environment = {
  /** The whole URL, with its password. */
  url: 'GENOPROP_QUEUE',
  password: 'GENOPROP_QUEUE_PASSWORD',
  ca: 'GENOPROP_TLS_CA',
  cert: 'GENOPROP_TLS_CERT',
  key: 'GENOPROP_TLS_KEY',
} as const;

/** Paths of PEM files. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface AddressOptions {
  /** The option whose value the URL is, for messages: `--queue` (default) or `--connect`. */
  readonly flag?: string;
  readonly passwordFile?: string;
  readonly tls?: TlsFiles;
  /** Environment; that of the process by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** PEM texts. */
export interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface ServerAddress {
  readonly kind: 'redis' | 'postgres';
  readonly host: string;
  readonly port: number;
  readonly user: string | null;
  readonly password: string | null;
  /** Number of Redis' database, or name of PostgreSQL's; null for the server's first. */
  readonly database: string | null;
  /** Null where the connection is not encrypted. */
  readonly tls: Tls | null;
  /** Address without secrets, for people. */
  readonly shown: string;
}

const FORMS = 'redis://HOST, rediss://HOST (TLS) or postgres://HOST/DATABASE';
const PROTOCOLS: Readonly<Record<string, { kind: ServerAddress['kind']; port: number; tls: boolean }>> = {
  'redis:': { kind: 'redis', port: 6379, tls: false },
  'rediss:': { kind: 'redis', port: 6379, tls: true },
  'postgres:': { kind: 'postgres', port: 5432, tls: false },
  'postgresql:': { kind: 'postgres', port: 5432, tls: false },
};

/**
 * Reads the address.
 * @param given value of the option; undefined where the environment has the URL
 * @throws UserError where it is none, holds a password on the command line, or a file cannot be read
 */
export function readAddress(given: string | undefined, options: AddressOptions = {}): ServerAddress {
  const { flag = '--queue', env = process.env } = options;
  const inherited = nonEmpty(env[environment.url]);
  const text = given ?? inherited;
  if (text === undefined)
    throw new UserError(
      `no queue is named: give its address by ${flag} URL (${FORMS}) or in the variable ${environment.url}`,
    );
  const source = given === undefined ? environment.url : flag;
  const url = parse(text, source);
  const form = PROTOCOLS[url.protocol]!;
  if (given !== undefined && url.password !== '')
    throw new UserError(
      `${flag}: the URL holds a password, which every user of this machine can read; put it into the variable ${environment.password} or into a file (--password-file FILE)`,
    );
  const encrypted = form.tls || needsTls(url, source);
  const files = tlsFiles(options.tls ?? {}, env);
  const tls = readTls(files, encrypted, form.kind);
  const database = decoded(url.pathname.replace(/^\//, ''), source);
  if (form.kind === 'redis' && !/^\d{0,4}$/.test(database))
    throw new UserError(
      `${source}: ${printable(database)} is no database of Redis: they have numbers, as in redis://HOST/2`,
    );
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    kind: form.kind,
    host,
    port: url.port === '' ? form.port : Number(url.port),
    user: url.username === '' ? null : decoded(url.username, source),
    password:
      passwordOf(options.passwordFile, env) ?? (url.password === '' ? null : decoded(url.password, source)),
    database: database === '' ? null : database,
    tls,
    shown: `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`,
  };
}

function parse(text: string, source: string): URL {
  // A fault in the URL must not print the password that may stand in it.
  const url = URL.parse(text);
  if (url === null || !Object.hasOwn(PROTOCOLS, url.protocol) || url.hostname === '')
    throw new UserError(`${source}: ${printable(withoutSecret(text))} is no address of a queue: ${FORMS}`);
  return url;
}

/** Text of a wrong URL, with everything hidden that may be a password. */
function withoutSecret(text: string): string {
  const [, protocol = '', rest = ''] = /^([a-z]*:?\/\/)?(.*)$/is.exec(text) ?? [];
  const isHarmless = /^[\w.-]+(:\d{1,5})?(\/[\w.-]*)?$/.test(rest) || rest === '';
  return isHarmless
    ? text
    : `${protocol}${rest.includes('@') ? `…${rest.slice(rest.lastIndexOf('@'))}` : '…'}`;
}

function decoded(text: string, source: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UserError(`${source}: a % in the URL must be written as %25`);
  }
}

/** PostgreSQL's own parameter for TLS. Certificates are always verified. */
function needsTls(url: URL, source: string): boolean {
  for (const [name, value] of url.searchParams) {
    // Other parameters may hold a password, so their values are not repeated.
    const isMode = name === 'sslmode' && url.protocol.startsWith('postgres');
    if (!isMode || !MODES.includes(value))
      throw new UserError(
        `${source}: ?${printable(name)}=${isMode ? printable(value) : '…'} in the URL is not known; postgres:// takes ?sslmode=disable or ?sslmode=verify-full`,
      );
  }
  return !['disable', null].includes(url.searchParams.get('sslmode'));
}

const MODES: readonly string[] = ['disable', 'require', 'verify-ca', 'verify-full'];

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

function passwordOf(file: string | undefined, env: NonNullable<AddressOptions['env']>): string | null {
  if (file === undefined) return nonEmpty(env[environment.password]) ?? null;
  const password = readText(file, '--password-file').replace(/\r?\n$/, '');
  if (password === '') throw new UserError(`--password-file ${printable(file)}: the file is empty`);
  if (password.includes('\n'))
    throw new UserError(`--password-file ${printable(file)}: the file has more than one line`);
  return password;
}

const TLS_PARTS = ['ca', 'cert', 'key'] as const;

function tlsFiles(given: TlsFiles, env: NonNullable<AddressOptions['env']>): TlsFiles {
  const files: { ca?: string; cert?: string; key?: string } = {};
  for (const part of TLS_PARTS) {
    const file = given[part] ?? nonEmpty(env[environment[part]]);
    if (file !== undefined) files[part] = file;
  }
  return files;
}

function readTls(files: TlsFiles, encrypted: boolean, kind: ServerAddress['kind']): Tls | null {
  const named = TLS_PARTS.find((part) => files[part] !== undefined);
  if (!encrypted) {
    if (named === undefined) return null;
    const right =
      kind === 'redis' ? 'rediss:// in place of redis://' : '?sslmode=verify-full at the end of the URL';
    throw new UserError(`--tls-${named}: the URL asks for no TLS; write ${right}`);
  }
  if ((files.cert === undefined) !== (files.key === undefined))
    throw new UserError('--tls-cert and --tls-key go together: a certificate and its key');
  const tls: { ca?: string; cert?: string; key?: string } = {};
  for (const part of TLS_PARTS) if (files[part] !== undefined) tls[part] = pem(files[part], part);
  return tls;
}

function pem(file: string, part: (typeof TLS_PARTS)[number]): string {
  const text = readText(file, `--tls-${part}`);
  const kind = part === 'key' ? 'PRIVATE KEY' : 'CERTIFICATE';
  if (!new RegExp(`-----BEGIN [A-Z ]*${kind}-----`).test(text))
    throw new UserError(`--tls-${part} ${printable(file)}: no PEM file of a ${kind.toLowerCase()}`);
  return text;
}

function readText(file: string, flag: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UserError(`${flag} ${printable(file)}: ${UNREADABLE[code] ?? oneLine(error)}`);
  }
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission is denied',
  EISDIR: 'this is a folder, not a file',
};
