/** Elman net on WGSL kernels: evaluations, gradients, descents. */
import type { ElmanNet } from '../../nets/net.ts';
import { Cohorts } from './descents/cohorts.ts';
import { Evaluator } from './passes/evaluator.ts';
import { Gradients } from './passes/gradients.ts';
import { lackingFor } from './passes/index.ts';
import { Populations } from './passes/populations.ts';
import type { OpenNet } from './webgpu-net.ts';

export const openElman: OpenNet<ElmanNet> = (context) => {
  const evaluator = new Evaluator(context);
  const populations = new Populations(context);
  const gradients = new Gradients(context);
  const cohorts = new Cohorts(context);
  return {
    lacks: ({ hidden }) => lackingFor(hidden, context.gpu),
    evaluate: (net, parameters, batch) => evaluator.evaluate(net, parameters, batch),
    evaluatePopulation: (net, genomes, count, batch) => populations.evaluate(net, genomes, count, batch),
    gradient: (net, parameters, batch, request) => gradients.gradient(net, parameters, batch, request),
    descend: (net, at, settings) => cohorts.descend(net, at, settings),
    close() {
      cohorts.close();
      gradients.close();
      populations.close();
      evaluator.close();
    },
  };
};
