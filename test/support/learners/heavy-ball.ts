/**
 * Momentum as a toy, which exists in tests alone, so that nothing takes a descent's state for θ: Polyak's heavy ball
 * (1964), v ← μ v + g, θ ← θ - η v. It keeps one moment, v, in float32.
 */
import { afterAll, beforeAll } from 'vitest';
import type { Rule } from '../../../src/engine/rule.ts';
import type { HostRule } from '../../../src/learners/gradient/rules/host-rule.ts';
import { hostRules } from '../../../src/learners/gradient/rules/index.ts';
import { sgdBy } from '../../../src/learners/gradient/sgd.ts';
import type { Learner } from '../../../src/learners/learner.ts';

export interface HeavyBall extends Rule {
  readonly kind: 'heavy-ball';
  /** μ */
  readonly momentum: number;
}

export const rule: HeavyBall = { kind: 'heavy-ball', momentum: 0.75 };

const heavyBall: HostRule<HeavyBall> = {
  begin: (_rule, parameters) => [new Float32Array(parameters)],
  update({ momentum }, from, { gradient, scale, learningRate }, to) {
    const [before, after] = [from.moments[0]!, to.moments[0]!];
    for (const [index, value] of from.parameters.entries()) {
      after[index] = momentum * before[index]! + scale * gradient[index]!;
      to.parameters[index] = value - learningRate * after[index]!;
    }
  },
};

/** SGD by the toy. */
export const heavyBallLearner: Learner = { ...sgdBy(rule), name: 'heavy-ball', contestants: [] };

/** For the tests of one file the host has the toy. */
export function offerHeavyBall(): void {
  const offered = hostRules as Record<string, HostRule>;
  beforeAll(() => {
    offered[rule.kind] = heavyBall as HostRule;
  });
  afterAll(() => {
    delete offered[rule.kind];
  });
}
