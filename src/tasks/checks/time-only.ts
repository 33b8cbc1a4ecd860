/** Best predictor that knows the time alone, fitted to a batch: the meaning of chance for a task. */
import type { Batch } from '../../engine/batch.ts';
import { log } from '../../numeric/elementary.ts';

export interface TimeOnly {
  /** Outputs `[answer step][O][B]`: at each step the mean target over this very batch. */
  readonly outputs: Float32Array;
  /** Mean loss over sequences. */
  readonly loss: number;
}

export function timeOnly(batch: Batch): TimeOnly {
  const { sequences: count, outputs: width, answerSteps } = batch;
  const outputs = new Float32Array(answerSteps.length * width * count);
  let loss = 0;
  answerSteps.forEach((t, s) => {
    const scored = Array.from({ length: count }, (_, b) => b).filter((b) => batch.mask[t * count + b] === 1);
    const total = scored.reduce((sum, b) => sum + batch.weights[b]!, 0);
    const target = (o: number, b: number): number =>
      batch.classes
        ? Number(batch.classes[t * count + b] === o)
        : batch.values![(t * width + o) * count + b]!;
    for (let o = 0; o < width; o++) {
      const mean = scored.reduce((sum, b) => sum + batch.weights[b]! * target(o, b), 0) / total;
      outputs.fill(mean, (s * width + o) * count, (s * width + o + 1) * count);
      for (const b of scored) loss += (batch.weights[b]! * lossOf(batch, mean, target(o, b))) / count;
    }
  });
  return { outputs, loss };
}

function lossOf({ loss }: Batch, output: number, target: number): number {
  if (loss === 'squared') return (output - target) ** 2;
  const on = target === 0 ? 0 : -target * log(output);
  return loss === 'softmax' || target === 1 ? on : on - (1 - target) * log(1 - output);
}
