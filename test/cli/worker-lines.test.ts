/** Lines of a worker's log. */
import { expect, it } from 'vitest';
import { eventLine } from '../../src/cli/worker/lines.ts';
import type { SupervisorEvent } from '../../src/machines/worker/supervisor.ts';
import { cost, result } from '../support/cli/recording.ts';

const named = { job: 't-0123456789ab-1', run: '0123456789ab', trial: 'xor/genitor/1' };
const { champion, ...outcome } = result('xor/genitor/1', 'solved', { cost: cost(3e9, 4) });
const criterion = { error: 0.01, sequences: 10_000, exhaustive: false };

const lines: readonly (readonly [SupervisorEvent, string | null])[] = [
  [{ type: 'ready', shown: 'redis://queue' }, 'connected to redis://queue; waiting for trials'],
  [
    { type: 'taken', named, title: 'tournament: t', attempt: 1, macs: null },
    'xor/genitor/1: taken (tournament: t)',
  ],
  [
    { type: 'taken', named, title: 'tournament: t', attempt: 2, macs: 4.1e9 },
    'xor/genitor/1: taken (tournament: t), from its checkpoint at 4.10 GMAC',
  ],
  [
    { type: 'handed in', named, result: outcome, criterion, isLate: false },
    'xor/genitor/1: handed in, solved after 3.00 GMAC and 4.0 s, 0.20 % of the test wrong',
  ],
  [
    { type: 'handed in', named, result: outcome, criterion, isLate: true },
    'xor/genitor/1: handed in, solved after 3.00 GMAC and 4.0 s, 0.20 % of the test wrong; its lease had run out, the first result counts',
  ],
  [{ type: 'given back', named, reason: 'its run stops' }, 'xor/genitor/1: given back, its run stops'],
  [
    { type: 'refused', named, reason: 'has genoprop 1, the run needs 2' },
    'xor/genitor/1: cannot be played here: this worker has genoprop 1, the run needs 2',
  ],
  [{ type: 'retried', named, reason: 'its thread died' }, 'xor/genitor/1: begins again, its thread died'],
  [{ type: 'lease lost', named }, 'xor/genitor/1: its lease ran out, another worker may take it; plays on'],
  [{ type: 'apart', named }, 'xor/genitor/1: is played in a process of its own, since one died at it'],
  [{ type: 'paused', title: 'duel: a, b' }, 'duel: a, b: paused'],
  [{ type: 'goes on', title: 'duel: a, b' }, 'duel: a, b: goes on'],
  [
    { type: 'gone', reason: 'lost the connection to redis://queue' },
    'lost the connection to redis://queue (trials play on meanwhile)',
  ],
  [{ type: 'back', seconds: 75 }, 'connected again after 1 min 15 s'],
  [
    { type: 'died', reason: 'was killed by SIGKILL', trials: 2 },
    'its process was killed by SIGKILL, with 2 trials under way; another one starts',
  ],
  [{ type: 'note', text: 'a remark' }, 'a remark'],
  [{ type: 'released', job: named.job }, null],
];

it.each(lines.map(([event, line]) => [event.type, event, line] as const))('%s', (_, event, line) => {
  expect(eventLine(event)).toBe(line);
});
