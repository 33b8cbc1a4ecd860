import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realVector } from '../../genomes/real-vector.ts';
import {
  childStream,
  depthOf,
  founderShares,
  type Line,
  mainLine,
  pedigreeOf,
  traceLine,
} from '../../src/lab/lineage/ancestors.ts';
import type { Born } from '../../src/lab/lineage/birth-record.ts';
import { changeAt, changesOf } from '../../src/lab/lineage/effects.ts';
import { pairedDifference } from '../../src/lab/lineage/paired.ts';
import { Rederivation } from '../../src/lab/lineage/rederive.ts';
import {
  agreementOf,
  type OpenTrial,
  openTrial,
  type Replayed,
  replayChanged,
  replayTrial,
  type StoredTrial,
  storedTrial,
} from '../../src/lab/lineage/replay.ts';
import { partedAt, withoutMutation } from '../../src/lab/lineage/whole-replays.ts';
import { type LabWork, plainJson, plainWork } from '../../src/lab/view.ts';
import { genitor } from '../../src/learners/genetic/genitor.ts';
import type { GenitorSettings } from '../../src/learners/genetic/genitor-settings.ts';
import type { Random } from '../../src/random/random.ts';
import { createRun, openRun, type RunFile } from '../../src/store/run-file.ts';
import type { TournamentSpec, TrialEvent } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { functionProblem } from '../support/learners/fake-problem.ts';
import { about } from '../support/store/example-run.ts';
import toys from '../support/tournament/toy-catalogue.ts';
import { play, smallContestant, toySpec, toyTask } from '../support/tournament/toys.ts';

const named = (name: string, settings: Readonly<Record<string, unknown>>) => {
  const small = smallContestant('genitor');
  return { ...small, name, settings: { ...small.settings, ...settings } };
};

const spec: TournamentSpec = toySpec(
  [
    named('bits', { encoding: 'bits', crossoverRate: 0.9, flipRate: 0.02 }),
    named('real', { selection: 'tournament' }),
    named('reduced', { reducedSurrogate: true, adaptiveMutation: true, crossover: 'two-point' }),
    smallContestant('msgd'),
  ],
  { evaluations: 900 },
  { tasks: [toyTask('hopeless')], seed: 3 },
);

const folder = mkdtempSync(join(tmpdir(), 'lineage-'));
let run: RunFile;

beforeAll(async () => {
  const path = join(folder, 'toys.run.sqlite');
  const writer = createRun(path, spec, about);
  for (const trial of trialsOf(spec).filter(({ contestant: { learner } }) => learner === 'genitor')) {
    const { events } = await play(trial);
    for (const event of events) writer.record(event as TrialEvent);
  }
  writer.close();
  run = openRun(path, { readOnly: true });
});

afterAll(() => {
  run.close();
  rmSync(folder, { recursive: true, force: true });
});

const trialOf = (name: string) => trialsOf(spec).find(({ contestant }) => contestant.name === name)!;
const open = (name: string, given: Partial<StoredTrial> = {}): Promise<OpenTrial> =>
  openTrial({ ...storedTrial(run, trialOf(name)), ...given }, toys);

/** Work that keeps its parts, as a file does, and stops after some. */
function keptWork(kept: Map<string, string>, stopAfter = Number.POSITIVE_INFINITY): LabWork {
  let made = 0;
  return {
    ...plainWork(),
    async kept(key, make) {
      const known = kept.get(key);
      if (known !== undefined) return JSON.parse(known);
      if (made++ >= stopAfter) throw new Error('stopped here');
      const value = plainJson(await make());
      kept.set(key, JSON.stringify(value));
      return value;
    },
  };
}

describe('the replay of a trial', () => {
  it.each(['bits', 'real', 'reduced'])('finds the stored champion bit by bit: %s', async (name) => {
    const trial = await open(name);
    const replayed = await replayTrial(trial, plainWork());
    expect(agreementOf(replayed, trial.stored.champion)).toEqual({ exact: true, differing: 0, greatest: 0 });
    expect(replayed.macs).toBe(trial.stored.macs);
    expect(replayed.same).toBe(trial.stored.losses.length);
    expect(replayed.same).toBeGreaterThan(3);
    expect(replayed.differsAt).toBeNull();
    expect(replayed.births.length).toBeGreaterThan(30);
  });

  it('is the same where it was stopped and went on, and where its parts come from a file', async () => {
    // Evaluations that are said to be many make many parts.
    const trial = await open('bits', { evaluations: 20_000 });
    const whole = await replayTrial(await open('bits'), plainWork());
    const kept = new Map<string, string>();
    await expect(replayTrial(trial, keptWork(kept, 2))).rejects.toThrow('stopped here');
    expect(kept.size).toBe(2);
    expect(await replayTrial(trial, keptWork(kept))).toEqual(whole);
    expect(kept.size).toBe(5);
    expect(await replayTrial(trial, keptWork(kept, 0))).toEqual(whole);
  });

  it('says how far it is from another champion, and where the first loss differs', async () => {
    const stored = storedTrial(run, trialOf('real'));
    const losses = stored.losses.map(
      ([macs, loss], index) => [macs, index < 2 ? loss : loss! + 1e-9] as const,
    );
    const replayed = await replayTrial(await open('real', { losses }), plainWork());
    expect(replayed.same).toBe(2);
    expect(replayed.differsAt).toBe(losses[2]![0]);
    const other = Float32Array.from(stored.champion, (value, index) => (index === 1 ? value + 0.5 : value));
    const agreement = agreementOf(replayed, other);
    expect(agreement).toMatchObject({ exact: false, differing: 1 });
    expect(agreement.greatest).toBeCloseTo(0.5, 6);
  });

  it('with one birth changed is the same up to it, and the same to the end where nothing is changed', async () => {
    const trial = await open('bits', { evaluations: 20_000 });
    const kept = new Map<string, string>();
    const replayed = await replayTrial(trial, keptWork(kept));
    const nothing = { number: 100, write: () => {} };
    const same = await replayChanged(trial, keptWork(kept), { key: 'nothing', change: nothing });
    expect(same.births).toEqual(replayed.births);
    expect(same.parameters).toEqual(replayed.parameters);
    const { line } = await lineOf('bits');
    const row = changesOf('mutation', line, false).at(-1)!;
    const { number } = line.ancestors[row]!;
    const change = withoutMutation(trial, number);
    const other = await replayChanged(trial, keptWork(kept), { key: 'other', change });
    expect(partedAt(replayed.births, other.births)).toBeGreaterThanOrEqual(number);
    expect(other.macs).toBe(replayed.macs);
    expect(other.births).not.toEqual(replayed.births);
    // The parts before the change are those of the trial.
    const own = [...kept.keys()].filter((key) => key.includes('other')).length;
    expect(own).toBeLessThan(5);
  });
});

type Traced = { readonly trial: OpenTrial; readonly replayed: Replayed; readonly line: Line };

const traced = new Map<string, Promise<Traced>>();

/** Line of that contestant's champion, traced once. */
function lineOf(name: string): Promise<Traced> {
  const known = traced.get(name) ?? traceAnew(name);
  traced.set(name, known);
  return known;
}

async function traceAnew(name: string): Promise<Traced> {
  const trial = await open(name);
  const replayed = await replayTrial(trial, plainWork());
  return { trial, replayed, line: traceLine(trial.problem, trial.settings, replayed.births, replayed.best) };
}

/** Genes of a row. */
const genesAt = ({ layout, genes }: Line, row: number): number[] => [
  ...genes.subarray(row * layout.genes, (row + 1) * layout.genes),
];

describe('the line of a champion', () => {
  it.each(['bits', 'real', 'reduced'])(
    'ends with the champion, made again from the founders: %s',
    async (name) => {
      const { trial, line } = await lineOf(name);
      const parameters = new Float32Array(trial.parts.net.parameters);
      line.layout.decode(line.genes, (line.ancestors.length - 1) * line.layout.genes, parameters, 0);
      expect(parameters).toEqual(trial.stored.champion);
    },
  );

  it('is what a second computation finds, gene by gene, from the births and one-point cuts', async () => {
    const { trial, replayed, line } = await lineOf('bits');
    const { genes: length } = line.layout;
    const byNumber = new Map(replayed.births.map((born) => [born.number, born]));
    /** Place of the cut, from which genes are the second parent's: drawn by hand from the stream of the child. */
    const cutOf = (born: Born): number => {
      const random = childStream(trial.problem, born);
      return random.uniform() < 0.9 ? 1 + random.integer(length - 1) : length;
    };
    const all = new Set<number>();
    const visit = (number: number): void => {
      if (all.has(number)) return;
      all.add(number);
      const born = byNumber.get(number);
      if (born !== undefined) for (const parent of [born.first, born.second]) visit(parent);
    };
    visit(replayed.best);
    expect([...all].sort((a, b) => a - b)).toEqual(
      pedigreeOf(replayed.births, replayed.best).sort((a, b) => a - b),
    );
    const founders = new Map<number, number>();
    const carriers = new Set<number>();
    const generations: number[] = [];
    for (let gene = 0; gene < length; gene++) {
      let number = replayed.best;
      let depth = 0;
      for (let born = byNumber.get(number); born !== undefined; born = byNumber.get(number), depth++) {
        carriers.add(number);
        number = gene < cutOf(born) ? born.first : born.second;
      }
      founders.set(number, (founders.get(number) ?? 0) + 1);
      generations.push(depth);
    }
    expect(new Map(founderShares(line).map(({ number, share }) => [number, share * length]))).toEqual(
      founders,
    );
    expect(depthOf(line)).toEqual({
      least: Math.min(...generations),
      most: Math.max(...generations),
      mean: generations.reduce((sum, one) => sum + one, 0) / length,
    });
    const births = line.ancestors.filter(({ born, row }) => born !== null && line.carries[row]! > 0);
    expect(new Set(births.map(({ number }) => number))).toEqual(carriers);
    const main = mainLine(line);
    expect(main[0]!.number).toBeLessThan(0);
    expect(main.at(-1)!.number).toBe(replayed.best);
    for (const [place, { born }] of main.entries())
      if (born !== null) expect([born.first, born.second]).toContain(main[place - 1]!.number);
  });

  it('without a mutation has exactly the bits flipped that the mutation flipped and that reached its end', async () => {
    const { trial, line } = await lineOf('bits');
    const { genes: length } = line.layout;
    const again = new Rederivation(line, trial.problem, trial.settings);
    const champion = genesAt(line, line.ancestors.length - 1);
    let changed = 0;
    for (const { born, row } of line.ancestors) {
      if (born === null) continue;
      const flips = champion.map(
        (_, gene) => line.mutated[row * length + gene]! & line.carried[row * length + gene]!,
      );
      const found = again.champion(changeAt('mutation', row));
      const without = champion.map((bit, gene) => bit ^ flips[gene]!);
      expect([...(found ?? champion)]).toEqual(without);
      // A mutation none of which reached the champion is neutral, and found to be.
      expect(found === null).toBe(flips.every((flip) => flip === 0));
      changed += found === null ? 0 : 1;
    }
    expect(changed).toBe(changesOf('mutation', line, false).length);
    expect(changed).toBeGreaterThan(3);
  });

  it('with real genes is the sum of founder and mutations, without the one left out', async () => {
    const { trial, line } = await lineOf('real');
    const { genes: length } = line.layout;
    const again = new Rederivation(line, trial.problem, trial.settings);
    const [row] = changesOf('mutation', line, false).slice(-3);
    const found = again.champion(changeAt('mutation', row!))!;
    const champion = genesAt(line, line.ancestors.length - 1);
    for (let gene = 0; gene < length; gene++) {
      const here = row! * length + gene;
      const isMutated = (line.mutated[here]! & line.carried[here]!) === 1;
      if (!isMutated) expect(found[gene]).toBe(champion[gene]);
      else {
        const { first, second } = line.ancestors[row!]!.born!;
        const parent = line.rows.get(line.fromSecond[here] === 1 ? second : first)!;
        const added = line.genes[here]! - line.genes[parent * length + gene]!;
        expect(found[gene]).toBeCloseTo(champion[gene]! - added, 5);
      }
    }
  });

  it('with a clone for the second parent of a crossing has the genes of the first', async () => {
    const { trial, line } = await lineOf('bits');
    const { genes: length } = line.layout;
    const again = new Rederivation(line, trial.problem, trial.settings);
    const champion = genesAt(line, line.ancestors.length - 1);
    for (const row of changesOf('crossing', line, false)) {
      const { first, second } = line.ancestors[row]!.born!;
      const [one, other] = [genesAt(line, line.rows.get(first)!), genesAt(line, line.rows.get(second)!)];
      const without = champion.map((bit, gene) => {
        const isOther = (line.carried[row * length + gene]! & line.fromSecond[row * length + gene]!) === 1;
        return isOther ? bit ^ (one[gene]! ^ other[gene]!) : bit;
      });
      expect([...(again.champion(changeAt('crossing', row)) ?? champion)]).toEqual(without);
    }
  });

  it('of three births is made again by hand', () => {
    // Founders (0, 0) and (8, 8). Birth 0 copies founder -1 and adds (1, .5). Birth 1 crosses it with founder -2 between
    // the two genes and adds (.25, 0). Birth 2 copies birth 1 and adds (0, 2).
    const streams: Readonly<Record<number, readonly number[]>> = {
      0: [1, 0, 0, 1, 0, 0.5],
      1: [0, 0, 0, 0, 0.25, 0, 0],
      2: [1, 0, 0, 0, 0, 2],
    };
    const scripted = (numbers: readonly number[]): Random => {
      const left = [...numbers];
      const next = () => left.shift()!;
      return { uniform: next, integer: next, normal: next };
    };
    const problem = {
      ...functionProblem(2, () => 0),
      initialise: (random: Random) => Float32Array.of(random.normal(), random.normal()),
      random: (kind: string | number, number: string | number = 0) =>
        scripted(kind === 'initial' ? (number === 0 ? [0, 0] : [8, 8]) : streams[Number(number)]!),
    };
    const settings = genitor.settings.parse({
      ...{ population: 2, mutationRate: 1, initialStep: 1, stepFloor: 0, stepLearningRate: 0 },
    }) as GenitorSettings;
    const rest = { draws: 0, batch: 0, loss: 1, firstLoss: 2, secondLoss: 3, best: true };
    const births: Born[] = [
      { number: 0, first: -1, second: -2, ...rest },
      { number: 1, first: 0, second: -2, ...rest },
      { number: 2, first: 1, second: 0, ...rest },
    ];
    const line = traceLine(problem, settings, births, 2);
    expect(line.ancestors.map(({ number }) => number)).toEqual([-1, -2, 0, 1, 2]);
    expect(line.ancestors.map(({ row }) => genesAt(line, row))).toEqual([
      ...[
        [0, 0],
        [8, 8],
        [1, 0.5],
        [1.25, 8],
        [1.25, 10],
      ],
    ]);
    expect([...line.carries]).toEqual([1, 1, 1, 2, 2]);
    const again = new Rederivation(line, problem, settings);
    expect([...again.champion(changeAt('mutation', 2))!]).toEqual([0.25, 10]);
    expect([...again.champion(changeAt('mutation', 3))!]).toEqual([1, 10]);
    expect([...again.champion(changeAt('mutation', 4))!]).toEqual([1.25, 8]);
    // A clone of birth 0 gives its own second gene; swapped, founder -2 gives the first and birth 0 the second.
    expect([...again.champion(changeAt('crossing', 3))!]).toEqual([1.25, 2.5]);
    expect([...again.champion(changeAt('parents', 3))!]).toEqual([8.25, 2.5]);
    expect(realVector.layOut(2, {}).genes).toBe(line.layout.genes);
  });
});

describe('a paired difference', () => {
  it('has the mean and the Student interval computed by hand', () => {
    // Differences 1, 2, 3, 6: mean 3, variance 14/3, t of 3 degrees at 97.5 %: 3.182446.
    const { value, interval } = pairedDifference([2, 4, 6, 10], [1, 2, 3, 4]);
    expect(value).toBe(3);
    expect(interval![1] - 3).toBeCloseTo(3.182446 * Math.sqrt(14 / 3 / 4), 5);
    const wider = pairedDifference([2, 4, 6, 10], [1, 2, 3, 4], 10);
    // Bonferroni: t at 99.75 % is 7.453319.
    expect(wider.interval![1] - 3).toBeCloseTo(7.453319 * Math.sqrt(14 / 3 / 4), 4);
    expect(pairedDifference([Number.NaN, 1], [0, 0])).toEqual({ value: null, interval: null });
  });
});
