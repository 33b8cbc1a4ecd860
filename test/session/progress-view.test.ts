import { describe, expect, it } from 'vitest';
import { progressText, progressView } from '../../src/session/progress-view.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { type Standing, standingAfter, standingBefore } from '../../src/tournament/standing.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { ended, id, single, started, validated } from '../support/cli/runs.ts';

const before = standingBefore(trialsOf(single));
const WIPE = '\r\x1b[K';

function view(columns = 100) {
  const terminal = recordingTerminal({ interactive: true, columns });
  let clock = 0;
  let standing: Standing = before;
  const made = progressView({ surface: terminal.out, now: () => clock, standing, workers: 2, spec: single });
  return {
    tell(event: TournamentEvent, seconds = 1): void {
      clock += seconds;
      standing = standingAfter(standing, event);
      made.tell(event, standing);
    },
    end: () => made.end(standing),
    take(): string {
      const text = terminal.written.out;
      terminal.written.out = '';
      return text;
    },
  };
}

describe('a log with a progress bar', () => {
  it('writes its lines where the bar was, and the bar anew below them', () => {
    const { tell, take } = view();
    expect(take()).toBe(`${WIPE}····················   0 %  0 of 4 trials done, 0 solved`);
    tell(started(id('small', 1)));
    const bar = '····················   0 %  0 of 4 trials done, 0 solved';
    expect(take()).toBe(`${WIPE}   1.0 s  small, seed 1: started, 33 parameters\n${WIPE}${bar}`);
  });

  it('moves the bar a few times a second at most', () => {
    const { tell, take } = view();
    take();
    tell(validated(id('small', 1), 5e9), 0.1);
    expect(take()).toContain('12 %');
    const progress = { type: 'progress', id: id('small', 1), spent: 0.8, trainingLoss: 1 } as const;
    const { cost } = { cost: { macs: 8e9, updates: 1, evaluations: 0, sequences: 1, seconds: 4 } };
    tell({ ...progress, cost }, 0.1);
    expect(take()).toBe('');
    tell({ ...progress, cost }, 0.2);
    expect(take()).toBe(
      `${WIPE}████················  20 %  0 of 4 trials done, 0 solved, at most about 8.0 s left`,
    );
  });

  it('is as wide as the terminal at most, and gone at the end', () => {
    const { tell, take, end } = view(40);
    tell(ended(id('small', 1)));
    for (const line of take().replaceAll(WIPE, '\n').split('\n')) {
      if (line.includes('%  ')) expect(line.length).toBeLessThan(40);
    }
    end();
    expect(take()).toBe(WIPE);
  });
});

describe('the words beside the bar', () => {
  it('count what is done and solved, over all contestants', () => {
    const standing = [ended(id('small', 1)), ended(id('random', 1), 'budget')].reduce(standingAfter, before);
    expect(progressText(standing, 1)).toMatch(
      / 50 % {2}2 of 4 trials done, 1 solved, at most about 6\.0 s left$/,
    );
    expect(progressText(new Map(), 1)).toContain('0 of 0 trials done');
  });
});
