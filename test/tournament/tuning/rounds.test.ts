import { describe, expect, it } from 'vitest';
import { noEarlierSession } from '../../../src/tournament/earlier-session.ts';
import type {
  TournamentEvent,
  TournamentSpec,
  TrialResult,
} from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { roundsOf } from '../../../src/tournament/tuning/halving.ts';
import { inRoundOf, nextRound, roundOf, withShare } from '../../../src/tournament/tuning/next-round.ts';
import { playRounds, type RoundEvent } from '../../../src/tournament/tuning/play-rounds.ts';
import { isTuned, tunedContestants } from '../../../src/tournament/tuning/tuned-contestants.ts';
import { TuningMemory } from '../../../src/tournament/tuning/tuning-memory.ts';
import { cost, result } from '../../support/cli/recording.ts';
import { smallContestant, toySpec } from '../../support/tournament/toys.ts';

const COUNT = 9;
const rounds = roundsOf('halving', COUNT);
const names = (base: string) => Array.from({ length: COUNT }, (_, index) => `${base}#${index + 1}`);

/** Two searches of nine candidates, in three rounds' first. */
const spec: TournamentSpec = toySpec(
  ['genitor', 'msgd'].flatMap((base) =>
    names(base).map((name) => withShare({ ...smallContestant(base), name }, rounds[0]!.share)),
  ),
  { macs: 9e6 },
  {
    seeds: 2,
    tuning: {
      sampler: 'halving',
      rounds,
      searches: ['genitor', 'msgd'].map((contestant) => ({
        contestant,
        preset: contestant,
        space: {},
        candidates: names(contestant),
      })),
    },
  },
);

const numberOf = (name: string): number => Number(name.slice(name.indexOf('#') + 1));

/** Results in which a candidate is the better, the higher its number: less is wrong in its tests. */
const resultsOf = (played: TournamentSpec): Map<string, TrialResult> =>
  new Map(
    trialsOf(played).map(({ id, contestant, budget }) => [
      id,
      result(id, 'budget', { testError: 0.9 - numberOf(contestant.name) / 100, cost: cost(budget.macs!) }),
    ]),
  );

const sharesOf = ({ contestants }: TournamentSpec): Record<string, number> =>
  Object.fromEntries(
    contestants.flatMap(({ name, budgetShare }) => (budgetShare ? [[name, budgetShare]] : [])),
  );

describe('the end of a tuning', () => {
  it('does not come where all trials of a contestant failed, since none of its settings is the best', () => {
    const one = { ...spec, tuning: { ...spec.tuning!, rounds: [{ candidates: COUNT, share: 1 }] } };
    const last = { ...one, contestants: one.contestants.map((candidate) => withShare(candidate, 1)) };
    const results = resultsOf(last);
    expect(isTuned(last, results)).toBe(true);
    const failed = new Map(
      [...results].map(([id, ended]) => [id, id.includes('msgd#') ? result(id, 'failed') : ended]),
    );
    expect(isTuned(last, failed)).toBe(false);
    const [first] = [...results].find(([id]) => id.includes('msgd#'))!;
    expect(isTuned(last, failed.set(first, results.get(first)!))).toBe(true);
  });
});

describe('the next round', () => {
  it('gives the best candidates of each search a larger share, and leaves the others as they are', () => {
    expect(rounds.map(({ candidates }) => candidates)).toEqual([9, 3]);
    expect(roundOf(spec)).toBe(0);
    const second = nextRound(spec, resultsOf(spec))!;
    expect(roundOf(second)).toBe(1);
    const left = Object.keys(sharesOf(second));
    expect(left).toEqual([...names('genitor').slice(0, 6), ...names('msgd').slice(0, 6)].map((name) => name));
    expect(
      second.contestants.filter(({ budgetShare }) => budgetShare === undefined).map(({ name }) => name),
    ).toEqual([...names('genitor').slice(6), ...names('msgd').slice(6)]);
    expect(nextRound(second, resultsOf(second))).toBeNull();
  });

  it('waits for every trial of the round, those that were stopped too', () => {
    const all = resultsOf(spec);
    const [[first]] = [...all] as [[string, TrialResult]];
    const lacking = new Map(all);
    lacking.delete(first);
    expect(nextRound(spec, lacking)).toBeNull();
    expect(nextRound(spec, new Map(all).set(first, result(first, 'stopped')))).toBeNull();
    expect(nextRound(spec, new Map(all).set(first, result(first, 'failed')))).not.toBeNull();
  });

  it('is none for a tournament that tunes nothing', () => {
    const { tuning: _, ...plain } = spec;
    expect(nextRound(plain, resultsOf(plain))).toBeNull();
  });

  it('is found again in a run that has come to it', () => {
    const second = nextRound(spec, resultsOf(spec))!;
    expect(inRoundOf(spec, second)).toEqual(second);
  });
});

describe('the best settings', () => {
  it('are those of the best candidate of the last round, with what was spent on all', () => {
    const second = nextRound(spec, resultsOf(spec))!;
    const results = resultsOf(second);
    // A candidate that fell out counts behind those that went on, however well it did.
    for (const id of results.keys()) {
      if (id.includes('genitor#1/')) results.set(id, result(id, 'solved'));
    }
    const found = tunedContestants(second, results);
    expect(found.map(({ contestant, name }) => [contestant, name])).toEqual([
      ['genitor', 'genitor'],
      ['msgd', 'msgd'],
    ]);
    expect(found[1]!.tuned).toEqual({
      candidates: 9,
      seeds: 2,
      macs: 2 * (6 * 3e6 + 3 * 9e6),
      sampler: 'halving',
    });
    expect(found[0]!.settings).toMatchObject({ hidden: 3, population: 12, sequences: 16 });
  });
});

describe('a tuning that is played', () => {
  it('tells its rounds, and plays in each those alone that have more to spend', async () => {
    const played: string[][] = [];
    const memory = new TuningMemory(noEarlierSession);
    const told: (TournamentEvent | RoundEvent)[] = [];
    for await (const event of playRounds(spec, noEarlierSession, {
      async *play(round, past) {
        const open = trialsOf(round).filter(({ id }) => !past.finished.has(id));
        played.push(open.map(({ id }) => id));
        const results = resultsOf(round);
        for (const { id } of open) {
          const snapshot = { arrays: {}, values: { id } };
          yield { type: 'checkpoint', id, checkpoint: {} as never, spent: 1, champion: null, snapshot };
          yield { type: 'finished', id, result: results.get(id)!, extendable: true };
        }
        yield { type: 'done', stopped: false };
      },
      open: (next, held) => memory.goOn(held, next),
    })) {
      told.push(event);
      if (event.type !== 'round') memory.hear(event);
    }
    expect(played.map((ids) => ids.length)).toEqual([36, 12]);
    expect(played[1]!.every((id) => Number(/#(\d+)/.exec(id)![1]) > 6)).toBe(true);
    const begun = told.filter((event) => event.type === 'round');
    expect(begun).toMatchObject([{ round: 2, rounds: 2 }]);
    expect([...begun[0]!.past.resume.keys()].sort()).toEqual([...played[1]!].sort());
    expect(told.filter((event) => event.type === 'done')).toEqual([{ type: 'done', stopped: false }]);
    expect(told.at(-1)).toEqual({ type: 'done', stopped: false });
  });

  it('ends within a round that is stopped', async () => {
    const told: string[] = [];
    for await (const event of playRounds(spec, noEarlierSession, {
      async *play() {
        yield { type: 'done', stopped: true };
      },
      open: () => noEarlierSession,
    })) {
      told.push(event.type);
    }
    expect(told).toEqual(['done']);
  });
});
