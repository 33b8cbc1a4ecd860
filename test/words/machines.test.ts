import { describe, expect, it } from 'vitest';
import {
  bareMachine,
  machineText,
  secondsNote,
  shortMachine,
  shortMachines,
} from '../../src/words/machines.ts';

const PROCESSOR = 'Intel Xeon Gold 6338, 64 cores, linux x64';

describe('the name of a machine', () => {
  it("is the worker's, and the processor where no worker has one", () => {
    expect(shortMachine(machineText('node7', PROCESSOR))).toBe('node7');
    expect(shortMachine(PROCESSOR)).toBe('Intel Xeon Gold 6338');
    expect(shortMachine('a machine')).toBe('a machine');
    expect(bareMachine(machineText('node7', PROCESSOR))).toBe(PROCESSOR);
    expect(bareMachine(PROCESSOR)).toBe(PROCESSOR);
  });

  it('is the whole text where a short one would be of two machines', () => {
    const [four, eight] = ['a processor, 4 cores', 'a processor, 8 cores'];
    expect([...shortMachines([four, eight, four, 'east: x'])]).toEqual([
      [four, four],
      [eight, eight],
      ['east: x', 'east'],
    ]);
  });
});

describe('the remark on seconds', () => {
  it('is none where all are of one machine', () => {
    expect(secondsNote([])).toBeNull();
    expect(secondsNote(['a: x', 'a: x'])).toBeNull();
  });

  it('counts the trials of each machine, most first', () => {
    expect(secondsNote(['a: x', 'b: y', 'b: y'])).toBe(
      'Seconds are of 2 machines (2 trials on b, 1 on a): compare MACs, not seconds.',
    );
  });

  it.each([
    [5, '1 trial on m1, 1 on m2, 1 on m3, 1 on m4, 1 on m5'],
    [12, '1 trial on m1, 1 on m2, 1 on m3, 1 on m4, the others on 8 more machines'],
  ])('names a few of %d machines', (count, named) => {
    const machines = Array.from({ length: count }, (_, index) => `m${index + 1}: x`);
    expect(secondsNote(machines)).toBe(
      `Seconds are of ${count} machines (${named}): compare MACs, not seconds.`,
    );
  });
});
