/** Examination of a net on sequences of the autopsy, by the task's own judge and criterion. */
import type { Batch } from '../../engine/batch.ts';
import type { Device } from '../../engine/device.ts';
import type { Net } from '../../nets/net.ts';
import { wilsonInterval } from '../../statistics/wilson.ts';
import { isMet } from '../../tournament/spec/criterion.ts';
import { MeasureSums } from '../../tournament/trial/measure-sums.ts';
import { withScore } from '../../tournament/trial/score-of-batch.ts';
import type { Source } from './sequences.ts';

export interface Examination {
  readonly sequences: number;
  readonly wrong: number;
  /** Share answered wrong, with Wilson's 95 % interval. */
  readonly error: number;
  readonly low: number;
  readonly high: number;
  /** True where the task's success criterion holds on these sequences. */
  readonly met: boolean;
}

export async function examineNet(
  { net, parameters }: { readonly net: Net; readonly parameters: Float32Array },
  batch: Batch,
  source: Source,
  device: Device,
): Promise<Examination> {
  const { success } = source.choice.facts;
  const { outputs, losses } = await device.evaluate(net, parameters, batch);
  const judged = await source.judge(batch, outputs);
  const sums = new MeasureSums();
  sums.add(withScore(success, judged, losses), batch.sequences);
  const { sequences } = batch;
  const error = judged.wrong / sequences;
  const { low, high } = wilsonInterval(judged.wrong, sequences);
  const met = isMet(success, { error, measures: sums.means() });
  return { sequences, wrong: judged.wrong, error, low, high, met };
}
