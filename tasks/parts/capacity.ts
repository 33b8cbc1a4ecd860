/** Memory capacity of an answer. */
import type { Answer } from '../../src/tasks/define-task.ts';

/** Sum over the outputs of their squared correlations with the targets; an output or target without spread has 0. */
export function capacityOf({ outputs, targets }: Answer): number {
  const steps = outputs.length;
  let capacity = 0;
  for (let output = 0; output < outputs[0]!.length; output++) {
    const own = (row: ArrayLike<number>): number => row[output]!;
    let [given, right] = [0, 0];
    for (let step = 0; step < steps; step++) {
      given += own(outputs[step]!);
      right += own(targets[step] as ArrayLike<number>);
    }
    let [product, spread, rightSpread] = [0, 0, 0];
    for (let step = 0; step < steps; step++) {
      const one = own(outputs[step]!) - given / steps;
      const other = own(targets[step] as ArrayLike<number>) - right / steps;
      product += one * other;
      spread += one * one;
      rightSpread += other * other;
    }
    const both = spread * rightSpread;
    // Not `both > 0`: of outputs that are NaN so is the capacity.
    capacity += both === 0 ? 0 : (product / both) * product;
  }
  return capacity;
}
