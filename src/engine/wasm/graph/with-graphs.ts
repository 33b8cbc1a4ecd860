/** The wasm device with graph nets beside its other nets: passes of their own, in a memory of their own. */
import type { GraphNet } from '../../../nets/graph-net.ts';
import type { Net } from '../../../nets/net.ts';
import type { Device } from '../../device.ts';
import { lackingOf } from '../../lacking.ts';
import { lacksOfGraphs } from '../../lacks-of-graphs.ts';
import type { Kernels } from '../kernels.ts';
import { GraphPasses } from './passes.ts';

export const isGraph = (net: Net): net is GraphNet => net.architecture === 'graph';

const abilities = {
  graph: {
    lacks: (_net: Net, _loss: unknown, call: Parameters<typeof lacksOfGraphs>[0]): string | null =>
      call === 'free' ? 'the reference device does that' : lacksOfGraphs(call),
  },
};

/** @param load makes kernels with a memory of their own, when they are first needed */
export function withGraphs(device: Device, load: () => Kernels): Device {
  let made: GraphPasses | null = null;
  const passes = (): GraphPasses => {
    made ??= new GraphPasses(load());
    return made;
  };
  const { linearise, features } = device;
  return {
    name: device.name,
    lacks: (net, batch, calls) =>
      isGraph(net) ? lackingOf(abilities, net, batch.loss, calls) : device.lacks(net, batch, calls),
    evaluate(net, parameters, batch, carry) {
      if (!isGraph(net)) return device.evaluate(net, parameters, batch, carry);
      if (carry !== undefined) throw new RangeError('carried states of a graph net');
      return passes().evaluate(net, parameters, batch);
    },
    evaluatePopulation: (net, ...given) =>
      isGraph(net) ? passes().evaluatePopulation(net, ...given) : device.evaluatePopulation(net, ...given),
    gradient(net, ...given) {
      if (isGraph(net)) throw new RangeError('the gradient of a graph net');
      return device.gradient(net, ...given);
    },
    ...(linearise && { linearise: (...given) => linearise.apply(device, given) }),
    ...(features && { features: (...given) => features.apply(device, given) }),
    close() {
      made = null;
      return device.close();
    },
  };
}
