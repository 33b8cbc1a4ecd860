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

const spec = specOf();
let viewing: View | null = null;
afterEach(() => viewing?.end(new Map()));

function open() {
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
    now: () => 0,
    setPaused: (paused) => told.push(`paused ${paused}`),
    interrupt: () => told.push('interrupt'),
  };
  const view = inkView(viewed, terminal as unknown as NodeJS.WriteStream);
  viewing = view;
  return {
    terminal,
    view,
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
