/** Recurrent nets on WGSL kernels: evaluations, gradients, descents. The passes differ by the net's shape. */
import { lacksOmega } from '../omega-of.ts';
import { Cohorts } from './descents/cohorts.ts';
import type { GpuContext } from './memory/gpu-context.ts';
import { Evaluator } from './passes/evaluator.ts';
import { lackingForGates } from './passes/gated.ts';
import { Gradients } from './passes/gradients.ts';
import { lackingFor } from './passes/index.ts';
import { Populations } from './passes/populations.ts';
import type { RecurrentNet } from './passes/shape.ts';
import type { OpenNet, WebgpuNet } from './webgpu-net.ts';

type Lacks = WebgpuNet<RecurrentNet>['lacks'];

function openRecurrent(context: GpuContext, lacks: Lacks): WebgpuNet<RecurrentNet> {
  const evaluator = new Evaluator(context);
  const populations = new Populations(context);
  const gradients = new Gradients(context);
  const cohorts = new Cohorts(context);
  return {
    lacks,
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
}

export const openElman: OpenNet<RecurrentNet> = (context) =>
  openRecurrent(context, ({ hidden }) => lackingFor(hidden, context.gpu));

/** Opener for nets with gates, which have no Ω. */
export const openGated: OpenNet<RecurrentNet> = (context) =>
  openRecurrent(
    context,
    (net, loss, call) => lackingForGates(net.hidden, context.gpu) ?? lacksOmega(net, loss, call),
  );
