import { describe, expect, it } from 'vitest';
import type { TournamentEvent } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import type { Shown } from '../../../src/ui/model/shown.ts';
import { sharedRows } from '../../../src/ui/panels/machines.tsx';
import { machinesStanding } from '../../../src/watch/machines.ts';
import { frameOf, sizes, widest } from '../../support/ui/frames.tsx';
import { checkpointed, finished, midway, shownAfter, specOf, started } from '../../support/ui/scenes.ts';

const PROCESSOR = 'AMD EPYC 7763 64-Core Processor, 16 cores, linux x64';

/** Trials on so many machines in turn: a third of them have ended, a third runs, a third waits. */
function spread(machines: number, seeds = 6, tasks = ['order']): Shown {
  const spec = specOf({ contestants: ['ga', 'sgd'], seeds, tasks });
  const trials = trialsOf(spec);
  const events = trials.flatMap(({ id }, index): TournamentEvent[] => {
    if (index >= (2 * trials.length) / 3) return [];
    const machine = `node${(index % machines) + 1}: ${PROCESSOR}`;
    const begun = [{ type: 'placed', id, machine } as const, started(id), checkpointed(id, index, 0.5)];
    return index < trials.length / 3 ? [...begun, finished(id, 'solved')] : begun;
  });
  const shown = shownAfter(spec, events);
  return { ...shown, machines: machinesStanding(shown.standing, 'this machine') };
}

const crowds = [1, 3, 40, 100].map((count) => spread(count, 40, ['order', 'addition:length=30']));
const small = { width: 80, height: 24 };
const panel = 'machines' as const;

describe('the panel of the machines', () => {
  it('has a row a machine with its trials below, and says how many wait', () => {
    const rows = frameOf(spread(2), small, { panel });
    const at = rows.findIndex((row) => row.startsWith('─ 5 machines ─ 4 running, 4 waiting, 4 of 12 trials'));
    expect(rows.slice(at + 1, at + 8).map((row) => row.trimEnd())).toEqual([
      ' machine  running   done  solved    MACs    time  MACs/s  processor',
      ' node1          2      2      2✓   7.20G      7s   1.00G  AMD EPYC 7763 64-Core…',
      '   A ga   seed 4   ▉···········  7.0%    700M MACs      1s',
      '   A ga   seed 3   ▋···········  5.0%    500M MACs      1s',
      ' node2          2      2      2✓   7.40G      7s   1.00G  AMD EPYC 7763 64-Core…',
      '   B sgd  seed 4   █···········  8.0%    800M MACs      1s',
      '   B sgd  seed 3   ▊···········  6.0%    600M MACs      1s',
    ]);
    expect(rows.some((row) => row.trimEnd() === ' 4 trials wait for a machine')).toBe(true);
  });

  it.each(sizes)('fits into %s, however many machines there are', (_, size) => {
    for (const shown of crowds) {
      for (const machine of [0, 7, 99]) {
        const rows = frameOf(shown, size, { panel, machine });
        expect(rows.length).toBeLessThan(size.height);
        expect(widest(rows)).toBeLessThanOrEqual(size.width);
        expect(rows.some((row) => row.includes(' machines '))).toBe(true);
      }
    }
  });

  it('names every machine where there is room for no more, and moves on where there is none', () => {
    const names = (count: number, machine = 0): string[] =>
      frameOf(spread(count, 80), small, { panel, machine }).flatMap((row) => row.match(/^ node\d+/) ?? []);
    expect(names(12)).toHaveLength(12);
    expect(names(100)[0]).toBe(' node1');
    expect(names(100, 40)[0]).toBe(' node41');
    expect(names(100, 99).at(-1)).toBe(' node100');
    const rows = frameOf(spread(100, 80), small, { panel });
    expect(rows.find((row) => row.includes(' more, '))).toMatch(/^ \d+ more, ↑ and ↓ move/);
  });

  it('counts trials for which there are no rows', () => {
    const text = frameOf(spread(3, 60), small, { panel }).join('\n');
    expect(text.match(/ more running/g)).toHaveLength(3);
  });

  it('names the tasks of trials where there are several', () => {
    const text = frameOf(spread(2, 3, ['order', 'xor']), { width: 160, height: 50 }, { panel }).join('\n');
    expect(text).toMatch(/A ga +seed 2 .* order/);
    expect(text).toMatch(/B sgd +seed 2 .* xor/);
  });

  it('is one of the keys, of the help and of the race only where there are several', () => {
    const [several, alone] = [spread(2), midway()];
    expect(frameOf(several, small).at(-1)).toContain('4 nets  5 machines');
    expect(frameOf(several, small).join('\n')).toMatch(/A ga +seed 3 .* on node1/);
    expect(frameOf(several, small, { help: true, panel }).join('\n')).toContain('1 2 3 4 5');
    expect(frameOf(alone, small).join('\n')).not.toContain('machine');
    expect(frameOf(alone, small, { help: true }).join('\n')).not.toContain('machines');
  });

  it('says along the curves that seconds are of several machines', () => {
    const title = (machines: number, axis: 'macs' | 'seconds'): string =>
      frameOf(spread(machines), small, { panel: 'curves', axis }).find((row) => row.includes('2 curves'))!;
    expect(title(3, 'seconds')).toContain('over seconds on 3 machines (linear)');
    expect(title(1, 'seconds')).toContain('over seconds of search (linear)');
    expect(title(3, 'macs')).not.toContain('machines');
  });

  it('says so where one machine plays all trials', () => {
    expect(frameOf(midway(), small, { panel }).join('\n')).toContain('All trials are played on one machine.');
  });
});

describe('rows shared between machines', () => {
  it.each([
    [[3, 1, 2], 4, [2, 1, 1]],
    [[3, 1, 2], 9, [3, 1, 2]],
    [[3, 1], 0, [0, 0]],
    [[0, 5], 3, [0, 3]],
  ])('of %j trials on %d rows are %j', (wanted, room, given) => {
    expect(sharedRows(wanted, room)).toEqual(given);
  });
});
