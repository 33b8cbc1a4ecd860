/** Suite of training that stays on the device: updates a second of one trial and of many at once, by their sizes. */
import { packedWords } from '../../src/engine/webgpu/memory/packed-batch.ts';
import { DRAWERS } from '../../src/tournament/players/local.ts';
import { mainFigures, PeerTimes } from '../descents/beside-torch.ts';
import { countUpdate, total } from '../descents/counts.ts';
import { type JointShape, type JointTiming, repetitionsOf, timeJointly } from '../descents/joint-trials.ts';
import { described, sweep } from '../descents/sweep.ts';
import { DrawThreads } from '../draw-threads.ts';
import type { CardLimits } from '../gpu/limits.ts';
import { findTorch, peerDeviceOf } from '../peers.ts';
import type { Figure, Suite } from '../suite.ts';
import { rate, share } from '../words.ts';

export const descents: Suite = {
  name: 'descents',
  summary: 'training that stays on the device, temporal order: tanh with clipping and with Ω, LSTM, GRU',
  async skips(context) {
    const { name, descend } = await context.open();
    return descend === undefined ? `the ${name} device trains in the host's memory` : null;
  },
  async *run(context) {
    const limits = await context.limits();
    if (limits !== null) yield* limitFigures(limits);
    const peers = new PeerTimes(await findTorch(peerDeviceOf(context)));
    const withPeers = context.scale === 'full' && context.only === null;
    if (withPeers) await peers.measure(context);
    const timings = new Map<JointShape, JointTiming>();
    const { only } = context;
    const shapes = sweep(context.scale).filter((shape) => only === null || only.test(described(shape)));
    const drawers = DRAWERS === 0 ? null : new DrawThreads(DRAWERS);
    context.print(`  (batches are drawn by ${drawersNamed(drawers)})`);
    try {
      for (const [index, shape] of shapes.entries()) {
        context.tell(`${described(shape)} (${index + 1} of ${shapes.length})`);
        const draw = drawers?.draw ?? null;
        const timing = await timeJointly(await context.open(), shape, context.seconds, draw);
        timings.set(shape, timing);
        yield figureOf(shape, timing, limits, drawers);
      }
    } finally {
      await drawers?.close();
    }
    if (!withPeers) return;
    await peers.measure(context);
    yield* mainFigures(timings, peers);
  },
};

function* limitFigures({ flops, bytes }: CardLimits): Iterable<Figure> {
  yield {
    what: 'fused multiply-and-adds, the whole card',
    value: flops / 1e9,
    unit: 'GFLOP/s',
    note: 'its limit of arithmetic, measured in this run',
  };
  yield {
    what: 'copying, the whole card',
    value: bytes / 1e9,
    unit: 'GB/s',
    note: 'read and written; its limit of memory, measured in this run',
  };
}

/** Drawers as a tournament on this machine has them. */
const drawersNamed = (drawers: DrawThreads | null): string =>
  drawers === null ? "the trials' own thread" : `${drawers.threads} other threads, ahead`;

function figureOf(
  shape: JointShape,
  timing: JointTiming,
  limits: CardLimits | null,
  drawers: DrawThreads | null,
): Figure {
  const { update, drawing, packing, net, batch } = timing;
  const { flops, bytes } = countUpdate({
    net,
    sequences: batch.sequences,
    steps: batch.steps,
    answers: batch.scoredSteps,
    isSymbolic: batch.symbols !== null,
    omega: shape.omega,
    batchWords: packedWords(batch),
    trialsABatch: shape.trials / repetitionsOf(shape.trials),
  });
  const perSecond = shape.trials / update.median;
  const flopRate = perSecond * total(flops);
  const byteRate = perSecond * total(bytes);
  const milliseconds = 1e3 * update.median;
  const notes = [
    shape.trials === 1 ? stepTime(shape, milliseconds) : `${milliseconds.toPrecision(3)} ms an update of all`,
    `${rate(flopRate, 'FLOP')}${limits === null ? '' : `, ${share(flopRate / limits.flops)} of the card's`}`,
    // The traffic of other devices' kernels is unknown.
    ...(limits === null ? [] : [`${rate(byteRate, 'B')}, ${share(byteRate / limits.bytes)} of the card's`]),
    `the trials' thread draws ${share(drawing)}${packing === 0 ? '' : ` and packs ${share(packing)}`} of the time` +
      (drawers === null ? '' : ` beside ${drawers.threads} drawers`),
  ];
  return {
    what: described(shape),
    value: perSecond,
    unit: 'updates/s',
    spread: update.spread,
    note: notes.join('; '),
    numbers: {
      millisecondsAnUpdateOfAll: milliseconds,
      flopsAnUpdate: total(flops),
      bytesAnUpdate: total(bytes),
      flopsASecond: flopRate,
      bytesASecond: byteRate,
      ...(limits && {
        shareOfArithmetic: flopRate / limits.flops,
        shareOfMemory: byteRate / limits.bytes,
      }),
      shareDrawing: drawing,
      sharePacking: packing,
    },
  };
}

/** Time of a step, on which a single net waits: its steps, forward and back, come one after another on any card. */
const stepTime = ({ length }: JointShape, milliseconds: number): string =>
  `${milliseconds.toPrecision(3)} ms each, ${((1e3 * milliseconds) / (2 * length)).toPrecision(3)} µs for each of ${2 * length} steps`;
