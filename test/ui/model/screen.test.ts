import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GAP, layOut } from '../../../src/ui/model/layout.ts';
import { firstScreen, panels, type Screen, screenAfter } from '../../../src/ui/model/screen.ts';

const extents = { tasks: 3, contestants: 4 };
const after = (...keys: string[]): Screen =>
  keys.reduce((screen, key) => screenAfter(screen, key, extents), firstScreen);

describe('the keys', () => {
  it('1 to 4 show the panels, tab and shift-tab step through them', () => {
    expect(['1', '2', '3', '4'].map((key) => after(key).panel)).toEqual(['race', 'curves', 'inside', 'nets']);
    expect(after('tab').panel).toBe('curves');
    expect(after('4', 'tab').panel).toBe('race');
    expect(after('shift-tab').panel).toBe('nets');
  });

  it('5 shows the machines where trials are played on several, and tab steps through them', () => {
    const several = { ...extents, machines: 3 };
    const on = (...keys: string[]): Screen =>
      keys.reduce((screen, key) => screenAfter(screen, key, several), firstScreen);
    expect([on('5').panel, on('4', 'tab').panel, on('shift-tab').panel]).toEqual(Array(3).fill('machines'));
    expect(on('5', 'tab').panel).toBe('race');
    expect(on('5', 'down', 'down', 'down', 'up').machine).toBe(1);
    expect(on('5', 'up').machine).toBe(0);
    expect(on('5', 'down')).toMatchObject({ scroll: 0, inside: null });
    expect(on('5', 'left', 'right')).toEqual(on('5'));
  });

  it('x steps through MACs, seconds, and updates or evaluations', () => {
    expect([after('x').axis, after('x', 'x').axis, after('x', 'x', 'x').axis]).toEqual([
      'seconds',
      'steps',
      'macs',
    ]);
  });

  it('l steps through all four ways of being logarithmic', () => {
    const seen = [1, 2, 3, 4].map((times) => {
      const { logError, logCost } = after(...Array<string>(times).fill('l'));
      return `${Number(logError)}${Number(logCost)}`;
    });
    expect(new Set(seen).size).toBe(4);
    expect(seen[0]).toBe('10');
    expect(seen[3]).toBe('00');
  });

  it('p and the space bar pause and go on, v shows the loss, ? and escape the help and no help', () => {
    expect([after('p').paused, after('p', ' ').paused]).toEqual([true, false]);
    expect([after('v').value, after('v', 'v').value, after('v', ']').value]).toEqual([1, 2, 0]);
    expect([after('?').help, after('?', 'escape').help, after('?', '2').help]).toEqual([true, false, false]);
  });

  it('[ and ] step through the tasks in a circle', () => {
    expect([after(']').task, after('[').task, after(']', ']', ']').task]).toEqual([1, 2, 0]);
  });

  it('the arrows step through what the panel has', () => {
    expect(after('down', 'down', 'up').scroll).toBe(1);
    expect(after('up').scroll).toBe(0);
    expect(after(...Array<string>(9).fill('down')).scroll).toBe(3);
    expect([after('3', 'down').inside, after('3', 'down', 'down').inside, after('3', 'up').inside]).toEqual([
      0, 1, 3,
    ]);
    expect(after('3', 'right', 'right', 'left').trial).toBe(1);
    expect(after('3', 'right', 'down').trial).toBe(0);
    expect(after('4', 'right', 'left', 'left').sequence).toBe(-1);
    expect(after('4', 'up', 'down', 'down')).toMatchObject({ above: 1, below: 2 });
  });

  it('left and right turn the race of a tuning to the settings that mattered, and do nothing in another', () => {
    const turned = screenAfter(firstScreen, 'right', { ...extents, tuned: true });
    expect(turned.settingsFirst).toBe(true);
    expect(screenAfter(turned, 'left', { ...extents, tuned: true }).settingsFirst).toBe(false);
    expect(after('right')).toBe(firstScreen);
  });

  it('others change nothing', () => {
    for (const key of ['z', '5', '0', 'é', '', 'ctrl-a', 'return']) expect(after(key)).toBe(firstScreen);
  });
});

describe('the layout', () => {
  it('never is as high as the terminal, nor wider, and its parts never overlap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 120 }),
        fc.constantFrom(...panels),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 30 }),
        (width, height, panel, raceRows, briefRows) => {
          const layout = layOut({ width, height }, panel, raceRows, briefRows);
          expect(layout.height).toBeLessThanOrEqual(Math.max(1, height - 1));
          expect(layout.width).toBe(width);
          let used = layout.brief;
          for (const row of layout.rows) {
            const heights = new Set(row.map((part) => part.height));
            expect(heights.size).toBe(1);
            for (const part of row) expect(part.height).toBeGreaterThanOrEqual(0);
            const columns = row.reduce((sum, part) => sum + part.width, 0) + GAP * (row.length - 1);
            expect(columns).toBeLessThanOrEqual(width);
            used += row[0]!.height;
          }
          // A line above, a line below.
          expect(used).toBeLessThanOrEqual(Math.max(0, layout.height - 2));
        },
      ),
    );
  });

  it('always has the panel that was chosen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 300 }),
        fc.integer({ min: 6, max: 120 }),
        fc.constantFrom(...panels),
        (width, height, panel) => {
          const { rows } = layOut({ width, height }, panel, 8, 2);
          expect(rows.flat().map(({ name }) => name)).toContain(panel);
        },
      ),
    );
  });

  it('has one panel at 80x24, and all four at 160x50', () => {
    const names = (width: number, height: number, panel: (typeof panels)[number]) =>
      layOut({ width, height }, panel, 8, 2)
        .rows.flat()
        .map(({ name }) => name);
    expect(names(80, 24, 'curves')).toEqual(['curves']);
    expect(names(160, 50, 'race')).toEqual(['race', 'curves', 'inside', 'nets']);
    expect(names(130, 36, 'nets')).toEqual(['race', 'curves', 'nets']);
    expect(names(80, 50, 'inside')).toEqual(['race', 'curves', 'inside']);
    expect(names(160, 50, 'machines')).toEqual(['race', 'curves', 'machines', 'nets']);
    expect(names(80, 50, 'machines')).toEqual(['race', 'curves', 'machines']);
    expect(names(80, 24, 'machines')).toEqual(['machines']);
  });
});
