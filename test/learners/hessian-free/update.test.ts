/** Updates of Hessian-free optimisation on problems whose answer is known. */
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import type { Device } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { hessianFree } from '../../../src/learners/hessian-free/hessian-free.ts';
import { lookInside } from '../../../src/learners/inside.ts';
import type { Problem, Search, StepReport } from '../../../src/learners/learner.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { netProblem } from '../../support/learners/fake-problem.ts';

const net = elmanNet({ unit: 'tanh', inputs: 2, hidden: 4, outputs: 2 });
const teacher = randomParameters(net, 'teacher');

/** Batches whose targets are a teacher's outputs: least squares in the readout, solved where the readout is its own. */
function taught(seed: string | number, sequences: number): Batch {
  const batch = randomBatch({
    ...{ loss: 'squared', input: 'dense', inputs: 2, outputs: 2, sequences, steps: 5, scored: 'last', seed },
  });
  const { outputs } = referenceDevice.evaluate(net, teacher, batch);
  const values = batch.values!.map((_, at) => {
    const [step, rest] = [Math.floor(at / (2 * sequences)), at % (2 * sequences)];
    return step === 4 ? outputs[rest]! : 0;
  });
  return { ...batch, values };
}

/** The teacher with another readout, and all but the readout frozen. */
function readoutProblem(device: Device = referenceDevice): Problem {
  const parameters = teacher.slice();
  for (const name of ['W_out', 'b_out']) blockOf(net, parameters, name).fill(0.3);
  const learnt = net.blocks.filter(({ name }) => name === 'W_out' || name === 'b_out');
  const isLearnt = (index: number) =>
    learnt.some(({ offset, size }) => index >= offset && index < offset + size);
  const indices = Int32Array.from([...parameters.keys()].filter((index) => !isLearnt(index)));
  const trainingBatch = (index: number, sequences: number) => taught(index, sequences);
  return {
    ...netProblem({ net, device }),
    frozen: { indices, values: Float32Array.from(indices, (index) => teacher[index]!) },
    initialise: () => parameters.slice(),
    lesson: trainingBatch,
    trainingBatch,
  };
}

const begin = async (
  problem: Problem,
  settings = {},
  snapshot?: ReturnType<Search['snapshot']>,
): Promise<Search> => hessianFree.start(problem, hessianFree.settings.parse(settings), snapshot);

const few = { gradientBatch: 24, curvatureBatch: 24, lineBatch: 24 };
const exact = { ...few, lambda: 0, mu: 0, tolerance: 0, iterations: 40, backtracking: 'none' };

describe('an update of Hessian-free optimisation', () => {
  it('solves linear least squares at once, and foretells it', async () => {
    const search = await begin(readoutProblem(), exact);
    await search.step();
    expect(lookInside(search)).toMatchObject({ stepLength: 1 });
    expect(lookInside(search).reductionRatio).toBeCloseTo(1, 5);
    for (const [index, value] of search.champion().parameters.entries()) {
      expect(Math.abs(value - teacher[index]!)).toBeLessThan(1e-4);
    }
  });

  it('is a short step down the gradient, and foretold, where damping is strong', async () => {
    const problem = netProblem();
    const { parameters } = (await begin(problem)).champion();
    const lambda = 1e5;
    const search = await begin(problem, { ...few, lambda, mu: 0, dampedModel: false });
    await search.step();
    expect(lookInside(search).reductionRatio).toBeCloseTo(1, 1);
    // Half of what the slope promises goes into the damping of the other model.
    const damped = await begin(problem, { ...few, lambda, mu: 0 });
    await damped.step();
    expect(lookInside(damped).reductionRatio).toBeCloseTo(2, 1);
    const { gradient } = referenceDevice.gradient(problem.net, parameters, problem.trainingBatch(0, 24));
    const { stepNorm } = lookInside(search) as { stepNorm: number };
    expect(stepNorm).toBeCloseTo(Math.hypot(...gradient) / lambda, 9);
  });

  it('moves λ by the ratio', async () => {
    const held = { ...few, lambda: 0.4, mu: 0 };
    const lambdaAfter = async (settings: object): Promise<unknown> => {
      const search = await begin(readoutProblem(), { ...held, ...settings });
      await search.step();
      return lookInside(search).lambda;
    };
    expect(await lambdaAfter({ rhoLow: 0, rhoHigh: 0.5 })).toBeCloseTo(0.4 / 1.5, 12);
    expect(await lambdaAfter({ rhoLow: 0, rhoHigh: 2 })).toBe(0.4);
    expect(await lambdaAfter({ rhoLow: 1, rhoHigh: 2, dampedModel: false, adapt: 2 })).toBeOneOf([0.4, 0.8]);
  });

  it.each([{}, { curvatureFrom: 'fresh', curvatureBatch: 40 }, { preconditioner: 'gradients', cases: 3 }])(
    'costs what its calls of the device cost: %o',
    async (settings) => {
      let macs = 0;
      const { gradient, evaluate, linearise } = referenceDevice;
      const watched: Device = {
        ...referenceDevice,
        gradient: (...given) => {
          macs += 3 * given[2].activeSteps;
          return gradient(...given);
        },
        evaluate: (...given) => {
          macs += given[2].activeSteps;
          return evaluate(...given);
        },
        linearise: (...given) => {
          macs += given[2].activeSteps;
          const linearised = linearise(...given);
          return {
            ...linearised,
            product: (vector) => {
              macs += 4 * given[2].activeSteps;
              return linearised.product(vector);
            },
          };
        },
      };
      const search = await begin(netProblem({ device: watched }), { ...few, ...settings });
      for (let update = 0; update < 3; update++) {
        macs = 0;
        expect((await search.step()).macs).toBe(macs);
      }
    },
  );

  it('is the same in parts, which cost nothing until it is whole, and is made again after a snapshot within it', async () => {
    const whole = await begin(netProblem(), few);
    const reports = [await whole.step(), await whole.step()];
    const inParts = await begin(netProblem(), few);
    const told: StepReport[] = [];
    let before = inParts.snapshot();
    let parts = 0;
    while (told.length < 2) {
      const report = await inParts.step(() => false);
      parts += 1;
      if (report.updates === 1) told.push(report);
      else expect(report).toMatchObject({ macs: 0, sequences: 0, updates: 0, evaluations: 0 });
      if (told.length === 1 && report.updates === 0) {
        expect(report.last).toMatchObject({ macs: reports[0]!.macs, updates: 1 });
        before = inParts.snapshot();
      }
    }
    expect(parts).toBeGreaterThan(20);
    expect(told).toEqual(reports);
    expect(inParts.snapshot()).toEqual(whole.snapshot());
    const again = await begin(netProblem(), few, before);
    expect(await again.step()).toEqual(reports[1]);
    expect(again.snapshot()).toEqual(whole.snapshot());
  });

  it('takes no step where no length is better, and then starts at 0', async () => {
    const { evaluate } = referenceDevice;
    const uphill: Device = {
      ...referenceDevice,
      evaluate: (of, parameters, batch) => ({ ...evaluate(of, parameters, batch), loss: 1 }),
    };
    const problem = netProblem({ device: uphill });
    const search = await begin(problem, { ...few, tries: 3 });
    const { parameters } = search.champion();
    await search.step();
    expect(search.champion().parameters).toEqual(parameters);
    expect(lookInside(search)).toMatchObject({ stepLength: 0 });
    expect(Math.max(...search.snapshot().arrays.iterate!)).toBe(0);
  });
});
