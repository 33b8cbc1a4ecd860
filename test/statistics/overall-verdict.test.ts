import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { overallVerdict } from '../../src/statistics/overall-verdict.ts';
import type { RepeatedTrial } from '../../src/statistics/performance-profile.ts';
import { reachVerdict } from '../../src/statistics/verdict.ts';

type Trial = Omit<RepeatedTrial, 'repetition'>;

const solvedAt = (macsToSolve: number): Trial => ({
  solved: true,
  testError: 0.002,
  testLoss: 0.01,
  macsToSolve,
  macs: macsToSolve,
  stop: 'solved',
});
const unsolved = (testError: number): Trial => ({
  solved: false,
  testError,
  testLoss: 2 * testError,
  macsToSolve: null,
  macs: 1e11,
  stop: 'budget',
});
const failed: Trial = { ...unsolved(1), testError: null, testLoss: null, macs: 0, stop: 'failed' };
const stopped: Trial = { ...failed, macs: 5e9, stop: 'stopped' };

const times = (count: number, trial: (index: number) => Trial): Trial[] =>
  Array.from({ length: count }, (_, index) => trial(index));
const cheap = times(5, (i) => solvedAt(1e10 + 1e8 * i));
const dear = times(5, (i) => solvedAt(8e10 + 1e8 * i));
const stuck = times(5, (i) => unsolved(0.73 + 0.01 * i));

interface Rest {
  readonly seeds?: number;
  readonly seed?: number;
  readonly chance?: { error: number };
  readonly floor?: string;
}

/** Of the trials by task, then by contestant. */
function verdict(
  results: Record<string, Record<string, Trial[]>>,
  { seeds = 5, seed = 1, chance, floor }: Rest = {},
) {
  const tasks = Object.entries(results).map(([task, byName]) => {
    const contestants = Object.entries(byName).map(([name, trials]) => ({
      name,
      floor: name === floor,
      trials: trials.map((trial, index) => ({ ...trial, repetition: index + 1 })),
    }));
    return {
      task,
      contestants,
      verdict: reachVerdict({ task, contestants, seeds, seed, ...(chance && { chance }) }),
    };
  });
  return overallVerdict({ tasks, seeds, seed });
}

describe('a verdict over several tasks with a winner', () => {
  const results = {
    recall: { msgd: stuck, genitor: dear, 'msgd-cr': cheap },
    order: { msgd: stuck, genitor: stuck, 'msgd-cr': dear },
    first: { msgd: stuck, genitor: cheap, 'msgd-cr': dear },
    marked: { msgd: stuck, genitor: dear, 'msgd-cr': cheap },
  };

  it('names the winner, the effect, how sure it is, and the tasks that say otherwise', () => {
    const { winner, text, rows, comparisons, ranks } = verdict(results);
    expect(winner).toBe('msgd-cr');
    expect(text).toBe(
      'msgd-cr wins over 4 tasks: solved 20 of 20 (95 % interval 84 to 100 %), against 15 of 20 for genitor and ' +
        '0 of 20 for msgd. A trial of msgd-cr beats one of genitor on the same task with probability 0.75 on average ' +
        '(95 % interval 0.60 to 0.84); p at most 0.0093, van Elteren tests with Holm correction. Taken alone, ' +
        'msgd-cr wins 3 of 4 and genitor 1 of 4 (first).',
    );
    expect(rows.map(({ name, solved, finished, planned }) => [name, solved, finished, planned])).toEqual([
      ['msgd-cr', 20, 20, 20],
      ['genitor', 15, 20, 20],
      ['msgd', 0, 20, 20],
    ]);
    // On order, genitor and msgd are alike.
    expect(rows.map((row) => row.averageRank)).toEqual([1.25, (2 + 2.5 + 1 + 2) / 4, (3 + 2.5 + 3 + 3) / 4]);
    expect(rows[2]!.testError!.value).toBeCloseTo(0.75, 12);
    expect(comparisons.map((one) => one.worse)).toEqual(['genitor', 'msgd']);
    expect(ranks).toBeNull();
  });

  it('does not depend on the order of the contestants', () => {
    const turned = Object.fromEntries(
      Object.entries(results).map(([task, byName]) => [
        task,
        Object.fromEntries(Object.entries(byName).reverse()),
      ]),
    );
    const { profiles, ...rest } = verdict(turned);
    const { profiles: others, ...given } = verdict(results);
    expect(rest).toEqual(given);
    expect(profiles).toEqual(others);
  });

  it('finds what every task hints at and none shows alone', () => {
    const better = [1, 2, 4, 6, 8].map((cost) => solvedAt(1e9 * cost));
    const worse = [3, 5, 7, 9, 10].map((cost) => solvedAt(1e9 * cost));
    const tasks = Object.fromEntries(['a', 'b', 'c', 'd'].map((task) => [task, { x: better, y: worse }]));
    const { winner, text } = verdict(tasks);
    expect(winner).toBe('x');
    expect(text).toContain('On no single task is there a winner.');
    expect(text).toMatch(/; p = 0\.00\d+, van Elteren test\./);
  });

  it('compares test errors where nobody solved anything', () => {
    const near = times(5, (i) => unsolved(0.2 + 0.01 * i));
    const { text } = verdict({ a: { near, stuck }, b: { near, stuck } });
    expect(text).toMatch(
      /^near wins over 2 tasks, although nobody solved any: test error 22 % \(95 % interval 2\d % to 2\d %\), against test error 75 % for stuck\. /,
    );
  });

  it('remarks on the tasks that guessing solves', () => {
    const lucky = [...times(4, () => unsolved(0.5)), solvedAt(9e10)];
    const { winner, text } = verdict(
      {
        easy: { random: dear, x: cheap },
        fair: { random: lucky, x: cheap },
        hard: { random: stuck, x: cheap },
      },
      { floor: 'random' },
    );
    expect(winner).toBe('x');
    expect(text).toMatch(
      /By guessing alone random solved some: easy needs no learning; fair needs little learning\.$/,
    );
  });

  it('gives average ranks with their critical difference from five tasks and three contestants on', () => {
    const tasks = (count: number, seeds = 5) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => {
          const [a, b, c] = [cheap, dear, stuck].map((trials) => trials.slice(0, seeds));
          return [`t${i}`, { a: a!, b: b!, c: c! }] as const;
        }),
      );
    const { ranks, text } = verdict(tasks(5));
    expect(ranks!.tasks).toBe(5);
    // Demšar's q = 2.343 for 3: 2.343 √(3 · 4 / (6 · 5)); all orders alike: 6 / 6⁵ of the null distribution
    expect(ranks!.criticalDifference).toBeCloseTo(2.3437 * Math.sqrt(0.4), 4);
    expect(Math.abs(ranks!.p - 6 ** -4)).toBeLessThan(0.001);
    expect(text).toContain(
      'Average ranks over 5 tasks: a 1.00, b 2.00, c 3.00; the critical difference is 1.48 (Nemenyi, 5 %), ' +
        "Friedman's test p = 0.0011.",
    );
    expect(verdict(tasks(4)).ranks).toBeNull();
    expect(verdict(tasks(5, 4), { seeds: 4 }).ranks).toBeNull();
    const unfinished = { ...tasks(5), t5: { a: cheap, b: dear, c: [] } };
    expect(verdict(unfinished).ranks).toBeNull();
  });
});

describe('a verdict over several tasks without a winner', () => {
  it('names the tie, whom both beat, and the effect as far as it is known', () => {
    const also = times(5, (i) => solvedAt(1.01e10 + 0.9e8 * i));
    const { winner, text, comparisons } = verdict({
      a: { x: cheap, y: also, z: stuck },
      b: { x: also, y: cheap, z: stuck },
    });
    expect(winner).toBeNull();
    expect(comparisons[0]!.improvement!.value).toBe(0.5);
    expect(text).toBe(
      'No winner over 2 tasks: x (solved 10 of 10) and y (solved 10 of 10) cannot be told apart with 5 seeds ' +
        '(p = 1); both beat z. A trial of x beats one of y on the same task with probability 0.50 on average ' +
        '(95 % interval 0.29 to 0.71). On no single task is there a winner.',
    );
  });

  it('is told from tasks that contradict each other', () => {
    const { winner, text } = verdict({ a: { x: cheap, y: dear }, b: { x: dear, y: cheap } });
    expect(winner).toBeNull();
    expect(text).toMatch(/Taken alone, x wins 1 of 2 \(a\) and y 1 of 2 \(b\)\.$/);
  });

  it('says so when nobody beats chance on any task, but not when somebody does on one', () => {
    const worse = times(5, (i) => unsolved(0.8 + 0.01 * i));
    const better = times(5, (i) => unsolved(0.3 + 0.01 * i));
    const chance = { error: 0.72 };
    const none = verdict({ a: { stuck, worse }, b: { stuck, worse } }, { chance });
    expect(none.comparisons[0]!.significant).toBe(true);
    expect(none.winner).toBeNull();
    expect(none.text).toBe(
      'No winner over 2 tasks: nobody solved any and nobody is better than chance on any. ' +
        'Seen: stuck test error 75 %; worse test error 82 %. Test errors are interquartile means.',
    );
    expect(verdict({ a: { stuck, worse }, b: { stuck: better, worse } }, { chance }).winner).toBe('stuck');
  });

  it('finds no difference between equal results', () => {
    const { winner, text, rows } = verdict({
      a: { x: stuck, y: stuck, z: stuck },
      b: { x: dear, y: dear, z: dear },
    });
    expect(winner).toBeNull();
    expect(text).toContain('cannot be told apart with 5 seeds (p = 1).');
    expect(rows.map((row) => row.averageRank)).toEqual([2, 2, 2]);
  });

  it('is all there is with one contestant alone', () => {
    const { text, comparisons } = verdict({ a: { x: cheap }, b: { x: stuck } });
    expect(comparisons).toEqual([]);
    expect(text).toBe(
      'x ran alone, so there is no winner: it solved 5 of 10 (95 % interval 24 to 76 %): 5 of 5 on a and 0 of 5 on b.',
    );
    const many = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`t${i}`, { x: cheap }] as const));
    expect(verdict(many).text).toMatch(/it solved 35 of 35 \(95 % interval 90 to 100 %\) over 7 tasks\.$/);
  });
});

describe('a verdict over several tasks on too little', () => {
  const few = (count: number) => ({
    a: { x: cheap.slice(0, count), y: stuck.slice(0, count) },
    b: { x: cheap.slice(0, count), y: stuck.slice(0, count) },
    c: { x: cheap.slice(0, count), y: stuck.slice(0, count) },
  });

  it('gives no p value with fewer than five seeds', () => {
    const { winner, text, comparisons } = verdict(few(4), { seeds: 4 });
    expect(winner).toBeNull();
    expect(comparisons[0]!.p).toBeNull();
    expect(comparisons[0]!.improvement!.value).toBe(1);
    expect(text).toBe(
      'Not enough evidence over 3 tasks: 4 seeds are too few for 2 contestants; 5 would do where the difference is clear. ' +
        'Seen: x solved 12 of 12; y solved 0 of 12, test error 75 %. Test errors are interquartile means.',
    );
    expect(verdict(few(1), { seeds: 1 }).text).toMatch(
      /^Not enough evidence over 3 tasks: a single seed shows what can happen, not what does; 5 would do/,
    );
  });

  it('gives none until both have finished enough on every task', () => {
    const { text, comparisons, rows } = verdict({ ...few(5), d: { x: cheap, y: [] } });
    expect(comparisons[0]!.p).toBeNull();
    expect(rows.map((row) => row.averageRank)).toEqual([1, null]);
    expect(text).toMatch(
      /^Not enough evidence over 4 tasks: too few trials finished\. Seen: .* Incomplete: 5 of 40/,
    );
  });

  it('takes the worst case of trials that are missing', () => {
    const twice = (trials: Trial[]) => [...trials, ...trials];
    const short = [...twice(dear).slice(0, 9), { ...stopped, macs: 7e10 }];
    const results = { a: { x: twice(cheap), y: short }, b: { x: twice(cheap), y: short } };
    const { winner, text } = verdict(results, { seeds: 10 });
    expect(winner).toBe('x');
    expect(text).toMatch(
      /Incomplete: 2 of 40 trials did not finish, but however they ended, the winner would be/,
    );
    const open = verdict({ a: { x: cheap, y: dear }, b: { x: cheap, y: dear } }, { seeds: 12 });
    expect(open.comparisons[0]!.p).toBeGreaterThan(0.05);
    expect(open.text).toMatch(
      /Incomplete: 28 of 48 trials did not finish; p is for the worst case of those\.$/,
    );
  });

  it('takes failures, nothing finished, no task and no contestant', () => {
    const failing = times(5, () => failed);
    expect(verdict({ a: { x: failing, y: failing } }).text).toBe('No verdict: every trial failed.');
    expect(verdict({ a: { x: [], y: [] }, b: { x: [], y: [] } }).text).toBe(
      'No verdict: no trial finished. Incomplete: 20 of 20 trials did not finish.',
    );
    expect(verdict({}).text).toBe('No verdict: no trial finished.');
    expect(verdict({ a: {}, b: {} }).rows).toEqual([]);
  });
});

describe('a verdict over several tasks where trials failed', () => {
  const failing = times(5, () => ({ ...failed, detail: 'task a: judge of sequence 3: too sure' }));
  const tasks = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`t${i}`, { x: cheap, y: dear, z: stuck }] as const),
    );

  it('has no winner on them, and says how they failed', () => {
    const { winner, text, comparisons } = verdict({ a: { x: cheap, y: failing }, b: { x: cheap, y: dear } });
    expect(winner).toBeNull();
    expect(comparisons[0]).toMatchObject({ p: null, tasks: 1 });
    expect(text).toMatch(
      /^Not enough evidence over 2 tasks: too few trials finished\. .* Failed: y in 5 of 10 trials \(task a: judge of sequence 3: too sure\)\.$/,
    );
  });

  it('says over how many trials and tasks a mean is, and ranks nobody by incomplete ones', () => {
    const { rows, comparisons, ranks } = verdict({ ...tasks(5), t5: { x: cheap, y: dear, z: failing } });
    const z = rows.find(({ name }) => name === 'z')!;
    expect(z).toMatchObject({
      planned: 30,
      finished: 25,
      tested: 25,
      testedTasks: 5,
      failed: 5,
      averageRank: null,
    });
    expect(rows[0]).toMatchObject({ planned: 30, tested: 30, testedTasks: 6, missing: [] });
    expect(comparisons.map(({ worse, tasks: over }) => [worse, over])).toEqual([
      ['y', 6],
      ['z', 5],
    ]);
    expect(ranks).toBeNull();
    expect(verdict(tasks(6)).ranks).not.toBeNull();
    const one = verdict({ ...tasks(5), t5: { x: cheap, y: dear, z: [...stuck.slice(0, 4), failed] } });
    expect(one.rows.find(({ name }) => name === 'z')!.averageRank).not.toBeNull();
    expect(one.ranks).toBeNull();
  });
});

describe('any verdict over several tasks', () => {
  it('crowns one of three equal contestants in at most 5 % of simulated tournaments', () => {
    const random = randomStream('test', 'overall-verdict');
    const draw = (task: number) => () => times(5, () => solvedAt((1 + random.uniform()) * 10 ** task));
    let crowned = 0;
    for (let tournament = 0; tournament < 120; tournament++) {
      const results = Object.fromEntries(
        ['a', 'b', 'c'].map((task, index) => {
          const trials = draw(index);
          return [task, { x: trials(), y: trials(), z: trials() }];
        }),
      );
      if (verdict(results).winner !== null) crowned++;
    }
    expect(crowned / 120).toBeLessThan(0.07);
  });
});
