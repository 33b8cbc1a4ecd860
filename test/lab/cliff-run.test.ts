import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../src/engine/index.ts';
import { findAnchors, problemOf, startOf } from '../../src/lab/cliff/anchors.ts';
import { cliff } from '../../src/lab/cliff/cliff.ts';
import { lookAtPlane } from '../../src/lab/cliff/plane-look.ts';
import type { Corner, StepSeen } from '../../src/lab/cliff/plane-seen.ts';
import type { LabHeat, LabTable } from '../../src/lab/figure.ts';
import { firstPopulation, populationIn } from '../../src/lab/parts/genitor-population.ts';
import { testBatch } from '../../src/lab/parts/test-batch.ts';
import { type LabFindings, type LabWork, plainJson, plainWork } from '../../src/lab/view.ts';
import type { GenitorSettings } from '../../src/learners/genetic/genitor-settings.ts';
import { openRun, type RunFile } from '../../src/store/run-file.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import type { TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { type SmallRun, smallRun } from '../support/export/small-run.ts';

const spec: TournamentSpec = {
  tasks: [resolveTask('temporal-order', { length: 10 }), resolveTask('single-pole', {})],
  contestants: [
    resolveContestant('msgd-c', { hidden: 5, threshold: 0.4 }, { as: 'clipped' }),
    resolveContestant(
      'msgd',
      { hidden: 5, unit: 'relu', initialisation: 'basic-tanh' },
      { as: 'other unit' },
    ),
    resolveContestant('genitor', { hidden: 3, population: 12, sequences: 16 }),
    resolveContestant('lstm', { hidden: 2 }),
  ],
  seeds: 1,
  seed: 5,
  budget: { macs: 6e5 },
  device: 'wasm',
};

let small: SmallRun;
let run: RunFile;
beforeAll(async () => {
  small = await smallRun(spec, (id) => id.startsWith('temporal-order'));
  run = openRun(small.path, { readOnly: true });
});
afterAll(() => {
  run.close();
  small.remove();
});

const options = cliff.options.parse({ grid: 9, sequences: 12, lengths: '20', replay: 1000 });
const look = (changed: object = {}, work: LabWork = plainWork(), contestants: readonly string[] = []) =>
  lookAtPlane(run, contestants, { ...options, ...changed }, work);

interface PlaneData {
  readonly corners: readonly Corner[];
  readonly replays: readonly {
    readonly threshold: number;
    readonly isOwn: boolean;
    readonly last: { readonly update: number; readonly seen: StepSeen };
  }[];
}
const dataOf = (findings: LabFindings): PlaneData => findings.data as PlaneData;

describe('the plane of a run', () => {
  it('is that of the first descent and of GENITOR, the smaller net embedded in the larger one', () => {
    const anchors = findAnchors(run, { task: '', repetition: 0, contestants: [] });
    expect(anchors.descent.spec.id).toBe('temporal-order:length=10/clipped/1');
    expect(anchors.other.spec.id).toBe('temporal-order:length=10/genitor/1');
    expect([anchors.descent.net, anchors.other.net, anchors.net].map(({ parameters }) => parameters)).toEqual(
      [5 * (6 + 5 + 1 + 4) + 4, 3 * (6 + 3 + 1 + 4) + 4, 5 * (6 + 5 + 1 + 4) + 4],
    );
    expect(anchors.endIs).toBe('checkpoint');
  });

  it("has at its corners the device's loss and gradient of these nets", async () => {
    const findings = await look();
    const device = await openDevice('wasm');
    const anchors = findAnchors(run, { task: '', repetition: 0, contestants: [] });
    const batch = await testBatch(anchors.task, spec, 12);
    const start = startOf(anchors, problemOf(anchors.descent, device));
    const nets = [start, anchors.end, anchors.best];
    const heats = findings.figures[0]!.drawings.slice(0, 2) as LabHeat[];
    const { corners } = dataOf(findings);
    for (const [index, parameters] of nets.entries()) {
      const { loss, gradient } = await device.gradient(anchors.net, parameters, batch);
      expect(corners[index]!.error).toBe(loss);
      const norm = Math.hypot(...gradient);
      expect(corners[index]!.norm! / norm).toBeCloseTo(1, 9);
      // Start and end are points of the grid.
      if (index === 2) continue;
      const { columns, rows, values } = heats[0]!;
      const near = (axis: readonly number[], at: number) =>
        axis.findIndex((value) => Math.abs(value - at) < 1e-5);
      const at = near(rows, corners[index]!.place.y) * 9 + near(columns, corners[index]!.place.x);
      expect(values[at]! / loss).toBeCloseTo(1, 3);
      expect(heats[1]!.values[at]! / norm).toBeCloseTo(1, 3);
    }
    // The embedded net gives the loss of the small one.
    const own = await device.evaluate(anchors.other.net, anchors.other.champion, batch);
    expect(corners[2]!.error).toBeCloseTo(own.loss, 5);
  });

  it('leads the replay of the descent to its very end, and the other one elsewhere', async () => {
    const { replays } = dataOf(await look({ lengths: 'none' }));
    const { corners } = dataOf(await look({ lengths: 'none', replay: 0 }));
    const updates = run.checkpoint('temporal-order:length=10/clipped/1')!.cost.updates;
    const [plain, own] = replays;
    expect([plain!.threshold, own!.threshold, own!.isOwn]).toEqual([0, 0.4, true]);
    expect(own!.last.update).toBe(updates);
    expect(own!.last.seen.x).toBeCloseTo(corners[1]!.place.x, 9);
    expect(own!.last.seen.y).toBeCloseTo(0, 9);
    expect(own!.last.seen.away).toBeLessThan(1e-9);
    expect(own!.last.seen.error).toBeCloseTo(corners[1]!.error, 5);
    expect(Math.abs(plain!.last.seen.x - own!.last.seen.x)).toBeGreaterThan(1e-4);
  });

  it('finds the same in two threads, and where its parts were kept', async () => {
    const kept = new Map<string, unknown>();
    const keeping = (threads: number): LabWork => ({
      ...plainWork(threads),
      async kept<Value>(key: string, make: () => Value | Promise<Value>): Promise<Value> {
        if (!kept.has(key)) kept.set(key, plainJson(await make()));
        return kept.get(key) as Value;
      },
    });
    const first = await look();
    expect(plainJson(first)).toEqual(first);
    expect(await look({}, keeping(2))).toEqual(first);
    expect(kept.size).toBeGreaterThan(4);
    expect(await look({}, keeping(1))).toEqual(first);
  });

  it('has a drawing for each length and value, and the lengths in order', async () => {
    const { figures, facts } = await look({ lengths: '30, 5' });
    const [surface] = figures;
    expect(surface!.choices![0]!.values).toEqual(['5', '10', '30']);
    for (const { choices = [], drawings } of figures)
      expect(drawings).toHaveLength(choices.reduce((product, { values }) => product * values.length, 1));
    expect(Object.fromEntries(facts).nets).toContain('that of genitor is embedded');
  });

  it('draws both populations, and says which share of the distance projecting loses', async () => {
    const { figures } = await look({ lengths: 'none', replay: 0 });
    const { rows } = figures.find(({ id }) => id === 'plane-lost')!.drawings[0] as LabTable;
    expect(rows.map(([name, count]) => [name, count])).toEqual([
      ['first population of genitor', 12],
      ['last population of genitor', 12],
    ]);
    for (const [, , whole, within, lost] of rows) {
      expect(Number(within)).toBeLessThan(Number(whole));
      expect(lost).toMatch(/^\d+\.\d %$/);
    }
  });
});

describe('populations of GENITOR', () => {
  it('are those of the trial: the best of the checkpoint has the loss that it keeps', async () => {
    const device = await openDevice('wasm');
    const { other } = findAnchors(run, { task: '', repetition: 0, contestants: [] });
    const problem = problemOf(other, device);
    const settings = other.spec.contestant.settings as GenitorSettings;
    const snapshot = other.snapshot!;
    const members = populationIn(snapshot, problem, settings);
    const batch = problem.trainingBatch(snapshot.values.batch as number, 16);
    const losses = await device.evaluatePopulation(
      other.net,
      Float32Array.from(members.flatMap((member) => [...member])),
      12,
      batch,
    );
    expect(losses).toEqual(snapshot.arrays.losses);
    const [first] = firstPopulation(problem, settings);
    const drawn = problem.initialise(problem.random('initial', 0));
    // Bits stand for the nearest of their values.
    for (const [index, value] of first!.entries()) expect(Math.abs(value - drawn[index]!)).toBeLessThan(0.05);
  });
});

describe('a plane that cannot be drawn', () => {
  it.each([
    [
      { task: 'temporal-order:length=11' },
      [],
      /unknown task 'temporal-order:length=11', did you mean 'temporal-order:length=10'/,
    ],
    [{ repetition: 3 }, [], /has no repetition 3; it has 1$/],
    [{}, ['genitr'], /unknown contestant 'genitr', did you mean 'genitor'/],
    [
      {},
      ['other unit', 'genitor'],
      /the nets of other unit \(elman, 5 relu units\) and genitor \(elman, 3 tanh units\) are of two kinds and span no plane/,
    ],
    [{}, ['lstm', 'clipped'], /lstm \(.*\) and clipped \(elman, 5 tanh units\) are of two kinds/],
    [{ lengths: '20,x' }, [], /lengths: 'x' is no whole number/],
    [{ lengths: '1' }, [], /length/],
    [
      { grid: 513, sequences: 10_000, lengths: '5000' },
      [],
      /the plane would take .*MACs, hours of computing/,
    ],
    [{ task: 'single-pole' }, [], /played in episodes/],
  ])('is refused in one line: %j of %j', async (changed, contestants, message) => {
    const error = await look(changed, plainWork(), contestants).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'UserError', message: expect.stringMatching(message) });
    expect((error as Error).message).not.toContain('\n');
  });

  it('is what a run lacks whose contestants span none', async () => {
    expect(cliff.lacks!(run)).toBeNull();
    const alone = await smallRun({ ...spec, contestants: spec.contestants.slice(2) }, () => false);
    const opened = openRun(alone.path, { readOnly: true });
    expect(cliff.lacks!(opened)).toMatch(/^the nets of lstm .* are of two kinds/);
    opened.close();
    alone.remove();
  });
});
