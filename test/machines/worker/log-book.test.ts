/** Log of a trial as a worker keeps it. */
import { describe, expect, it } from 'vitest';
import { LogBook } from '../../../src/machines/worker/log-book.ts';
import { checkpointOf, reachedIn, resultOf } from '../../support/machines/scripted-player.ts';

const ID = 'xor/random/1';
const started = { type: 'started', id: ID, parameters: 7 } as const;
const finished = (reason: 'budget' | 'stopped') =>
  ({ type: 'finished', id: ID, result: resultOf({ id: ID, repetition: 1 }, 30, reason) }) as const;
const reached = (book: LogBook) =>
  book.course.events.map((event) => (event.type === 'checkpoint' ? event.checkpoint.cost.macs : event.type));

describe('the log book of a worker', () => {
  it('has each event once, where a trial makes its last validation again', () => {
    const book = new LogBook();
    book.hear(started);
    book.hear(checkpointOf(ID, 10));
    const last = { ...checkpointOf(ID, 20), snapshotValidatedAt: 10 };
    book.hear(last);
    const again = new LogBook(book.course);
    expect(again.snapshot).toEqual(last.snapshot);
    again.hear(started);
    again.hear(last);
    again.hear(finished('budget'));
    expect(reached(again)).toEqual(['started', 10, 20, 'finished']);
    // A trial that was retried on this machine emits them to the same book.
    book.hear(last);
    book.hear(finished('budget'));
    expect(book.course).toEqual(again.course);
  });

  it('takes no end where the trial was stopped', () => {
    const book = new LogBook();
    book.hear(started);
    book.hear(checkpointOf(ID, 10));
    book.hear(finished('stopped'));
    expect(reached(book)).toEqual(['started', 10]);
  });

  it('leaves out progress, and keeps the newest snapshot alone', () => {
    const book = new LogBook({ from: { macs: 5, snapshot: checkpointOf(ID, 5).snapshot }, events: [] });
    expect([book.reached, reachedIn(book.snapshot!)]).toEqual([5, 5]);
    const { cost } = checkpointOf(ID, 7).checkpoint;
    book.hear({ type: 'progress', id: ID, cost, spent: 0.1, trainingLoss: 1 });
    book.hear(checkpointOf(ID, 10));
    book.hear(checkpointOf(ID, 20));
    expect(reached(book)).toEqual([10, 20]);
    expect(book.course.events.map((event) => 'snapshot' in event && event.snapshot !== null)).toEqual([
      false,
      true,
    ]);
    expect(book.course.from).toEqual({ macs: 5, snapshot: null });
  });
});
