import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange } from '../../src/lab/exchange/index.ts';
import { leadsOn } from '../../src/lab/exchange/leaders.ts';
import { bestOf, ratesOf } from '../../src/lab/exchange/rates.ts';
import type { EndedTrial, Kind, Side } from '../../src/lab/exchange/sides.ts';
import { units } from '../../src/lab/exchange/units.ts';
import type { LabLines, LabTable } from '../../src/lab/figure.ts';
import { taskFamilies } from '../../src/lab/parts/task-families.ts';
import { plainWork } from '../../src/lab/view.ts';
import { createRun, openRun } from '../../src/store/run-file.ts';
import type { Cost, TrialResult } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { contestant, specOf, task } from '../support/report/made-run.ts';
import { about } from '../support/store/example-run.ts';

/** Costs of a trial, in units of 1 s and 1000 MACs a step; a side trains 10 parameters. */
function trial(outcome: EndedTrial['outcome'], steps: number, kind: Kind): EndedTrial {
  const own = kind === 'descent' ? { updates: steps, evaluations: 0 } : { updates: 0, evaluations: steps };
  const cost: Cost = { macs: 1000 * steps, sequences: 0, seconds: steps, ...own };
  return {
    outcome,
    costs: Object.fromEntries(units.map((unit) => [unit.name, unit.of(cost, 10)])),
    isCutShort: false,
  };
}

const side = (
  name: string,
  kind: Kind,
  solved: readonly number[],
  unsolved: readonly number[] = [],
): Side => ({
  task: 'T',
  contestant: name,
  place: name.charCodeAt(0),
  kind,
  trials: [
    ...solved.map((steps) => trial('solved', steps, kind)),
    ...unsolved.map((steps) => trial('censored', steps, kind)),
  ],
  solved: solved.length,
  planned: solved.length + unsolved.length,
});

const rateOptions = { seed: 1, resamples: 400, confidence: 0.95, unseen: true };

describe('an exchange rate', () => {
  it('is, in each unit, the ratio of running times computed by hand, unsolved trials counted', () => {
    // Descent: (2 + 4 + 6) / 2 = 6 updates. Evolution: (50 + 70 + 120) / 1 = 240 evaluations.
    const [rate] = ratesOf(
      [side('d', 'descent', [2, 4], [6]), side('e', 'evolution', [50], [70, 120])],
      rateOptions,
    );
    expect(rate).toMatchObject({ descent: 'd', evolution: 'e', solved: { descent: 2, evolution: 1 } });
    expect(rate!.in.steps!.value).toBe(40);
    expect(rate!.in.macs!.value).toBe(40);
    expect(rate!.in.seconds!.value).toBe(40);
    // An update gives 10 numbers, an evaluation one: 240 / 60.
    expect(rate!.in.feedback!.value).toBe(4);
  });

  it('is seeded, the same resamples serving all units', () => {
    const sides = [side('d', 'descent', [2, 4, 5], [6]), side('e', 'evolution', [50, 60], [70])];
    const [one] = ratesOf(sides, rateOptions);
    expect(ratesOf(sides, rateOptions)[0]).toEqual(one);
    expect(ratesOf(sides, { ...rateOptions, seed: 2 })[0]!.in.steps).not.toEqual(one!.in.steps);
    // Costs in MACs are 1000 times those in steps on both sides.
    expect(one!.in.macs!.low).toBeCloseTo(one!.in.steps!.low!, 10);
    expect(one!.in.feedback!.high).toBeCloseTo(one!.in.steps!.high! / 10, 10);
  });

  it('is bounded from below where evolution solved nothing, from above where descent did not', () => {
    const [less] = ratesOf(
      [side('d', 'descent', [2, 4]), side('e', 'evolution', [], [100, 100])],
      rateOptions,
    );
    expect(less!.in.steps).toMatchObject({ value: null, high: null });
    expect(less!.in.steps!.low).toBeGreaterThan(0);
    const [more] = ratesOf([side('d', 'descent', [], [9]), side('e', 'evolution', [30, 40])], rateOptions);
    expect(more!.in.steps).toMatchObject({ value: null, low: null });
    expect(more!.in.steps!.high).toBeGreaterThan(0);
  });

  it('names as best of a kind the one that solved most, then the cheaper one', () => {
    const sides = [
      side('a', 'descent', [1], [9]),
      side('b', 'descent', [8, 9]),
      side('c', 'descent', [2, 3]),
      side('e', 'evolution', [1, 1]),
    ];
    expect(bestOf(sides, 'descent')).toBe('c');
    expect(bestOf(sides, 'evolution')).toBe('e');
  });
});

describe('the leaders', () => {
  it('change at the budget at which another has solved more', () => {
    const leads = leadsOn([
      side('d', 'descent', [1, 2], [100, 100, 100]),
      side('e', 'evolution', [10, 11, 12, 13, 14]),
    ]);
    // At 11 steps both have solved 2 of 5, d first; at 12 e has 3.
    expect(leads.map(({ leader, from, to, isSure }) => [leader, from, to, isSure])).toEqual([
      ['d', 1000, 12_000, false],
      ['e', 12_000, 100_000, false],
    ]);
  });

  it('are sure where 5 trials are solved and none of another’s 5: p = 2/252', () => {
    const leads = leadsOn([
      side('d', 'descent', [], [20, 20, 20, 20, 20]),
      side('e', 'evolution', [1, 2, 3, 4, 5]),
    ]);
    const last = leads.at(-1)!;
    expect(last).toMatchObject({ leader: 'e', solved: 1, isSure: true, next: { name: 'd', solved: 0 } });
    expect(last.p).toBeCloseTo(2 / 252, 12);
    expect(leads[0]).toMatchObject({ isSure: false });
  });

  it('are not sure while trials are missing that might have been solved', () => {
    const played = side('d', 'descent', [], [20, 20, 20]);
    const leads = leadsOn([{ ...played, planned: 5 }, side('e', 'evolution', [1, 2, 3, 4, 5])]);
    expect(leads.every(({ isSure }) => !isSure)).toBe(true);
  });
});

describe('families of tasks', () => {
  it('are those that differ in one number', () => {
    const made = (name: string, options: Record<string, unknown>, module?: string) => ({
      ...{ name, options, label: `${name} ${JSON.stringify(options)}` },
      ...(module === undefined ? {} : { module }),
    });
    const tasks = [
      made('order', { length: 50, symbols: 2, start: 'early' }),
      made('addition', { length: 20 }),
      made('order', { length: 20, symbols: 2, start: 'early' }),
      made('order', { length: 50, symbols: 3, start: 'early' }),
      made('order', { length: 70, symbols: 2, start: 'late' }),
      made('order', { length: 80, symbols: 2, start: 'early' }, 'file:///other.ts'),
    ];
    const families = taskFamilies(tasks);
    expect(families.map(({ option, members }) => [option, members.map(({ value }) => value)])).toEqual([
      ['length', [20, 50]],
      ['symbols', [2, 3]],
    ]);
  });
});

describe('the view exchange', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'genoprop-exchange-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const lengths = [10, 20];

  /** Descent costs 100, 200, 300 updates times the length/10; evolution ten times as many evaluations, at T = 20 none. */
  function played(name: string, ended: (contestant: string) => boolean = () => true): string {
    const path = join(folder, name);
    const spec = specOf({
      tasks: lengths.map((length) => task('temporal-order', { length })),
      contestants: [contestant('msgd-cr'), contestant('genitor'), contestant('random')],
    });
    const run = createRun(path, spec, about);
    for (const { id, repetition, contestant: who, task: on } of trialsOf(spec)) {
      if (!ended(who.name)) continue;
      const length = on.options.length as number;
      const isDescent = who.name === 'msgd-cr';
      const solved = isDescent || (who.name === 'genitor' && length === 10);
      const steps = repetition * 10 * length * (isDescent ? 1 : 10);
      const cost: Cost = {
        macs: 1e6 * steps,
        updates: isDescent ? steps : 0,
        evaluations: isDescent ? 0 : steps,
        sequences: steps,
        seconds: steps / 1000,
      };
      const result: TrialResult = {
        ...{ id, repetition, solved, cost, costToSolve: solved ? cost : null, parameters: 3054 },
        stop: { reason: solved ? 'solved' : 'budget', detail: 'made' },
        ...{ testError: solved ? 0 : 0.75, testLoss: 1, testMeasures: {}, champion: null },
      };
      run.record({ type: 'started', id, parameters: 3054 });
      run.record({ type: 'finished', id, result });
    }
    run.close();
    return path;
  }

  const look = (path: string, contestants: readonly string[] = []) => {
    const run = openRun(path, { readOnly: true });
    const options = exchange.options.parse({ resamples: 400 });
    return exchange.look({ options, run, contestants }, plainWork()).finally(() => run.close());
  };

  it('tells the rates with their intervals and bounds, and draws them over the length', async () => {
    const found = await look(played('whole.sqlite'));
    // (100 + 200 + 300)/3 updates against 2000 evaluations.
    expect(found.says).toMatch(
      /On temporal-order:length=10 one update of msgd-cr is worth 10\.0 \([\d.]+ to [\d.]+\) evaluations of genitor/,
    );
    expect(found.says).toContain('genitor solved none, so it is only bounded');
    const table = found.figures.find(({ id }) => id === 'rates-table')!.drawings[0] as LabTable;
    expect(table.rows).toHaveLength(2);
    expect(table.rows[1]!.slice(2)).toEqual(['3/3 : 0/3', expect.stringMatching(/^at least /)]);
    const over = found.figures.find(({ id }) => id === 'rates-over')!;
    const lines = over.drawings[0] as LabLines;
    expect(lines.lines.map(({ name, points }) => [name, points[0]![1]])).toEqual([
      ['msgd-cr : genitor', 10],
      ['msgd-cr : genitor, at least', expect.any(Number)],
    ]);
    expect(found.facts).toContainEqual(['Of neither side', 'random']);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('gives the same findings again', async () => {
    const path = played('again.sqlite');
    expect(await look(path)).toEqual(await look(path));
  });

  it('says what a run lacks, and names the nearest of an unknown contestant', async () => {
    const path = played('one-side.sqlite', (name) => name !== 'genitor');
    const run = openRun(path, { readOnly: true });
    expect(exchange.lacks!(run)).toBe('no trial of it that has ended breeds');
    run.close();
    await expect(look(path)).rejects.toThrow('no trial of it that has ended breeds');
    await expect(look(path, ['genitr'])).rejects.toThrow("did you mean 'genitor'?");
  });
});
