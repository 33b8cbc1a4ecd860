/** Handovers: what the contract of learners does not ask. */
import { describe, expect, it } from 'vitest';
import { findLearner, learners } from '../../../src/learners/index.ts';
import { lookInside } from '../../../src/learners/inside.ts';
import type { Problem } from '../../../src/learners/learner.ts';
import { formatBudget, neverEnds } from '../../../src/tournament/spec/budget.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { Budget } from '../../../src/tournament/spec/tournament.ts';
import { netProblem, STEPS_OF_BUDGET, search, steps } from '../../support/learners/fake-problem.ts';
import { play, playTournament, someOf, timeless, toySpec, toyTrial } from '../../support/tournament/toys.ts';

const handover = findLearner('handover');
const BRED = 'genitor-real:population=12,inFlight=6,renewal=20,sequences=8';
const TRAINED = 'msgd-c:batch=4,learningRate=0.1';

/** Search of these parts on the fake problem. */
const begin = (parts: string, at: number | string, given: Partial<Problem> = {}) =>
  search(handover, { ...netProblem(), ...given }, { parts, at });

/** Search of one contestant with the settings of a part. */
const alone = (part: string) => {
  const own = handover.settings.parse({ parts: `${part}>${part}` }) as { parts: string };
  const [name = ''] = part.split(':');
  const assignments = own.parts
    .split('>')[0]!
    .slice(name.length + 1)
    .split(',');
  const learner = learners.find(({ contestants }) => contestants.some((one) => one.name === name))!;
  const values = assignments.map((one) => one.split('='));
  const settings = Object.fromEntries(
    values.map(([key, text]) => [key, Number.isNaN(Number(text)) ? text : Number(text)]),
  );
  return search(learner, netProblem(), settings);
};

describe('a handover', () => {
  it.each([
    { at: 1, parts: [BRED, TRAINED], same: BRED },
    { at: 0, parts: [BRED, TRAINED], same: TRAINED },
    { at: 1, parts: [TRAINED, BRED], same: TRAINED },
    { at: 0, parts: [TRAINED, BRED], same: BRED },
  ])('at $at of $parts makes the very steps of $same', async ({ at, parts, same }) => {
    const [handed, pure] = [await begin(parts.join('>'), at), await alone(same)];
    expect(await steps(handed, 8)).toEqual(await steps(pure, 8));
    expect([...handed.champion().parameters]).toEqual([...pure.champion().parameters]);
  });

  it('goes on from the net of the part before, exactly, once the share is spent', async () => {
    const running = await begin(`${TRAINED}>${TRAINED}`, 0.5);
    const pure = await alone(TRAINED);
    await steps(running, STEPS_OF_BUDGET / 2);
    await steps(pure, STEPS_OF_BUDGET / 2);
    expect(lookInside(running).part).toBe(1);
    const handed = [...running.champion().parameters];
    expect(handed).toEqual([...pure.champion().parameters]);
    // The second part begins its stream of batches anew, from that net.
    const problem = netProblem();
    const second = await search(
      findLearner('sgd'),
      { ...problem, initialise: () => Float32Array.from(handed) },
      { batch: 4, learningRate: 0.1, threshold: 1 },
    );
    expect(await steps(running, 5)).toEqual(await steps(second, 5));
    expect(lookInside(running).part).toBe(2);
  });

  it('seeds a population: the net itself, and others around it with the deviation that is asked for', async () => {
    const members = 4000;
    const chosen = `${TRAINED}>genitor-real:population=${members},sequences=8`;
    const running = await search(handover, netProblem(), { parts: chosen, at: 0.5, spread: 0.3 });
    await steps(running, STEPS_OF_BUDGET / 2);
    const net = running.champion().parameters.slice();
    await steps(running, 1);
    const { arrays } = running.snapshot();
    const genes = arrays['part/genes'] as Float32Array;
    const slots = Array.from({ length: members }, (_, slot) =>
      genes.subarray(slot * net.length, (slot + 1) * net.length),
    );
    expect([...slots[0]!]).toEqual([...net]);
    for (let gene = 0; gene < net.length; gene++) {
      const away = slots.slice(1).map((slot) => slot[gene]! - net[gene]!);
      const mean = away.reduce((sum, value) => sum + value, 0) / away.length;
      const variance = away.reduce((sum, value) => sum + (value - mean) ** 2, 0) / away.length;
      // Five standard errors.
      expect(Math.abs(mean)).toBeLessThan((5 * 0.3) / Math.sqrt(members));
      expect(Math.abs(Math.sqrt(variance) - 0.3)).toBeLessThan((5 * 0.3) / Math.sqrt(2 * members));
    }
  });

  it('leaves frozen parameters as they are in every member', async () => {
    const frozen = { indices: Int32Array.of(0, 3), values: Float32Array.of(7, -7) };
    const running = await begin(`${TRAINED}>${BRED}`, 0.5, { frozen });
    await steps(running, STEPS_OF_BUDGET / 2 + 1);
    const genes = running.snapshot().arrays['part/genes'] as Float32Array;
    const { parameters } = netProblem().net;
    for (let slot = 0; slot < 12; slot++)
      expect([genes[slot * parameters], genes[slot * parameters + 3]]).toEqual([7, -7]);
  });

  it('passes through three parts at their shares', async () => {
    const running = await begin(`${TRAINED}>adam:batch=4>${TRAINED}`, '0.25@0.5');
    const seen: unknown[] = [];
    for (let step = 0; step < 24; step++) {
      await running.step();
      seen.push(lookInside(running).part);
    }
    expect(seen).toEqual([...Array(10).fill(1), ...Array(10).fill(2), ...Array(4).fill(3)]);
  });

  it('collects what the first part has begun, so that no helper is left with it', async () => {
    const problem = netProblem();
    let open = 0;
    const running = await search(
      handover,
      {
        ...problem,
        evaluatePopulation: (...given) => {
          open++;
          const collect = problem.evaluatePopulation(...given);
          return () => {
            open--;
            return collect();
          };
        },
      },
      { parts: `${BRED}>${TRAINED}`, at: 0.5 },
    );
    while (lookInside(running).part === 1) await running.step();
    expect(open).toBe(0);
  });
});

const small = (parts: string, at: number) =>
  resolveContestant('handover', { parts, at, hidden: 3, initialisation: 'gaussian' }, { as: parts });
const bred = 'genitor:encoding=real,population=12,sequences=16,inFlight=8,renewal=100';

describe('a trial of a handover', () => {
  const budgets: readonly Budget[] = [{ macs: 400_000 }, { updates: 30, evaluations: 120 }];

  it.each(budgets.map((budget) => ({ budget, title: formatBudget(budget).join(' ') })))(
    'hands over at its share of $title',
    async ({ budget }) => {
      const { checkpoints, result } = await play(
        toyTrial(small(`${bred}>msgd-cr:learningRate=0.001`, 0.5), budget, 'hopeless'),
      );
      expect(result.stop.reason).toBe('budget');
      const first = checkpoints.filter(({ checkpoint: { inside } }) => inside.part === 1);
      const second = checkpoints.filter(({ checkpoint: { inside } }) => inside.part === 2);
      expect(second.length).toBeGreaterThan(0);
      for (const { spent } of first) expect(spent).toBeLessThan(0.56);
      for (const { spent } of second) expect(spent).toBeGreaterThanOrEqual(0.5);
      expect(result.cost.updates).toBeGreaterThan(0);
      expect(result.cost.evaluations).toBeGreaterThan(12);
    },
  );

  it('costs what its parts cost: evaluations before, and after it updates', async () => {
    const spec = toyTrial(small(`${bred}>msgd-c`, 0.5), { macs: 300_000 }, 'hopeless');
    const { result } = await play(spec);
    // An Elman net of 3 units and 2 outputs on 4 steps whose inputs are symbols: H² and H a step, and O·H at the end.
    const forward = 4 * (9 + 3) + 2 * 3;
    // Twice the pass, and the signals back through W_rec and W_out.
    const gradient = 2 * forward + 4 * 9 + 2 * 3;
    const { cost } = result;
    expect(cost.updates).toBeGreaterThan(0);
    expect(cost.macs).toBe(cost.evaluations * 16 * forward + cost.updates * 20 * gradient);
    expect(cost.sequences).toBe(cost.evaluations * 16 + cost.updates * 20);
  });

  it('goes on from every checkpoint to the same end, on any number of workers', async () => {
    const contestants = [small(`${bred}>msgd-cr`, 0.4), small(`msgd-cr>${bred}`, 0.4)];
    const budget = { macs: 300_000 };
    for (const contestant of contestants) {
      const spec = toyTrial(contestant, budget, 'hopeless');
      const whole = await play(spec);
      for (const { snapshot } of someOf(whole.checkpoints.slice(0, -1))) {
        const values = JSON.parse(JSON.stringify(snapshot!.values));
        const resumed = await play(spec, { resume: { arrays: snapshot!.arrays, values } });
        expect(timeless(resumed.result)).toEqual(timeless(whole.result));
      }
    }
    const tournament = toySpec(contestants, budget);
    const [one, three] = [
      await playTournament(tournament, { workers: 1 }),
      await playTournament(tournament, { workers: 3, jobMacs: 1000 }),
    ];
    expect(three.byId).toEqual(one.byId);
  });
});

describe('the text of parts', () => {
  it('means the same once it has been read', () => {
    const names = learners.flatMap(({ name, contestants }) =>
      ['neat', 'hyperneat', 'reservoirs', 'handover', 'rpg'].includes(name)
        ? []
        : contestants.map((one) => ({ name: one.name, net: (one as { net?: string }).net ?? 'elman' })),
    );
    expect(names.length).toBeGreaterThan(20);
    for (const { name, net } of names) {
      const second = { elman: 'msgd-cr', lstm: 'lstm', gru: 'gru', reservoir: 'sgd-readout' }[net];
      const contestant = resolveContestant('handover', { parts: `${name}>${second}` });
      expect(contestant.architecture, name).toBe(net);
      const again = resolveContestant('handover', contestant.settings);
      expect(again.settings, name).toEqual(contestant.settings);
      // The net is that of the first part alone.
      expect(contestant.netOptions, name).toEqual(resolveContestant(name).netOptions);
    }
  });

  it.each([
    [{ parts: 'genitor' }, /write two contestants or more, as in genitor>msgd-cr/],
    [{ parts: 'genitor>' }, /write two contestants or more/],
    [{ parts: 'genitor>neat' }, /unknown part of a handover 'neat' \(known: genitor, /],
    [{ parts: 'gentor>msgd' }, /'gentor', did you mean 'genitor'\?/],
    [{ parts: 'genitor>lstm' }, /part lstm is of a net lstm, and the first part genitor of a net elman;/],
    [{ parts: 'genitor>msgd:hidden=3' }, /part msgd:hidden=3: the net is that of the first part/],
    [{ parts: 'genitor:populaton=3>msgd' }, /part genitor:populaton=3: .* did you mean 'population'\?/],
    [{ parts: 'genitor:population=x>msgd' }, /part genitor:population=x: population must be a whole number/],
    [{ parts: 'genitor>msgd:forcing=none' }, /forcing is of all parts alike/],
    [{ at: 1.5 }, /at must be a number from 0 to 1, not 1.5/],
    [{ parts: 'genitor>adam>msgd' }, /at has one share, and 3 parts hand over 2 times; .* at=0.1@0.2/],
    [{ parts: 'genitor>adam>msgd', at: '0.5@0.1' }, /must be numbers from 0 to 1 that do not fall/],
  ])('%j is refused in one line', (settings, line) => {
    expect(() => resolveContestant('handover', settings)).toThrow(line);
  });

  it('needs a limit for every part that runs', () => {
    const { settings } = resolveContestant('handover', { parts: 'genitor>msgd-cr' });
    const counts = handover.countsWith!(settings);
    expect(counts).toEqual(['evaluations', 'updates']);
    expect(neverEnds({ updates: 5 }, 'h', counts)).toMatch(/never ends its part by evaluations; add a limit/);
    expect(neverEnds({ updates: 5, evaluations: 5 }, 'h', counts)).toBeNull();
    expect(neverEnds({ macs: 5 }, 'h', counts)).toBeNull();
    expect(handover.countsWith!({ ...settings, at: 1 })).toEqual(['evaluations']);
    expect(handover.countsWith!({ ...settings, at: 0 })).toEqual(['updates']);
  });
});
