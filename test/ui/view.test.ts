import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { View, Viewed } from '../../src/session/view.ts';
import { noEarlierSession } from '../../src/tournament/earlier-session.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { type Standing, standingAfter, standingBefore } from '../../src/tournament/standing.ts';
import { inkView, loadStage } from '../../src/ui/view.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { FakeTerminal } from '../support/ui/fake-terminal.ts';
import { checkpointed, finished, specOf, started } from '../support/ui/scenes.ts';
import { tuningSpec } from '../support/ui/tuning-scene.ts';

let viewing: View | null = null;
afterEach(() => viewing?.end(new Map()));

function open(spec = specOf(), now: () => number = () => 0, address: string | null = null) {
  const terminal = new FakeTerminal();
  const { out } = recordingTerminal({ interactive: true });
  let standing: Standing = standingBefore(trialsOf(spec));
  const told: string[] = [];
  const viewed: Viewed = {
    surface: { ...out, colours: false },
    title: 'genoprop duel: ga, sgd',
    spec,
    past: noEarlierSession,
    standing,
    deviceLine: 'wasm',
    path: null,
    workers: 2,
    now,
    address,
    setPaused: (paused) => told.push(`paused ${paused}`),
    interrupt: () => told.push('interrupt'),
  };
  const view = inkView(viewed, terminal as unknown as NodeJS.WriteStream);
  viewing = view;
  return {
    terminal,
    view,
    standing,
    tell(event: TournamentEvent): void {
      standing = standingAfter(standing, event);
      view.tell(event, standing);
    },
    end: () => view.end(standing),
  };
}

describe('the interface of a tournament that is played', () => {
  it('opens while the tournament already runs, and shows what was told before', async () => {
    const { terminal, tell } = open();
    tell(started('order/ga/1'));
    tell(checkpointed('order/ga/1', 3, 0.25));
    expect(terminal.take()).toBe('');
    await loadStage();
    await wait(0);
    expect(terminal.take()).toMatch(/A ga +breeding +▸· +25\.0%/);
  });

  it('shows what is told from then on', async () => {
    const { terminal, tell } = open();
    await loadStage();
    await wait(0);
    terminal.take();
    tell(started('order/sgd/2'));
    tell(finished('order/sgd/2', 'solved'));
    await wait(300);
    expect(terminal.take()).toContain('sgd seed 2 solved, 0.20% of the test wrong');
  });

  it('shows a note at once', async () => {
    const { terminal, view } = open();
    await loadStage();
    await wait(0);
    terminal.take();
    view.note('stopping; Ctrl-C again ends at once');
    expect(terminal.take()).toContain('stopping; Ctrl-C again ends at once');
  });

  it('shows the address of the live page instead of the keys at first, and among the news', async () => {
    let clock = 0;
    const address = `http://127.0.0.1:7373/?token=${'x'.repeat(32)}`;
    const { terminal, tell } = open(specOf(), () => clock, address);
    await loadStage();
    await wait(0);
    expect(terminal.take().split(`open ${address}`)).toHaveLength(3);
    clock = 11;
    tell(started('order/sgd/2'));
    await wait(300);
    expect(terminal.take()).toContain('no keyboard here');
  });

  it('keeps a note among the news, and gives the keys their place back', async () => {
    let clock = 0;
    const { terminal, view, tell } = open(specOf(), () => clock);
    await loadStage();
    await wait(0);
    expect(terminal.take()).toContain('no keyboard here');
    view.note('worker east: 8 threads');
    clock = 11;
    view.note('worker west: 8 threads');
    expect(terminal.take()).not.toContain('no keyboard here');
    clock = 22;
    tell(started('order/sgd/2'));
    await wait(300);
    const text = terminal.take();
    expect(text).toContain('no keyboard here');
    expect(text).toMatch(/11s {2}worker west: 8 threads[\s\S]* 0s {2}worker east: 8 threads/);
  });

  it('tells a further round of a tuning as news, below which the keys stay', async () => {
    const rounds = [
      { candidates: 9, share: 1 / 3 },
      { candidates: 3, share: 1 },
    ];
    const first = tuningSpec({ candidates: 9, rounds });
    const { terminal, view, standing } = open(first);
    await loadStage();
    await wait(0);
    expect(terminal.take()).toMatch(/A ga +1\/2 +0\/9/);
    const going = new Set(first.tuning!.searches.flatMap(({ candidates }) => candidates.slice(0, 3)));
    const next = {
      ...first,
      contestants: first.contestants.map((one) => {
        const { budgetShare: _, ...whole } = one;
        return going.has(one.name) ? whole : one;
      }),
    };
    view.round({ type: 'round', round: 2, rounds: 2, spec: next, past: noEarlierSession }, standing);
    await wait(300);
    const text = terminal.take();
    expect(text).toMatch(/A ga +2\/2 +0\/9/);
    expect(text).toContain('round 2 of 2: 3 of 9 settings of each go on');
    // The last row still has the keys.
    expect(text).not.toContain('\x1b[23;1H');
  });

  it('never opens where the tournament ends before that, and leaves nothing behind where it did', async () => {
    const short = open();
    short.end();
    await loadStage();
    await wait(0);
    expect(short.terminal.take()).toBe('');
    const long = open();
    await loadStage();
    await wait(0);
    long.end();
    expect(long.terminal.take()).toMatch(/\[\?1049h.*\[\?1049l/s);
    long.terminal.write('the verdict');
    expect(long.terminal.take()).toBe('the verdict');
  });
});
