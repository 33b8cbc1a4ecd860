/** A learner that only tests have, in plans and trials: capabilities decide, not its kind. */
import { describe, expect, it } from 'vitest';
import { contestantListing } from '../../src/cli/contestants/listing.ts';
import { planDuel } from '../../src/cli/duel/plan.ts';
import { planTournament } from '../../src/tournament/script/plan-tournament.ts';
import { requireEnd } from '../../src/tournament/spec/budget.ts';
import { builtIn } from '../../src/tournament/spec/catalogue.ts';
import { requireFit } from '../../src/tournament/spec/fit.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import type { TrialSpec } from '../../src/tournament/spec/tournament.ts';
import { isShareable } from '../../src/tournament/threads/schedule.ts';
import { offerToyLearner } from '../support/learners/toy-learner.ts';
import { play, toyTrial } from '../support/tournament/toys.ts';

offerToyLearner();

const flags = {
  seeds: 1,
  seed: 1,
  workers: 1,
  device: 'reference',
  contestant: ['toy'],
  budget: ['20update'],
} as const;
const TOO_LARGE = 'on xor: learner toy-solver solves for at most 1000 parameters, use a smaller net';

const trial = (settings: Readonly<Record<string, unknown>> = {}, preset = 'toy'): TrialSpec =>
  toyTrial(resolveContestant(preset, settings), { updates: 20 });

describe('a learner that counts updates and evaluates populations', () => {
  it('ends by a budget in updates and not by one in evaluations, whatever its kind is called', async () => {
    expect(() => requireEnd({ evaluations: 5 }, 'toy', 'updates')).toThrow(
      /makes updates and no evaluations/,
    );
    await expect(
      planDuel('xor', { ...flags, contestant: ['toy'], budget: ['20update'] }),
    ).resolves.toBeDefined();
    await expect(
      planDuel('xor', { ...flags, contestant: ['toy'], budget: ['20evaluation'] }),
    ).rejects.toThrow('toy makes updates and no evaluations, so this never ends it');
  });

  it('is helped by idle workers', () => {
    expect(isShareable(builtIn, trial())).toBe(true);
    expect(isShareable(builtIn, trial({}, 'msgd'))).toBe(false);
  });

  it('plays a trial, counted in its unit', async () => {
    const { result } = await play(trial());
    expect(result).toMatchObject({ stop: { reason: 'budget' }, cost: { updates: 20, evaluations: 0 } });
  });

  it('is listed', () => {
    expect(contestantListing('toy', false, 80)).toContain('toy-solver: solves, as far as a toy can');
    expect(contestantListing(undefined, false, 80)).toMatch(/toy +a toy/);
  });
});

describe('a net that a learner cannot find weights for', () => {
  it('is refused before anything starts, with the contestant and the task', async () => {
    expect(() => requireFit(resolveContestant('toy', { hidden: 100 }), resolveTask('xor'))).toThrow(
      `contestant toy ${TOO_LARGE}`,
    );
    await expect(planDuel('xor', { ...flags, contestant: ['toy:hidden=100'] })).rejects.toThrow(
      `contestant toy:hidden=100 ${TOO_LARGE}`,
    );
    const tournament = {
      tasks: ['xor'],
      contestants: [{ contestant: 'toy', settings: { hidden: 100 } }],
      seeds: 1,
      budget: '20update',
      device: 'reference',
      floor: false,
    };
    await expect(planTournament(tournament as never, { source: 'my.yaml' })).rejects.toThrow(TOO_LARGE);
  });

  it('fails its trial where a run comes to it all the same', async () => {
    const { result } = await play(trial({ hidden: 100 }));
    expect(result.stop.reason).toBe('failed');
    expect(result.stop.detail).toMatch(/^learner toy-solver: solves for at most 1000/);
  });
});
