import { describe, expect, it } from 'vitest';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import type { Screen } from '../../src/ui/model/screen.ts';
import type { Shown } from '../../src/ui/model/shown.ts';
import { frameOf, sizes, widest } from '../support/ui/frames.tsx';
import { checkpointed, finished, midway, shownAfter, specOf, started } from '../support/ui/scenes.ts';
import { tuningMidway, tuningOver } from '../support/ui/tuning-scene.ts';

const many = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => (index % 2 === 0 ? `ga-${index}` : `sgd-${index}`));

const nan = (id: string): TournamentEvent => checkpointed(id, 0, Number.NaN, { loss: Number.NaN });

const scenes: readonly (readonly [name: string, shown: Shown])[] = [
  ['nothing has begun', shownAfter(specOf())],
  ['all is under way', midway()],
  ['one contestant, one trial', midway({ contestants: ['ga'], seeds: 1 })],
  ['twelve contestants', midway({ contestants: many(12), seeds: 3 })],
  ['thirty contestants', midway({ contestants: many(30), seeds: 1 })],
  ['sixty trials', midway({ contestants: ['ga', 'sgd', 'sgd-2'], seeds: 60 })],
  ['several tasks', midway({ tasks: ['order', 'addition:length=30', 'xor'] })],
  [
    'losses that are not numbers',
    shownAfter(specOf(), [
      started('order/ga/1'),
      nan('order/ga/1'),
      started('order/sgd/1'),
      nan('order/sgd/1'),
    ]),
  ],
  [
    'every way to end',
    shownAfter(specOf({ seeds: 5 }), [
      finished('order/ga/1', 'solved'),
      finished('order/ga/2', 'budget'),
      finished('order/ga/3', 'exploded'),
      finished('order/ga/4', 'failed', {
        stop: { reason: 'failed', detail: 'task order: threw\x1b[2J boo' },
      }),
      finished('order/ga/5', 'stopped'),
    ]),
  ],
  [
    'long and wide names',
    midway({
      contestants: ['ga 進化的アルゴリズム 世代交代', `sgd:${'hidden=8,selection=tournament'.repeat(3)}`],
    }),
  ],
  [
    'a verdict',
    {
      ...midway(),
      over: 'done',
      watched: true,
      verdict: () => [[{ text: 'contestant  solved' }], [{ text: 'ga wins.' }]],
    },
  ],
  ['a tuning', tuningMidway()],
  ['a tuning of twelve contestants', tuningMidway({ searches: many(12), candidates: 9, ended: 4 })],
  ['a tuning that is over', tuningOver()],
  ['a note', { ...midway(), note: 'stopping; Ctrl-C again ends at once' }],
];

const screens: readonly Partial<Screen>[] = [
  { panel: 'race', scroll: 99, task: 1 },
  { panel: 'curves', axis: 'steps', logCost: true, logError: true },
  { panel: 'inside', inside: 7, trial: -3 },
  { panel: 'nets', sequence: -1, above: 5 },
  { help: true },
];

describe.each(sizes)('the interface at %s', (_name, size) => {
  it.each(scenes)('fits the terminal with every panel when there is %s', (_scene, shown) => {
    for (const [index, screen] of screens.entries()) {
      const rows = frameOf(shown, size, screen, ([0, 256, 16] as const)[index % 3]);
      expect(rows.length).toBeLessThan(size.height);
      expect(widest(rows)).toBeLessThanOrEqual(size.width);
    }
  });
});

describe('the interface', () => {
  it('shows one panel and the race in brief on a terminal of 80x24', () => {
    const rows = frameOf(midway(), { width: 80, height: 24 }, { panel: 'inside' });
    expect(rows[0]).toMatch(/^genoprop order .*12s, at most \S+ left$/);
    expect(rows[1]).toMatch(/^A ga .* 9\.0% {3}.*B sgd .* 0\.40% ✓ /);
    expect(rows[2]).toMatch(/^─ 3 inside ─/);
    expect(rows.join('\n')).not.toContain('2 curves ─');
    expect(rows.at(-1)).toBe('1 race  2 curves  3 inside  4 nets  ↑↓ contestant  p pause  q quit  ? help');
  });

  it('shows all four panels at once on a terminal of 160x50', () => {
    const rows = frameOf(midway(), { width: 160, height: 50 });
    for (const panel of ['1 race', '2 curves', '3 inside', '4 nets']) {
      expect(rows.filter((row) => row.includes(`─ ${panel} ─`))).toHaveLength(1);
    }
    expect(rows.find((row) => row.includes('2 curves'))).toContain('─ 3 inside ─');
    expect(rows).toHaveLength(49);
  });

  it('says so on a terminal that is too small for anything', () => {
    expect(frameOf(midway(), { width: 12, height: 3 })).toEqual(['too small', '']);
    expect(frameOf(midway(), { width: 1, height: 1 })).toEqual(['…']);
  });

  it('uses no control sequence at all without colours', () => {
    for (const [, shown] of scenes) {
      for (const screen of [{}, { help: true }]) {
        const text = frameOf(shown, { width: 160, height: 50 }, screen, 0).join('\n');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
      }
    }
  });

  it('colours text with colours, and nothing else', () => {
    const coloured = frameOf(midway(), { width: 160, height: 50 }, {}, 256).join('\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what colours text begins so
    const sequences = coloured.match(/\x1b[^m]*m/g) ?? [];
    expect(sequences.length).toBeGreaterThan(50);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what colours text begins so
    for (const sequence of sequences) expect(sequence).toMatch(/^\x1b\[[\d;]+m$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what colours text begins so
    const plain = coloured.replaceAll(/\x1b\[[\d;]+m/g, '');
    expect(plain).toContain('1 race');
    expect(plain).not.toContain('\x1b');
  });

  it('says that it is paused, and by which key it goes on', () => {
    const rows = frameOf(midway(), { width: 80, height: 24 }, { paused: true });
    expect(rows[0]).toContain(' paused ');
    expect(rows.join('\n')).toMatch(/A ga +paused/);
    expect(rows.at(-1)).toContain('p go on');
  });

  it('holds the picture alone where another process plays', () => {
    const rows = frameOf({ ...midway(), watched: true }, { width: 80, height: 24 }, { paused: true });
    expect(rows[0]).toContain(' held ');
    expect(rows.join('\n')).toMatch(/A ga +breeding/);
  });

  it('shows a note in place of the keys, and says where there is no keyboard', () => {
    const size = { width: 80, height: 24 };
    expect(frameOf({ ...midway(), note: 'stopping' }, size).at(-1)).toBe('stopping');
    expect(frameOf({ ...midway(), keys: false }, size).at(-1)).toBe('no keyboard here; Ctrl-C stops');
  });

  it('names the task, and its place among several', () => {
    const shown = midway({ tasks: ['order', 'addition:length=30'] });
    expect(frameOf(shown, { width: 80, height: 24 }, { task: 1 })[0]).toContain(
      'addition:length=30 (task 2 of 2, [ ])',
    );
  });

  it('has the address of the live page whole in the help', () => {
    const address = `http://127.0.0.1:7373/?token=${'x'.repeat(32)}`;
    const help = (width: number, height: number): string[] =>
      frameOf({ ...midway(), address }, { width, height }, { help: true });
    expect(help(80, 24)).toContain(`  ${address}`);
    expect(help(40, 24).join('').replaceAll(' ', '')).toContain(address);
    expect(frameOf(midway(), { width: 80, height: 24 }, { help: true }).join('\n')).not.toContain('browser');
  });

  it('explains every key in the help, at any size', () => {
    const pagesOf = (shown: Shown): string =>
      [0, 1, 2].flatMap((page) => frameOf(shown, { width: 80, height: 24 }, { help: true, page })).join('\n');
    const text = pagesOf(midway());
    for (const key of [
      '1 2 3 4',
      'tab',
      '[ ]',
      '  x ',
      '  l ',
      '  v ',
      '↑ ↓',
      '← →',
      'p, space',
      '  q ',
      '?, esc',
      '  b ',
    ]) {
      expect(text).toContain(key);
    }
    expect(text).toContain('stop the trials and keep the run');
    expect(pagesOf({ ...midway(), watched: true })).toContain('quit watching; the run goes on');
  });
});
