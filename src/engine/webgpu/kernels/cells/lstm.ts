/**
 * LSTM cell with peepholes on the GPU (`src/nets/lstm.ts` has the equations). The memory is c, a step keeps i, f, z, o
 * and c. The derivatives are those of Greff et al. (2015), section 2.2.
 */
import { block } from '../../../../nets/layout.ts';
import type { LstmNet } from '../../../../nets/lstm.ts';
import { gateValues } from '../elementary.ts';
import { type GpuCell, pulled, stepped } from './gpu-cell.ts';

export const lstmCell: GpuCell<LstmNet> = {
  layout: (net) => ({
    kept: 5,
    inputGroups: 4,
    recurrentGroups: 4,
    own: net.peepholes ? { offset: block(net, 'p').offset, rows: 3 } : null,
  }),
  readsState: false,
  forward({ own }) {
    const peephole = (part: string, cell: string) => (own === null ? '' : ` + own.${part} * ${cell}`);
    return /* wgsl */ `
${gateValues}
${stepped}
fn stepped(a0: vec4f, a1: vec4f, a2: vec4f, a3: vec4f, before: vec4f, memory: vec4f, own: vec3f) -> Stepped {
  let i = logisticFour(a0${peephole('x', 'memory')});
  let f = logisticFour(a1${peephole('y', 'memory')});
  let z = tanhFour(a2);
  let c = i * z + f * memory;
  let o = logisticFour(a3${peephole('z', 'c')});
  return Stepped(o * tanhFour(c), c, i, f, z, o);
}`;
  },
  backward({ own }) {
    const peephole = (terms: string) => (own === null ? '' : ` + ${terms}`);
    return /* wgsl */ `
${gateValues}
${pulled}
fn pulled(d: vec4f, dMemory: vec4f, i: vec4f, f: vec4f, z: vec4f, o: vec4f, c: vec4f, earlier: vec4f, own: vec3f) -> Pulled {
  let squashed = tanhFour(c);
  let dO = d * squashed * logisticSlope(o);
  let dC = dMemory + d * o * tanhSlope(squashed)${peephole('own.z * dO')};
  let dI = dC * z * logisticSlope(i);
  let dF = dC * earlier * logisticSlope(f);
  let dZ = dC * i * tanhSlope(z);
  let dEarlier = dC * f${peephole('own.x * dI + own.y * dF')};
  return Pulled(dI, dF, dZ, dO, vec4f(0.0), dEarlier, dI * earlier, dF * earlier, dO * c);
}`;
  },
};
