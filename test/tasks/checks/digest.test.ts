/** Texts of sequences are equal where the sequences are, and nowhere else. */
import { describe, expect, it } from 'vitest';
import { drawBatch } from '../../../src/tasks/batches.ts';
import { sequenceOf } from '../../../src/tasks/checks/digest.ts';
import { chooseTask } from '../../../src/tournament/spec/choose-task.ts';
import { sequenceTasks as tasks } from '../../../tasks/index.ts';

describe.each(tasks.map((task) => [task.name, task] as const))('a sequence of %s as a text', (_, task) => {
  const { options } = chooseTask(task);
  const batch = drawBatch(task, options, ['digest'], 0, 8);
  const sequence = 5;

  it('is another one when any of its numbers is', () => {
    const { sequences, lengths } = batch;
    const before = sequenceOf(batch, sequence);
    for (const name of ['symbols', 'dense', 'mask', 'classes', 'values'] as const) {
      const field = batch[name];
      if (field === null) continue;
      const rows = field.length / batch.steps / sequences;
      const at = ((lengths[sequence]! - 1) * rows + rows - 1) * sequences + sequence;
      const held = field[at]!;
      field[at] = held + 1;
      expect([name, sequenceOf(batch, sequence) === before]).toEqual([name, false]);
      field[at] = held;
    }
    expect(sequenceOf(batch, sequence)).toBe(before);
  });

  it('does not change with other sequences, nor with the sign of a zero', () => {
    const before = sequenceOf(batch, sequence);
    for (const field of [batch.symbols, batch.dense, batch.mask, batch.classes, batch.values]) {
      for (const [index, value] of (field ?? []).entries()) {
        if (index % batch.sequences !== sequence) field![index] = value + 1;
        else if (value === 0) field![index] = -0;
      }
    }
    expect(sequenceOf(batch, sequence)).toBe(before);
  });
});
