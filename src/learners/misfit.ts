/** Fit of a learner and a net. */
import { architectureNamed } from '../nets/index.ts';
import type { Net } from '../nets/net.ts';
import type { Learner } from './learner.ts';

/** Reason why the learner cannot find a solution of this net, in words that follow its name; null where it can. */
export function misfit(
  { breeds, structures = [], fits }: Pick<Learner, 'breeds' | 'structures' | 'fits'>,
  net: Net,
  settings: Readonly<Record<string, unknown>>,
): string | null {
  const isBred = architectureNamed(net.architecture)?.bred === true;
  if (isBred && breeds !== net.architecture && !structures.includes(net.architecture))
    return `finds weights alone, and the structure of a net ${net.architecture} is bred too; choose the contestant neat, or another net`;
  if (breeds !== undefined && breeds !== net.architecture)
    return `breeds nets of the architecture ${breeds} alone; leave out net=${net.architecture}`;
  return fits?.(net, settings) ?? null;
}
