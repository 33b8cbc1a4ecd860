/**
 * The pathological problems on which Martens & Sutskever (2011) showed Hessian-free optimisation: lags of 30 to 100 steps
 * that gradients hardly bridge. Hessian-free optimisation with structural damping (hf), SGD with clipping and Ω (msgd-cr)
 * and GENITOR, which breeds its nets, play them with as many multiply-accumulates each.
 *
 *     npx genoprop tournament examples/pathological.tournament.ts --dry-run
 *     npx genoprop tournament examples/pathological.tournament.ts --run pathological.run.sqlite
 *
 * All of it takes some hundred minutes on 2 cores: stop it with Ctrl-C and go on with `npx genoprop resume pathological.run.sqlite`.
 * The nets of hf have 50 units and begin at orthogonal weights, and its batches have 1,000 sequences for gradients and 200
 * for curvature; the paper's nets had 100 units and sparse weights, its batches 10,000 and 1,000 sequences.
 */
import { defineTournament } from 'genoprop';

export default defineTournament({
  name: 'pathological problems, after Martens & Sutskever 2011',
  tasks: [
    { task: 'addition', options: { length: 30 }, budget: '2e11mac' },
    { task: 'multiplication', options: { length: 30 }, budget: '2e11mac' },
    { task: 'memorisation', options: { delay: 30 }, budget: '2e11mac' },
    { task: 'xor', options: { length: 30 } },
    { task: 'addition', options: { length: 50 } },
    { task: 'temporal-order', options: { length: 50 } },
    { task: 'temporal-order', options: { length: 100 }, budget: '15e11mac' },
  ],
  contestants: ['hf', 'msgd-cr', 'genitor'],
  seeds: 5,
  // Of each trial, so that an update, a product with the curvature and an evaluation are paid for alike.
  budget: '5e11mac',
});
