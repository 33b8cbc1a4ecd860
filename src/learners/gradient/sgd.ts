/**
 * Minibatch stochastic gradient descent, with norm clipping and the vanishing-gradient regulariser Ω of
 * Pascanu, Mikolov & Bengio (2013), "On the difficulty of training recurrent neural networks", ICML:
 * g = ∂E/∂θ + α ∂⁺Ω/∂W_rec; then Algorithm 1 clips g; then θ ← θ - η g. Each is one switch, so that the paper's
 * MSGD, MSGD-C and MSGD-CR are three contestants of this learner.
 */
import { PLAIN, type Rule } from '../../engine/rule.ts';
import { descentLearner } from './descent-learner.ts';
import { descentSettings, descentSpace } from './descent-settings.ts';
import { sgdContestants } from './sgd-contestants.ts';

/** Learner whose updates are made by that rule. */
export const sgdBy = (rule: Rule) =>
  descentLearner({
    name: 'sgd',
    summary: 'stochastic gradient descent, with norm clipping and the regulariser Ω as options',
    source: 'Pascanu, Mikolov & Bengio (2013), ICML',
    settings: descentSettings,
    space: descentSpace,
    contestants: sgdContestants,
    moments: 0,
    ruleOf: () => rule,
  });

export const sgd = sgdBy(PLAIN);
