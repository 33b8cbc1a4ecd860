/** Best champion of each contestant on a few test sequences: its inputs, states and outputs. */
import type { Batch } from '../engine/batch.ts';
import { traceSequence } from '../engine/reference/trace.ts';
import { architectureOf } from '../nets/index.ts';
import { extentOf, netOf } from '../nets/net-of.ts';
import { type FilledStrip, filledStrips, scaleOf } from '../nets/strips.ts';
import type { Contestant, TaskChoice } from '../tournament/spec/tournament.ts';
import { bareChampion, type TrialChampion } from '../tournament/spec/trial-champion.ts';
import type { ChampionTrace, ReportTrial, Specimen, Specimens, TracedUnits } from './data.ts';
import { type Limits, unitsOfStrip } from './limits.ts';
import { byteOf } from './state-bytes.ts';
import { shortNumber } from './thin.ts';

/** Best net of a contestant on a task. */
export interface Best extends TrialChampion {
  readonly contestant: Contestant;
  readonly trial: ReportTrial;
}

/**
 * Best nets of all contestants that have a champion on the task.
 * @param read the best validated net of a trial, or null
 */
export function bestChampions(
  contestants: readonly Contestant[],
  trials: readonly ReportTrial[],
  read: (trialId: string) => TrialChampion | null,
): Best[] {
  return contestants.flatMap((contestant): Best[] => {
    const ranked = trials.filter((trial) => trial.contestant === contestant.name).sort(better);
    for (const trial of ranked) {
      const champion = read(trial.id);
      if (champion !== null) return [{ contestant, trial, ...bareChampion(champion) }];
    }
    return [];
  });
}

/** Most multiply-accumulates for the pictures of one contestant: a second or so. */
const MOST_MACS = 1e9;

/**
 * Traces of the nets on test sequences.
 * @param batch test sequences, of which it takes as many as fit
 */
export function specimensOf(
  { facts }: TaskChoice,
  champions: readonly Best[],
  batch: Batch,
  limits: Limits,
): Specimens {
  const { shape } = facts;
  const nets = champions.flatMap(({ contestant, trial, net: own, parameters }) => {
    const net = own ?? netOf(contestant, shape)?.net;
    if (net === undefined || net.parameters !== parameters.length) return [];
    const architecture = architectureOf(net);
    const pass = architecture.macs.forward(net, extentOf(shape, 1, batch.steps));
    return [{ net, strips: architecture.strips(net), pass, trial, parameters }];
  });
  const units = nets.flatMap(({ strips }) =>
    strips.map(({ count }) => Math.min(count, unitsOfStrip(limits, strips.length))),
  );
  const bytes = Math.min(batch.steps, limits.steps) * units.reduce((sum, shown) => sum + shown, 0);
  const macs = Math.max(1, ...nets.map(({ pass }) => pass));
  const count = Math.max(
    1,
    Math.floor(Math.min(batch.sequences, limits.states / Math.max(1, bytes), MOST_MACS / macs)),
  );
  const sequences = Array.from({ length: count }, (_, sequence) => sequence);
  return {
    sequences: sequences.map((sequence) => specimenOf(batch, sequence, limits)),
    champions: nets.map(({ net, strips, trial, parameters }) => {
      const traces = sequences.map((sequence) => traceSequence(net, parameters, batch, sequence));
      const filled = traces.map(({ shown }) => filledStrips(strips, shown));
      const outputs = traces.map((trace) => trace.outputs);
      return championTrace(trial, filled, outputs, limits);
    }),
  };
}

/**
 * Comparison of two trials: solved before unsolved, then the lower error on the test, or, where it was not tested, on
 * validation.
 */
function better(a: ReportTrial, b: ReportTrial): number {
  if (a.solved !== b.solved) return a.solved ? -1 : 1;
  return errorOf(a) - errorOf(b) || lossOf(a) - lossOf(b);
}

const WORST = Number.MAX_VALUE;
const errorOf = ({ testError, curve }: ReportTrial): number =>
  testError ?? curve.validationError.at(-1) ?? WORST;
const lossOf = ({ testLoss, curve }: ReportTrial): number => testLoss ?? curve.validationLoss.at(-1) ?? WORST;

/** Sequence of that number in the batch, as far as it is shown. */
export function specimenOf(
  batch: Batch,
  sequence: number,
  limits: Pick<Limits, 'steps' | 'inputs'>,
): Specimen {
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

/** @param filled strips of each sequence, `[sequence][strip]` */
function championTrace(
  { contestant, repetition, testError, solved }: ReportTrial,
  filled: readonly (readonly FilledStrip[])[],
  outputs: readonly (readonly Float64Array[])[],
  limits: Limits,
): ChampionTrace {
  const most = unitsOfStrip(limits, filled[0]!.length);
  const strips = filled[0]!.map(({ label, name, scale, count }, index) => {
    const sequences = filled.map((one) => one[index]!);
    const units = tracedUnits(sequences, Math.min(count, most), limits.steps);
    return { label, name, isShare: scale === 'share', ...units };
  });
  const { label: _, name: __, isShare: ___, ...last } = strips.at(-1)!;
  return {
    ...{ contestant, repetition, testError, solved },
    ...(strips.length === 1 ? {} : { strips: strips.slice(0, -1) }),
    ...last,
    outputs: outputs.map((steps) =>
      steps
        .slice(0, limits.steps)
        .map((output) => Array.from(output, (value) => Number(value.toPrecision(3)))),
    ),
  };
}

/** Units of one strip in all sequences. */
function tracedUnits(sequences: readonly FilledStrip[], shown: number, most: number): TracedUnits {
  const scale = Math.max(...sequences.map(scaleOf));
  return {
    hidden: sequences[0]!.count,
    ...(sequences[0]!.outputs === undefined ? {} : { outputUnits: sequences[0]!.outputs }),
    shown,
    scale,
    states: sequences.map(({ values }) => {
      const steps = values.slice(0, most);
      const bytes = steps.flatMap((step) =>
        Array.from(step.subarray(0, shown), (value) => byteOf(value, scale)),
      );
      return Buffer.from(bytes).toString('base64url');
    }),
  };
}
