/** Boxes: its loss by hand, and weights that are known to solve it. */
import { describe, expect, it } from 'vitest';
import type { EpisodeSet } from '../../src/engine/lesson.ts';
import { stepperOf } from '../../src/engine/reference/stepper.ts';
import { graphNet } from '../../src/nets/graph-net.ts';
import { randomStream } from '../../src/random/random.ts';
import { floorsOf } from '../../src/tasks/agents.ts';
import { shapeOf } from '../../src/tasks/batches.ts';
import { playOne } from '../../src/tasks/play-episodes.ts';
import { findTask } from '../../tasks/index.ts';
import { boxesTrials } from '../../tasks/parts/boxes-trials.ts';

const task = findTask('boxes');

/** Links of weight 1 between units at most `reach` apart: each output counts the lit units around it. */
function counting(resolution: number) {
  const units = resolution ** 2;
  const reach = (3 * (resolution / 11) - 1) / 2;
  const pairs: [from: number, to: number][] = [];
  for (let to = 0; to < units; to++)
    for (let from = 0; from < units; from++) {
      const across = Math.abs((to % resolution) - (from % resolution));
      const down = Math.abs(Math.floor(to / resolution) - Math.floor(from / resolution));
      if (across <= reach && down <= reach) pairs.push([from, units + 1 + to]);
    }
  const net = graphNet({
    ...{ unit: 'tanh', inputs: units, outputs: units, hidden: 0, links: pairs.length, passes: 1 },
  });
  const parameters = Float32Array.from([
    ...pairs.map(([from]) => from),
    ...pairs.map(([, to]) => to),
    ...pairs.map(() => 1),
  ]);
  return { net, parameters };
}

function play(resolution: number, number: number) {
  const { net, parameters } = counting(resolution);
  const options = task.options.parse({ resolution });
  const set: EpisodeSet = {
    kind: 'episodes',
    ...{ task: 'boxes', options, path: ['x'], first: 0, sequences: 75, cases: 75 },
    part: 'test',
  };
  return playOne(task, stepperOf(net, parameters), set, number);
}

describe('boxes', () => {
  it('are solved by counting lit neighbours, at every trial and at another resolution', () => {
    for (let trial = 0; trial < 75; trial++) expect(play(11, trial)).toMatchObject({ loss: 0, wrong: false });
    expect(play(33, 7).measures!.distance).toBeLessThan(1e-12);
  });

  it('have a loss of the squared distance in cells', () => {
    const options = task.options.parse({});
    const { begin } = task.episode!;
    const { large } = boxesTrials[0]!;
    expect(large).toEqual([6, 1]);
    const at = (column: number, row: number) => {
      const episode = begin(randomStream('x'), options, { index: 0, part: 'training' });
      const actions = new Float64Array(121);
      actions[11 * row + column] = 0.1;
      expect(episode.act(actions)).toBe(false);
      return episode.outcome();
    };
    expect(at(6, 1)).toEqual({ loss: 0, wrong: false, measures: { distance: 0 } });
    expect(at(3, 5)).toEqual({ loss: 25, wrong: true, measures: { distance: 5 } });
    expect(at(7, 1)).toEqual({ loss: 1, wrong: true, measures: { distance: 1 } });
  });

  it('have places in cells that agree at resolutions of 11 and 33', () => {
    const [coarse, fine] = [11, 33].map(
      (resolution) => shapeOf(task, task.options.parse({ resolution })).places!,
    );
    const middle = fine!.inputs[33 * 16 + 16]!;
    expect(middle).toEqual(coarse!.inputs[60]);
    expect(() => shapeOf(task, task.options.parse({ resolution: 12 }))).toThrow(
      'resolution must be a multiple of 11, not 12',
    );
  });

  it('are far from solved by an answer in the middle', () => {
    const floor = floorsOf(task, task.options.parse({})).find(({ agent }) => agent.startsWith('the middle'))!;
    expect(floor.measures.distance).toBeGreaterThan(2);
  });
});
