/** Net that goes on with a sine exactly: d_{t+1} = 2 cos(2π/P) d_t - d_{t-1} by four rectified units. */
import { elmanNet } from '../../../src/nets/elman.ts';
import { blockOf } from '../../../src/nets/layout.ts';

/** Units are the positive and negative parts of d_t, and those of d_{t-1}. */
export function sineNet(period: number) {
  const net = elmanNet({ unit: 'relu', inputs: 1, hidden: 4, outputs: 1 });
  const parameters = new Float32Array(net.parameters);
  blockOf(net, parameters, 'W_in').set([1, -1, 0, 0]);
  const recurrent = blockOf(net, parameters, 'W_rec');
  recurrent[2 * 4 + 0] = 1;
  recurrent[3 * 4 + 1] = 1;
  const factor = 2 * Math.cos((2 * Math.PI) / period);
  blockOf(net, parameters, 'W_out').set([factor, -factor, -1, 1]);
  return { net, parameters };
}
