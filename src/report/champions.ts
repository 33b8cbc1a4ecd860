/** The best champion of each contestant on a few test sequences: what it is fed, how it is moved, what it says. */
import type { Batch } from '../engine/batch.ts';
import { type Trace, traceStates } from '../engine/reference/trace.ts';
import { architectures } from '../nets/index.ts';
import type { Net } from '../nets/net.ts';
import type { Contestant, TaskChoice } from '../tournament/tournament.ts';
import type { ChampionTrace, ReportTrial, Specimen, Specimens } from './data.ts';
import type { Limits } from './limits.ts';
import { shortNumber } from './thin.ts';

export interface ChampionSource {
  readonly task: TaskChoice;
  readonly contestants: readonly Contestant[];
  readonly trials: readonly ReportTrial[];
  /** The best validated parameters of a trial, or null. */
  champion(trialId: string): Float32Array | null;
}

/** Null where no trial has left a champion yet. */
export function specimensOf(source: ChampionSource, batch: Batch, limits: Limits): Specimens | null {
  const best = source.contestants.flatMap((contestant) => bestOf(contestant, source));
  if (best.length === 0) return null;
  const steps = Math.min(batch.steps, limits.steps);
  const unitsShown = best.map(({ net }) => Math.min(net.hidden, limits.units));
  const aSequence = steps * unitsShown.reduce((sum, units) => sum + units, 0);
  const count = Math.max(1, Math.min(batch.sequences, Math.floor(limits.states / aSequence)));
  return {
    sequences: Array.from({ length: count }, (_, sequence) => specimenOf(batch, sequence, limits)),
    champions: best.map(({ trial, net, parameters }) => {
      const traces = traceStates(net, parameters, batch).slice(0, count);
      return championTrace(trial, net, traces, limits);
    }),
  };
}

interface Best {
  readonly trial: ReportTrial;
  readonly net: Net;
  readonly parameters: Float32Array;
}

function bestOf(contestant: Contestant, { task, trials, champion }: ChampionSource): Best[] {
  const { shape } = task.facts;
  const architecture = architectures.find(({ name }) => name === contestant.architecture);
  const net = architecture?.build(
    { inputs: shape.inputs.size, outputs: shape.outputs },
    contestant.netOptions,
  );
  const ranked = trials.filter((trial) => trial.contestant === contestant.name).sort(better);
  for (const trial of ranked) {
    const parameters = champion(trial.id);
    if (net !== undefined && parameters?.length === net.parameters) return [{ trial, net, parameters }];
  }
  return [];
}

/** Solved before unsolved, then the lower error on the test, or, where it was not tested, on validation. */
function better(a: ReportTrial, b: ReportTrial): number {
  if (a.solved !== b.solved) return a.solved ? -1 : 1;
  return errorOf(a) - errorOf(b) || lossOf(a) - lossOf(b);
}

const WORST = Number.MAX_VALUE;
const errorOf = ({ testError, curve }: ReportTrial): number =>
  testError ?? curve.validationError.at(-1) ?? WORST;
const lossOf = ({ testLoss, curve }: ReportTrial): number => testLoss ?? curve.validationLoss.at(-1) ?? WORST;

function specimenOf(batch: Batch, sequence: number, limits: Limits): Specimen {
  const { sequences, inputs, symbols, dense, mask, classes, values } = batch;
  const length = batch.lengths[sequence]!;
  const shown = Math.min(length, limits.steps);
  const steps = Array.from({ length: shown }, (_, step) => step);
  const rows = Array.from({ length: Math.min(inputs, limits.inputs) }, (_, row) => row);
  const outputs = Array.from({ length: batch.outputs }, (_, output) => output);
  return {
    length,
    shown,
    symbols: symbols && steps.map((step) => symbols[step * sequences + sequence]!),
    dense:
      dense &&
      steps.map((step) =>
        rows.map((row) => shortNumber(dense[(step * inputs + row) * sequences + sequence]!)),
      ),
    targets: steps
      .filter((step) => mask[step * sequences + sequence] === 1)
      .map((step) => ({
        step,
        values:
          classes !== null
            ? [classes[step * sequences + sequence]!]
            : outputs.map((output) => values![(step * batch.outputs + output) * sequences + sequence]!),
      })),
  };
}

function championTrace(
  { contestant, repetition, testError, solved }: ReportTrial,
  { hidden, unit }: Net,
  traces: readonly Trace[],
  limits: Limits,
): ChampionTrace {
  const shown = Math.min(hidden, limits.units);
  const greatest = (trace: Trace): number =>
    Math.max(
      ...trace.states.map((state) => state.reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
    );
  const scale = unit === 'relu' ? Math.max(...traces.map(greatest)) : 1;
  return {
    ...{ contestant, repetition, testError, solved, hidden, shown, scale },
    states: traces.map(({ states }) => {
      const steps = states.slice(0, limits.steps);
      const bytes = steps.flatMap((state) => Array.from(state.subarray(0, shown), (h) => byteOf(h, scale)));
      return Buffer.from(bytes).toString('base64');
    }),
    outputs: traces.map(({ outputs }) =>
      outputs
        .slice(0, limits.steps)
        .map((output) => Array.from(output, (value) => Number(value.toPrecision(3)))),
    ),
  };
}

/** 128 is 0, 1 is -scale, 255 is scale. */
function byteOf(state: number, scale: number): number {
  return scale > 0 && Number.isFinite(state) ? 128 + Math.round((127 * state) / scale) : 128;
}
