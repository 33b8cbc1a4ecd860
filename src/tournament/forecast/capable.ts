/** Capability check of a tournament's device, before anything starts: can it compute the nets of all contestants? */
import { devices, findDevice } from '../../engine/index.ts';
import { callsOf } from '../../learners/calls.ts';
import { findLearner } from '../../learners/index.ts';
import { defaultArchitecture } from '../../nets/index.ts';
import { netOf } from '../../nets/net-of.ts';
import type { Contestant } from '../spec/tournament.ts';
import type { Draft, Need } from './workload.ts';

type Field = Pick<Draft, 'tasks' | 'contestants'>;

/** Net and calls of one contestant on one task. */
interface Wanted {
  readonly contestant: Contestant;
  readonly need: Need;
}

/** Devices that may stand in for one that lacks something: they need no driver. */
const PLAIN = ['wasm', 'reference'];

/**
 * Line on the first contestant whose net the device cannot compute, or not as its learner asks; null where there is
 * none. Contestants of the default net, which every device computes, are asked about where they carry states or run free
 * alone, or
 * ask for products with the curvature: a device is opened for no others.
 */
export async function lackingLine(field: Field, name: string): Promise<string | null> {
  const wanted = wantedOf(field);
  if (wanted.length === 0) return null;
  const lacking = await firstLacking(wanted, name);
  if (lacking === null) return null;
  const { contestant, reason } = lacking;
  const own = wanted.filter((one) => one.contestant === contestant);
  const able: string[] = [];
  for (const other of PLAIN) {
    const isThere = other !== name && devices.some((one) => one.name === other);
    if (isThere && (await firstLacking(own, other)) === null) able.push(other);
  }
  const advice = able.length === 0 ? elseOf(own) : `choose the device ${able.join(' or ')}`;
  return `contestant ${contestant.name}: device ${name}: ${reason}; ${advice}`;
}

/** Advice where no device serves: states are carried through products with the curvature of no net. */
const elseOf = (wanted: readonly Wanted[]): string =>
  wanted.some(({ need: { calls } }) => calls.includes('curvature') && calls.includes('carry'))
    ? 'choose another learner, or a task whose sequences begin anew (carry=false)'
    : 'choose another net';

const wantedOf = ({ tasks, contestants }: Field): Wanted[] =>
  contestants.flatMap((contestant) =>
    tasks.flatMap(({ facts: { shape } }) => {
      const calls = callsOf(findLearner(contestant.learner), contestant.settings, shape);
      const isUsual = !(['carry', 'free', 'curvature'] as const).some((call) => calls.includes(call));
      if (contestant.architecture === defaultArchitecture.name && isUsual) return [];
      const net = netOf(contestant, shape)?.net;
      return net === undefined ? [] : { contestant, need: { net, loss: shape.loss, calls } };
    }),
  );

async function firstLacking(
  wanted: readonly Wanted[],
  name: string,
): Promise<{ readonly contestant: Contestant; readonly reason: string } | null> {
  const device = await findDevice(name).open();
  try {
    for (const { contestant, need } of wanted) {
      const reason = device.lacks(need.net, need, need.calls);
      if (reason !== null) return { contestant, reason };
    }
    return null;
  } finally {
    await device.close();
  }
}
