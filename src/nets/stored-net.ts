/**
 * Stored nets. A net is JSON, so it is stored as it is, its blocks too: these tell readers in other languages where
 * each weight lies. The reader builds a net anew from its sizes, and the result must equal the stored one.
 */

import { UserError } from '../errors.ts';
import { equalJson } from '../options/equal-json.ts';
import { architectures } from './index.ts';
import type { Net } from './net.ts';

/**
 * Restores a net of a file.
 * @throws UserError where it is none, or of an architecture of whose nets none is stored
 */
export function restoreNet(stored: unknown): Net {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored))
    throw new UserError('a net must be a JSON object');
  const { architecture: name } = stored as Readonly<Record<string, unknown>>;
  const restore = architectures.find((one) => one.name === name)?.restore;
  if (restore === undefined) {
    const known = architectures.filter((one) => one.restore !== undefined).map((one) => one.name);
    throw new UserError(
      `a net of the architecture ${JSON.stringify(name)}, but only those of ${known.join(', ')} can be read`,
    );
  }
  const net = restore(stored as Readonly<Record<string, unknown>>);
  if (!equalJson(net, stored))
    throw new UserError('the net is none: its sizes, blocks and parameters do not fit together');
  return net;
}
