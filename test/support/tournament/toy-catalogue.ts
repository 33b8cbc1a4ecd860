/**
 * A catalogue of the built-in learners and devices beside toys, most of which misbehave. Worker threads load it by its
 * address, so what it exports is all that reaches them.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Awaitable, Device } from '../../../src/engine/device.ts';
import { openWebgpuDevice } from '../../../src/engine/webgpu/device.ts';
import { defineLearner, type Learner, type Search, type StepReport } from '../../../src/learners/learner.ts';
import { defineTask, type Task } from '../../../src/tasks/define-task.ts';
import { builtIn, type Catalogue } from '../../../src/tournament/spec/catalogue.ts';
import { farTogether, isFar, openFar } from './far-toys.ts';

const LENGTH = 4;
const shape = () =>
  ({ inputs: { kind: 'symbols', size: 2 }, outputs: 2, loss: 'softmax', scored: 'last' }) as const;

/** The class is the first symbol. */
const first = defineTask({
  name: 'first',
  summary: 'remember the first symbol',
  source: 'a toy',
  options: z.object({}),
  shape,
  sample(random) {
    const inputs = Array.from({ length: LENGTH }, () => random.integer(2));
    return { inputs, targets: inputs[0]! };
  },
  success: { error: 0.05, sequences: 300 },
});

/** The same, with more sequences than a screening has. */
const screened = defineTask({
  ...first,
  name: 'screened',
  options: z.object({}),
  shape,
  success: { error: 0.05, sequences: 1500 },
});

/** The same, which is solved long before all of it is right. */
const loose = defineTask({ ...screened, name: 'loose', success: { error: 0.3, sequences: 1500 } });

/** The same, which nothing solves. */
const hopeless = defineTask({
  ...first,
  name: 'hopeless',
  options: z.object({}),
  shape,
  success: { error: 0, sequences: 300 },
});

/** The same, of which there are 2^LENGTH cases. */
const cases = defineTask({
  ...first,
  name: 'cases',
  options: z.object({}),
  shape,
  cases: () => 2 ** LENGTH,
  exhaustive: true,
  sample(_random, _options, { index }) {
    const inputs = Array.from({ length: LENGTH }, (_, step) => (index >> step) & 1);
    return { inputs, targets: inputs[0]! };
  },
  success: { error: 0.01, sequences: 10_000 },
});

const broken = defineTask({
  ...first,
  name: 'broken',
  options: z.object({}),
  shape,
  sample() {
    throw new Error('the sampler broke\nand said so in two lines');
  },
});

/** Say the symbol at each step; judged by how many steps are right before the first that is wrong. */
const longest = defineTask({
  name: 'longest',
  summary: 'say the symbol, for as long as possible',
  source: 'a toy',
  options: z.object({}),
  shape: () => ({ inputs: { kind: 'symbols', size: 2 }, outputs: 2, loss: 'softmax', scored: 'masked' }),
  sample(random) {
    const inputs = Array.from({ length: LENGTH }, () => random.integer(2));
    return { inputs, targets: inputs };
  },
  judge({ outputs, targets }) {
    const right = targets.map((target, step) => outputs[step]![target as number]! > 0.5);
    const wrong = right.indexOf(false);
    return { wrong: wrong >= 0, longest: wrong < 0 ? LENGTH : wrong };
  },
  success: { measure: 'longest', atLeast: 3.5, sequences: 1500 },
  units: { longest: 'steps' },
});

/** The first symbol, judged by the loss under a name and a unit of its own. */
const nats = defineTask({
  ...first,
  name: 'nats',
  options: z.object({}),
  shape,
  success: { loss: 0.55, sequences: 300 },
  score: { name: 'nll', unit: 'nats a frame' },
  chance: () => ({ loss: Math.LN2, error: 0.5 }),
});

/** The first symbol, judged by how far it is carried; no answer is right or wrong. */
const metres = defineTask({
  ...first,
  name: 'metres',
  options: z.object({}),
  shape,
  judge: ({ outputs, targets }) => ({ distance: 10 * outputs[0]![targets[0] as number]! }),
  success: { measure: 'distance', atLeast: 6, sequences: 300 },
  score: { name: 'distance', unit: 'metres' },
});

const tasks: readonly Task[] = [first, screened, loose, hopeless, cases, broken, longest, nats, metres];

/** A learner that keeps to its first parameters and does `act` at each step, from step 1. */
function toyLearner(name: string, act: (step: number) => Partial<StepReport>, constant?: number): Learner {
  return defineLearner({
    name,
    kind: 'gradient',
    counts: 'updates',
    atWork: 'training',
    calls: () => [],
    summary: 'a toy',
    source: 'a toy',
    settings: z.object({}),
    contestants: [],
    start(problem, _settings, snapshot): Search {
      let step = (snapshot?.values.step as number | undefined) ?? 0;
      const parameters = problem.initialise(problem.random('initial'));
      return {
        step() {
          step++;
          return { macs: 1000, sequences: 1, updates: 1, evaluations: 0, loss: 1, ...act(step) };
        },
        champion: () => ({
          net: problem.net,
          parameters: constant === undefined || step === 0 ? parameters : parameters.fill(constant),
        }),
        inside: () => ({ step: () => step }),
        snapshot: () => ({ arrays: {}, values: { step } }),
      };
    },
  });
}

const learners: readonly Learner[] = [
  toyLearner('idle', () => ({})),
  toyLearner('throwing', (step) => {
    if (step === 3) throw new Error('cannot go on\nsecond line');
    return {};
  }),
  toyLearner(
    'exploding',
    (step) =>
      step === 5 ? { loss: Number.NaN, stop: { reason: 'exploded', detail: 'loss NaN at update 5' } } : {},
    Number.NaN,
  ),
  toyLearner('endless', (step) => {
    while (step === 3);
    // So dear that each step is followed by a checkpoint.
    return { macs: 1e6 };
  }),
  // Its measures throw and give NaN; nothing but looking at them does.
  {
    ...toyLearner('unseen', () => ({})),
    async start(problem, settings, snapshot) {
      const search = await toyLearner('unseen', () => ({})).start(problem, settings, snapshot);
      const throws = () => {
        throw new Error('no eigenvalue found');
      };
      return { ...search, inside: () => ({ ...search.inside(), radius: throws, ratio: () => Number.NaN }) };
    },
  },
  toyLearner('mortal', (step) => (step === 3 ? process.exit(3) : {})),
];

/**
 * The reference device, but the first thread to evaluate its 20th population ends itself and leaves the file
 * `marker` behind; with the file there, none does.
 */
async function mortalDevice(marker: string): Promise<Device> {
  const device = await builtIn.openDevice('reference');
  let calls = 0;
  return {
    ...device,
    lacks: (...given) => device.lacks(...given),
    evaluate: (...given) => device.evaluate(...given),
    gradient: (...given) => device.gradient(...given),
    close: () => device.close(),
    evaluatePopulation(...given) {
      if (++calls === 20 && !existsSync(marker)) {
        writeFileSync(marker, '');
        process.exit(3);
      }
      return device.evaluatePopulation(...given);
    },
  };
}

/**
 * A GPU that is lost at the first thread's tenth evaluation, as when its driver is reset; the file `marker` is left
 * behind, and with it there none is lost.
 */
async function losableGpu(marker: string): Promise<Device> {
  const device = await openWebgpuDevice();
  let calls = 0;
  return {
    name: device.name,
    lacks: (...given) => device.lacks(...given),
    evaluate(...given) {
      if (++calls === 10 && !existsSync(marker)) {
        writeFileSync(marker, '');
        device.gpu.device.destroy();
      }
      return device.evaluate(...given);
    },
    evaluatePopulation: (...given) => device.evaluatePopulation(...given),
    gradient: (...given) => device.gradient(...given),
    descend: (...given) => device.descend(...given),
    close: () => device.close(),
  };
}

const LOSABLE = 'webgpu:';

function openToy(name: string): Awaitable<Device> {
  if (isFar(name)) return openFar(name);
  if (name.startsWith(LOSABLE)) return losableGpu(name.slice(LOSABLE.length));
  return name.startsWith('mortal:') ? mortalDevice(name.slice('mortal:'.length)) : builtIn.openDevice(name);
}

const toys: Catalogue = {
  task: (name) => tasks.find((task) => task.name === name) ?? builtIn.task(name),
  learner: (name) => learners.find((learner) => learner.name === name) ?? builtIn.learner(name),
  architecture: builtIn.architecture,
  openDevice: openToy,
  episodes: builtIn.episodes,
  rollouts: builtIn.rollouts,
  trialsAtOnce: (device) =>
    isFar(device)
      ? farTogether(device)
      : builtIn.trialsAtOnce(device.startsWith(LOSABLE) ? 'webgpu' : device),
};

export default toys;
