/** Opens the exchange of an address, as `--queue` and `--connect` give it. */
import { UserError } from '../../errors.ts';
import { printable } from '../../words/printable.ts';
import { type AddressOptions, readAddress } from './address.ts';
import type { Exchange } from './exchange.ts';
import { PATIENCE } from './guard.ts';
import type { QueueTimes } from './queue.ts';
import { queueTimes } from './queue-times.ts';

export interface ExchangeOptions extends AddressOptions {
  /** First part of all keys on the server: `genoprop` by default. Exchanges with different ones do not meet. */
  readonly prefix?: string;
  /** Times of leases; those of `GENOPROP_QUEUE_TIMES`, or the usual ones, by default. */
  readonly times?: QueueTimes;
  /** Gets one line when the connection is lost, and when it is back; also what a server's settings leave to be wished. */
  readonly onNote?: (line: string) => void;
  /** Milliseconds for which a call waits for a connection that is down, before it rejects. */
  readonly patience?: number;
}

/**
 * Opens an exchange: connects, and checks the server. The connection is kept up from then on: calls reject with a
 * `RunError` while it is down, and work again after it.
 * @param url value of the option; undefined where the variable `GENOPROP_QUEUE` has it
 * @throws UserError where address, secrets, certificates or the server's settings are wrong, or a package is missing
 * @throws RunError where the server cannot be reached
 */
export async function openExchange(
  url: string | undefined,
  options: ExchangeOptions = {},
): Promise<Exchange> {
  const { prefix = 'genoprop', times = queueTimes(), onNote = () => {}, patience = PATIENCE } = options;
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(prefix))
    throw new UserError(
      `--queue-prefix ${printable(prefix)}: it has up to 64 letters, digits, and . _ - after the first`,
    );
  const address = readAddress(url, options);
  const setting = { prefix, times, onNote, patience };
  if (address.kind === 'redis') {
    const { openRedis } = await import('./redis/open.ts');
    return openRedis(address, setting);
  }
  const { openPostgres } = await import('./postgres/open.ts');
  return openPostgres(address, setting);
}
