/** Regressions are cut within an update where the trial has to look around, and nothing changes by it. */
import { describe, expect, it } from 'vitest';
import { findLearner } from '../../src/learners/index.ts';
import { lookInside } from '../../src/learners/inside.ts';
import type { Problem, Search, Snapshot, StepReport } from '../../src/learners/learner.ts';
import { reservoirProblem } from '../support/learners/fake-problem.ts';
import { batchesOf, drawnReservoir, readoutProblem } from '../support/learners/reservoir-problem.ts';

const given = drawnReservoir({ inputs: 1, outputs: 1 }, { hidden: 70, connectivity: 0.05 });
const { training } = batchesOf('narma-10', { washout: 0, length: 330 });
const regression = (): Problem => readoutProblem(given, training);

const cases: readonly (readonly [name: string, learner: string, problem: () => Problem, settings: object])[] =
  [
    ['normal equations', 'ridge', regression, {}],
    ['a QR factorisation', 'ridge', regression, { lambdas: '1e-9 1' }],
    ['one λ', 'ridge', regression, { lambdas: '1e-4' }],
    [
      'likelihood',
      'ridge',
      () => reservoirProblem({ hidden: 6 }),
      { readout: 'likelihood', lambdas: '0.1 1' },
    ],
    ['reservoirs', 'reservoirs', () => reservoirProblem({ hidden: 8 }), { population: 4, sequences: 12 }],
  ];

const UPDATES = 3;

const isPart = ({ updates, evaluations }: StepReport): boolean => updates + evaluations === 0;

/** What is to be the same, however the search was cut. */
const standing = (search: Search) => ({
  champion: [...search.champion().parameters],
  inside: lookInside(search),
  snapshot: search.snapshot(),
});

describe.each(cases)('a regression by %s', (_name, learnerName, problem, chosen) => {
  const learner = findLearner(learnerName);
  const begin = (snapshot?: Snapshot) => learner.start(problem(), learner.settings.parse(chosen), snapshot);

  it('returns at every slice where it may not go on, and comes to the same', async () => {
    const [plain, cut] = [await begin(), await begin()];
    let parts = 0;
    for (let update = 0; update < UPDATES; update++) {
      const expected = await plain.step();
      let report = await cut.step(() => false);
      for (; isPart(report); report = await cut.step(() => false)) {
        parts++;
        // The last whole update is told, for budgets.
        expect(report.last === undefined).toBe(update === 0);
      }
      expect(report).toEqual(expected);
    }
    expect(parts).toBeGreaterThan(5 * UPDATES);
    expect(standing(cut)).toEqual(standing(plain));
  });

  it('goes on from a snapshot within an update to the same end', async () => {
    const plain = await begin();
    const reports: StepReport[] = [];
    for (let update = 0; update < UPDATES; update++) reports.push(await plain.step());
    // Cuts at every third slice of the second update.
    for (let at = 1; ; at += 3) {
      const cut = await begin();
      await cut.step();
      let isWhole = false;
      for (let slice = 0; slice < at && !isWhole; slice++) isWhole = !isPart(await cut.step(() => false));
      if (isWhole) break;
      const resumed = await begin(structuredClone(cut.snapshot()));
      expect([await resumed.step(), await resumed.step()]).toEqual(reports.slice(1));
      expect(standing(resumed)).toEqual(standing(plain));
      // The one that was looked at goes on too.
      while (isPart(await cut.step(() => false)));
      await cut.step();
      expect(standing(cut)).toEqual(standing(plain));
    }
  });
});
