/**
 * Reproduction: the pathological problems of Martens & Sutskever (2011), "Learning recurrent neural networks with
 * Hessian-free optimization", by Hessian-free optimisation, and beside it SGD with clipping and Ω, and evolution.
 */
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import type { Budget, TaskChoice } from '../../src/tournament/spec/tournament.ts';
import type { Reproduction } from './reproduction.ts';

const SEEDS = 5;
const CLAIMS = { 'addition:length=50': 5, 'temporal-order:length=50': 4 };

const within = (task: TaskChoice, macs: number): TaskChoice & { readonly budget: Budget } => ({
  ...task,
  budget: { macs },
});

export const pathological: Reproduction = {
  name: 'pathological',
  title: 'Pathological problems: Hessian-free optimisation beside MSGD-CR and GENITOR',
  claim: `Martens & Sutskever (2011): Hessian-free optimisation learns long lags. Here, with 50 units, an orthogonal start and smaller batches than theirs, it solves addition at T = 50 on ${CLAIMS['addition:length=50']} of ${SEEDS} seeds and temporal order at T = 50 on at least ${CLAIMS['temporal-order:length=50']}. All have the same MACs on a task, and play with the settings that genoprop offers; those of hf were tried on one and two seeds of another tournament seed.`,
  spec: {
    tasks: [
      within(resolveTask('addition', { length: 30 }), 2e11),
      within(resolveTask('multiplication', { length: 30 }), 2e11),
      within(resolveTask('memorisation', { delay: 30 }), 2e11),
      within(resolveTask('xor', { length: 30 }), 5e11),
      within(resolveTask('addition', { length: 50 }), 5e11),
      within(resolveTask('temporal-order', { length: 50 }), 5e11),
      within(resolveTask('temporal-order', { length: 100 }), 15e11),
    ],
    contestants: ['hf', 'msgd-cr', 'genitor'].map((name) => resolveContestant(name, {})),
    seeds: SEEDS,
    seed: 1,
    budget: { macs: 5e11 },
    device: 'wasm',
  },
  isLong: true,
  holds(results) {
    const trials = results.get('hf') ?? [];
    return Object.entries(CLAIMS).every(
      ([label, least]) =>
        trials.filter(({ solved, id }) => solved && id.startsWith(`${label}/`)).length >= least,
    );
  },
};
