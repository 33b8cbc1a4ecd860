/** Suite of one trial's training update of an Elman RNN: draw the batch, loss, gradient, clipping, step. */
import type { Device } from '../../src/engine/device.ts';
import { type Subject, timeBesidePeers, timeInTurns } from '../measure.ts';
import { findTorch, peerDeviceOf, peerProgram } from '../peers.ts';
import { type BenchContext, type Figure, ofPeak, type Suite } from '../suite.ts';
import { startSearch, trialSpec } from '../workbench.ts';

const HIDDEN = 50;
const BATCH = 20;
const LENGTHS = { full: 200, small: 20 } as const;
/** Updates of a step on a device that trains by itself and returns control between steps alone. */
const UPDATES = { full: 400, small: 4 } as const;

/**
 * Floating-point operations as the peer counts them: forward, error signals and weight products, H² multiply-adds each.
 */
const flopsOf = (length: number): number => 3 * 2 * HIDDEN * HIDDEN * BATCH * length;

type Started = Awaited<ReturnType<typeof startSearch>>;

export const gradient: Suite = {
  name: 'gradient',
  summary: `a trial's training update (tanh, H=${HIDDEN}, batch ${BATCH}, one thread), with clipping and with Ω`,
  skips: () => null,
  async *run(context) {
    const device = await context.open();
    const length = LENGTHS[context.scale];
    const start = async (contestant: string) =>
      startSearch(trialSpec(contestant, { hidden: HIDDEN, batch: BATCH }, { length }), device);
    const clipped = await start('msgd-c-2013');
    const steps = [
      stepping('clipping', clipped, context),
      stepping('clipping and Ω', await start('msgd-cr-2013'), context),
    ];
    const torch = await findTorch(peerDeviceOf(context));
    const peer = (name: string, extra: string[]) =>
      peerProgram(torch, {
        name,
        program: 'torch_rnn.py',
        args: ['--hidden', HIDDEN, '--batch', BATCH, '--length', length, '--updates', 60, ...extra],
        figure: 'ms_per_update',
      });
    context.tell('clipping, and clipping and Ω, in turns');
    const { ours, peers } = await timeBesidePeers(
      steps,
      [...peer('clipping', []), ...peer('clipping and Ω', ['--omega'])],
      context.seconds,
    );
    const secondsOf = (step: Stepping): number => ours.get(step.name)!.median / step.updatesAStep();
    for (const step of steps) {
      const { name } = step;
      const theirs = peers.get(name);
      const seconds = secondsOf(step);
      const gflops = flopsOf(length) / seconds / 1e9;
      yield {
        what: `training update with ${name}, H=${HIDDEN}, batch ${BATCH}, T=${length}`,
        value: 1e3 * seconds,
        unit: 'ms',
        spread: ours.get(name)!.spread,
        goal: name === 'clipping' ? '5 times PyTorch, aim at 10' : 'at most 1.15 times clipping',
        note: [`${gflops.toFixed(1)} GFLOP/s`, ofPeak(gflops, context)].filter(Boolean).join(', '),
        ...(theirs && {
          peer: { name: 'PyTorch', value: theirs.median },
          ratio: theirs.median / (1e3 * seconds),
        }),
      };
    }
    yield {
      what: 'what Ω adds to an update with clipping',
      value: 100 * (secondsOf(steps[1]!) / secondsOf(steps[0]!) - 1),
      unit: '%',
      goal: 'at most 15 %',
    };
    if (device.descend === undefined) yield await whereTimeGoes(clipped, device);
  },
};

interface Stepping extends Subject {
  updatesAStep(): number;
}

/** Step as a trial makes it. */
function stepping(name: string, { search }: Started, { scale }: BenchContext): Stepping {
  let steps = 0;
  let updates = 0;
  return {
    name,
    async run() {
      const report = await search.step((done) => done.updates < UPDATES[scale]);
      steps++;
      updates += report.updates;
    },
    updatesAStep: () => updates / steps,
  };
}

/** Share of the device's gradient and of the drawing of a batch in the whole update. */
async function whereTimeGoes({ search, problem }: Started, device: Device): Promise<Figure> {
  const batch = problem.trainingBatch(0, BATCH);
  const parameters = search.champion().parameters.slice();
  let drawn = 0;
  const times = await timeInTurns([
    { name: 'whole', run: () => search.step() },
    { name: 'gradient', run: () => device.gradient(problem.net, parameters, batch) },
    { name: 'drawing', run: () => problem.trainingBatch(drawn++, BATCH) },
  ]);
  const whole = times.get('whole')!.median;
  const part = (name: string): number => (100 * times.get(name)!.median) / whole;
  return {
    what: 'share of an update spent in the gradient kernels',
    value: part('gradient'),
    unit: '%',
    note: `drawing the batch ${part('drawing').toFixed(0)} %, the rest is clipping and the step`,
  };
}
