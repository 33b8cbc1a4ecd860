/** Forecasts and orders go by what a pass over a sequence costs, which need not be in proportion to the parameters. */
import { describe, expect, it } from 'vitest';
import { elmanNet } from '../../../src/nets/elman.ts';
import { findArchitecture } from '../../../src/nets/index.ts';
import { passMacs } from '../../../src/nets/net-of.ts';
import { specimensOf } from '../../../src/report/champions.ts';
import { estimateDuration } from '../../../src/tournament/forecast/estimate.ts';
import { builtIn } from '../../../src/tournament/spec/catalogue.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import type { TaskChoice, TournamentEvent, TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { runningOrder } from '../../../src/tournament/threads/schedule.ts';
import { passageOf } from '../../../src/ui/model/nets-model.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { gated } from '../../support/nets/gated.ts';

/** Of 1,000 symbols: W_in has 1,000 weights a unit, of which a step uses one. */
const base = resolveTask('temporal-order');
const symbols = (size: number, label: string): TaskChoice => ({
  ...base,
  label,
  facts: { ...base.facts, steps: 20, shape: { ...base.facts.shape, inputs: { kind: 'symbols', size } } },
});
const many = symbols(1000, 'many');
const few = symbols(6, 'few');

const specOf = (
  tasks: readonly TaskChoice[],
  contestants: readonly ReturnType<typeof resolveContestant>[],
): TournamentSpec => ({ tasks, contestants, seeds: 1, seed: 1, budget: { updates: 1000 }, device: 'wasm' });

describe('what a pass over a sequence costs', () => {
  it('is what the architecture says, not its parameters', () => {
    const contestant = resolveContestant('msgd', { hidden: 10 });
    expect(passMacs(contestant, many.facts.shape, 20)).toBe(20 * (100 + 10) + 4 * 10);
    const other = { architecture: 'gated', netOptions: { hidden: 10 } };
    expect(passMacs(other, many.facts.shape, 20, () => gated)).toBe(20 * (200 + 20 + 10) + 4 * 10);
    expect(() => passMacs(other, many.facts.shape, 20)).toThrow("unknown net 'gated'");
  });

  it('of a product with the curvature is a gradient and W_rec and W_out once more, peepholes as W_rec', () => {
    const extent = { activeSteps: 20, scoredSteps: 2, symbols: null };
    for (const [architecture, recurrent] of [
      ['elman', 49],
      ['lstm', 4 * 49 + 21],
      ['gru', 3 * 49],
    ] as const) {
      const { build, macs, options } = findArchitecture(architecture);
      const net = build({ inputs: 3, outputs: 2 }, options.parse({ hidden: 7 }));
      const more = macs.curvature!(net, extent) - macs.gradient(net, extent, { omega: false });
      expect(more).toBe(20 * recurrent + 2 * 2 * 7);
    }
  });

  it('orders trials: a wide look-up is cheap, however many parameters it has', () => {
    const [small, large] = [
      resolveContestant('msgd', { hidden: 10 }, { as: 'small' }),
      resolveContestant('msgd', { hidden: 40 }, { as: 'large' }),
    ];
    const trials = [...trialsOf(specOf([many], [small])), ...trialsOf(specOf([few], [large]))];
    // 10,154 parameters at 110 MACs a step, and 2,084 at 1,640.
    expect(runningOrder(builtIn, trials).map(({ id }) => id)).toEqual(['few/large/1', 'many/small/1']);
  });

  it('scales a forecast from the task that was tried to the one that was not', async () => {
    const spec = specOf([few, many], [resolveContestant('msgd', { hidden: 10 })]);
    let clock = 0;
    // An update takes a second, and after the first try there is no more time.
    async function* play(alone: TournamentSpec): AsyncGenerator<TournamentEvent> {
      const id = `${alone.tasks[0]!.label}/msgd/1`;
      yield { type: 'started', id, parameters: 1 };
      const cost = { macs: 1e6, updates: 1, evaluations: 0, sequences: 20, seconds: 1 };
      yield { type: 'progress', id, cost, spent: 0, trainingLoss: 1 };
      clock = 100;
    }
    const { pairs } = await estimateDuration(spec, trialsOf(spec), {
      workers: 1,
      play,
      now: () => clock,
      within: 10,
    });
    expect(
      pairs.map(({ task, measured, secondsAtMost }) => [task, measured, Math.round(secondsAtMost!)]),
    ).toEqual([
      ['few', true, 1000],
      ['many', false, 1000],
    ]);
  });

  it('decides whether a net is followed in pictures', () => {
    const batch = randomBatch({
      loss: 'softmax',
      input: 'symbols',
      inputs: 20_000,
      outputs: 4,
      sequences: 1,
      steps: 500,
      seed: 1,
    });
    // 1,040,000 parameters a step would be beyond what is followed; 3,000 MACs are not.
    const net = elmanNet({ unit: 'tanh', inputs: 20_000, hidden: 50, outputs: 4 });
    expect(passageOf(net, randomParameters(net, 1), batch, 0)?.strips[0]?.values).toHaveLength(500);
  });

  it('decides how many sequences a report follows', () => {
    const task = symbols(20_000, 'widest');
    const batch = randomBatch({
      loss: 'softmax',
      input: 'symbols',
      inputs: 20_000,
      outputs: 4,
      sequences: 9,
      steps: 60,
      seed: 1,
    });
    const contestant = resolveContestant('msgd', { hidden: 50 });
    const net = elmanNet({ unit: 'tanh', inputs: 20_000, hidden: 50, outputs: 4 });
    const trial = { contestant: 'msgd', repetition: 1, testError: 0, solved: true } as never;
    const limits = { steps: 400, units: 64, inputs: 8, states: 1e6 } as never;
    const best = { contestant, trial, parameters: randomParameters(net, 1) };
    expect(specimensOf(task, [best], batch, limits).sequences).toHaveLength(9);
  });
});
