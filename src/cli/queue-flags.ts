/** The flags of all commands that reach a job queue: the address of its server, and its secrets by file. */
import type { Command } from 'commander';
import type { ExchangeOptions } from '../machines/queue/connect.ts';

/** Option by which a command names the server. */
type AddressFlag = '--queue' | '--connect';

/** Values of the flags but for the address. */
export interface QueueFlags {
  readonly passwordFile?: string;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly queuePrefix?: string;
}

/** Address flag as it was given: an address, or true without a value, where the environment has it. */
export type GivenAddress = string | true | undefined;

/**
 * Adds the flags to a command.
 * @param what description of the address flag
 */
export function addQueueFlags(command: Command, flag: AddressFlag, what: string): Command {
  return command
    .option(`${flag} [url]`, what)
    .option('--password-file <file>', 'the password for the server, in a file of one line')
    .option('--tls-ca <file>', 'certificate of the authority that signed the server’s, as PEM')
    .option('--tls-cert <file>', 'own certificate for the server, as PEM')
    .option('--tls-key <file>', 'key of that certificate, as PEM')
    .option(
      '--queue-prefix <name>',
      'name of the queue on its server: commands meet under one alone (default: genoprop)',
    );
}

/** Address for `openExchange`; undefined where the environment has it. */
export const addressOf = (given: GivenAddress): string | undefined => (given === true ? undefined : given);

/** Options for `openExchange`. */
export function exchangeOptions(flag: AddressFlag, flags: QueueFlags): ExchangeOptions {
  const { passwordFile, tlsCa: ca, tlsCert: cert, tlsKey: key, queuePrefix: prefix } = flags;
  return {
    flag,
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    },
    ...(passwordFile === undefined ? {} : { passwordFile }),
    ...(prefix === undefined ? {} : { prefix }),
  };
}

/** Help on where secrets come from. */
export const SECRETS = `
The password comes from --password-file or the variable GENOPROP_QUEUE_PASSWORD, never
from the command line; the variable GENOPROP_QUEUE may hold the whole address, and
GENOPROP_TLS_CA, GENOPROP_TLS_CERT and GENOPROP_TLS_KEY name the files of --tls-*.`;
