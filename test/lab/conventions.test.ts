import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEncoding } from '../../genomes/index.ts';
import { openDevice } from '../../src/engine/index.ts';
import {
  consensusOf,
  distanceOf,
  distinctMembers,
  drawConvention,
  shuffledMembers,
  varianceOf,
} from '../../src/lab/conventions/consensus.ts';
import { compare, drawPairs, measures } from '../../src/lab/conventions/crossing.ts';
import { conventions } from '../../src/lab/conventions/index.ts';
import type { Looked } from '../../src/lab/conventions/look.ts';
import { overTrials } from '../../src/lab/conventions/over-trials.ts';
import { sequencesOf } from '../../src/lab/parts/sequences.ts';
import { plainWork } from '../../src/lab/view.ts';
import { elman, elmanNet } from '../../src/nets/elman.ts';
import { underConvention } from '../../src/nets/exchangeable-units.ts';
import { randomStream } from '../../src/random/random.ts';
import { createRun, openRun } from '../../src/store/run-file.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { contestant, specOf, task } from '../support/report/made-run.ts';
import { about, costAt } from '../support/store/example-run.ts';

const net = elmanNet({ unit: 'tanh', inputs: 6, hidden: 5, outputs: 4 });
const symmetry = elman.exchangeable!(net)!;
const SIZE = 12;

const drawVector = (...name: (string | number)[]): Float32Array => {
  const random = randomStream(...name);
  return Float32Array.from({ length: net.parameters }, () => random.normal());
};

const joined = (vectors: readonly Float32Array[]): Float32Array =>
  Float32Array.from(vectors.flatMap((vector) => [...vector]));

/** The net itself first, then in other orders and with other signs. */
const inDisguise = (vector: Float32Array, name: string): Float32Array[] => [
  vector,
  ...Array.from({ length: SIZE - 1 }, (_, member) =>
    underConvention(symmetry, drawConvention(symmetry, randomStream(name, member)), vector),
  ),
];

describe('the consensus of a population', () => {
  it('of one net in disguise is one net, whose outputs are those of all', async () => {
    const members = joined(inDisguise(drawVector('one net'), 'disguise'));
    const found = consensusOf(symmetry, members, { starts: 0, path: ['test'] });
    expect(distinctMembers(members, net.parameters)).toBe(SIZE);
    expect(distinctMembers(found.aligned, net.parameters)).toBe(1);
    expect(found.before).toBeGreaterThan(1);
    expect(found.after).toBeLessThan(1e-10 * found.before);
    const device = await openDevice('wasm');
    const batch = await sequencesOf(task('temporal-order'), ['lab', 'test'], 16);
    const outputsOf = async (vectors: Float32Array, member: number) =>
      (
        await device.evaluate(
          net,
          vectors.slice(member * net.parameters, (member + 1) * net.parameters),
          batch,
        )
      ).outputs;
    const first = await outputsOf(members, 0);
    for (let member = 1; member < SIZE; member++) {
      for (const outputs of [await outputsOf(members, member), await outputsOf(found.aligned, member)]) {
        expect(Math.max(...outputs.map((output, at) => Math.abs(output - first[at]!)))).toBeLessThan(1e-4);
      }
    }
  });

  it('of independent nets stays as diverse as weights dealt anew', () => {
    const members = joined(Array.from({ length: SIZE }, (_, member) => drawVector('independent', member)));
    const dealt = shuffledMembers(members, net.parameters, randomStream('deal'));
    expect(varianceOf(dealt, net.parameters)).toBeCloseTo(varianceOf(members, net.parameters), 5);
    const removed = [members, dealt].map((of) => {
      const { before, after } = consensusOf(symmetry, of, { starts: 2, path: ['test'] });
      return 1 - after / before;
    });
    expect(removed[0]!).toBeGreaterThan(0.02);
    expect(Math.abs(removed[0]! - removed[1]!)).toBeLessThan(0.06);
  });

  it('measures variance and distance as by hand', () => {
    // (0, 0) and (2, 4): mean (1, 2), variance 5, distance √20.
    const members = Float32Array.of(0, 0, 2, 4);
    expect(varianceOf(members, 2)).toBe(5);
    expect(distanceOf(5, 2)).toBeCloseTo(Math.sqrt(20), 12);
    expect(distanceOf(5, 1)).toBe(0);
    expect(distinctMembers(members, 2)).toBe(2);
    expect(distinctMembers(Float32Array.of(1, 2, 1, 2, 1, 2.01), 2)).toBe(2);
  });
});

describe('crossed pairs', () => {
  it('are two members each', () => {
    const pairs = drawPairs(3, 200, randomStream('pairs'));
    expect(pairs.every(([one, other]) => one !== other && one < 3 && other < 3)).toBe(true);
    expect(new Set(pairs.map(([one, other]) => `${one} ${other}`)).size).toBe(6);
  });

  it('compare children with their parents as by hand, failures being worst', () => {
    const crossed = [
      { first: 0, second: 1, parents: [1, 2] as const, plain: 0.5, aligned: 1.5 },
      { first: 1, second: 2, parents: [2, null] as const, plain: 3, aligned: null },
    ];
    const [both, worse, change] = measures.map((measure) => compare(crossed, 3, measure, ['test']));
    expect([both!.plain!.value, both!.aligned!.value, both!.difference!.value]).toEqual([0.5, 0, -0.5]);
    expect([worse!.plain!.value, worse!.aligned!.value]).toEqual([1, 0.5]);
    // The second pair has a parent without a loss: .5 - 1.5 against 1.5 - 1.5.
    expect([change!.plain!.value, change!.aligned!.value, change!.difference!.value]).toEqual([-1, 0, 1]);
  });

  it('have means over trials with Student’s interval', () => {
    // R: t.test(c(1, 2, 3)): mean 2, -0.4841377 to 4.4841377.
    const found = overTrials([1, 2, 3])!;
    expect(found.low!).toBeCloseTo(-0.4841377, 6);
    expect(found.high!).toBeCloseTo(4.4841377, 6);
    expect(overTrials([7])).toEqual({ value: 7, low: null, high: null, trials: 1 });
    expect(overTrials([])).toBeNull();
  });
});

describe('the view conventions', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'genoprop-conventions-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Run of two trials that keep the population of these vectors, and of one that keeps none. */
  function made(name: string, encoding: string, vectors: (repetition: number) => Float32Array[]): string {
    const path = join(folder, name);
    const spec = specOf({
      tasks: [task('temporal-order', { length: 10 })],
      contestants: [
        contestant('genitor', 'bred', { hidden: 5, encoding, population: SIZE }),
        contestant('msgd-cr'),
      ],
      seeds: 3,
    });
    const { settings } = spec.contestants[0]!;
    const chosen = findEncoding(encoding);
    const layout = chosen.layOut(net.parameters, chosen.options.parse(settings));
    const run = createRun(path, spec, about);
    for (const { id, repetition, contestant: who } of trialsOf(spec)) {
      run.record({ type: 'started', id, parameters: net.parameters });
      if (who.name !== 'bred' || repetition > 2) continue;
      const genes = layout.allocate(SIZE);
      // Slots in another order than ranks.
      const slots = Int32Array.from({ length: SIZE }, (_, rank) => (rank * 5 + 3) % SIZE);
      for (const [rank, vector] of vectors(repetition).entries())
        layout.encode(vector, genes, slots[rank]! * layout.genes);
      run.record({
        type: 'checkpoint',
        id,
        checkpoint: {
          cost: costAt(1),
          ...{ trainingLoss: 1, validationLoss: 1, validationError: 0.75, inside: {} },
        },
        spent: 0.5,
        champion: null,
        snapshot: {
          arrays: {
            'search/genes': genes,
            'search/slots': slots,
            'search/losses': Float64Array.from(slots, (_, rank) => 1 + rank / 10),
          },
          values: { search: {}, trial: { standing: null, cost: costAt(1) } },
        },
      });
    }
    run.close();
    return path;
  }

  const look = (path: string, contestants: readonly string[] = []) => {
    const run = openRun(path, { readOnly: true });
    const options = conventions.options.parse({ pairs: 40, sequences: 32, starts: 1 });
    return conventions.look({ options, run, contestants }, plainWork()).finally(() => run.close());
  };

  for (const encoding of ['real', 'bits']) {
    it(`calls exact permutations and sign flips of one net one net, in ${encoding}`, async () => {
      // Of bits the net is one that they can write.
      const layout = findEncoding(encoding).layOut(net.parameters, findEncoding(encoding).options.parse({}));
      const vectors = (repetition: number) => {
        const genes = layout.allocate(1);
        layout.encode(drawVector('written', repetition), genes, 0);
        const written = new Float32Array(net.parameters);
        layout.decode(genes, 0, written, 0);
        return inDisguise(written, `disguise ${repetition}`);
      };
      const path = made(`disguise-${encoding}.sqlite`, encoding, vectors);
      const found = await look(path);
      expect(found.says).toContain('2 populations of them are one net in disguise');
      const looked = found.data as Looked[];
      expect(looked.map(({ repetition }) => repetition)).toEqual([1, 2]);
      for (const { diversity, crossover } of looked) {
        expect(diversity).toMatchObject({ distinctBefore: SIZE, distinctAfter: 1, conventions: SIZE });
        expect(diversity.removed).toBeGreaterThan(1 - 1e-9);
        expect(diversity.removedOfDealt).toBeLessThan(0.5);
        // Aligned, the child is the net itself; as they are, it is another one.
        expect(Math.abs(crossover!.change!.aligned!.value)).toBeLessThan(1e-5);
        expect(Math.abs(crossover!.change!.plain!.value)).toBeGreaterThan(0.01);
      }
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
      expect(await look(path)).toEqual(found);
    });
  }

  it('says what a run lacks', async () => {
    const path = made('other.sqlite', 'real', () => inDisguise(drawVector('other'), 'other'));
    await expect(look(path, ['msgd-cr'])).rejects.toThrow('no trial of it has a population of GENITOR');
    await expect(look(path, ['bredd'])).rejects.toThrow("did you mean 'bred'?");
    const run = openRun(path, { readOnly: true });
    expect(conventions.lacks!(run)).toBeNull();
    run.close();
  });
});
