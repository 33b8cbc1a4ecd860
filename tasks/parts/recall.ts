/** Common parts of the tasks that repeat a string after a delay: memorisation and copy memory. */
import type { Answer, Judgement } from '../../src/tasks/define-task.ts';

/** Judges an answer: wrong when any step is; `recall` is the share of the last `positions` steps that are right. */
export function judgeRecall({ outputs, targets }: Answer, positions: number): Judgement {
  let wrong = 0;
  let recalled = 0;
  for (let s = 0; s < targets.length; s++) {
    const right = isLargest(outputs[s]!, targets[s] as number);
    if (!right) wrong++;
    else if (s >= targets.length - positions) recalled++;
  }
  return { wrong: wrong > 0, recall: recalled / positions };
}

/** True for the argmax: the first of equals wins; never among NaN. */
function isLargest(output: ArrayLike<number>, index: number): boolean {
  const mine = output[index]!;
  for (let o = 0; o < output.length; o++) {
    if (o < index ? !(output[o]! < mine) : !(output[o]! <= mine)) return false;
  }
  return true;
}
