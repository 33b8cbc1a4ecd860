/** Failures of the way to a server, of TCP and TLS, as one line each. */
import { oneLine, RunError, UserError } from '../../errors.ts';
import { printable } from '../../words/printable.ts';
import type { ServerAddress } from './address.ts';

/** Milliseconds after which a server that does not answer counts as unreachable. */
export const CONNECT_TIMEOUT = 5000;
/** Milliseconds without an answer after which a connection counts as broken. */
export const SILENCE = 15_000;

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection is refused; is the server running, and at this port?',
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: 'it does not answer; is a firewall between?',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no network',
};

const UNKNOWN_AUTHORITY =
  'its certificate is signed by an authority that is not known here; name its certificate (CA) by --tls-ca FILE';

const TLS_FAULTS: Readonly<Record<string, string>> = {
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  CERT_SIGNATURE_FAILURE: UNKNOWN_AUTHORITY,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; is the clock of this machine right?',
  CERT_REVOKED: 'its certificate has been revoked',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks no TLS at this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it speaks no TLS at this port',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    'it asks for a certificate of ours; name it and its key by --tls-cert FILE --tls-key FILE',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE:
    'it refuses the handshake; does it ask for a certificate (--tls-cert, --tls-key)?',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it does not know the authority that signed the certificate of --tls-cert',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'it refuses the certificate of --tls-cert, which has expired',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'it refuses the certificate of --tls-cert',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: 'it refuses the certificate of --tls-cert',
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    'it refuses the certificate of --tls-cert, which is not for clients',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: 'it refuses the certificate of --tls-cert, which has been revoked',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'the key of --tls-key is not that of the certificate of --tls-cert',
};

/**
 * Failure of a connection as one line.
 * @param isOpen whether it has worked before
 */
export function networkFault(error: unknown, address: ServerAddress, isOpen: boolean): Error {
  const { shown, host, tls } = address;
  // An address with several numbers fails with one error for each.
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  const { code: given = '' } = inner as NodeJS.ErrnoException;
  // Newer versions of OpenSSL call these alerts otherwise.
  const code = given.replace('SSL/TLS_ALERT', 'SSLV3_ALERT');
  if (Object.hasOwn(TLS_FAULTS, code)) return new UserError(`TLS with ${shown}: ${TLS_FAULTS[code]}`);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return new UserError(
      `TLS with ${shown}: its certificate is not for ${printable(host)} but for other names`,
    );
  if (/^ERR_(SSL|OSSL|TLS)_/.test(code))
    return new UserError(`TLS with ${shown}: ${printable(oneLine(inner))}`);
  const text = oneLine(inner);
  if (isOpen && isBrokenOff(inner)) return new RunError(`lost the connection to ${shown}`);
  const reason =
    UNREACHABLE[code] ??
    (/timeout|timed out/i.test(text) ? UNREACHABLE.ETIMEDOUT! : null) ??
    (isBrokenOff(inner)
      ? `it broke the connection off${tls === null ? '; is its port one for TLS?' : ''}`
      : null);
  return new RunError(reason === null ? `${shown}: ${printable(text)}` : `cannot reach ${shown}: ${reason}`);
}

/** Did the server end the connection, without a word? */
export const isBrokenOff = (error: unknown): boolean =>
  CLOSED.test(oneLine(error)) || BROKEN.includes((error as NodeJS.ErrnoException).code ?? '');

const CLOSED =
  /connection is closed|connection terminated|max retries per request|isn't writeable|socket hang up/i;
const BROKEN = ['ECONNRESET', 'EPIPE'];
