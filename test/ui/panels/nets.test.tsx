import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import { netOf } from '../../../src/nets/net-of.ts';
import { randomStream } from '../../../src/random/random.ts';
import { openTask } from '../../../src/tournament/plugins/plugin.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { TaskChoice, TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { testSpecimens } from '../../../src/tournament/trial/specimens.ts';
import {
  columnsOf,
  letters,
  likeliest,
  liveliestUnits,
  passageOf,
} from '../../../src/ui/model/nets-model.ts';
import { choosePair, Nets, type NetsProps } from '../../../src/ui/panels/nets.tsx';
import { stateLines } from '../../../src/ui/panels/nets-states.ts';
import { stripOf } from '../../../src/ui/panels/nets-strips.ts';
import { lineWidth, paintLine } from '../../../src/ui/terminal/text.ts';
import type { StoryChampion } from '../../../src/watch/story.ts';
import { rowsOf } from '../../support/ui/frames.tsx';

const contestants = [
  resolveContestant('genitor', { hidden: 4 }),
  resolveContestant('msgd', { hidden: 30 }),
  resolveContestant('msgd-cr', { hidden: 3 }),
];

const tasks = new Map<string, { readonly choice: TaskChoice; readonly batch: Batch }>();
beforeAll(async () => {
  for (const [name, options] of [
    ['temporal-order', { length: 20 }],
    ['addition', { length: 20 }],
    ['embedded-reber', {}],
    ['copy-memory', {}],
    ['parity', {}],
    ['piano-roll', {}],
    ['figure-eight', { washout: 3, free: 40 }],
  ] as const) {
    const choice = await (await openTask(name)).choose(options);
    tasks.set(name, { choice, batch: await testSpecimens(choice, { seed: 1 }, 4) });
  }
});

function champion(task: TaskChoice, index: number, error = 0.5): StoryChampion {
  const contestant = contestants[index]!;
  const random = randomStream('nets', index);
  const { parameters } = netOf(contestant, task.facts.shape)!.net;
  return {
    trial: `${task.label}/${contestant.name}/2`,
    parameters: Float32Array.from({ length: parameters }, () => random.normal()),
    error,
    loss: error,
  };
}

function propsOf(name: string, shown: readonly number[], given: Partial<NetsProps> = {}): NetsProps {
  const { choice, batch } = tasks.get(name)!;
  const spec: TournamentSpec = {
    tasks: [choice],
    contestants,
    seeds: 2,
    seed: 1,
    budget: { macs: 1 },
    device: 'wasm',
  };
  return {
    spec,
    champions: new Map(
      shown.map((index) => [`${choice.label}/${contestants[index]!.name}`, champion(choice, index)]),
    ),
    task: choice,
    specimens: { state: 'there', batch },
    sequence: 0,
    above: 0,
    below: 0,
    strip: 0,
    focused: true,
    width: 80,
    height: 20,
    ...given,
  };
}

const draw = (props: NetsProps, colours: 0 | 256 = 0): string[] =>
  rowsOf(<Nets {...props} />, { width: props.width, height: props.height }, colours);

describe('the nets panel', () => {
  it('shows a sequence, the states over time, and what each net says against what is right', () => {
    const rows = draw(propsOf('temporal-order', [0, 1]));
    const text = rows.join('\n');
    expect(rows[0]).toContain('test sequence 1 of 4, 20 steps');
    expect(rows[1]).toMatch(/^step +1 +\d/);
    expect(rows[2]).toMatch(/^input {3}( {0,2}[A-F] *){20}$/i);
    expect(rows[3]).toMatch(/^A genitor {2}seed 2, 50\.0% wrong {2}[✓✗] says [AB]{2} \(\d+%\)/);
    expect(text).toMatch(/\n h1 +([-≡=·+*#] +){19}[-≡=·+*#]\n/);
    expect(text).toMatch(/B msgd .* \d+ of 30 u/);
  });

  it('says what would be right where a net is wrong', () => {
    const { batch } = tasks.get('temporal-order')!;
    const rows = Array.from({ length: batch.sequences }, (_, sequence) =>
      draw(propsOf('temporal-order', [0], { sequence })).join('\n'),
    );
    const wrong = rows.find((text) => text.includes('✗'))!;
    expect(wrong).toMatch(/✗ says [AB]{2} \(\d+%\), right is [AB]{2} \(\d+%\)/);
  });

  it('steps through the sequences in a circle', () => {
    expect(draw(propsOf('temporal-order', [0], { sequence: -1 }))[0]).toContain('test sequence 4 of 4');
    expect(draw(propsOf('temporal-order', [0], { sequence: 5 }))[0]).toContain('test sequence 2 of 4');
  });

  it('draws real answers as heights within the range of what is right', () => {
    const [right] = draw(propsOf('figure-eight', [0])).filter((row) => row.startsWith('right a'));
    for (const height of ['▁', '▄', '█']) expect(right).toContain(height);
  });

  it('draws dense inputs as a line a channel, and answers as numbers', () => {
    const text = draw(propsOf('addition', [0, 2])).join('\n');
    expect(text).toMatch(/\nmarker +[▁-█]+\nvalue +[▁-█]+\n/);
    expect(text).toMatch(/says -?\d\S*, right is \d/);
  });

  it('has no legend where there are more names than letters, and of many inputs those that move', () => {
    const rows = draw(propsOf('piano-roll', [0, 2], { height: 17 }));
    expect(rows.join('\n')).not.toContain('?');
    expect(rows.join('\n')).toContain('C msgd-cr');
    for (const row of rows.slice(2, 4)) expect(new Set(row.slice(8).trim()).size).toBeGreaterThan(1);
  });

  it('draws answers over time where many steps are scored, and marks what is wrong', () => {
    const text = draw(propsOf('embedded-reber', [0, 2])).join('\n');
    expect(text).toMatch(/\nright +/);
    expect(text).toMatch(/\nsays +/);
    expect(text).toMatch(/✗ \d+ of \d+ scored steps right/);
    expect(text).toMatch(/\n +✗/);
  });

  it('fits every task at every size, with colours and without', () => {
    for (const name of tasks.keys()) {
      for (const [width, height] of [
        [80, 20],
        [40, 8],
        [158, 16],
        [24, 4],
      ] as const) {
        for (const colours of [0, 256] as const) {
          const rows = draw(propsOf(name, [0, 1], { width, height }), colours);
          expect(rows.length).toBeLessThanOrEqual(height);
          for (const row of rows) expect(stripVTControlCharacters(row).length).toBeLessThanOrEqual(width);
        }
      }
    }
  });

  it('cuts nothing that it says, at any size', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('temporal-order', 'addition', 'embedded-reber', 'parity'),
        fc.integer({ min: 40, max: 200 }),
        fc.integer({ min: 8, max: 50 }),
        (name, width, height) => {
          expect(draw(propsOf(name, [0, 1], { width, height })).join('\n')).not.toContain('…');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('stands side by side where it is wide', () => {
    const rows = draw(propsOf('temporal-order', [0, 1], { width: 158, height: 16 }));
    expect(rows[3]).toMatch(/^A genitor .* B msgd /);
  });

  it('says why it is empty', () => {
    expect(draw(propsOf('addition', []))[1]).toBe(' no net has been validated yet');
    expect(draw(propsOf('addition', [0], { specimens: undefined }))[1]).toBe(' drawing test sequences');
    expect(draw(propsOf('addition', [0], { specimens: { state: 'loading' } }))[1]).toBe(
      ' drawing test sequences',
    );
    const failed = { state: 'failed', reason: 'task mine: sample: boom' } as const;
    expect(draw(propsOf('addition', [0], { specimens: failed }))[1]).toBe(
      ' no test sequences: task mine: sample: boom',
    );
  });

  it('does not follow a net that would take too long, nor one that does not fit its task', () => {
    const { choice, batch } = tasks.get('temporal-order')!;
    const large = resolveContestant('msgd', { hidden: 4000 });
    const { net } = netOf(large, choice.facts.shape)!;
    expect(passageOf(net, new Float32Array(0), batch, 0)).toBeNull();
    const props = propsOf('temporal-order', [0]);
    const foreign = new Map([
      ['temporal-order/genitor', { ...champion(choice, 0), parameters: new Float32Array(3) }],
    ]);
    expect(draw({ ...props, champions: foreign }).join('\n')).toContain('Too large to be followed');
  });
});

describe('the pair that is shown', () => {
  const pair = (errors: readonly (number | null)[], above = 0, below = 0): string[] => {
    const { spec, task } = propsOf('temporal-order', []);
    const champions = new Map(
      errors.flatMap((error, index) =>
        error === null
          ? []
          : [[`${task.label}/${contestants[index]!.name}`, champion(task, index, error)] as const],
      ),
    );
    return choosePair(spec, champions, task.label, above, below).map(({ contestant }) => contestant.name);
  };

  it('is the best of either kind, the genetic one above', () => {
    expect(pair([0.5, 0.3, 0.2])).toEqual(['genitor', 'msgd-cr']);
    expect(pair([null, 0.3, 0.2])).toEqual(['msgd-cr', 'msgd']);
    expect(pair([0.5, null, null])).toEqual(['genitor']);
    expect(pair([null, null, null])).toEqual([]);
  });

  it('is stepped through without ever showing one net twice', () => {
    const seen = new Set<string>();
    for (let above = 0; above < 3; above++) {
      for (let below = 0; below < 3; below++) {
        const [upper, lower] = pair([0.5, 0.3, 0.2], above, below);
        expect(upper).not.toBe(lower);
        seen.add(`${upper} ${lower}`);
      }
    }
    expect(seen.size).toBe(6);
  });
});

describe('the parts of the nets panel', () => {
  it('give every symbol a letter of its own', () => {
    expect(letters(['A', 'B', 'start', 'stop', 'blank'], 5)).toEqual(['A', 'B', 's', 't', 'b']);
    expect(letters(undefined, 12).join('')).toBe('0123456789ab');
    expect(
      new Set(
        letters(
          Array.from({ length: 10 }, () => 'same'),
          10,
        ),
      ).size,
    ).toBe(10);
  });

  it('put several steps in a column only where they must', () => {
    expect(columnsOf(3, 10)).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    expect(columnsOf(5, 2)).toEqual([
      [0, 1],
      [2, 4],
    ]);
    expect(columnsOf(1000, 7).at(-1)![1]).toBe(999);
    expect(stripOf(20, 80)).toMatchObject({ wide: 3 });
    expect(stripOf(200, 80).columns).toHaveLength(72);
  });

  it('find the likeliest class, and none among what is not a number', () => {
    expect(likeliest([0.1, 0.7, 0.2])).toBe(1);
    expect(likeliest([0.5, 0.5])).toBe(0);
    expect(likeliest([0.5, Number.NaN])).toBe(-1);
  });

  it('show the units that move most, in their own order', () => {
    const states = [
      [0, 0, 0, 0],
      [0, 1, 0, 5],
      [0, -1, 0.1, -5],
    ].map((state) => Float64Array.from(state));
    expect(liveliestUnits(states, 2)).toEqual([1, 3]);
    expect(liveliestUnits(states, 9)).toEqual([0, 1, 2, 3]);
  });

  it('draw two units a row in colours, and one a row in signs without', () => {
    const values = [
      [-1, -0.5, 0],
      [0.5, 1, 0],
    ].map((state) => Float64Array.from(state));
    const h = { label: 'h', name: 'h', count: 3, scale: 'unit', values } as const;
    const strip = stripOf(2, 10);
    const signs = stateLines(h, [0, 1, 2], strip, 0).map((line) => paintLine(line, 0));
    expect(signs).toEqual([' h1     ≡*', ' h2     -#', ' h3     ··']);
    const colours = stateLines(h, [0, 1, 2], strip, 256);
    expect(colours).toHaveLength(2);
    expect(paintLine(colours[0]!, 256)).toContain('\x1b[38;5;45;48;5;31m▀');
    for (const line of colours) expect(lineWidth(line)).toBe(10);
  });
});
