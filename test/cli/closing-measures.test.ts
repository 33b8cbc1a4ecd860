import { describe, expect, it } from 'vitest';
import { showRun } from '../../src/cli/show/run.ts';
import { fittedTables } from '../../src/session/fitted-table.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { ended, id, inOwnFolder, makeRun, single, started, validated } from '../support/cli/runs.ts';

inOwnFolder();

const [only] = single.tasks;
const units = { longest: 'steps' };
const planned = {
  ...single,
  tasks: [{ ...only!, facts: { ...only!.facts, units } }],
};
const measured = (longest: number) => ({
  testMeasures: { longest, accept: longest / 100, 'share of words kept': longest / 50 },
});

function shown(columns: number, flags: Parameters<typeof showRun>[1] = {}): string[] {
  const terminal = recordingTerminal({ columns });
  showRun('a.run', flags, terminal);
  return terminal.written.out.split('\n');
}

describe("the task's own measures in the closing table", () => {
  const names = ['median longest (steps)', 'median accept', 'median share of words kept'];
  const events = [
    ...[1, 2].flatMap((seed) => [
      started(id('small', seed)),
      ended(id('small', seed), 'solved', measured(7 + seed)),
    ]),
    ...[1, 2].flatMap((seed) => [
      started(id('random', seed)),
      ended(id('random', seed), 'budget', measured(3)),
    ]),
  ];

  it.each([66, 80, 100, 140, 220])(
    'are never left out, in a table beneath where there is no room: %i columns',
    (columns) => {
      makeRun('a.run', events, { planned });
      const lines = shown(columns);
      const text = lines.join('\n');
      for (const name of names) expect(text.split(name)).toHaveLength(2);
      // Of longest, of accept, of the third: medians of both contestants.
      const rows = lines.filter((line) => line.startsWith('small '));
      expect(rows.join(' ')).toMatch(/ 8\.5\b.* 0\.085\b.* 0\.17\b/s);
      expect(lines.filter((line) => line.startsWith('random ')).join(' ')).toMatch(
        / 3\b.* 0\.03\b.* 0\.06\b/s,
      );
      expect(rows).toHaveLength(columns === 220 ? 1 : columns === 66 ? 3 : 2);
      for (const line of [...rows, ...lines.filter((one) => one.startsWith('contestant'))]) {
        expect(line.length).toBeLessThan(columns);
      }
    },
  );

  it('stand in the validations of one trial at any width', () => {
    const told = validated(id('small', 1), 1e9);
    if (told.type !== 'checkpoint') throw new Error('no checkpoint');
    const checkpoint = { ...told.checkpoint, validationMeasures: { longest: 4.25, accept: 0.125 } };
    makeRun('a.run', [started(id('small', 1)), { ...told, checkpoint }], { planned });
    for (const columns of [50, 80, 100, 160]) {
      const text = shown(columns, { trial: id('small', 1) }).join('\n');
      expect(text).toMatch(/longest \(steps\)/);
      expect(text).toMatch(/\b4\.25\b/);
      expect(text).toMatch(/\baccept\b/);
      expect(text).toMatch(/\b0\.125\b/);
    }
  });
});

describe('a table of columns that may stand beneath', () => {
  it('has as many of them a table as fit, and one where even that does not', () => {
    const column = (head: string, more = {}) => ({
      head,
      align: 'left' as const,
      cell: (row: string) => `${row}${head}`,
      ...more,
    });
    const beneath = { droppedAs: 0, beneath: true as const };
    const columns = [
      column('name'),
      column('aaaa', beneath),
      column('bbbb', beneath),
      column('c'.repeat(30), beneath),
      column('gone', { droppedAs: 1 }),
    ];
    const heads = (width: number): string[] => fittedTables(columns, ['x'], width).map(([head]) => head!);
    expect(heads(99)).toHaveLength(1);
    expect(heads(22)).toEqual(['name   gone', 'name   aaaa   bbbb', `name   ${'c'.repeat(30)}`]);
    expect(heads(9)).toEqual(['name', 'name   aaaa', 'name   bbbb', `name   ${'c'.repeat(30)}`]);
  });
});
