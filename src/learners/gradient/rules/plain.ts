/** The plain rule, θ ← θ - η g: in float64, each parameter rounded to float32. */
import type { HostRule } from './host-rule.ts';

export const plain: HostRule = {
  begin: () => [],
  update(_rule, { parameters: from }, { gradient, scale, learningRate }, { parameters: to }) {
    const rate = learningRate * scale;
    for (let index = 0; index < from.length; index++) to[index] = from[index]! - rate * gradient[index]!;
  },
};
