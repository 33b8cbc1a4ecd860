/**
 * Checks of descents: the result of gradient descent in float64 on the reference; the same bits in any company; faults
 * of one alone.
 */

import type { Adam } from '../../src/engine/adam.ts';
import type { Batch } from '../../src/engine/batch.ts';
import { beginning } from '../../src/engine/descent-state.ts';
import type { DescentReport, DescentSettings, Device } from '../../src/engine/device.ts';
import { referenceDevice } from '../../src/engine/reference/reference.ts';
import { clippingFactor } from '../../src/learners/gradient/clipping.ts';
import { HostDescent } from '../../src/learners/gradient/host-descent.ts';
import { blockOf } from '../../src/nets/layout.ts';
import { norm as gradientNorm } from '../../src/numeric/norm.ts';
import { named } from './cases.ts';
import { type Check, distance, holds, TOLERANCE } from './check.ts';
import { type NoiseNet, type NoiseSizes, noiseBatch, noiseNet, noiseParameters, usual } from './noise.ts';

export interface DescentSizes extends NoiseSizes {
  readonly trials: number;
  readonly updates: number;
}

const sized = (trials: number, updates: number, sizes: Partial<NoiseSizes>): DescentSizes => ({
  ...usual,
  ...sizes,
  trials,
  updates,
});

export const descentsOf = (scale: 'full' | 'small'): readonly DescentSizes[] =>
  scale === 'full'
    ? [
        sized(5, 6, { hidden: 12, isRagged: true, scored: 'some' }),
        sized(6, 4, { unit: 'logistic', loss: 'squared', input: 'dense', hidden: 30, outputs: 2 }),
        sized(6, 3, { hidden: 300, sequences: 9 }),
        sized(10, 4, { unit: 'LSTM', hidden: 25, isRagged: true, scored: 'some' }),
        sized(6, 4, { unit: 'GRU', loss: 'squared', input: 'dense', hidden: 60, outputs: 2 }),
        sized(6, 3, { unit: 'LSTM without peepholes', hidden: 150, sequences: 9 }),
        sized(45, 3, { unit: 'LSTM', hidden: 25, steps: 200 }),
        sized(225, 3, { steps: 200 }),
      ]
    : [sized(5, 3, { sequences: 5, steps: 11, isRagged: true, scored: 'some' })];

const ADAM: Adam = { kind: 'adam', beta1: 0.9, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.1 };

/** Settings by turns: plain; clipped always; Ω in both forms, clipped or not; Adam. */
const SETTINGS: readonly DescentSettings[] = [
  { learningRate: 0.1, threshold: 0, omega: null },
  { learningRate: 1, threshold: 0.05, omega: null },
  { learningRate: 0.1, threshold: 1, omega: { form: 'squared', weight: 2 } },
  { learningRate: 0.05, threshold: 0, omega: { form: 'norm', weight: 4 } },
  { learningRate: 0.01, threshold: 1, omega: null, rule: ADAM },
];

/** Number of streams of batches, on which trials take turns. */
const STREAMS = 3;
/** Number of trials, among many, that are compared with the reference. */
const SAMPLE = 6;

interface Lane {
  readonly start: Float32Array;
  readonly settings: DescentSettings;
  readonly batches: readonly Batch[];
}

interface Outcome {
  readonly report: Pick<DescentReport, 'losses' | 'norms' | 'omegas' | 'stateNorms' | 'fault'>;
  readonly parameters: Float32Array | Float64Array;
}

export async function checkDescents(device: Device, sizes: DescentSizes): Promise<Check[]> {
  const net = noiseNet(sizes);
  const streams = Array.from({ length: STREAMS }, (_, stream) =>
    Array.from({ length: sizes.updates }, (_, update) => noiseBatch(sizes, 1000 * stream + update)),
  );
  const hasOmega = referenceDevice.lacks(net, sizes, ['omega']) === null;
  const lanes = Array.from({ length: sizes.trials }, (_, trial) => ({
    start: noiseParameters(net, sizes, trial),
    settings: settingsOf(trial, hasOmega),
    batches: streams[trial % STREAMS]!,
  }));
  const together = await descend(device, net, lanes);
  const checks: Check[] = [];
  for (let at = 0; at < Math.min(SAMPLE, lanes.length); at++) {
    const trial = Math.floor((at * lanes.length) / Math.min(SAMPLE, lanes.length));
    checks.push(
      ...outcomeChecks(`trial ${trial}`, lanes[trial]!, together[trial]!, await rightly(net, lanes[trial]!)),
    );
  }
  // The third is clipped, and has Ω where the net has one.
  const [alone] = await descend(device, net, [lanes[2]!]);
  checks.push(holds('alone as in company, to the bit', isSame(alone!, together[2]!)));
  const cut = await descend(device, net, lanes.slice(0, 3), 1);
  checks.push(holds('cut into runs as in one, to the bit', isSame(cut[2]!, together[2]!)));
  const doomed = { ...lanes[0]!, start: boundless(net, lanes[0]!.start) };
  const [failed, other] = await descend(device, net, [doomed, lanes[1]!]);
  checks.push(
    holds('a loss that is infinite ends its trial', failed!.report.fault === 'loss'),
    holds('and leaves its parameters', distance(failed!.parameters, doomed.start) === 0),
    holds('and no other trial changes for it', isSame(other!, together[1]!)),
  );
  return checks;
}

export const descentsNamed = (sizes: DescentSizes): string =>
  `descents: ${sizes.updates} updates of ${sizes.trials} trials, ${named(sizes)}`;

/**
 * Runs descents on the device.
 * @param each updates of a run; all in one where left out. Reports then are of the last run.
 */
async function descend(
  device: Device,
  net: NoiseNet,
  lanes: readonly Lane[],
  each = Number.POSITIVE_INFINITY,
): Promise<Outcome[]> {
  const descents = [];
  for (const { start, settings } of lanes)
    descents.push(await device.descend!(net, beginning(start), settings));
  try {
    return await Promise.all(
      descents.map(async (descent, index) => {
        const { batches } = lanes[index]!;
        const reports: DescentReport[] = [];
        for (let next = 0; next < batches.length; ) {
          const end = Math.min(batches.length, next + each);
          reports.push(
            await descent.run(() => (next < end ? { batch: batches[next++]!, stateNorms: true } : null)),
          );
          if (reports.at(-1)!.fault !== null) break;
        }
        return { report: joined(reports), parameters: (await descent.state()).parameters };
      }),
    );
  } finally {
    for (const descent of descents) descent.close();
  }
}

/** Reports of a descent's runs as one. */
function joined(reports: readonly DescentReport[]): DescentReport {
  const all = (pick: (report: DescentReport) => Float64Array) =>
    Float64Array.from(reports.flatMap((report) => [...pick(report)]));
  const last = reports.at(-1)!;
  return {
    losses: all(({ losses }) => losses),
    norms: all(({ norms }) => norms),
    omegas: last.omegas === null ? null : all(({ omegas }) => omegas!),
    stateNorms: last.stateNorms,
    fault: last.fault,
  };
}

function settingsOf(trial: number, hasOmega: boolean): DescentSettings {
  const settings = SETTINGS[trial % SETTINGS.length]!;
  return hasOmega ? settings : { ...settings, omega: null };
}

/** Reference: the same descent by the host on gradients in float64. */
async function rightly(net: NoiseNet, lane: Lane): Promise<Outcome> {
  const { start, settings, batches } = lane;
  if (settings.rule === undefined) return plainly(net, lane);
  const descent = new HostDescent(referenceDevice, net, beginning(start), settings);
  const left = [...batches];
  const report = await descent.run(() => {
    const batch = left.shift();
    return batch === undefined ? null : { batch, stateNorms: true };
  });
  return { report, parameters: descent.state().parameters };
}

/** The plain rule, with θ in float64 as well. */
function plainly(net: NoiseNet, { start, settings, batches }: Lane): Outcome {
  const { learningRate, threshold, omega } = settings;
  const parameters = Float64Array.from(start);
  const losses: number[] = [];
  const norms: number[] = [];
  const omegas: number[] = [];
  let stateNorms: Outcome['report']['stateNorms'] = null;
  for (const batch of batches) {
    const request = { ...(omega && { omega }), stateNorms: true };
    const found = referenceDevice.gradient(net, parameters, batch, request);
    if (found instanceof Promise) throw new TypeError('the reference gives its results at once');
    const norm = gradientNorm(found.gradient);
    const rate = learningRate * (threshold > 0 ? clippingFactor(norm, threshold) : 1);
    for (const [index, slope] of found.gradient.entries()) parameters[index]! -= rate * slope;
    losses.push(found.loss);
    norms.push(norm);
    if (found.omega !== null) omegas.push(found.omega);
    stateNorms = found.stateNorms;
  }
  const report = {
    losses: Float64Array.from(losses),
    norms: Float64Array.from(norms),
    omegas: omega && Float64Array.from(omegas),
    stateNorms,
    fault: null,
  };
  return { report, parameters };
}

function outcomeChecks(what: string, { start }: Lane, actual: Outcome, right: Outcome): Check[] {
  const change = ({ parameters }: Outcome) =>
    Float64Array.from(parameters, (value, at) => value - start[at]!);
  const pairs = [
    ['losses', TOLERANCE.losses, actual.report.losses, right.report.losses],
    ['norms of gradients', TOLERANCE.gradient, actual.report.norms, right.report.norms],
    ['Ω', TOLERANCE.gradient, actual.report.omegas, right.report.omegas],
    ['norms of the last update', TOLERANCE.stateNorms, actual.report.stateNorms, right.report.stateNorms],
    ['what changed of θ', TOLERANCE.descent, change(actual), change(right)],
  ] as const;
  return pairs.flatMap(([name, tolerance, ours, theirs]) => {
    if (theirs === null && ours === null) return [];
    const far = ours === null || theirs === null ? Number.NaN : distance(ours, theirs);
    return { name: `${what}: ${name}`, distance: far, tolerance };
  });
}

const isSame = (one: Outcome, other: Outcome): boolean =>
  one.parameters.every((value, at) => Object.is(value, other.parameters[at])) &&
  one.report.losses.length === other.report.losses.length &&
  one.report.losses.every((loss, at) => Object.is(loss, other.report.losses[at]));

/** Parameters whose logits are so far apart that their difference is infinite in float32. */
function boundless(net: NoiseNet, start: Float32Array): Float32Array {
  const parameters = start.slice();
  const bias = blockOf(net, parameters, 'b_out');
  if (net.outputs > 1) bias.fill(-3e38);
  bias[0] = 3e38;
  return parameters;
}
