import { describe, expect, it } from 'vitest';
import type { TournamentEvent } from '../../../src/tournament/spec/tournament.ts';
import { Race, type RaceProps } from '../../../src/ui/panels/race.tsx';
import { briefRaceLines, briefRows } from '../../../src/ui/panels/race-brief.ts';
import { paintLine } from '../../../src/ui/terminal/text.ts';
import { racers } from '../../../src/watch/racing.ts';
import { rowsOf } from '../../support/ui/frames.tsx';
import {
  checkpointed,
  finished,
  type SceneChoice,
  shownAfter,
  specOf,
  started,
} from '../../support/ui/scenes.ts';

function draw(
  events: readonly TournamentEvent[],
  given: Partial<RaceProps> & SceneChoice & { readonly paused?: boolean } = {},
): string[] {
  const { contestants, seeds, paused = false, ...props } = given;
  const spec = specOf({ ...(contestants ? { contestants } : {}), ...(seeds ? { seeds } : {}) });
  const { standing, story, news } = shownAfter(spec, events);
  const all: RaceProps = {
    news,
    racers: racers(spec, standing, story, 'order', paused),
    criterion: { error: 0.01 },
    scroll: 0,
    focused: true,
    verdict: [],
    width: 80,
    height: 21,
    ...props,
  };
  return rowsOf(<Race {...all} />, { width: all.width, height: all.height });
}

const underWay = [started('order/ga/1'), checkpointed('order/ga/1', 24, 0.3)];

describe('the race', () => {
  it('has a row a contestant: state, trials, best validation, MACs, budget, time left', () => {
    const rows = draw([...underWay, finished('order/sgd/1', 'solved'), finished('order/sgd/2', 'exploded')]);
    expect(rows[0]).toBe(
      `─ 1 race ─ solved below 1% wrong · 2 of 4 trials done, 1 running, 1 solved ${'─'.repeat(5)}`,
    );
    expect(rows[1]).toMatch(/^ {2}contestant state +trials +wrong +loss +MACs budget +left$/);
    expect(rows[2]).toMatch(/^A ga +breeding +▸· +30\.0% +0\.600 {2}2\.50G █▍·+ +12% +8s$/);
    expect(rows[3]).toMatch(/^B sgd +done +✓✗ +- +- {2}6\.00G █+ 100% +-$/);
  });

  it('says how many of the trials that are done failed, which are neither won nor lost', () => {
    const rows = draw([...underWay, finished('order/sgd/1', 'failed')]);
    expect(rows[0]).toContain('1 of 4 trials done, 1 failed, 0 solved');
  });

  it('marks a validation that meets the success criterion', () => {
    const rows = draw([started('order/ga/1'), checkpointed('order/ga/1', 0, 0.004)]);
    expect(rows[2]).toMatch(/ 0\.40% ✓ /);
    expect(draw(underWay)[2]).not.toContain('✓');
  });

  it('names every state, and sees losses that are not numbers', () => {
    const ends = (['solved', 'budget', 'exploded', 'failed', 'stopped'] as const).map(
      (reason) => draw([finished('order/ga/1', reason)], { seeds: 1 })[2]!,
    );
    expect(ends.map((row) => row.slice(13, 26).trim())).toEqual([
      'solved',
      'out of budget',
      'exploded',
      'failed',
      'stopped',
    ]);
    const nan = draw([
      started('order/ga/1'),
      checkpointed('order/ga/1', 0, Number.NaN, { loss: Number.NaN }),
    ]);
    expect(nan[2]).toMatch(/^A ga +breeding +▸· +- +- +100M/);
    expect(nan.join('\n')).toContain('- wrong, loss NaN');
  });

  it('names the loss once where the task is judged by it', () => {
    const criterion = { measure: 'nll', unit: 'bits', of: 'loss', alone: true, atMost: 1 } as const;
    expect(draw(underWay).join('\n')).toMatch(/loss 0\.600/);
    expect(draw(underWay, { criterion, width: 120 }).join('\n')).not.toMatch(/\bloss\b/);
  });

  it('says who is ahead, with less words where there is less room', () => {
    const sentence = (rows: string[]): string => rows.find((row) => /ahead|level|Nobody|^ga:/.test(row))!;
    const behind = [started('order/sgd/1'), checkpointed('order/sgd/1', 0, 0.7)];
    expect(sentence(draw([]))).toBe('Nobody has been validated yet.');
    expect(sentence(draw(underWay))).toBe('ga: 30.0% wrong (loss 0.600) at best.');
    expect(sentence(draw([...underWay, ...behind]))).toBe(
      'ga is ahead so far: 30.0% wrong at best; then sgd: 70.0% wrong at best.',
    );
    expect(sentence(draw([...underWay, ...behind], { width: 120 }))).toContain('(loss 1.40)');
    expect(sentence(draw([...underWay, finished('order/sgd/1', 'solved')]))).toMatch(
      /^sgd is ahead so far: solved 1 of 2/,
    );
  });

  it('says that nobody is better than chance as long as no test says so, however low the number', () => {
    const sentence = (events: TournamentEvent[], width = 120): string =>
      draw(events, { width }).find((row) => /ahead|Nobody|^ga:/.test(row))!;
    const near = [started('order/ga/1'), checkpointed('order/ga/1', 24, 0.732)];
    const behind = [started('order/sgd/1'), checkpointed('order/sgd/1', 0, 0.76)];
    expect(sentence([...near, ...behind], 100)).toBe(
      'Nobody is better than chance yet; ga: 73.2% wrong at best; then sgd: 76.0% wrong at best.',
    );
    expect(sentence([...near, ...behind], 80)).toBe('Nobody is better than chance yet.');
    expect(sentence(near)).toBe('Nobody is better than chance yet; ga: 73.2% wrong (loss 1.46) at best.');
    expect(sentence([...underWay, ...behind])).toMatch(
      /^ga is ahead so far: 30\.0% wrong .*; then sgd: 76\.0% wrong .* at best, no better than chance\.$/,
    );
    // Below chance's 99.9 % interval alone, but not as the best of a hundred.
    const often = Array.from({ length: 99 }, (_, step) => checkpointed('order/ga/1', step, 0.75));
    const lucky = checkpointed('order/ga/1', 100, 0.7);
    expect(sentence([started('order/ga/1'), lucky])).toMatch(/^ga: 70\.0%/);
    expect(sentence([started('order/ga/1'), ...often, lucky])).toMatch(/^Nobody is better than chance yet; /);
  });

  it('lists the trials that run and the news below, as far as there is room', () => {
    const rows = draw([...underWay, finished('order/sgd/1', 'budget')]);
    expect(rows.join('\n')).toMatch(
      /running\n A ga seed 1 {3}███·+ 25\.0% {2}30\.0% wrong, loss 0\.600\n\nnews\n +2s {2}sgd seed 1 out of budget/,
    );
    const short = draw([...underWay, finished('order/sgd/1', 'budget')], { height: 5 });
    expect(short.join('\n')).not.toContain('news');
  });

  it('shows the verdict in their place once there is one', () => {
    const text = draw(underWay, { verdict: [[{ text: 'ga wins.' }]] }).join('\n');
    expect(text).toContain('\n\nga wins.');
    expect(text).not.toContain('running\n');
  });

  it('scrolls through contestants that do not fit, and says how many more there are', () => {
    const contestants = Array.from({ length: 12 }, (_, index) => `sgd-${index}`);
    const rows = draw([], { contestants, height: 8 });
    expect(rows[2]).toMatch(/^A sgd-0/);
    expect(rows.filter((row) => /^[A-L] sgd/.test(row))).toHaveLength(6);
    expect(draw([], { contestants, height: 8, scroll: 3 })[2]).toMatch(/^D sgd-3/);
    expect(draw([], { contestants, height: 8, scroll: 99 })[7]).toMatch(/^L sgd-11/);
  });

  it('gains columns on a wide terminal, and gives some up on a narrow one', () => {
    const wide = draw(underWay, { width: 160 });
    expect(wide[1]).toMatch(/trials done solved +wrong +100% +1% +loss/);
    expect(wide[2]).toMatch(/▸· +0\/2 +- +30\.0% +─+●─+┊─+ /);
    const narrow = draw(underWay, { width: 44 });
    expect(narrow[1]).toMatch(/^ {2}name +state +wrong +budget$/);
    expect(narrow[2]).toMatch(/^A ga .* 30\.0%/);
  });

  it('counts trials where there are too many to mark one by one', () => {
    const rows = draw([finished('order/ga/1', 'solved')], { seeds: 60 });
    expect(rows[1]).toContain('done');
    expect(rows[2]).toMatch(/waiting +1\/60 +1✓/);
  });
});

describe('the race in brief', () => {
  const many = specOf({ contestants: Array.from({ length: 9 }, (_, index) => `sgd-${index}`), seeds: 1 });
  const { standing, story } = shownAfter(many, []);
  const rows = racers(many, standing, story, 'order', false);

  it('has as many contestants in a row as fit, and counts those it leaves out', () => {
    const lines = (width: number, height: number) =>
      briefRaceLines(rows, width, height).map((line) => paintLine(line, 0));
    expect(lines(80, 5)).toHaveLength(5);
    expect(lines(80, 5)[4]).toMatch(/^I sgd-8/);
    expect(lines(160, 2)[1]).toMatch(/and 2 more/);
    expect(lines(30, 3)).toHaveLength(3);
    expect(briefRows(9, 80)).toBe(5);
    expect(briefRows(1, 30)).toBe(1);
  });
});
