import { describe, expect, it } from 'vitest';
import { casesOf, named } from '../../bench/checks/cases.ts';
import { passes } from '../../bench/checks/check.ts';
import { checkDescents, type DescentSizes } from '../../bench/checks/descents.ts';
import { checkGradients } from '../../bench/checks/gradients.ts';
import { examinations } from '../../bench/checks/index.ts';
import { checkLargest, largestOf, rightlyLargest } from '../../bench/checks/largest.ts';
import { largestInThread } from '../../bench/largest-threads.ts';
import { runSession } from '../../bench/session.ts';
import { checks } from '../../bench/suites/checks.ts';
import type { Descent, Device, Evaluation, Gradient } from '../../src/engine/device.ts';
import { openWasmDevice } from '../../src/engine/wasm/device.ts';
import { HostDescent } from '../../src/learners/gradient/host-descent.ts';

const wasm = openWasmDevice();
const bound: Device = {
  name: 'bound',
  lacks: (...given) => wasm.lacks(...given),
  evaluate: (net, parameters, batch) => wasm.evaluate(net, parameters, batch),
  evaluatePopulation: (net, genomes, count, batch) => wasm.evaluatePopulation(net, genomes, count, batch),
  gradient: (net, parameters, batch, request) => wasm.gradient(net, parameters, batch, request),
  descend: (net, at, settings): Descent => new HostDescent(wasm, net, at, settings),
  close: () => {},
};

/** Names of the checks that the device does not pass, of what is looked at in small. */
async function failures(device: Device): Promise<string[]> {
  const failed: string[] = [];
  for (const one of examinations('small', true)) {
    const found = await one.run(device);
    failed.push(
      ...found.filter((check) => !passes(check)).map(({ name }) => `${one.name.split(':')[0]}, ${name}`),
    );
  }
  return failed;
}

/** Gives no gradient of the first parameter. */
const forgetful: Device['gradient'] = (...given) => {
  const right = wasm.gradient(...given) as Gradient;
  const gradient = right.gradient.slice();
  gradient[0] = 0;
  return { ...right, gradient };
};

const spoiled = <Values extends { [index: number]: number; slice(): Values }>(values: Values): Values => {
  const other = values.slice();
  other[0] = (other[0] ?? 0) + 1e-3;
  return other;
};

describe('the checks', () => {
  it('are passed by a device that is right', async () => {
    expect(await failures(bound)).toEqual([]);
  });

  it.each([
    [
      'values and gradients, outputs',
      {
        evaluate: (...args: Parameters<Device['evaluate']>) => {
          const right = wasm.evaluate(...args) as Evaluation;
          return { ...right, outputs: right.outputs.map((value) => 1.001 * value) };
        },
      },
    ],
    [
      'values and gradients, Ω squared: gradient of Ω',
      {
        gradient: (...args: Parameters<Device['gradient']>) => {
          const right = wasm.gradient(...args) as Gradient;
          return {
            ...right,
            omegaGradient: right.omegaGradient && spoiled(right.omegaGradient as Float32Array),
          };
        },
      },
    ],
    [
      'values and gradients, Ω norm: Ω',
      {
        gradient: (...args: Parameters<Device['gradient']>) => {
          const right = wasm.gradient(...args) as Gradient;
          return args[3]?.omega?.form === 'norm' ? { ...right, omega: Number.NaN } : right;
        },
      },
    ],
    [
      'populations, losses',
      {
        evaluatePopulation: (...args: Parameters<Device['evaluatePopulation']>) =>
          (wasm.evaluatePopulation(...args) as Float64Array).map((loss) => loss + 0.01),
      },
    ],
    [
      'populations, every genome has a loss, and a spoiled one none',
      {
        evaluatePopulation: (...args: Parameters<Device['evaluatePopulation']>) =>
          (wasm.evaluatePopulation(...args) as Float64Array).map((loss) => (Number.isNaN(loss) ? 1 : loss)),
      },
    ],
    [
      'descents, trial 2: Ω',
      {
        descend: (...[net, at, settings]: Parameters<NonNullable<Device['descend']>>) => {
          const right = new HostDescent(wasm, net, at, settings);
          const wrong: Descent = {
            async run(next) {
              const report = await right.run(next);
              return { ...report, omegas: report.omegas && spoiled(report.omegas) };
            },
            state: () => right.state(),
            close: () => right.close(),
          };
          return wrong;
        },
      },
    ],
    [
      'descents, trial 0: what changed of θ',
      {
        descend: (...[net, at, settings]: Parameters<NonNullable<Device['descend']>>) =>
          new HostDescent(wasm, net, at, {
            ...settings,
            learningRate: 1.01 * settings.learningRate,
          }),
      },
    ],
  ])('find out where %s is wrong', async (what, wrong) => {
    expect(await failures({ ...bound, ...wrong })).toContain(what);
  });

  it('are made of nets with gates too, which have no Ω', async () => {
    const gated = casesOf('full').filter(({ unit, hidden }) => hidden < 20 && /LSTM|GRU/.test(unit));
    const kinds = gated.filter(({ steps }) => steps < 100);
    expect(new Set(kinds.map(({ unit }) => unit)).size).toBe(3);
    for (const sizes of kinds) {
      const found = await checkGradients(bound, sizes);
      expect(found.length).toBeGreaterThan(6);
      expect(found.filter((check) => !passes(check))).toEqual([]);
    }
    const sizes: DescentSizes = { ...kinds[0]!, trials: 5, updates: 3 };
    expect((await checkDescents(bound, sizes)).filter((check) => !passes(check))).toEqual([]);
    const wrong = { ...bound, gradient: forgetful };
    const failed = (await checkGradients(wrong, kinds[0]!)).filter((check) => !passes(check));
    expect(failed.map(({ name }) => name)).toEqual(['plain: gradient', 'with norms: gradient']);
  });

  it('have the largest shapes computed by the reference in a thread, with the same result', async () => {
    const sizes = { ...largestOf('full')[0]!, hidden: 3, sequences: 2, copies: 2, steps: 5 };
    const few = await largestInThread(sizes)();
    expect(few).toEqual(rightlyLargest(sizes));
    const found = await checkLargest(bound, sizes, few);
    expect(found.length).toBeGreaterThan(4);
    expect(found.filter((check) => !passes(check))).toEqual([]);
    const wrong = await checkLargest(bound, sizes, { ...few, loss: few.loss + 1 });
    expect(wrong.filter((check) => !passes(check)).map(({ name }) => name)).toEqual(['copies: loss']);
  });

  it('go up to the sizes that are promised, one by one and all at once', () => {
    const most = (pick: (sizes: ReturnType<typeof casesOf>[number]) => number) =>
      Math.max(...casesOf('full').map(pick));
    expect([
      most(({ hidden }) => hidden),
      most(({ sequences }) => sequences),
      most(({ steps }) => steps),
    ]).toEqual([512, 4096, 5000]);
    const last = largestOf('full').at(-1)!;
    expect([last.hidden, last.sequences * last.copies, last.steps]).toEqual([512, 4096, 5000]);
    expect(new Set(casesOf('full').map(named)).size).toBe(casesOf('full').length);
  });

  it('are left out of what is measured on wasm, which the tests hold to the reference', async () => {
    const { suites } = await runSession([checks], {
      device: { name: 'wasm', why: 'device wasm' },
      hardware: { present: true, hardware: '2 threads', kind: 'cpu', limits: {} },
      seconds: 1,
      print: () => {},
    });
    expect(suites[0]).toMatchObject({ skipped: 'the tests of genoprop hold wasm to what is right' });
  });
});
