import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabLines, LabTable } from '../../src/lab/figure.ts';
import { hybridsOf } from '../../src/lab/handover/hybrids.ts';
import { handover } from '../../src/lab/handover/index.ts';
import { plainWork } from '../../src/lab/view.ts';
import { createRun, openRun, type RunFile } from '../../src/store/run-file.ts';
import type { Contestant, Cost, TrialResult } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { contestant, specOf, task } from '../support/report/made-run.ts';
import { about } from '../support/store/example-run.ts';

const genitor = contestant('genitor');
const descent = contestant('msgd-cr', 'descent', { hidden: 8, initialisation: 'identity' });
const handing = (at: number): Contestant =>
  contestant('handover', `handed@${at}`, { parts: 'genitor>msgd-cr', at });
const memetic = contestant('genitor', 'memetic', { trainingSteps: 3 });

describe('the hybrids of a run', () => {
  const names = (all: readonly Contestant[]) =>
    hybridsOf(all, all).map(({ contestant: { name }, parents, missing }) => [
      name,
      parents.map((parent) => `${parent.contestant.name}${parent.hasSameNet ? '' : ' (other net)'}`),
      missing,
    ]);

  it('have as parents the contestants of their parts, with the same net where there is one', () => {
    const large = contestant('msgd-cr', 'large');
    expect(names([genitor, descent, large, handing(0.3)])).toEqual([
      ['handed@0.3', ['genitor', 'descent'], []],
    ]);
    expect(names([large, handing(0.3)])).toEqual([['handed@0.3', ['large (other net)'], ['genitor']]]);
  });

  it('have no parent among contestants with other settings', () => {
    const others = [
      contestant('genitor', 'small', { population: 50 }),
      contestant('msgd-cr', 'fast', { hidden: 8, initialisation: 'identity', learningRate: 1 }),
      contestant('msgd-c', 'plain', { hidden: 8 }),
    ];
    expect(names([...others, handing(0.3)])).toEqual([['handed@0.3', [], ['genitor', 'msgd-cr']]]);
  });

  it('are memetic where children are trained, and have as parent the same without', () => {
    const small = contestant('genitor', 'small', { population: 50 });
    expect(names([genitor, small, memetic])).toEqual([['memetic', ['genitor'], []]]);
    expect(names([small, memetic])).toEqual([['memetic', [], ['genitor without training']]]);
  });
});

describe('the view handover', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'genoprop-handover-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const MACS = 1e9;

  /** MACs to solve by contestant and repetition; left out: unsolved at the budget. */
  const COSTS: Readonly<Record<string, (repetition: number) => number | null>> = {
    genitor: (repetition) => (repetition <= 2 ? 8e8 : null),
    descent: (repetition) => 4e8 + repetition * 1e6,
    'handed@0.1': (repetition) => 2e8 + repetition * 1e6,
    'handed@0.5': (repetition) => 6e8 + repetition * 1e6,
    memetic: () => null,
  };

  function played(name: string, contestants: readonly Contestant[], isEnded = true): string {
    const path = join(folder, name);
    const spec = specOf({
      tasks: [task('temporal-order', { length: 20 })],
      contestants,
      seeds: 5,
      budget: { macs: MACS },
    });
    const run = createRun(path, spec, about);
    for (const { id, repetition, contestant: who } of trialsOf(spec)) {
      run.record({ type: 'started', id, parameters: 10 });
      if (!isEnded) continue;
      const solvedAt = COSTS[who.name]!(repetition);
      const cost = costOf(solvedAt ?? MACS);
      const at = Number(who.settings.at ?? 2);
      for (const share of [0, 0.25, 0.5, 0.75, 1]) {
        const macs = share * cost.macs;
        const part = who.learner === 'handover' ? { part: macs >= at * MACS ? 2 : 1 } : {};
        run.record({
          type: 'checkpoint',
          id,
          checkpoint: {
            cost: costOf(macs),
            trainingLoss: 1,
            validationLoss: 2 - share,
            validationError: 0.75 - 0.7 * share,
            inside: part,
          },
          spent: macs / MACS,
          champion: null,
          snapshot: { arrays: { parameters: new Float32Array(1) }, values: {} },
        });
      }
      const result: TrialResult = {
        ...{ id, repetition, cost, solved: solvedAt !== null, costToSolve: solvedAt === null ? null : cost },
        stop: { reason: solvedAt === null ? 'budget' : 'solved', detail: 'made' },
        ...{ testError: solvedAt === null ? 0.75 : 0, testLoss: 1, testMeasures: {}, champion: null },
        parameters: 10,
      };
      run.record({ type: 'finished', id, result });
    }
    run.close();
    return path;
  }

  const costOf = (macs: number): Cost => ({ macs, updates: 1, evaluations: 1, sequences: 1, seconds: 1 });

  const opened = <Result>(path: string, read: (run: RunFile) => Result): Result =>
    read(openRun(path, { readOnly: true }));
  const look = (path: string, contestants: readonly string[] = []) =>
    opened(path, (run) => {
      const options = handover.options.parse({ resamples: 400 });
      return handover.look({ options, run, contestants }, plainWork()).finally(() => run.close());
    });

  it('tells the gain over the better parent, and which share was best', async () => {
    const path = played('whole.sqlite', [genitor, descent, handing(0.1), handing(0.5), memetic]);
    const found = await look(path);
    // Running times: 203 MMAC against the parents' 403, and 800 / 2 + 3 · 1000 / 2 = 2300 per success.
    expect(found.says).toMatch(
      /^Of 3 comparisons with the better parent 1 is a gain .* On temporal-order the greatest gain is that of handed@0\.1 over descent, the better parent: a trial of it goes better in 100\.0 % of pairs \(64\.3 % to 100\.0 %\), a gain beyond chance; 5 of 5 trials against 5 of 5 are solved, the parent costs 1\.99 times as much \([\d.]+ to [\d.]+\)\./,
    );
    expect(found.says).toContain(
      'Of 3 comparisons with the better parent 1 is a gain beyond chance, 1 a loss, and 1 may be chance.',
    );
    expect(found.says).toContain('the best share for genitor>msgd-cr among 0.100, 0.500 is 0.100.');
    const table = found.figures.find(({ id }) => id === 'gains-table')!.drawings[0] as LabTable;
    const rows = table.rows.map(([hybrid, parent, solved, , , verdict]) => [hybrid, parent, solved, verdict]);
    expect(rows).toEqual([
      ['handed@0.1', 'descent *', '5 of 5, 5 of 5', 'gain'],
      ['handed@0.1', 'genitor', '5 of 5, 2 of 5', 'gain'],
      ['handed@0.5', 'descent *', '5 of 5, 5 of 5', 'loss'],
      ['handed@0.5', 'genitor', '5 of 5, 2 of 5', 'gain'],
      ['memetic', 'genitor *', '0 of 5, 2 of 5', 'open'],
    ]);
    const shares = found.figures.find(({ id }) => id === 'shares-table')!.drawings[0] as LabTable;
    expect(shares.rows).toEqual([
      ['genitor>msgd-cr', '0.1 *', '5 of 5', '5 of 5', '203 MMAC'],
      ['genitor>msgd-cr', '0.5', '5 of 5', '5 of 5', '603 MMAC'],
    ]);
    const { gains } = found.data as { gains: { ratio: { value: number | null }; parent: string }[] };
    // (2 · 800 + 3 · 1000) / 2 for one of 203.
    expect(gains[1]!.ratio.value).toBeCloseTo(2300 / 203, 6);
    expect(gains[0]!.ratio.value).toBeCloseTo(403 / 203, 6);
  });

  it('draws the losses with the handing over marked at its first validation of a later part', async () => {
    const found = await look(played('curves.sqlite', [genitor, descent, handing(0.5)]));
    const curves = found.figures.find(({ id }) => id === 'curves')!.drawings[0] as LabLines;
    expect(curves.lines.map(({ name, mark }) => [name, mark])).toEqual([
      ['handed@0.5', 'solid'],
      ['handed over', 'points'],
      ['genitor', 'dashed'],
      ['descent', 'dashed'],
    ]);
    // Solved at 601 to 605 MMAC: the validation at the end is the first beyond 500.
    expect(curves.lines[1]!.points.map(([macs]) => macs)).toEqual([6.01e8, 6.02e8, 6.03e8, 6.04e8, 6.05e8]);
    // At the end every trial stands at its last loss, 1.
    expect(curves.lines[0]!.points.at(-1)).toEqual([1e9, 1]);
  });

  it('says of a handover whose trials were solved before that it is its first part', async () => {
    const reversed = contestant('handover', 'handed@0.5', { parts: 'msgd-cr>genitor', at: 0.9, hidden: 8 });
    const found = await look(
      played('before.sqlite', [contestant('msgd-cr', 'descent', { hidden: 8 }), reversed]),
    );
    expect(found.says).toContain('None of its trials came to hand over, so it is its first part alone.');
    expect(found.facts).toContainEqual(['Without a parent', 'handed@0.5 (genitor)']);
  });

  it('says what a run lacks', async () => {
    const lacks = (path: string) =>
      opened(path, (run) => {
        const reason = handover.lacks!(run);
        run.close();
        return reason;
      });
    expect(lacks(played('none.sqlite', [genitor, descent]))).toMatch(/^no contestant of it hands over/);
    const alone = played('alone.sqlite', [handing(0.1)]);
    expect(lacks(alone)).toBe(
      'its hybrids have no parent beside them: let genitor, msgd-cr take part, with the settings that they have in the hybrid',
    );
    await expect(look(alone)).rejects.toThrow(/has nothing to compare: its hybrids have no parent/);
    expect(lacks(played('begun.sqlite', [genitor, handing(0.1)], false))).toMatch(/has ended$/);
    const whole = played('named.sqlite', [genitor, descent, handing(0.1)]);
    expect(lacks(whole)).toBeNull();
    await expect(look(whole, ['handed@0.2'])).rejects.toThrow(/did you mean 'handed@0.1'/);
    await expect(look(whole, ['genitor'])).rejects.toThrow(/no contestant of it hands over/);
  });
});
