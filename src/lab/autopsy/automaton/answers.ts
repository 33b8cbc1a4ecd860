/** Answers of nets and of tasks as texts, by which an automaton is compared with both. */
import type { Batch } from '../../../engine/batch.ts';
import type { TaskShape } from '../../../tasks/define-task.ts';

/** Reason why a task of that shape has no automaton; null where it has one. */
export function lacksAlphabet(shape: TaskShape): string | null {
  if (shape.inputs.kind !== 'symbols') return 'its inputs are numbers and no symbols, so it has no alphabet';
  if (shape.loss === 'squared') return 'its answers are numbers and no classes';
  return null;
}

type Names = Pick<TaskShape, 'loss' | 'outputNames'>;

/** Text of outputs: the class, or the outputs that are on. */
export function answerText({ loss, outputNames }: Names, outputs: ArrayLike<number>): string {
  const names = Array.from(outputs, (_, output) => outputNames?.[output] ?? String(output));
  if (loss === 'softmax') {
    let best = 0;
    for (let output = 1; output < outputs.length; output++)
      if (outputs[output]! > outputs[best]!) best = output;
    return names[best]!;
  }
  return names.filter((_, output) => outputs[output]! > 0.5).join(' ') || 'none';
}

/** Text of the target of a sequence at a scored step. */
export function targetText(names: Names, batch: Batch, step: number, sequence: number): string {
  const { sequences, outputs, classes, values } = batch;
  if (classes !== null) {
    const target = classes[step * sequences + sequence]!;
    return names.outputNames?.[target] ?? String(target);
  }
  return answerText(
    names,
    Array.from(
      { length: outputs },
      (_, output) => values![(step * outputs + output) * sequences + sequence]!,
    ),
  );
}
