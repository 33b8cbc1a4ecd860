import { describe, expect, it } from 'vitest';
import { logView } from '../../src/session/log-view.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { standingAfter, standingBefore } from '../../src/tournament/standing.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { ended, id, single, started, validated } from '../support/cli/runs.ts';

/** Chance on xor is 50 % wrong. */
function logged(events: readonly TournamentEvent[]): string {
  const terminal = recordingTerminal();
  let clock = 0;
  const now = (): number => {
    clock += 100;
    return clock;
  };
  const view = logView({ surface: terminal.out, now, spec: single });
  let standing = standingBefore(trialsOf(single));
  for (const event of events) {
    standing = standingAfter(standing, event);
    view.tell(event, standing);
  }
  return terminal.written.out;
}

describe('a validation in the log', () => {
  const trial = id('small', 1);

  it('is said to be no better than chance where no test says otherwise', () => {
    const out = logged([started(trial), validated(trial, 1e9, 0.49), validated(trial, 2e9, 0.25)]);
    expect(out).toMatch(/49\.0 % wrong after 1\.00 GMAC, 10 % of the budget, no better than chance\n/);
    expect(out).toMatch(/25\.0 % wrong after 2\.00 GMAC, 20 % of the budget\n/);
  });
});

describe('the machine of a trial in the log', () => {
  const trial = id('small', 1);
  const placed = (machine: string): TournamentEvent => ({ type: 'placed', id: trial, machine });
  const [east, west] = ['east: a processor, 4 cores', 'west: a processor, 8 cores'];

  it('stands with its start and its end, and a line tells of a move', () => {
    const events = [placed(east), started(trial), placed(east), validated(trial, 1e9), placed(west)];
    const out = logged([...events, ended(trial)]);
    expect(out.match(/(?<=small, seed 1: ).*/g)).toEqual([
      'started on east',
      '33 parameters',
      expect.stringMatching(/^25\.0 % wrong/),
      'west takes over from east',
      expect.stringMatching(/^solved after .*MAC and [\d.]+ s on west, /),
    ]);
  });

  it('is told once where it is known after the start', () => {
    const out = logged([started(trial), placed(east), placed(east)]);
    expect(out.match(/(?<=small, seed 1: ).*/g)).toEqual(['started, 33 parameters', 'east takes over']);
  });

  it('is not told of a trial that is played here', () => {
    expect(logged([started(trial), ended(trial)])).not.toMatch(/ on | takes over/);
  });
});
