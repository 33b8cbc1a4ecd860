import { describe, expect, it } from 'vitest';
import { realVector } from '../../../genomes/real-vector.ts';
import type { Birth, BirthWatcher } from '../../../src/learners/genetic/births.ts';
import { ChildMaker } from '../../../src/learners/genetic/child.ts';
import { genitor } from '../../../src/learners/genetic/genitor.ts';
import type { GenitorSettings } from '../../../src/learners/genetic/genitor-settings.ts';
import { genesAt } from '../../../src/learners/genetic/population.ts';
import {
  functionProblem,
  type LossFunction,
  search,
  sphere,
  steps,
} from '../../support/learners/fake-problem.ts';

const noisy: LossFunction = (parameters, batch) =>
  sphere(parameters, 0) + ((parameters[0]! * (batch + 1)) % 1);

const CASES = [
  { encoding: 'real', selection: 'rank' },
  { encoding: 'real', selection: 'tournament', crossover: 'uniform', reducedSurrogate: true },
  { encoding: 'real', selection: 'proportionate', sampling: 'universal', adaptiveMutation: true },
  { encoding: 'bits', selection: 'proportionate', crossover: 'two-point', crossoverRate: 0.9 },
];
const small = { population: 12, inFlight: 6, renewal: 50 };

const silent: BirthWatcher = { bred: () => {}, landed: () => {}, reevaluated: () => {} };

/** State of a search after some steps, under that watcher. */
async function after(settings: Readonly<Record<string, unknown>>, births?: BirthWatcher) {
  const problem = { ...functionProblem(5, noisy), ...(births && { births }) };
  const running = await search(genitor, problem, { ...small, ...settings });
  await steps(running, 60);
  return running.snapshot();
}

describe('the watcher of births', () => {
  it.each(CASES)('changes no bit of the search: %o', async (settings) => {
    expect(await after(settings, silent)).toEqual(await after(settings));
  });

  it('is told of every birth, then of its end, in the order of the numbers, and of each renewal', async () => {
    const told: string[] = [];
    const slots = new Map<number, number>();
    const batches: number[] = [];
    const { values, arrays } = await after(CASES[0]!, {
      bred: ({ number }) => told.push(`bred ${number}`),
      landed(number, loss, slot) {
        told.push(`landed ${number}`);
        if (slot === null) return;
        expect(loss).toBeLessThan(Number.POSITIVE_INFINITY);
        slots.set(slot, loss);
      },
      reevaluated(batch, population) {
        batches.push(batch);
        expect([...population.losses]).toEqual([...population.losses].sort((one, other) => one - other));
        slots.clear();
        for (const [rank, slot] of population.slots.entries()) slots.set(slot, population.losses[rank]!);
      },
    });
    const { landed, flight } = values as { landed: number; flight: { born: number } };
    expect(told.filter((line) => line.startsWith('bred'))).toEqual(
      Array.from({ length: flight.born }, (_, number) => `bred ${number}`),
    );
    expect(told.filter((line) => line.startsWith('landed'))).toEqual(
      Array.from({ length: landed }, (_, number) => `landed ${number}`),
    );
    expect(batches).toEqual(Array.from({ length: batches.length }, (_, batch) => batch));
    expect(batches.length).toBeGreaterThan(1);
    const order = [...(arrays.slots as Int32Array)];
    expect(order.map((slot) => slots.get(slot))).toEqual([...(arrays.losses as Float64Array)]);
  });

  it.each(CASES)('can make each child again from its stream and its parents: %o', async (settings) => {
    const problem = functionProblem(5, noisy);
    let checked = 0;
    const births: BirthWatcher = {
      ...silent,
      bred({ number, population, first, second, draws, offspring, offset }: Birth) {
        const { layout, genes, steps: ofSlots, slots } = population;
        const chosen = genitor.settings.parse({ ...small, ...settings }) as GenitorSettings;
        const random = problem.random('offspring', number);
        for (let draw = 0; draw < draws; draw++) random.uniform();
        const inherited = ofSlots[slots[first]!]!;
        const again = layout.allocate(1);
        const parents = { first: genesAt(population, first), second: genesAt(population, second), inherited };
        new ChildMaker(layout, chosen, genes, problem.net).make(parents, again, 0, random);
        expect([...again]).toEqual([...offspring.subarray(offset, offset + layout.genes)]);
        checked++;
      },
    };
    await after(settings, births);
    expect(checked).toBeGreaterThan(50);
  });

  it('may write another child, which the search then takes as its own', async () => {
    const lossOf = async (isWritten: boolean) => {
      let found = Number.NaN;
      await after(CASES[0]!, {
        ...silent,
        bred({ number, offspring, offset }) {
          if (number === 7 && isWritten) offspring.fill(0, offset, offset + 5);
        },
        landed(number, loss) {
          if (number === 7) found = loss;
        },
      });
      return found;
    };
    expect(await lossOf(true)).toBe(0);
    expect(await lossOf(false)).not.toBe(0);
  });
});

describe('a maker of children', () => {
  it('makes of three births by hand what the equations say', () => {
    // Two genes of each parent, always crossed at the only place, each gene mutated by the stream's own normal numbers.
    const layout = realVector.layOut(2, {});
    const settings = genitor.settings.parse({
      ...{ crossoverRate: 1, mutationRate: 1, stepLearningRate: 0, stepFloor: 0 },
    }) as GenitorSettings;
    const genes = Float32Array.of(1, 2, 10, 20);
    const normals = [0.25, 0.5, -0.125];
    const random = { uniform: () => 0, integer: () => 0, normal: () => normals.shift()! };
    const child = new Float32Array(2);
    const { net } = functionProblem(2, () => 0);
    const step = new ChildMaker(layout, settings, genes, net).make(
      { first: 0, second: 2, inherited: 0.5 },
      ...([child, 0, random] as const),
    );
    // σ' = σ exp(0 · .25); genes 1 + .5 · .5 and 20 - .5 · .125.
    expect(step).toBe(0.5);
    expect([...child]).toEqual([1.25, 19.9375]);
  });
});
