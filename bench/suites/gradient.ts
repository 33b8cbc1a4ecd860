/** One training update of an Elman RNN: draw the batch, loss, gradient, clipping, step. */
import { openDevice } from '../../src/engine/index.ts';
import { timeBesidePeers, timeInTurns } from '../measure.ts';
import { findTorch, peerProgram } from '../peers.ts';
import { type Figure, ofPeak, type Suite } from '../suite.ts';
import { startSearch, trialSpec } from '../workbench.ts';

const HIDDEN = 50;
const BATCH = 20;
const LENGTH = 200;
/** As the peer counts: forward, error signals and weight products, H² multiply-adds each. */
const FLOPS = 3 * 2 * HIDDEN * HIDDEN * BATCH * LENGTH;

export const gradient: Suite = {
  name: 'gradient',
  summary: `a training update (tanh, H=${HIDDEN}, batch ${BATCH}, T=${LENGTH}, one thread), with clipping and with Ω`,
  async run(context) {
    const device = await openDevice(context.device.name);
    const start = async (contestant: string) =>
      startSearch(trialSpec(contestant, { hidden: HIDDEN, batch: BATCH }, { length: LENGTH }), device);
    const clipped = await start('msgd-c');
    const regularised = await start('msgd-cr');
    const torch = await findTorch();
    const peer = (name: string, extra: string[]) =>
      peerProgram(torch, {
        name,
        program: 'torch_rnn.py',
        args: ['--hidden', HIDDEN, '--batch', BATCH, '--length', LENGTH, '--updates', 60, ...extra],
        figure: 'ms_per_update',
      });
    const { ours, peers } = await timeBesidePeers(
      [
        { name: 'clipping', run: () => clipped.search.step() },
        { name: 'clipping and Ω', run: () => regularised.search.step() },
      ],
      [...peer('clipping', []), ...peer('clipping and Ω', ['--omega'])],
      context.seconds,
    );
    const figures: Figure[] = [...ours].map(([name, { median, spread }]) => {
      const theirs = peers.get(name);
      const gflops = FLOPS / median / 1e9;
      return {
        what: `training update with ${name}, H=${HIDDEN}, batch ${BATCH}, T=${LENGTH}`,
        value: 1e3 * median,
        unit: 'ms',
        spread,
        goal: name === 'clipping' ? '5 times PyTorch, aim at 10' : 'at most 1.15 times clipping',
        note: [`${gflops.toFixed(1)} GFLOP/s`, ofPeak(gflops, context)].filter(Boolean).join(', '),
        ...(theirs && {
          peer: { name: 'PyTorch', value: theirs.median },
          ratio: theirs.median / (1e3 * median),
        }),
      };
    });
    const share = ours.get('clipping and Ω')!.median / ours.get('clipping')!.median - 1;
    figures.push({
      what: 'what Ω adds to an update with clipping',
      value: 100 * share,
      unit: '%',
      goal: 'at most 15 %',
    });
    figures.push(...(await whereTimeGoes(clipped, device)));
    await device.close();
    return figures;
  },
};

/** The device's gradient and the drawing of a batch by themselves, against the whole update. */
async function whereTimeGoes(
  { search, problem }: Awaited<ReturnType<typeof startSearch>>,
  device: Awaited<ReturnType<typeof openDevice>>,
): Promise<Figure[]> {
  const batch = problem.trainingBatch(0, BATCH);
  const parameters = search.champion().slice();
  let drawn = 0;
  const times = await timeInTurns([
    { name: 'whole', run: () => search.step() },
    { name: 'gradient', run: () => device.gradient(problem.net, parameters, batch) },
    { name: 'drawing', run: () => problem.trainingBatch(drawn++, BATCH) },
  ]);
  const whole = times.get('whole')!.median;
  const part = (name: string): number => (100 * times.get(name)!.median) / whole;
  return [
    {
      what: 'share of an update spent in the gradient kernels',
      value: part('gradient'),
      unit: '%',
      note: `drawing the batch ${part('drawing').toFixed(0)} %, the rest is clipping and the step`,
    },
  ];
}
