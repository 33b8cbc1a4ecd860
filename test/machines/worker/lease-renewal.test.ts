import { expect, it } from 'vitest';
import { memoryExchange, newShelves } from '../../../src/machines/queue/memory.ts';
import { Hand } from '../../../src/machines/worker/hand.ts';
import { LeaseRenewal } from '../../../src/machines/worker/lease-renewal.ts';
import { Link } from '../../../src/machines/worker/link.ts';
import type { WorkerContext } from '../../../src/machines/worker/worker-context.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { jobOf, smallSpec } from '../../support/machines/logs.ts';

it.each(['playing', 'delivering'] as const)('tells a lost lease of a trial that is %s', async (phase) => {
  const told: string[] = [];
  const [trial] = trialsOf(smallSpec);
  // No server has this job any more, as after its result was handed in.
  const lease = { id: 't-1', data: '', attempt: 1, token: 'gone' };
  const hand = new Hand(lease, jobOf(trial!), trial!, null, 0);
  hand.phase = phase;
  const context = {
    link: new Link({ gone: () => {}, back: () => {} }, { first: 1, longest: 1 }),
    exchange: memoryExchange({ lease: 60_000, check: 1000 }, newShelves()),
    hands: new Map([[lease.id, hand]]),
    tell: ({ type }: { readonly type: string }) => told.push(type),
  };
  await new LeaseRenewal(context as unknown as WorkerContext).renewAll();
  expect(hand.isHeld).toBe(false);
  expect(told).toEqual(phase === 'playing' ? ['lease lost'] : []);
});
