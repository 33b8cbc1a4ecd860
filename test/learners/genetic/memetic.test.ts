/** Memetic GENITOR: what gradient steps on children do, and what they cost. */
import { describe, expect, it } from 'vitest';
import { findEncoding } from '../../../genomes/index.ts';
import type { Batch } from '../../../src/engine/batch.ts';
import { genitor } from '../../../src/learners/genetic/genitor.ts';
import { inheritTrained, Training } from '../../../src/learners/genetic/memetic.ts';
import type { Problem } from '../../../src/learners/learner.ts';
import { netProblem, search, steps } from '../../support/learners/fake-problem.ts';
import {
  play,
  playTournament,
  smallContestant,
  timeless,
  toySpec,
  toyTrial,
} from '../../support/tournament/toys.ts';

const small = { population: 12, inFlight: 6, renewal: 20, sequences: 8 };
const STEPS = 4;

/** What a search has bred: its genes, losses and champion. */
const bred = async (settings: Readonly<Record<string, unknown>>, count = 14, problem = netProblem()) => {
  const running = await search(genitor, problem, { ...small, ...settings });
  const reports = await steps(running, count);
  return { reports, champion: [...running.champion().parameters], snapshot: running.snapshot() };
};

/** Gradient steps as the formulas have them, in plain numbers. */
async function trainedByHand(
  problem: Problem,
  start: Float32Array,
  first: number,
  count: number,
  threshold: number,
) {
  let vector = start.slice();
  for (let step = 0; step < count; step++) {
    const batch = problem.trainingBatch(first + step, 5);
    const { gradient } = await problem.device.gradient(problem.net, vector, batch, {});
    const norm = Math.sqrt([...gradient].reduce((sum, slope) => sum + slope * slope, 0));
    const scale = threshold > 0 && norm > threshold ? threshold / norm : 1;
    vector = vector.map((weight, index) => weight - 0.5 * scale * gradient[index]!);
  }
  return vector;
}

describe('memetic GENITOR', () => {
  it('without steps is GENITOR, bit by bit, whatever its other settings say', async () => {
    const none = await bred({});
    const others = { memetic: 'baldwin', trainingRate: 3, trainingThreshold: 0, trainingBatch: 7 };
    expect(await bred({ ...others, trainingSteps: 0 })).toEqual(none);
    expect((await bred({ trainingSteps: 1 })).champion).not.toEqual(none.champion);
  });

  it.each([0.01, 0])('makes the steps of the formula, clipped to %d', async (threshold) => {
    const problem = netProblem();
    const settings = {
      ...{ trainingSteps: 3, memetic: 'lamarck' as const },
      ...{ trainingRate: 0.5, trainingThreshold: threshold, trainingBatch: 5 },
    };
    const vectors = [1, 2].map((draw) => problem.initialise(problem.random('test', draw)));
    const together = Float32Array.from(vectors.flatMap((vector) => [...vector]));
    const macs = await new Training(problem, settings).train(together, 4, 2);
    // Three gradients of three passes each over five sequences.
    expect([...macs]).toEqual([3 * 3 * 5 * STEPS, 3 * 3 * 5 * STEPS]);
    const [one, two] = [
      await trainedByHand(problem, vectors[0]!, 12, 3, threshold),
      await trainedByHand(problem, vectors[1]!, 15, 3, threshold),
    ];
    const { parameters } = problem.net;
    for (const [index, weight] of [...one, ...two].entries()) expect(together[index]).toBeCloseTo(weight, 5);
    expect(together.subarray(0, parameters)).not.toEqual(vectors[0]);
  });

  it.each([
    { memetic: 'lamarck', trained: 'children' },
    { memetic: 'baldwin', trained: 'all' },
  ])('of $memetic counts the gradients of $trained beside the evaluations', async ({ memetic, trained }) => {
    const { reports } = await bred({ memetic, trainingSteps: 2, trainingBatch: 5 });
    const [first, ...rest] = reports;
    const evaluation = small.sequences * STEPS;
    const training = 2 * 3 * 5 * STEPS;
    const cost = (evaluations: number, ofThem: number) => ({
      evaluations,
      updates: 2 * ofThem,
      sequences: evaluations * small.sequences + ofThem * 2 * 5,
      macs: evaluations * evaluation + ofThem * training,
    });
    expect(first).toMatchObject(cost(12, trained === 'all' ? 12 : 0));
    let renewals = 0;
    for (const report of rest) {
      const isRenewal = report.evaluations === 12;
      if (isRenewal) renewals++;
      const ofThem = isRenewal && trained === 'children' ? 0 : report.evaluations;
      expect(report).toMatchObject(cost(report.evaluations, ofThem));
    }
    expect(renewals).toBe(0);
    const { reports: more } = await bred({ memetic, trainingSteps: 2, trainingBatch: 5 }, 18);
    expect(more.some(({ evaluations }, step) => step > 0 && evaluations === 12)).toBe(true);
  });

  it('of Lamarck judges the genes that it keeps: real ones, and bits once they are rounded', async () => {
    for (const encoding of ['real', 'bits']) {
      const seen: (readonly [Float32Array, number])[] = [];
      const problem = netProblem();
      const watched: Problem = {
        ...problem,
        evaluatePopulation: (genomes, count, lesson) => async () => {
          const scores = await problem.evaluatePopulation(genomes, count, lesson)();
          const { parameters } = problem.net;
          for (let index = 0; index < count; index++)
            seen.push([genomes.slice(index * parameters, (index + 1) * parameters), scores.losses[index]!]);
          return scores;
        },
      };
      const settings = { encoding, trainingSteps: 2, trainingRate: 1, memetic: 'lamarck' };
      const { champion, snapshot } = await bred(settings, 10, watched);
      const [best] = snapshot.arrays.losses as Float64Array;
      const judged = seen.filter(([, loss]) => loss === best).map(([parameters]) => [...parameters]);
      expect(judged).toContainEqual(champion);
    }
  });

  it('of Baldwin keeps genes as they are bred, and its champion is the trained net', async () => {
    const problem = netProblem();
    const settings = { trainingSteps: 2, trainingRate: 0.5, trainingBatch: 5, memetic: 'baldwin' };
    const running = await search(genitor, problem, { ...small, ...settings });
    await running.step();
    const { arrays } = running.snapshot();
    const { parameters } = problem.net;
    const slot = (arrays.slots as Int32Array)[0]!;
    const genes = (arrays.genes as Float32Array).slice(slot * parameters, (slot + 1) * parameters);
    // First genomes are members by rank as they were drawn, and keep the genes of their draw.
    expect([...genes]).toEqual([...problem.initialise(problem.random('initial', slot))]);
    const trained = await trainedByHand(problem, genes, 2 * slot, 2, 1);
    for (const [index, weight] of trained.entries())
      expect(running.champion().parameters[index]).toBeCloseTo(weight, 5);
    const lesson = problem.lesson(0, small.sequences) as Batch;
    const champion = Float32Array.from(running.champion().parameters);
    const { losses } = await problem.evaluatePopulation(champion, 1, lesson)();
    expect(losses[0]).toBe((arrays.losses as Float64Array)[0]);
  });

  it('leaves out a step that is not finite', async () => {
    const problem = netProblem();
    const device = {
      ...problem.device,
      gradient: async () => ({
        loss: 1,
        gradient: new Float32Array(problem.net.parameters).fill(Number.NaN),
      }),
    };
    const settings = { trainingSteps: 1, memetic: 'lamarck', trainingRate: 1 } as const;
    const training = new Training(
      { ...problem, device: device as never },
      {
        ...settings,
        ...{ trainingThreshold: 1, trainingBatch: 2 },
      },
    );
    const vector = problem.initialise(problem.random('test'));
    const before = [...vector];
    expect([...(await training.train(vector, 0, 1))]).toEqual([3 * 2 * STEPS]);
    expect([...vector]).toEqual(before);
  });

  it('rounds trained weights to the nearest bits, within half a step', () => {
    const encoding = findEncoding('bits');
    const layout = encoding.layOut(3, encoding.options.parse({ bitsPerWeight: 8, low: -5, high: 5 }));
    const genes = layout.allocate(1);
    const parameters = Float32Array.of(0.013, -4.99, 7);
    inheritTrained(layout, genes, parameters, 1);
    const step = 10 / 255;
    expect(Math.abs(parameters[0]! - 0.013)).toBeLessThanOrEqual(step / 2);
    expect(Math.abs(parameters[1]! + 4.99)).toBeLessThanOrEqual(step / 2);
    expect(parameters[2]).toBe(5);
    const decoded = new Float32Array(3);
    layout.decode(genes, 0, decoded, 0);
    expect(decoded).toEqual(parameters);
  });

  it('goes on from its checkpoints to the same end, on any number of workers', async () => {
    const { settings, ...rest } = smallContestant('genitor');
    const contestants = (['lamarck', 'baldwin'] as const).map((memetic) => ({
      ...rest,
      name: memetic,
      settings: { ...settings, memetic, trainingSteps: 1, trainingBatch: 4 },
    }));
    const budget = { macs: 200_000 };
    for (const contestant of contestants) {
      const spec = toyTrial(contestant, budget, 'hopeless');
      const whole = await play(spec);
      const { snapshot } = whole.checkpoints[Math.floor(whole.checkpoints.length / 2)]!;
      const values = JSON.parse(JSON.stringify(snapshot!.values));
      const resumed = await play(spec, { resume: { arrays: snapshot!.arrays, values } });
      expect(timeless(resumed.result)).toEqual(timeless(whole.result));
    }
    const tournament = toySpec(contestants, budget);
    const [one, three] = [
      await playTournament(tournament, { workers: 1 }),
      await playTournament(tournament, { workers: 3, jobMacs: 1000 }),
    ];
    expect(three.byId).toEqual(one.byId);
  });
});
