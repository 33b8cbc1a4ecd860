/** Nets whose structure is bred are for learners that breed it. */
import { expect, it } from 'vitest';
import { learners } from '../../src/learners/index.ts';
import { misfit } from '../../src/learners/misfit.ts';
import { elman } from '../../src/nets/elman.ts';
import { graph } from '../../src/nets/graph.ts';

const shape = { inputs: 3, outputs: 2 };
const nets = {
  graph: graph.build(shape, graph.options.parse({})),
  elman: elman.build(shape, elman.options.parse({})),
};

it.each(learners.map((learner) => [learner.name, learner] as const))(
  '%s takes graphs only if it breeds them, and else says what to choose',
  (_, learner) => {
    const settings = learner.settings.parse({});
    const [onGraph, onElman] = [nets.graph, nets.elman].map((net) => misfit(learner, net, settings));
    if (learner.breeds === 'graph') {
      expect(onGraph).toBeNull();
      expect(onElman).toBe('breeds nets of the architecture graph alone; leave out net=elman');
    } else if (learner.structures?.includes('graph')) {
      expect([onGraph, onElman]).toEqual([null, null]);
    } else {
      expect(onGraph).toBe(
        'finds weights alone, and the structure of a net graph is bred too; choose the contestant neat, or another net',
      );
    }
  },
);
