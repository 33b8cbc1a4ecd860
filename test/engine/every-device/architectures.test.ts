import { expect, it } from 'vitest';
import type { Call } from '../../../src/engine/device.ts';
import { architectures } from '../../../src/nets/index.ts';
import type { Architecture } from '../../../src/nets/net.ts';
import { onEveryDevice } from './on-every-device.ts';

const callsOf = ({ bred }: Architecture): readonly Call[] =>
  bred ? ['evaluate', 'population'] : ['evaluate', 'population', 'gradient', 'descent'];

onEveryDevice('an architecture', (device, { architectures: known }) => {
  it.each(architectures.map((one) => [one.name, one] as const))(
    'is computed, or refused in one line before anything starts: %s',
    (name, architecture) => {
      const { build, options } = architecture;
      const net = build({ inputs: 3, outputs: 2 }, options.parse({ hidden: 2 }));
      for (const loss of ['softmax', 'squared', 'bernoulli'] as const) {
        expect(device().lacks(net, { loss }, callsOf(architecture))).toBe(
          known.includes(name)
            ? null
            : `it cannot evaluate the net ${name}: it has no code for that architecture`,
        );
      }
    },
  );

  it.each(architectures.map((one) => [one.name, one] as const))(
    'but elman has no Ω, which is refused in one line: %s',
    (name, { build, options }) => {
      const net = build({ inputs: 3, outputs: 2 }, options.parse({ hidden: 2 }));
      const lacking = device().lacks(net, { loss: 'softmax' }, ['omega']);
      if (name === 'elman') expect(lacking).toBeNull();
      else
        expect(lacking).toMatch(new RegExp(`^it cannot give Ω of the net ${name}: .*(Elman|no code|alone)`));
    },
  );
});
