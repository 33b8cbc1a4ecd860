/**
 * A catalogue whose learner hands in a net of its own at every validation, with one more hidden unit at each step. The
 * learner goes by the name of a built-in one, so that all that reads its runs afterwards knows the name. Worker threads
 * load the catalogue by its address.
 */
import { z } from 'zod';
import { defineLearner, type Search } from '../../../src/learners/learner.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import type { ElmanNet } from '../../../src/nets/net.ts';
import type { Solution } from '../../../src/nets/solution.ts';
import { builtIn, type Catalogue } from '../../../src/tournament/spec/catalogue.ts';

/** What it hands in at a step, from the net that it was given. */
export type Grow = (given: ElmanNet, step: number) => ElmanNet;

const byOne: Grow = (given, step) => elmanNet({ ...given, hidden: given.hidden + step });

/** A learner whose loss falls with every step, so that its latest net is its best. */
export const growing = (grow: Grow = byOne) =>
  defineLearner({
    name: 'sgd',
    kind: 'gradient',
    counts: 'updates',
    atWork: 'growing',
    calls: () => [],
    summary: 'a net that grows',
    source: 'a toy',
    settings: z.object({}),
    contestants: [],
    start(problem, _settings, snapshot): Search {
      let step = (snapshot?.values.step as number | undefined) ?? 0;
      return {
        step() {
          step++;
          // So dear that each step is followed by a validation.
          return { macs: 1e7, sequences: 1, updates: 1, evaluations: 0, loss: 1 / step };
        },
        champion(): Solution {
          const net = step === 0 ? problem.net : grow(problem.net as ElmanNet, step);
          const random = problem.random('grown', step);
          const parameters = Float32Array.from({ length: net.parameters }, () => random.normal());
          for (const { name, offset, size } of net.blocks) {
            const block = parameters.subarray(offset, offset + size);
            if (name === 'W_out') block.set(block.map((weight) => weight / 100));
            // The class that it favours is favoured less and less.
            if (name === 'b_out') block.fill(0).set([8 / (step + 1)]);
          }
          return { net, parameters };
        },
        inside: () => ({ step: () => step }),
        snapshot: () => ({ arrays: {}, values: { step } }),
      };
    },
  });

export const growingCatalogue = (grow?: Grow): Catalogue => ({
  ...builtIn,
  learner: (name) => (name === 'sgd' ? growing(grow) : builtIn.learner(name)),
});

export default growingCatalogue();
