/** The setting `net` with a second architecture on offer, wherever a contestant is written. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contestantListing } from '../../../src/cli/contestants/listing.ts';
import { planDuel } from '../../../src/cli/duel/plan.ts';
import { UserError } from '../../../src/errors.ts';
import { architectures } from '../../../src/nets/index.ts';
import type { Architecture } from '../../../src/nets/net.ts';
import { readContestants } from '../../../src/tournament/script/contestants.ts';
import { FaultList } from '../../../src/tournament/script/fault-list.ts';
import { contestantWords } from '../../../src/tournament/spec/contestant-words.ts';
import { contestants } from '../../../src/tournament/spec/contestants.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import { offerGated } from '../../support/nets/with-gated.ts';

describe('with one architecture on offer', () => {
  const offered = architectures as Architecture[];
  let others: readonly Architecture[] = [];
  beforeAll(() => {
    others = offered.splice(1);
  });
  afterAll(() => {
    offered.push(...others);
  });

  it('no listing names the setting, and it may be written all the same', () => {
    expect(contestantListing('msgd', false, 100)).not.toMatch(/^ *net +(elman,|one of)/m);
    expect(contestantListing('msgd', true, 100)).not.toContain('"name": "net"');
    expect(resolveContestant('msgd', { net: 'elman' })).toEqual(resolveContestant('msgd'));
  });
});

describe('with further architectures on offer', () => {
  offerGated();

  const refusal = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      return (error as Error).message;
    }
    throw new Error('nothing was refused');
  };

  it('a contestant has its own net unless its settings choose another', () => {
    expect(resolveContestant('msgd').architecture).toBe('elman');
    const chosen = resolveContestant('msgd', { net: 'gated' });
    expect(chosen).toMatchObject({ learner: 'sgd', architecture: 'gated' });
    // The preset's hidden=50 is within the bounds of the other net; its unit and initialisation are options of none.
    expect(chosen.netOptions).toEqual({ hidden: 50, deviation: 0.3 });
    expect(chosen.settings).toEqual(resolveContestant('msgd').settings);
    expect(resolveContestant('msgd', { net: 'gated', hidden: 9 }).netOptions).toMatchObject({ hidden: 9 });
    expect(resolveContestant('genitor', { net: 'gated' }).netOptions).toEqual({ hidden: 8, deviation: 0.5 });
    expect(contestantWords(resolveContestant('msgd', { net: 'gated', hidden: 9 }))).toBe(
      'sgd, gated: learningRate=0.03, hidden=9',
    );
  });

  it('a wrong net is refused with the nearest, and so is an option of another net', () => {
    expect(refusal(() => resolveContestant('msgd', { net: 'gatd' }))).toBe(
      "contestant msgd: net must be one of elman, lstm, gru, reservoir, graph, gated, not 'gatd', did you mean 'gated'?",
    );
    expect(refusal(() => resolveContestant('msgd', { net: 3 }))).toBe(
      'contestant msgd: net must be one of elman, lstm, gru, reservoir, graph, gated, not 3',
    );
    expect(refusal(() => resolveContestant('msgd', { net: 'gated', unit: 'relu' }))).toMatch(
      /^contestant msgd: unknown setting 'unit'.*\(known: learningRate, .*, net, hidden, deviation\)$/,
    );
  });

  it('a script sweeps over nets, and names each variant by its net and by what differs within it', async () => {
    const faults = new FaultList();
    const read = await readContestants(
      [
        { contestant: 'msgd', settings: { net: ['elman', 'gated'] } },
        { contestant: 'msgd-c', settings: { net: 'gated', deviation: [0.1, 0.2] } },
        { contestant: 'genitor', settings: { net: 'gated' }, name: 'mine' },
        contestants.random.with({ net: 'gated' }),
      ],
      faults,
    );
    expect(faults.size).toBe(0);
    expect(read.map(({ contestant }) => [contestant.name, contestant.architecture])).toEqual([
      ['msgd:net=elman', 'elman'],
      ['msgd:net=gated', 'gated'],
      ['msgd-c:net=gated,deviation=0.1', 'gated'],
      ['msgd-c:net=gated,deviation=0.2', 'gated'],
      ['mine', 'gated'],
      ['random:net=gated', 'gated'],
    ]);
  });

  it('a command line chooses it, wherever among the settings it stands', async () => {
    const flags = {
      contestant: ['msgd:deviation=0.1,net=gru', 'genitor'],
      ...{ seeds: 1, seed: 1, workers: 1, budget: ['5update', '5evaluation'], device: 'wasm' },
    };
    const { spec } = await planDuel('xor', flags as unknown as Parameters<typeof planDuel>[1]);
    expect(spec.contestants.map(({ name, architecture }) => [name, architecture])).toEqual([
      ['msgd:deviation=0.1,net=gru', 'gru'],
      ['genitor', 'elman'],
    ]);
    expect(spec.contestants[0]!.netOptions).toMatchObject({ hidden: 50, deviation: 0.1, updateBias: 1 });
    const wrong = { ...flags, contestant: ['msgd:net=gatet', 'genitor'] };
    await expect(planDuel('xor', wrong as unknown as Parameters<typeof planDuel>[1])).rejects.toThrow(
      "--contestant msgd:net=gatet: net must be one of elman, lstm, gru, reservoir, graph, gated, not 'gatet', did you mean 'gated'?",
    );
  });

  it('listings name it with what there is', () => {
    expect(contestantListing('msgd', false, 100)).toMatch(/net.*elman.*lstm.*gru.*reservoir.*gated/);
    const { contestants: listed } = JSON.parse(contestantListing('msgd', true, 100));
    expect(listed[0].options).toContainEqual(
      expect.objectContaining({
        name: 'net',
        of: 'net',
        default: 'elman',
        choices: ['elman', 'lstm', 'gru', 'reservoir', 'graph', 'gated'],
      }),
    );
    expect(listed[0].net).toBe('elman');
  });
});
