import { describe, expect, it } from 'vitest';
import { helpPages } from '../../../src/ui/panels/help.tsx';
import { briefTuningLines } from '../../../src/ui/panels/tuning-race.tsx';
import { paintLine } from '../../../src/ui/terminal/text.ts';
import { frameOf, widest } from '../../support/ui/frames.tsx';
import { tuningMidway, tuningOver } from '../../support/ui/tuning-scene.ts';

const small = { width: 80, height: 24 };
const large = { width: 160, height: 50 };
const text = (rows: readonly string[]): string => rows.join('\n');

describe('the race of a tuning', () => {
  it('has a row a contestant and not one a candidate: ended, running, MACs, its best so far, work', () => {
    const rows = frameOf(tuningMidway(), small);
    expect(rows[1]).toMatch(/^─ 1 race ─ tuning · 180 of 576 trials ended, 3 running ─+$/);
    expect(rows[2]).toMatch(/^ {2}contestant ended run +MACs +best solved to solve +wrong work$/);
    expect(frameOf(tuningMidway(), large)[1]).toContain('3 running; 60 of 192 candidates ended ─');
    const searches = rows.filter((row) => /^[ABC] (ga|msgd|sgd) +20\/64/.test(row));
    expect(searches).toHaveLength(3);
    expect(searches[0]).toMatch(/^A ga +20\/64 +1 +180G +#\d+ +[23]\/3✓ +\d\.\d\dG +\d\.\d+% █+▍?·+ +31%$/);
  });

  it('has the ten best candidates of the chosen contestant with their settings below, at 80x24 and 160x50', () => {
    for (const size of [small, large]) {
      const rows = frameOf(tuningMidway(), size, { scroll: 1 });
      expect(text(rows)).toContain('B msgd: best 10 of 20 with results, ↑↓ another');
      const places = rows.filter((row) =>
        /^ +\d+ #\d+ .*(learningRate=|initialisation=|as the script)/.test(row),
      );
      expect(places.map((row) => Number(row.trim().split(' ')[0]))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(widest(rows)).toBeLessThanOrEqual(size.width);
    }
  });

  it('says where no candidate has a result yet', () => {
    expect(text(frameOf(tuningMidway({ ended: 0 }), small))).toContain('A ga: no candidate has a result yet');
  });

  it('names the round where candidates fall out, and no time left, which nobody knows then', () => {
    const rounds = [
      { candidates: 9, share: 1 / 3 },
      { candidates: 3, share: 1 },
    ];
    const halved = text(frameOf(tuningMidway({ candidates: 9, ended: 4, rounds }), small));
    expect(halved).toMatch(/contestant round ended/);
    expect(halved).toMatch(/A ga +1\/2 +4\/9/);
    expect(halved).not.toContain('left');
    expect(text(frameOf(tuningMidway(), small))).toContain('left');
  });

  it('shows which settings mattered once it is over: by a key at 80x24, beside the candidates at 160x50', () => {
    const mattered = /learningRate +█+[▏▎▍▌▋▊▉]?·* 62 % \(40 to 90\) +best 0\.03 to 0\.1/;
    const over = tuningOver();
    const first = text(frameOf(over, small));
    expect(first).toContain('←→ settings that mattered');
    expect(first).not.toMatch(mattered);
    const turned = text(frameOf(over, small, { settingsFirst: true }));
    expect(turned).toMatch(mattered);
    expect(turned).toContain('20 % (-5 to 30)');
    const wide = text(frameOf(over, large));
    expect(wide).toMatch(/settings +settings that mattered|another +settings that mattered/);
    expect(wide).toMatch(/learningRate +█+/);
    expect(text(frameOf(tuningMidway(), large))).not.toContain('settings that mattered');
  });

  it('says why nothing is known of the settings', () => {
    const over = tuningOver();
    const reason = 'too few candidates for a forest';
    const mattered = new Map([['ga', { settings: [], reason }]]);
    expect(text(frameOf({ ...over, mattered }, small, { settingsFirst: true }))).toContain(`${reason}.`);
  });

  it('leaves curves, inside and nets to the best candidate of each contestant', () => {
    const curves = text(frameOf(tuningMidway(), small, { panel: 'curves' }));
    expect(curves).toMatch(/A ga#\d+ {2}B msgd#\d+ {2}C sgd#\d+/);
    expect(curves).toMatch(/A ga +20\/64 █▉·+ +31%/);
  });

  it('is explained by the help, with the keys that it has', () => {
    const pages = (tuned: boolean): string =>
      helpPages({ watched: false, tuned, panel: 'race', ...large })
        .flat()
        .map((one) => paintLine(one, 0))
        .join('\n');
    expect(pages(true)).toContain('Candidate: A contestant with settings from its search space');
    expect(pages(true)).toContain('Settings that mattered:');
    expect(pages(true)).toContain('race: contestant whose candidates are shown');
    expect(pages(false)).not.toContain('Candidate:');
    expect(pages(false)).toContain('race: scroll');
  });

  it('is brief above another panel', () => {
    const { tuning } = tuningMidway();
    const lines = briefTuningLines(tuning!, 80, 2).map((one) => paintLine(one, 0));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^A ga +20\/64 █▉·+ +31% +B msgd +20\/64/);
  });
});
