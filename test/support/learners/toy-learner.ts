/**
 * A learner that only tests have, in no way like those of the registry: it counts updates but evaluates populations, has
 * a word of its own for its work and measures of its own, and refuses nets of more than 1,000 parameters.
 */
import { afterAll, beforeAll } from 'vitest';
import { learners } from '../../../src/learners/index.ts';
import type { Learner, Search, StepReport } from '../../../src/learners/learner.ts';
import { hillClimber } from '../docs/worked/hill-climber.ts';

/** An update for each pair of evaluations. */
const counted = ({ evaluations, ...report }: StepReport): StepReport => ({
  ...report,
  updates: evaluations,
  evaluations: 0,
});

export const toyLearner: Learner = {
  ...hillClimber,
  name: 'toy-solver',
  kind: 'other',
  summary: 'solves, as far as a toy can',
  source: 'a toy',
  counts: 'updates',
  atWork: 'solving',
  measures: [
    {
      key: 'residualShare',
      label: 'share unexplained',
      write: 'share',
      figure: {
        section: 'other',
        title: 'Share unexplained',
        axis: 'residual over variance',
        shows: 'How much of the targets the fit leaves over.',
        reading: 'At 0 % everything is explained.',
        from: 0,
        to: 1,
      },
    },
    { key: 'solvedSystems', label: 'systems solved', write: 'count' },
    { key: 'scratch', label: 'scratch', write: 'number', quiet: 'always' },
  ],
  contestants: [{ name: 'toy', summary: 'a toy', settings: { hidden: 4 } }],
  fits: ({ parameters }) =>
    parameters > 1000 ? 'solves for at most 1000 parameters, use a smaller net' : null,
  async start(problem, settings, snapshot): Promise<Search> {
    const search = await hillClimber.start(problem, settings, snapshot);
    return {
      step: async () => counted(await search.step()),
      champion: () => search.champion(),
      inside: () => ({ residualShare: () => 0.25, solvedSystems: () => 1234, scratch: () => 1 }),
      snapshot: () => search.snapshot(),
    };
  },
};

/** For the tests of one file the toy is among the learners that are offered. */
export function offerToyLearner(): void {
  const offered = learners as Learner[];
  beforeAll(() => {
    offered.push(toyLearner);
  });
  afterAll(() => {
    offered.splice(offered.indexOf(toyLearner), 1);
  });
}
