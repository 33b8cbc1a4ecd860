import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { seedsNeeded } from '../../src/statistics/seeds-needed.ts';
import type { VerdictTrial } from '../../src/statistics/trial-order.ts';
import { reachVerdict } from '../../src/statistics/verdict.ts';
import type { VerdictContestant, VerdictInput } from '../../src/statistics/verdict-types.ts';

const solvedAt = (macsToSolve: number): VerdictTrial => ({
  solved: true,
  testError: 0.002,
  testLoss: 0.01,
  macsToSolve,
  macs: macsToSolve,
  stop: 'solved',
});
const unsolved = (testError: number, more: Partial<VerdictTrial> = {}): VerdictTrial => ({
  solved: false,
  testError,
  testLoss: 2 * testError,
  macsToSolve: null,
  macs: 1e11,
  stop: 'budget',
  ...more,
});
const broken = (stop: 'failed' | 'stopped' | 'exploded', macs = 5e9): VerdictTrial => ({
  solved: false,
  testError: null,
  testLoss: null,
  macsToSolve: null,
  macs,
  stop,
});
const contestant = (name: string, ...trials: VerdictTrial[]): VerdictContestant => ({ name, trials });
const verdict = (contestants: VerdictContestant[], more: Partial<VerdictInput> = {}) =>
  reachVerdict({ contestants, seeds: 5, seed: 1, ...more });

const fast = contestant('msgd-cr', ...[1e10, 1.1e10, 1.2e10, 1.3e10, 1.4e10].map(solvedAt));
const slow = contestant('genitor', ...[8e10, 8.2e10, 8.4e10, 8.8e10, 9e10].map(solvedAt));
const stuck = contestant('msgd', ...[0.74, 0.75, 0.76, 0.73, 0.75].map((error) => unsolved(error)));
const alsoStuck = contestant('msgd-c', ...[0.71, 0.75, 0.76, 0.74, 0.745].map((error) => unsolved(error)));

describe('a verdict with a clear winner', () => {
  it('names the winner, its success, its cost and how many times cheaper it is', () => {
    const { winner, text, rows, comparisons } = verdict([stuck, slow, fast, alsoStuck]);
    expect(winner).toBe('msgd-cr');
    expect(text).toBe(
      'msgd-cr wins: solved 5 of 5 (95 % interval 57 to 100 %), at a median of 1.2e10 MACs, 7 times cheaper than ' +
        'genitor (5 of 5, 8.4e10 MACs); msgd-c and msgd solved none. A trial of msgd-cr beats one of genitor with ' +
        'probability 1.00 (95 % interval 0.64 to 1.00); p at most 0.024, Mann-Whitney tests with Holm correction.',
    );
    expect(rows.map((row) => row.name)).toEqual(['msgd-cr', 'genitor', 'msgd-c', 'msgd']);
    expect(rows[0]).toMatchObject({
      solved: 5,
      finished: 5,
      medianMacsToSolve: 1.2e10,
      expectedMacsToSolve: 1.2e10,
    });
    expect(rows[2]).toMatchObject({ solved: 0, medianMacsToSolve: null, expectedMacsToSolve: null });
    expect(comparisons.map((one) => one.worse)).toEqual(['genitor', 'msgd-c', 'msgd']);
    for (const { p } of comparisons) expect(p).toBeCloseTo(3 / 126, 12);
  });

  it('does not depend on the order in which contestants and trials are given', () => {
    const shuffled = [fast, stuck, alsoStuck, slow].map((one) => ({
      ...one,
      trials: [...one.trials].reverse(),
    }));
    const given = verdict([stuck, slow, fast, alsoStuck]);
    expect(verdict(shuffled).winner).toBe(given.winner);
    expect(verdict(shuffled).comparisons).toEqual(given.comparisons);
  });

  it('counts solving before cost, and says what the others solved', () => {
    const dear = contestant('dear', ...[9e10, 9.1e10, 9.2e10, 9.3e10, 9.4e10].map(solvedAt));
    const lucky = contestant('lucky', ...[0.2, 0.2, 0.3, 0.4, 0.5].map((error) => unsolved(error)));
    const { winner, text } = verdict([lucky, dear]);
    expect(winner).toBe('dear');
    expect(text).toContain(
      'dear wins: solved 5 of 5 (95 % interval 57 to 100 %), at a median of 9.2e10 MACs; lucky solved none.',
    );
    expect(text).toContain('p = 0.0079, Mann-Whitney test.');
  });

  it('compares test errors where nobody solved the task', () => {
    const near = contestant('near', ...[0.1, 0.11, 0.12, 0.13, 0.14].map((error) => unsolved(error)));
    const { winner, text } = verdict([stuck, near], { chance: { error: 0.75 } });
    expect(winner).toBe('near');
    expect(text).toMatch(
      /^near wins, although nobody solved the task: test error 12 % \(95 % interval 1\d % to 1\d %\), against test error 75 % for msgd\./,
    );
  });

  it('gives no interval where all trials are equal, and one that is seen to have a width where it has', () => {
    const equal = contestant('equal', ...Array.from({ length: 5 }, () => unsolved(0.1)));
    const { text, rows } = verdict([stuck, equal], { chance: { error: 0.75 } });
    expect(rows[0]!.testError).toEqual({ value: expect.closeTo(0.1, 12), low: null, high: null });
    expect(text).toContain('nobody solved the task: test error 10 %, against test error 75 % for msgd.');
    const close = contestant('close', ...[1, 2, 3, 4, 5].map((i) => unsolved(0.1 + i * 1e-4)));
    expect(verdict([stuck, close]).text).toContain('test error 10 % (95 % interval 10.01 % to 10.05 %)');
  });

  it('ranks a broken trial below every tested one', () => {
    const { winner } = verdict([
      contestant('broken', ...Array.from({ length: 5 }, () => broken('exploded'))),
      stuck,
    ]);
    expect(winner).toBe('msgd');
  });

  it('lets whoever beats each of the others lead, even where another beats the weakest by more', () => {
    // a beats b and c by 13 of 20 trials; b beats c always
    const costs = (count: number, cost: number) =>
      Array.from({ length: count }, (_, i) => solvedAt(cost + i));
    const a = contestant('a', ...costs(13, 1e9), ...costs(7, 9e9));
    const b = contestant('b', ...costs(20, 2e9));
    const c = contestant('c', ...costs(20, 3e9));
    expect(verdict([b, c, a], { seeds: 20 }).rows.map((row) => row.name)).toEqual(['a', 'b', 'c']);
  });
});

describe('a verdict without a winner', () => {
  it('names the tie and whom both beat', () => {
    const other = contestant('adam', ...[1.05e10, 1.15e10, 1.25e10, 1.3e10, 0.9e10].map(solvedAt));
    const { winner, text } = verdict([fast, stuck, other]);
    expect(winner).toBeNull();
    expect(text).toMatch(
      /^No winner: adam \(solved 5 of 5 at a median of 1\.2e10 MACs\) and msgd-cr \(solved 5 of 5 at a median of 1\.2e10 MACs\) cannot be told apart with 5 seeds \(p = 0\.\d+\); both beat msgd\.$/,
    );
  });

  it('names who is second and beaten by the leader alone, where the third may be as good as the leader', () => {
    const first = contestant('first', ...[10e9, 11e9, 12e9, 13e9, 14e9].map(solvedAt));
    const second = contestant('second', ...[15e9, 16e9, 17e9, 18e9, 19e9].map(solvedAt));
    const third = contestant('third', ...[1e9, 2e9, 20e9, 21e9, 22e9].map(solvedAt));
    const { winner, rows, text } = verdict([third, second, first]);
    expect(winner).toBeNull();
    expect(rows.map(({ name }) => name)).toEqual(['first', 'second', 'third']);
    expect(text).toMatch(
      /^No winner: first \(.*\) and third \(.*\) cannot be told apart with 5 seeds \(p = 0\.\d+\); first beats second\.$/,
    );
  });

  it('says so when nobody is better than chance, even where one is significantly less bad', () => {
    const worse = contestant('worse', ...[0.8, 0.81, 0.82, 0.83, 0.84].map((error) => unsolved(error)));
    const { winner, text, comparisons } = verdict([stuck, worse], { chance: { error: 0.75 } });
    expect(comparisons[0]!.significant).toBe(true);
    expect(winner).toBeNull();
    expect(text).toBe(
      'No winner: nobody solved the task and nobody is better than chance (a test error of 75 %). ' +
        'Seen: msgd test error 75 %; worse test error 82 %. Test errors are interquartile means.',
    );
  });

  it('knows chance by its loss where the error says nothing', () => {
    const loss = (value: number) => unsolved(1, { testLoss: value });
    const a = contestant('a', ...[0.166, 0.168, 0.165, 0.167, 0.169].map(loss));
    const b = contestant('b', ...[0.01, 0.02, 0.03, 0.04, 0.05].map(loss));
    expect(verdict([a], { chance: { loss: 0.167 } }).rows[0]!.betterThanChance).toBe(false);
    const { text } = verdict([a, b], { chance: { loss: 0.167 } });
    expect(text).toContain('b wins, although nobody solved the task: test loss 0.03');
    expect(text).toContain('against test loss 0.17 for a');
  });

  it('names chance as the score where the loss is the score of the task', () => {
    const nll = (value: number): VerdictTrial => ({ ...unsolved(1, { testLoss: value }), testScore: value });
    const a = contestant('a', ...[11.01, 11.02, 11.03, 11.04, 11.05].map(nll));
    const b = contestant('b', ...[61, 61, 61, 61, 61].map(nll));
    const measure = { name: 'nll', unit: 'nats a frame', higherIsBetter: false, of: 'loss' } as const;
    expect(verdict([a, b], { chance: { loss: 10.74 }, measure }).text).toBe(
      'No winner: nobody solved the task and nobody is better than chance (a test nll of 10.7 nats a frame). ' +
        'Seen: a nll 11 nats a frame; b nll 61 nats a frame.',
    );
    expect(verdict([a, b], { measure }).text).toContain('nll 11 nats a frame');
  });

  it('finds no difference between identical results', () => {
    const { winner, text } = verdict([contestant('a', ...fast.trials), contestant('b', ...fast.trials)]);
    expect(winner).toBeNull();
    expect(text).toContain('cannot be told apart with 5 seeds (p = 1).');
  });

  it('has no winner with one contestant alone', () => {
    const { winner, text, comparisons } = verdict([fast]);
    expect(winner).toBeNull();
    expect(comparisons).toEqual([]);
    expect(text).toBe(
      'msgd-cr ran alone, so there is no winner: it solved 5 of 5 (95 % interval 57 to 100 %), at a median of 1.2e10 MACs.',
    );
  });
});

describe('a verdict on too little', () => {
  it('gives no p value with fewer than five seeds, and says how many would do', () => {
    const three = [fast, stuck].map((one) => ({ ...one, trials: one.trials.slice(0, 3) }));
    const { winner, text, comparisons } = verdict(three, { seeds: 3 });
    expect(winner).toBeNull();
    expect(comparisons[0]!.p).toBeNull();
    expect(text).toBe(
      'Not enough evidence: 3 seeds are too few for 2 contestants; 5 would do where the difference is clear. ' +
        'Seen: msgd-cr solved 3 of 3 at a median of 1.1e10 MACs; msgd solved 0 of 3, test error 75 %. Test errors are interquartile means.',
    );
  });

  it('says what a single seed is worth', () => {
    const one = [fast, stuck].map((each) => ({ ...each, trials: each.trials.slice(0, 1) }));
    expect(verdict(one, { seeds: 1 }).text).toMatch(
      /^Not enough evidence: a single seed shows what can happen, not what does; 5 would do/,
    );
  });

  it('asks for more seeds where that many contestants cannot be told apart with five', () => {
    const needed = [2, 7, 8, 24, 25].map((contestants) => seedsNeeded({ contestants, tasks: 1 }).task);
    expect(needed).toEqual([5, 5, 6, 6, 7]);
    const many = Array.from({ length: 8 }, (_, i) =>
      contestant(`c${i}`, ...[1, 2, 3, 4, 5].map((cost) => solvedAt(1e9 * (10 * i + cost)))),
    );
    const { winner, text } = verdict(many);
    expect(winner).toBeNull();
    expect(text).toMatch(/^Not enough evidence: 5 seeds are too few for 8 contestants; 6 would do/);
    expect(verdict(many.slice(0, 7)).winner).toBe('c0');
  });

  it('takes results with no trial, or with failures alone', () => {
    expect(verdict([contestant('a'), contestant('b')]).text).toBe(
      'No verdict: no trial finished. Incomplete: 10 of 10 trials did not finish.',
    );
    const failing = contestant('a', ...Array.from({ length: 5 }, () => broken('failed')));
    expect(verdict([failing, { ...failing, name: 'b' }]).text).toBe('No verdict: every trial failed.');
    expect(verdict([]).text).toBe('No verdict: no trial finished.');
  });
});

describe('a verdict on an incomplete run', () => {
  it('says how many trials are missing and names nobody where they could change the outcome', () => {
    const part = { ...slow, trials: [...slow.trials.slice(0, 3), broken('stopped')] };
    const { winner, text, rows } = verdict([fast, part]);
    expect(winner).toBeNull();
    expect(rows[1]).toMatchObject({ finished: 3, planned: 5 });
    expect(text).toMatch(
      /^Not enough evidence: too few trials finished\. Seen: .* Incomplete: 2 of 10 trials did not finish\.$/,
    );
  });

  it('names a winner where no end of the missing trials could change it', () => {
    const more = (one: VerdictContestant, count: number) => ({
      ...one,
      trials: [...one.trials, ...one.trials, ...one.trials].slice(0, count),
    });
    const slowPart = more(slow, 14);
    const stopped = { ...slowPart, trials: [...slowPart.trials, broken('stopped', 7e10)] };
    const { winner, text } = verdict([more(fast, 14), stopped], { seeds: 15 });
    expect(winner).toBe('msgd-cr');
    expect(text).toMatch(
      /Incomplete: 2 of 30 trials did not finish, but however they ended, the winner would be the same\.$/,
    );
  });

  it('takes the worst case: the same finished trials with more missing ones are no longer significant', () => {
    const complete = verdict([fast, slow]);
    const incomplete = verdict([fast, slow], { seeds: 8 });
    expect(complete.winner).toBe('msgd-cr');
    expect(incomplete.winner).toBeNull();
    expect(incomplete.comparisons[0]!.p).toBeGreaterThan(0.05);
    expect(incomplete.text).toContain(
      'Incomplete: 6 of 16 trials did not finish; p is for the worst case of those.',
    );
  });

  it('counts a trial that was stopped after it had solved the task', () => {
    const one = {
      ...fast,
      trials: [...fast.trials.slice(0, 4), { ...solvedAt(1.4e10), stop: 'stopped' as const }],
    };
    expect(verdict([one, slow]).winner).toBe('msgd-cr');
  });
});

describe('a verdict where trials failed', () => {
  const fault = (sequence: number) => `task t: judge of sequence ${sequence}: too sure\n    at judge`;
  const failed = (sequence: number): VerdictTrial => ({ ...broken('failed'), detail: fault(sequence) });
  const judged = contestant('random', ...Array.from({ length: 5 }, (_, i) => failed(i)));

  it('has no winner over trials that have no result, as it had with p = 0.0079', () => {
    const { winner, text, rows, comparisons } = verdict([stuck, judged]);
    expect(winner).toBeNull();
    expect(comparisons[0]).toMatchObject({ p: null, significant: false, superiority: null });
    expect(rows[1]).toMatchObject({ planned: 5, finished: 0, solved: 0, failed: 5 });
    expect(rows[1]!.solvedInterval).toEqual({ low: 0, high: 1 });
    expect(text).toBe(
      'Not enough evidence: too few trials finished. Seen: msgd solved 0 of 5, test error 75 %; random finished no ' +
        'trial. Test errors are interquartile means. Incomplete: 5 of 10 trials did not finish. Failed: random in 5 of 5 trials (task t: judge of sequence ' +
        '0: too sure).',
    );
  });

  it('counts no failed trial as unsolved, neither in shares and means nor in costs', () => {
    const some = contestant('some', ...slow.trials.slice(0, 4), failed(1));
    const [row] = verdict([some]).rows;
    expect(row).toMatchObject({
      solved: 4,
      finished: 4,
      tested: 4,
      failed: 1,
      medianMacsToSolve: 8.2e10,
      expectedMacsToSolve: (8e10 + 8.2e10 + 8.4e10 + 8.8e10) / 4,
      missing: [{ why: 'failed', trials: 1, fault: 'task t: judge of sequence 1: too sure' }],
    });
    expect(row!.solvedInterval.high).toBe(1);
  });

  it('counts exploded and spent trials as results', () => {
    const exploded = contestant('exploded', ...Array.from({ length: 5 }, () => broken('exploded')));
    const { winner, rows, comparisons } = verdict([fast, exploded]);
    expect(winner).toBe('msgd-cr');
    expect(comparisons[0]!.p).toBeCloseTo(2 / 252, 12);
    expect(rows[1]).toMatchObject({ finished: 5, solved: 0, exploded: 5, missing: [] });
    expect(verdict([fast, stuck]).winner).toBe('msgd-cr');
  });

  it('tells all that is missing, the same fault in other sequences counted together', () => {
    const mixed = contestant(
      'a',
      failed(1),
      failed(22),
      { ...failed(3), detail: 'its worker thread died' },
      broken('stopped'),
    );
    const { rows, text } = verdict([mixed, fast], { seeds: 7 });
    expect(rows.find(({ name }) => name === 'a')!.missing).toEqual([
      { why: 'failed', trials: 2, fault: 'task t: judge of sequence 1: too sure' },
      { why: 'failed', trials: 1, fault: 'its worker thread died' },
      { why: 'stopped', trials: 1, fault: null },
      { why: 'not ended', trials: 3, fault: null },
    ]);
    expect(text).toContain(
      'Incomplete: 9 of 14 trials did not finish. Failed: a in 2 of 7 trials (task t: judge of sequence 1: too sure); ' +
        'a in 1 of 7 trials (its worker thread died).',
    );
  });

  it('says of all failed ones alone how, and names many contestants by their number', () => {
    const all = ['a', 'b', 'c', 'd'].map((name) => ({ ...judged, name }));
    expect(verdict(all).text).toBe(
      'No verdict: every trial failed. Failed: 4 contestants in 20 trials (task t: judge of sequence 0: too sure).',
    );
  });

  it('names nobody who may not be better than chance, with the missing trials at their worst', () => {
    const near = (error: number) => unsolved(error);
    const leader = contestant(
      'leader',
      ...Array.from({ length: 12 }, (_, i) => near(0.5 + 0.001 * i)),
      ...Array.from({ length: 10 }, (_, i) => near(0.74 + 0.0001 * i)),
      ...Array.from({ length: 4 }, (_, i) => failed(i)),
    );
    const other = contestant('other', ...Array.from({ length: 26 }, (_, i) => near(0.8 + 0.001 * i)));
    const { winner, text, comparisons } = verdict([leader, other], { seeds: 26, chance: { error: 0.75 } });
    expect(comparisons[0]!.significant).toBe(true);
    expect(winner).toBeNull();
    expect(text).toMatch(
      /^No winner: nobody solved the task, and with the missing trials at their worst nobody is better than chance\. Seen: leader test error \d+ %; other test error 81 %\. Test errors are interquartile means\. Incomplete: 4 of 52/,
    );
  });

  it('holds however the missing trials would have ended', () => {
    const outcome = fc.oneof(
      fc.integer({ min: 0, max: 9 }).map((cost) => solvedAt(1e9 * cost)),
      fc.integer({ min: 0, max: 9 }).map((error) => unsolved(0.7 + 0.01 * error)),
      fc.constant(broken('exploded')),
    );
    const lost = fc.oneof(
      { weight: 9, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom(failed(1), broken('stopped', 9e9)) },
    );
    const seeds = 12;
    const trials = (good: boolean) =>
      fc.array(
        fc.record({
          end: good ? fc.integer({ min: 0, max: 6 }).map((cost) => solvedAt(1e8 * (1 + cost))) : outcome,
          lost,
        }),
        { minLength: seeds, maxLength: seeds },
      );
    let named = 0;
    fc.assert(
      fc.property(fc.tuple(trials(true), trials(false), trials(false)), (all) => {
        const names = ['a', 'b', 'c'];
        const seen = all.map((mine, i) => contestant(names[i]!, ...mine.map(({ end, lost }) => lost ?? end)));
        const { winner } = verdict(seen, { seeds, chance: { error: 0.75 } });
        if (winner === null || all.flat().every(({ lost }) => lost === null)) return;
        named++;
        const ended = all.map((mine, i) => contestant(names[i]!, ...mine.map(({ end }) => end)));
        expect(verdict(ended, { seeds, chance: { error: 0.75 } }).winner).toBe(winner);
      }),
      { numRuns: 200, seed: 5 },
    );
    expect(named).toBeGreaterThan(20);
  });
});

describe('random search among the contestants', () => {
  it('shows that a task which it solves needs no learning', () => {
    const floor = { ...contestant('random', ...[5e10, 6e10, 7e10, 8e10, 9e10].map(solvedAt)), floor: true };
    expect(verdict([fast, floor]).text).toMatch(
      /random only guesses and solved 5 of 5: the task needs no learning\.$/,
    );
  });

  it('is not remarked on where it solves nothing', () => {
    expect(verdict([fast, { ...stuck, floor: true }]).text).not.toContain('guesses');
  });
});

describe('any verdict', () => {
  it('is plain ASCII in one line', () => {
    for (const three of [[fast, slow, stuck], [stuck, alsoStuck], [fast]]) {
      expect(verdict(three, { chance: { error: 0.75 } }).text).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  it('crowns one of four equal contestants in at most 5 % of simulated tournaments', () => {
    const random = randomStream('test', 'verdict');
    let crowned = 0;
    for (let tournament = 0; tournament < 300; tournament++) {
      const contestants = ['a', 'b', 'c', 'd'].map((name) =>
        contestant(name, ...Array.from({ length: 6 }, () => solvedAt(1 + random.uniform()))),
      );
      if (verdict(contestants, { seeds: 6 }).winner !== null) crowned++;
    }
    expect(crowned / 300).toBeLessThan(0.05);
  });
});
