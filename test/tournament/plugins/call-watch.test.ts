import { describe, expect, it } from 'vitest';
import { drawBatch } from '../../../src/tasks/batches.ts';
import { type Answer, defineTask } from '../../../src/tasks/define-task.ts';
import {
  type Mark,
  Marker,
  markedTask,
  markOf,
  newMarks,
} from '../../../src/tournament/plugins/call-watch.ts';
import { findTask } from '../../../tasks/index.ts';

describe('the marks of a thread that runs a plugin', () => {
  it('say which call lasts, and which was the last one', async () => {
    const marks = newMarks();
    const marker = new Marker(marks);
    expect(markOf(marks)).toEqual({ word: 0, call: null, lasts: false });
    expect(marker.during('options', () => markOf(marks))).toMatchObject({ call: 'options', lasts: true });
    expect(markOf(marks)).toMatchObject({ call: 'options', lasts: false });
    const seen = await marker.duringAsync('import', async () => markOf(marks));
    expect(seen).toMatchObject({ call: 'import', lasts: true });
    expect(() =>
      marker.during('judge', () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(markOf(marks)).toMatchObject({ call: 'judge', lasts: false });
  });

  it('change when a request is taken up, and still say which call was the last one', () => {
    const marks = newMarks();
    const marker = new Marker(marks);
    marker.note();
    const first = markOf(marks);
    expect(first).toMatchObject({ call: null, lasts: false });
    marker.during('sample', () => 1);
    const after = markOf(marks);
    marker.note();
    expect(markOf(marks)).toMatchObject({ call: 'sample', lasts: false });
    expect(new Set([first, after, markOf(marks)].map(({ word }) => word)).size).toBe(3);
  });

  it('tell two calls of one function apart', () => {
    const marks = newMarks();
    const marker = new Marker(marks);
    const words = Array.from({ length: 100 }, () => marker.during('sample', () => markOf(marks).word));
    expect(new Set(words).size).toBe(100);
  });

  it('are made around every function of a task, which gives what it gave', () => {
    const marks = newMarks();
    const marker = new Marker(marks);
    const seen: Record<string, Mark> = {};
    const note = <Given>(call: string, given: Given): Given => {
      seen[call] = markOf(marks);
      return given;
    };
    const parity = findTask('parity');
    const task = defineTask({
      ...parity,
      shape: (options) => note('shape', parity.shape(options)),
      shared: (random, options, context) => note('shared', parity.shared!(random, options, context)),
      sample: (random, options, context) => note('sample', parity.sample(random, options, context)),
      cases: () => note('cases', undefined),
      judge: () => note('judge', { wrong: true }),
      chance: () => note('chance', {}),
    });
    const marked = markedTask(task, marker);
    const options = task.options.parse({});
    expect(drawBatch(marked, options, ['s'], 0, 5)).toEqual(drawBatch(parity, options, ['s'], 0, 5));
    expect(marked.judge!({} as Answer, options)).toEqual({ wrong: true });
    expect(marked.chance!(options)).toEqual({});
    const calls = ['shape', 'cases', 'shared', 'sample', 'judge', 'chance'];
    expect(Object.keys(seen).sort()).toEqual([...calls].sort());
    for (const call of calls) expect(seen[call]).toMatchObject({ call, lasts: true });
    expect(markOf(marks)).toMatchObject({ call: 'chance', lasts: false });
  });

  it('are made no more once the plugin has failed between calls', () => {
    const marker = new Marker(newMarks());
    marker.fault = 'rejected a promise';
    expect(() => marker.during('sample', () => 1)).toThrow('rejected a promise');
    marker.fault = null;
    expect(marker.during('sample', () => 1)).toBe(1);
  });
});
