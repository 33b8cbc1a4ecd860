import { afterEach, describe, expect, it } from 'vitest';
import { localPlayer } from '../../../src/tournament/players/local.ts';
import type { PlayedEvent, Player } from '../../../src/tournament/players/player.ts';
import { defaultLimits, type TrialSpec } from '../../../src/tournament/spec/tournament.ts';
import toys from '../../support/tournament/toy-catalogue.ts';
import { catalogue, play, smallContestant, timeless, toyTrial } from '../../support/tournament/toys.ts';

let player: Player;
afterEach(() => player.close());

function open(workers: number): Player {
  player = localPlayer({
    catalogue: toys,
    address: catalogue,
    workers,
    limitsOf: () => defaultLimits,
    jobMacs: 1,
  });
  return player;
}

/** Trial under way, with its events, and a promise of its first checkpoint. */
function begin(trial: TrialSpec) {
  const events: PlayedEvent[] = [];
  const validated = Promise.withResolvers<void>();
  const over = player.play(trial, null, (event) => {
    events.push(event);
    if (event.type === 'checkpoint') validated.resolve();
  });
  return { events, over, validated: validated.promise };
}

const endless: TrialSpec = {
  ...toyTrial(smallContestant('genitor'), { macs: 1e15 }),
  toTheEnd: { until: null },
};
const short: TrialSpec = toyTrial(smallContestant('msgd'), { macs: 400_000 });
const resultOf = (events: readonly PlayedEvent[]) =>
  events.find((event) => event.type === 'finished')?.result;

describe('a player on threads of this process', () => {
  it('has room for as many trials as it has threads', async () => {
    open(2);
    expect(player.next([short])).toBe(0);
    const first = begin(short);
    expect(player.next([short])).toBe(0);
    const second = begin(endless);
    expect(player.next([short])).toBeNull();
    await first.over;
    expect(player.next([short])).toBe(0);
    player.stop();
    await second.over;
  });

  it('sends helpers away when a trial comes that wants their thread', async () => {
    open(2);
    const helped = begin(endless);
    await helped.validated;
    player.setWaiting(false);
    // Time for a helper to settle in; without one there is nothing to send away, and the test holds all the same.
    await new Promise((resolve) => setTimeout(resolve, 200));
    player.setWaiting(true);
    const other = begin(short);
    await other.over;
    expect(resultOf(helped.events)).toBeUndefined();
    expect(timeless(resultOf(other.events))).toEqual(timeless((await play(short)).result));
    player.stop();
    await helped.over;
    expect(resultOf(helped.events)?.stop.reason).toBe('stopped');
  });

  it('ends a trial at once that is begun after it was stopped', async () => {
    open(1);
    player.stop();
    const late = begin(endless);
    await late.over;
    expect(resultOf(late.events)?.stop.reason).toBe('stopped');
  });
});
