/** The wasm device with echo state networks beside its other nets: passes of their own, in a memory of their own. */
import type { Net } from '../../../nets/net.ts';
import type { ReservoirNet } from '../../../nets/reservoir-net.ts';
import type { Batch } from '../../batch.ts';
import type { Device, FeaturesRequest, Vector } from '../../device.ts';
import { lackingOf } from '../../lacking.ts';
import { lacksBeyondReadout } from '../../readout-alone.ts';
import type { Kernels } from '../kernels.ts';
import { ReservoirPasses } from './passes.ts';

/** True for nets whose outputs the device feeds back by itself. */
export const isReservoir = (net: Net): net is ReservoirNet => net.architecture === 'reservoir';

const abilities = { reservoir: { lacks: lacksBeyondReadout } };

/** @param load makes kernels with a memory of their own, when they are first needed */
export function withReservoirs(device: Device, load: () => Kernels): Device {
  let made: ReservoirPasses | null = null;
  const passes = (): ReservoirPasses => {
    made ??= new ReservoirPasses(load());
    return made;
  };
  const { linearise } = device;
  return {
    name: device.name,
    lacks(net, batch, calls) {
      if (isReservoir(net)) return lackingOf(abilities, net, batch.loss, calls);
      return calls.includes('features')
        ? `it cannot give the features of the readout of the net ${net.architecture}: it does so for reservoirs`
        : device.lacks(net, batch, calls);
    },
    evaluate: (net, ...given) =>
      isReservoir(net) ? passes().evaluate(net, ...given) : device.evaluate(net, ...given),
    evaluatePopulation: (net, ...given) =>
      isReservoir(net)
        ? passes().evaluatePopulation(net, ...given)
        : device.evaluatePopulation(net, ...given),
    gradient: (net, ...given) =>
      isReservoir(net) ? passes().gradient(net, ...given) : device.gradient(net, ...given),
    // Of reservoirs `lacks` names the call.
    ...(linearise && { linearise: (...given) => linearise.apply(device, given) }),
    features(net: Net, parameters: Vector, batch: Batch, request: FeaturesRequest) {
      if (isReservoir(net)) return passes().features(net, parameters, batch, request);
      throw new RangeError(`features of a net ${net.architecture}, which the device does not give`);
    },
    close() {
      made = null;
      return device.close();
    },
  };
}
