import { expect, it } from 'vitest';
import { EventQueue } from '../../../src/tournament/threads/event-queue.ts';

it('a queue gives what was pushed before and while it is read, in order, and ends', async () => {
  const queue = new EventQueue<number>();
  queue.push(1);
  queue.push(2);
  const read: number[] = [];
  for await (const event of queue) {
    read.push(event);
    if (event === 2) setImmediate(() => queue.push(3));
    if (event === 3) {
      queue.push(4);
      queue.close();
    }
  }
  expect(read).toEqual([1, 2, 3, 4]);
});
