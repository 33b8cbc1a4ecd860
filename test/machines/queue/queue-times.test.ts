import { describe, expect, it } from 'vitest';
import { usualTimes } from '../../../src/machines/queue/queue.ts';
import { paceFor, queueTimes } from '../../../src/machines/queue/queue-times.ts';

describe('the times of a queue', () => {
  it('are the usual ones, or those of the environment', () => {
    expect(queueTimes({})).toBe(usualTimes);
    expect(queueTimes({ GENOPROP_QUEUE_TIMES: '' })).toBe(usualTimes);
    expect(queueTimes({ GENOPROP_QUEUE_TIMES: '600,200' })).toEqual({ lease: 600, check: 200 });
  });

  it.each(['600', '600,0', '0,0', '200,600', '600,200,100', 'a,b', '-1,5', '6e2,200'])(
    'are not %s',
    (text) => {
      expect(() => queueTimes({ GENOPROP_QUEUE_TIMES: text })).toThrow(
        `GENOPROP_QUEUE_TIMES: must be the milliseconds of a lease and of the checks for those that ran out, as in 120000,30000, not ${text}`,
      );
    },
  );

  it('shorten the pauses of a program in proportion, and never lengthen them', () => {
    expect(paceFor(2000, usualTimes)).toBe(2000);
    expect(paceFor(30_000, { lease: 1200, check: 300 })).toBe(300);
    expect(paceFor(2000, { lease: 600, check: 200 })).toBe(50);
    expect(paceFor(20, { lease: 600, check: 200 })).toBe(20);
    expect(paceFor(2000, { lease: 240_000, check: 200 })).toBe(2000);
  });
});
