import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { referenceDevice } from '../../src/engine/reference/reference.ts';
import { agreementOf, extract, placesOf, positionsOf } from '../../src/lab/autopsy/automaton/extract.ts';
import { continuationsOf, futuresOf } from '../../src/lab/autopsy/automaton/futures.ts';
import { type Machine, merged, minimised, runMachine } from '../../src/lab/autopsy/automaton/machine.ts';
import { autopsy } from '../../src/lab/autopsy/index.ts';
import { itemsOf } from '../../src/lab/autopsy/items.ts';
import { classProbe, greatest, PENALTY, valueProbe } from '../../src/lab/autopsy/linear-probe.ts';
import { type Surgery, surgeryOf } from '../../src/lab/autopsy/prune.ts';
import { sourceOf } from '../../src/lab/autopsy/sequences.ts';
import { spectrumOf } from '../../src/lab/autopsy/spectrum.ts';
import { statesOf } from '../../src/lab/autopsy/states.ts';
import type { LabGraph, LabIntervals, LabLines, LabTable } from '../../src/lab/figure.ts';
import { plainWork } from '../../src/lab/view.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { gruNet } from '../../src/nets/gru.ts';
import { lstmNet } from '../../src/nets/lstm.ts';
import type { Net } from '../../src/nets/net.ts';
import { exp } from '../../src/numeric/elementary.ts';
import { randomStream } from '../../src/random/random.ts';
import { openRun } from '../../src/store/run-file.ts';
import { buildBatch } from '../../src/tasks/build-batch.ts';
import type { TaskShape } from '../../src/tasks/define-task.ts';
import { randomBatch, randomParameters } from '../support/engine/random-batch.ts';
import { lastSeenNet, parityNet } from '../support/lab/hand-made.ts';
import { poleGraph } from '../support/nets/made-graph.ts';
import { contestant, makeRun, specOf, task } from '../support/report/made-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'autopsy-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a linear probe', () => {
  const random = randomStream('probe');
  const count = 60;
  const rows = { values: Float64Array.from({ length: count }, () => random.normal()), count, width: 1 };
  const mean = rows.values.reduce((sum, x) => sum + x, 0) / count;
  const variance = rows.values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count;
  const scaled = rows.values.map((x) => (x - mean) / Math.sqrt(variance * (1 + 1e-6)));

  it.each([2, 3])('of %i classes is where the penalised likelihood is flat', (classes) => {
    const classOf = Int32Array.from(rows.values, (x) =>
      x + random.normal() > 0 ? 1 : random.integer(classes),
    );
    const logits = classProbe(rows, classOf, classes).predict(rows);
    for (let to = 0; to < classes; to++) {
      const weight = (logits[classes + to]! - logits[to]!) / (scaled[1]! - scaled[0]!);
      let [slope, intercept] = [-PENALTY * weight, 0];
      for (let row = 0; row < count; row++) {
        const own = Array.from(logits.subarray(row * classes, (row + 1) * classes), exp);
        const error = Number(classOf[row] === to) - own[to]! / own.reduce((sum, value) => sum + value, 0);
        slope += error * scaled[row]!;
        intercept += error;
      }
      expect(Math.abs(slope)).toBeLessThan(0.002 * count);
      expect(Math.abs(intercept)).toBeLessThan(0.002 * count);
    }
  });

  it('of numbers is the ridge regression by its formula', () => {
    const values = Float64Array.from(rows.values, (x) => 3 * x - 1 + random.normal());
    const centre = values.reduce((sum, y) => sum + y, 0) / count;
    const weight =
      scaled.reduce((sum, x, row) => sum + x * values[row]!, 0) /
      (scaled.reduce((sum, x) => sum + x * x, 0) + PENALTY);
    const predicted = valueProbe(rows, values).predict(rows);
    for (const [row, x] of scaled.entries()) expect(predicted[row]).toBeCloseTo(centre + weight * x, 10);
  });

  it('does not read rounding errors of a saturated unit beside one that moves', () => {
    const bits = Int32Array.from({ length: count }, () => random.integer(2));
    const values = Float64Array.from({ length: 2 * count }, (_, at) =>
      at % 2 === 0 ? random.normal() : 1 - 1e-7 * bits[at >> 1]!,
    );
    const probe = classProbe({ values, count, width: 2 }, bits, 2);
    const logits = probe.predict({ values, count, width: 2 });
    const right = bits.filter((bit, row) => greatest(logits, row, 2) === bit).length;
    expect(right / count).toBeLessThan(0.8);
  });
});

/** Machine of which each transition was read often. */
const complete = (next: readonly (readonly number[])[], answers: readonly (string | null)[]): Machine => ({
  symbols: next[0]!.length,
  start: 0,
  next: next.map((own) => Int32Array.from(own)),
  answers,
  visits: new Float64Array(next.length).fill(100 * next[0]!.length),
  reads: next.map((own) => new Float64Array(own.length).fill(100)),
});

const anyMachine = fc.integer({ min: 1, max: 7 }).chain((states) =>
  fc.record({
    next: fc.array(fc.array(fc.nat(states - 1), { minLength: 2, maxLength: 2 }), {
      minLength: states,
      maxLength: states,
    }),
    answers: fc.array(fc.constantFrom('a', 'b'), { minLength: states, maxLength: states }),
  }),
);

/** All words of two symbols up to that length. */
const words = (length: number): number[][] =>
  length === 0
    ? [[]]
    : words(length - 1).flatMap((word) =>
        word.length === length - 1 ? [word, [...word, 0], [...word, 1]] : [word],
      );

describe('the minimal machine', () => {
  it('answers every word alike, in as many states as words tell apart', () => {
    fc.assert(
      fc.property(anyMachine, ({ next, answers }) => {
        const machine = complete(next, answers);
        const minimal = minimised(machine);
        const all = words(6);
        const answer = ({ answers: own, ...rest }: Machine, start: number, word: readonly number[]) =>
          own[word.length === 0 ? start : runMachine({ ...rest, answers: own, start }, word).at(-1)!];
        for (const word of all) expect(answer(minimal, minimal.start, word)).toBe(answer(machine, 0, word));
        const reached = new Set(
          all.map((word) => (word.length === 0 ? 0 : runMachine(machine, word).at(-1)!)),
        );
        const told = [...reached].map((state) => all.map((word) => answer(machine, state, word)).join(''));
        expect(minimal.next.length).toBe(new Set(told).size);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps states apart that differ in a symbol which one of them never reads, and in one never asked', () => {
    const machine = complete(
      [
        [1, 2],
        [1, -1],
        [1, 2],
      ],
      ['a', 'a', null],
    );
    expect(minimised(machine).next).toHaveLength(3);
    // State 2 takes the answer of state 0; state 1 had occasion enough to read symbol 1, and never did.
    expect(merged(machine).next.map((own) => [...own])).toEqual([
      [1, 0],
      [1, -1],
    ]);
  });
});

describe('what is to be remembered', () => {
  it('is found in temporal order: both symbols with their steps, and the class that they make', async () => {
    const choice = task('temporal-order', { length: 20 });
    const batch = await sourceOf(choice, 1).draw('test', 200);
    const items = itemsOf(choice.facts.shape, batch);
    expect(items.map(({ name }) => name)).toEqual(['first of A, B', 'second of A, B', 'target']);
    const [first, second, target] = items;
    for (let sequence = 0; sequence < 200; sequence++) {
      expect(batch.symbols![first!.at![sequence]! * 200 + sequence]).toBe(first!.values[sequence]);
      expect(first!.at![sequence]).toBeLessThan(second!.at![sequence]!);
      expect(target!.values[sequence]).toBe(first!.values[sequence]! + 2 * second!.values[sequence]!);
    }
  });

  it('is found in addition: both marked values, whose mean is the target', async () => {
    const choice = task('addition', { length: 20 });
    const batch = await sourceOf(choice, 1).draw('test', 200);
    const items = itemsOf(choice.facts.shape, batch);
    expect(items.map(({ classes }) => classes)).toEqual([null, null, null]);
    const [first, second, target] = items.map(({ values }) => values);
    for (let sequence = 0; sequence < 200; sequence++)
      expect((first![sequence]! + second![sequence]!) / 2).toBeCloseTo(target![sequence]!, 6);
  });

  it('is the last target alone where no symbols stand out', async () => {
    const choice = task('parity', { length: 12 });
    const batch = await sourceOf(choice, 1).draw('test', 100);
    expect(itemsOf(choice.facts.shape, batch).map(({ name, at }) => [name, at])).toEqual([
      ['last target', null],
    ]);
  });
});

describe('the automaton of a net that holds the last symbol', () => {
  const shape: TaskShape = {
    inputs: { kind: 'symbols', size: 3 },
    outputs: 2,
    loss: 'softmax',
    scored: 'masked',
    outputNames: ['zero', 'one'],
  };
  const read = (name: string) => {
    const random = randomStream(name);
    const sequences = Array.from({ length: 60 }, () => {
      const inputs = Array.from({ length: 10 }, () => random.integer(3));
      let last = 0;
      const targets = inputs.map((symbol) => {
        if (symbol !== 2) last = symbol;
        return last;
      });
      return { inputs, targets };
    });
    const batch = buildBatch(shape, sequences);
    const { net, parameters } = lastSeenNet();
    return { batch, states: statesOf(net, parameters, batch) };
  };

  it.each(['futures', 'positions'])('is found exactly, with states clustered by their %s', async (by) => {
    const { net, parameters } = lastSeenNet();
    const [build, choose] = [read('build'), read('choose')];
    const places = placesOf(build.batch);
    const points =
      by === 'positions'
        ? positionsOf(build, places)
        : await futuresOf(
            { net, parameters, device: referenceDevice },
            build,
            places,
            continuationsOf(build.batch, 8),
          );
    const { machine } = extract(shape, build, points, choose, 64);
    expect(machine.next.map((own) => [...own])).toEqual([
      [0, 1, 0],
      [0, 1, 1],
    ]);
    expect(machine.answers).toEqual(['zero', 'one']);
    const fresh = read('fresh');
    expect(agreementOf(shape, machine, fresh)).toEqual({
      ...{ sequences: 60, withNet: 60, withTask: 60, netWithTask: 60, stuck: 0 },
    });
  });
});

describe('the spectrum of Jacobians', () => {
  /** ReLU units that are all on, so that the net is linear. */
  const linear = (recurrent: readonly number[]) => {
    const net = elmanNet({ unit: 'relu', inputs: 1, hidden: 2, outputs: 1 });
    const parameters = new Float32Array(net.parameters);
    for (const { name, offset, size } of net.blocks) {
      if (name === 'W_rec') parameters.set(recurrent, offset);
      if (name === 'b') parameters.fill(10, offset, offset + size);
    }
    return { net, parameters };
  };
  const batch = randomBatch({
    ...{ loss: 'squared', input: 'symbols', inputs: 1, outputs: 1, scored: 'last' },
    ...{ sequences: 2, steps: 13, seed: 1 },
  });
  const spectrum = ({ net, parameters }: ReturnType<typeof linear>) =>
    spectrumOf(net, parameters, batch, Int32Array.of(2, 2), async () => {});

  it('of a turn that halves is ln ½ in every direction and at every lag, with its two eigenvalues', async () => {
    const found = await spectrum(linear([0.4, -0.3, 0.3, 0.4]));
    expect(found.byLag.map(({ lag }) => lag)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const { lag, logs } of found.byLag)
      for (const own of logs) expect(own!.mean).toBeCloseTo(lag * Math.log(0.5), 6);
    for (const own of found.exponents) expect(own!.mean).toBeCloseTo(Math.log(0.5), 6);
    expect(found.radius!.mean).toBeCloseTo(Math.log(0.5), 6);
    for (const [real, imaginary] of found.eigenvalues) {
      expect(real).toBeCloseTo(0.4, 6);
      expect(Math.abs(imaginary)).toBeCloseTo(0.3, 6);
    }
  });

  it('of a linear net has the singular values of W^k, and exponents that add up to the volume', async () => {
    const found = await spectrum(linear([0.5, 1, 0, 0.25]));
    // W^k = [a c; 0 b] with a = .5^k, b = .25^k, c = 4 (a - b): σ² are the roots of x² - (a² + b² + c²) x + a² b².
    for (const { lag, logs } of found.byLag.slice(0, 5)) {
      const [a, b] = [0.5 ** lag, 0.25 ** lag];
      const trace = a * a + b * b + (4 * (a - b)) ** 2;
      const root = Math.sqrt(trace * trace - 4 * a * a * b * b);
      expect(logs[0]!.mean).toBeCloseTo(Math.log((trace + root) / 2) / 2, 6);
      expect(logs[1]!.mean).toBeCloseTo(Math.log((2 * a * a * b * b) / (trace + root)) / 2, 4);
    }
    const [first, second] = found.exponents;
    expect(first!.mean + second!.mean).toBeCloseTo(Math.log(0.125), 6);
    expect(first!.mean).toBeCloseTo(Math.log(0.5), 1);
  });
});

describe('a net without one unit', () => {
  it.each([
    ['tanh units', elmanNet({ unit: 'tanh', inputs: 3, hidden: 3, outputs: 3 })],
    ['an LSTM with peepholes', lstmNet({ peepholes: true, inputs: 4, hidden: 3, outputs: 2 })],
    ['a GRU', gruNet({ inputs: 3, hidden: 4, outputs: 2 })],
  ] as const)('of %s answers as the net does in which that unit leads nowhere', (_, net) => {
    const batch = randomBatch({
      ...{ loss: 'squared', input: 'dense', inputs: net.inputs, outputs: net.outputs },
      ...{ sequences: 3, steps: 7, seed: 2 },
    });
    const parameters = randomParameters(net, 'prune', 1);
    const surgery = surgeryOf(net) as Surgery;
    for (const unit of surgery.units(net, parameters)) {
      const silent = parameters.slice();
      for (const { name, offset, size } of net.blocks)
        if (name === 'W_rec' || name === 'W_out')
          for (let at = unit; at < size; at += net.hidden) silent[offset + at] = 0;
      const smaller = surgery.withoutUnit({ net, parameters }, unit);
      expect(smaller.net).toMatchObject({ hidden: net.hidden - 1 });
      const outputs = (own: Net, values: Float32Array) => [
        ...referenceDevice.evaluate(own, values, batch).outputs,
      ];
      const expected = outputs(net, silent);
      for (const [at, value] of outputs(smaller.net, smaller.parameters).entries())
        expect(value).toBeCloseTo(expected[at]!, 12);
    }
  });

  it('of a graph has no link to it or from it', () => {
    const { net, parameters } = poleGraph();
    const surgery = surgeryOf(net) as Surgery;
    expect(surgery.units(net, parameters)).toEqual([6, 7]);
    const smaller = surgery.withoutUnit({ net, parameters }, 7).parameters;
    expect(surgery.weights(net, smaller)).toHaveLength(6);
    expect(surgery.units(net, smaller)).toEqual([6]);
  });
});

describe('the view', () => {
  const run = () => {
    const path = makeRun(
      join(folder, `${Math.random()}.run.sqlite`),
      specOf({
        tasks: [task('parity', { length: 12 })],
        contestants: [
          contestant('msgd', 'by-hand', { hidden: 3 }),
          contestant('genitor', 'by-chance', { hidden: 3 }),
        ],
        seeds: 1,
      }),
      { champion: ({ contestant: { name } }) => (name === 'by-hand' ? parityNet() : null) },
    );
    return openRun(path, { readOnly: true });
  };

  it('finds the two states of a parity net, and that a drawn net does not remember', async () => {
    const opened = run();
    const options = autopsy.options.parse({ sequences: 100, clusters: 8, factor: 20 });
    const { figures, says } = await autopsy.look({ options, run: opened, contestants: [] }, plainWork());
    const drawing = (id: string, place = 0) => figures.find((figure) => figure.id === id)!.drawings[place];
    const { nodes, edges } = drawing('automaton') as LabGraph;
    expect(nodes.map(({ text }) => text.split('\n').slice(0, 2))).toEqual([
      ['start', 'answers none'],
      ['q1', 'answers odd'],
    ]);
    expect(edges.map(({ from, to, text }) => `${from} ${text} ${to}`).sort()).toEqual([
      '0 0 0',
      '0 1 1',
      '1 0 1',
      '1 1 0',
    ]);
    const [byHand] = (drawing('automaton-agreement') as LabIntervals).rows;
    expect(byHand).toMatchObject({ name: 'by-hand', value: 1, note: '2 states' });
    expect(byHand!.interval![0]).toBeCloseTo(0.963, 3);
    const [hand, chance] = (drawing('probes-by-step') as LabLines).lines;
    expect(hand!.points.at(-1)![1]).toBe(1);
    // Before the last bit its parity is open.
    expect(hand!.points.at(-2)![1]).toBeLessThan(0.75);
    expect(chance!.points.at(-1)![1]).toBeLessThan(0.95);
    expect(says).toContain('by-hand (2 states, agreement 100.0 % (96.3 to 100.0 %))');
    expect(says).toMatch(/^[12] of 2 champions (is a finite automaton|are finite automata): /);
    expect(says.length).toBeLessThan(1300);
    const { rows } = drawing('pruning-sizes') as LabTable;
    expect(rows[0]!.slice(0, 5)).toEqual(['by-hand', '0.0 %', 3, 2, 16]);
    // The two units have 11 weights that are not 0.
    expect(rows[0]![5]).toBeLessThanOrEqual(11);
    expect(rows[1]!.slice(3, 4)).toEqual(['does not solve']);
    const [longer] = (drawing('lengths') as LabLines).lines;
    expect(longer!.points.at(-1)).toEqual([240, 0]);
    expect(longer!.points.every(([, error]) => error === 0)).toBe(true);
    opened.close();
  });

  it('refuses a task and a contestant that the run does not have, with the nearest', async () => {
    const opened = run();
    const look = (options: object, contestants: readonly string[] = []) =>
      autopsy.look({ options: autopsy.options.parse(options), run: opened, contestants }, plainWork());
    await expect(look({ task: 'parity:length=13' })).rejects.toThrow(
      "unknown task 'parity:length=13', did you mean 'parity:length=12'?",
    );
    await expect(look({}, ['by-hands'])).rejects.toThrow(
      "unknown contestant 'by-hands', did you mean 'by-hand'?",
    );
    opened.close();
  });
});
