/** The nets panel on a task that is played in episodes. */
import { describe, expect, it } from 'vitest';
import { netOf } from '../../../src/nets/net-of.ts';
import { randomStream } from '../../../src/random/random.ts';
import { chooseTask } from '../../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { TaskChoice } from '../../../src/tournament/spec/tournament.ts';
import { episodeSpecimens } from '../../../src/tournament/trial/episode-specimens.ts';
import { pictureLines } from '../../../src/ui/charts/draw-picture.ts';
import { Nets, type NetsProps } from '../../../src/ui/panels/nets.tsx';
import { lineWidth } from '../../../src/ui/terminal/text.ts';
import type { StoryChampion } from '../../../src/watch/story.ts';
import { episodeTasks, findTask } from '../../../tasks/index.ts';
import { rowsOf } from '../../support/ui/frames.tsx';

const contestants = [
  resolveContestant('genitor', { hidden: 4 }),
  { ...resolveContestant('genitor', { hidden: 5, net: 'lstm' }), name: 'other' },
];

function champion(task: TaskChoice, index: number): StoryChampion {
  const random = randomStream('episode', index);
  const { parameters } = netOf(contestants[index]!, task.facts.shape)!.net;
  return {
    trial: `${task.label}/${contestants[index]!.name}/2`,
    parameters: Float32Array.from({ length: parameters }, () => random.normal()),
    error: 1,
    loss: 0.5,
    score: -7,
  };
}

function propsOf(task: TaskChoice, shown: readonly number[], given: Partial<NetsProps> = {}): NetsProps {
  return {
    spec: { ...{ tasks: [task], contestants, seeds: 2, seed: 1 }, budget: { macs: 1 }, device: 'wasm' },
    champions: new Map(
      shown.map((index) => [`${task.label}/${contestants[index]!.name}`, champion(task, index)]),
    ),
    task,
    specimens: { state: 'episodes', episodes: episodeSpecimens(task, { seed: 1 }, 4) },
    ...{ sequence: 0, above: 0, below: 0, strip: 0, focused: true, width: 80, height: 22, moment: 0.2 },
    ...given,
  };
}

const draw = (props: NetsProps): string[] =>
  rowsOf(<Nets {...props} />, { width: props.width, height: props.height }, 0);

const pole = chooseTask(findTask('double-pole'), { velocities: true });

describe('the nets panel in episodes', () => {
  it('shows two champions side by side, each with its picture, its steps and its states', () => {
    const text = draw(propsOf(pole, [0, 1])).join('\n');
    expect(text).toContain('test episode 1 of 1');
    expect(text).toMatch(/A genitor {2}seed 2, balanced 7 steps +B other/);
    expect(text).toMatch(/✗ lost after \d+ steps +✗ lost after \d+ steps/);
    expect(text).toMatch(/[\u2801-\u28ff]{5}/);
    expect(text).toMatch(/5: -?\d\.\d\d m, -?\d+\.\d°, -?\d+\.\d°/);
    expect(text).toMatch(/step +1/);
    expect(text).toMatch(/θ2 /);
    expect(text).toMatch(/ h1 +[-≡=·+*#]/);
  });

  it('goes on with the clock, and from the end to the beginning', () => {
    const at = (moment: number | null): string =>
      draw(propsOf(pole, [0], { moment })).find((row) => row.includes('°'))!;
    expect(at(0)).toMatch(/^0: 0\.00 m, 4\.0°/);
    expect(at(0.2)).not.toBe(at(0));
    expect(at(null)).toMatch(/^\d+: /);
  });

  it.each(episodeTasks.map(({ name }) => name))('fits into any size: %s', (name) => {
    const task = chooseTask(findTask(name));
    for (const [width, height] of [
      [20, 4],
      [40, 9],
      [59, 14],
      [60, 6],
      [80, 22],
      [160, 40],
    ] as const) {
      for (const shown of [[], [0], [0, 1]]) {
        const rows = draw(propsOf(task, shown, { width, height, focused: false }));
        expect(rows.length).toBeLessThanOrEqual(height);
        for (const row of rows) expect(lineWidth([{ text: row }])).toBeLessThanOrEqual(width);
      }
    }
  });

  it('shows pixels with what the net sees and holds, and its states beside them where the panel is low', () => {
    const platform = chooseTask(findTask('platform'), {});
    const high = draw(propsOf(platform, [0], { width: 80, height: 22 }));
    const low = draw(propsOf(platform, [0], { width: 80, height: 12 }));
    for (const rows of [high, low]) {
      const text = rows.join('\n');
      expect(text).toMatch(/[#▀▄]{5}/);
      expect(text).toMatch(/[●·]left [●·]right/);
      expect(text).toMatch(/first: \d+ of 190 tiles, frame \d+/);
    }
    const isState = (row: string): boolean => / h\d/.test(row);
    expect(high.filter(isState).some((row) => /^ h\d/.test(row))).toBe(true);
    expect(low.filter(isState).length).toBeGreaterThan(0);
    expect(low.filter(isState).every((row) => /^.{20,} h\d/.test(row))).toBe(true);
  });

  it('is not there for a task from a file, and says why', () => {
    const { slope: _, ...options } = pole.options;
    const old = episodeSpecimens({ ...pole, options }, { seed: 1 }, 4);
    const [{ net }, { parameters }] = [netOf(contestants[0]!, pole.facts.shape)!, champion(pole, 0)];
    expect(old.record(net, parameters, 0)).toEqual(
      episodeSpecimens(pole, { seed: 1 }, 4).record(net, parameters, 0),
    );
    expect(() => episodeSpecimens({ ...pole, module: 'file:///pole.ts' }, { seed: 1 }, 4)).toThrow(
      'episodes of a task from a file are played in its own thread and not shown',
    );
  });
});

describe('a picture in braille', () => {
  it('keeps its proportions, and leaves out what is far outside or no number', () => {
    const view = { left: 0, right: 10, bottom: 0, top: 10 };
    const square = { points: [0, 0, 10, 0, 10, 10, 0, 10, 0, 0] };
    const lines = pictureLines({ view, lines: [square, { points: [0, 0, 1e9, Number.NaN] }] }, 40, 5, {});
    const text = lines.map((spans) => spans.map((one) => one.text).join(''));
    expect(text).toHaveLength(5);
    // 20 dots high, so 20 wide: ten columns in the middle of forty.
    const columns = text.flatMap((row) => [...row].flatMap((sign, column) => (sign === ' ' ? [] : [column])));
    expect([Math.min(...columns), Math.max(...columns)]).toEqual([15, 24]);
  });
});
