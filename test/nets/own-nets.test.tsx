/** Nets of a learner's own, from the search to all that shows a champion afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../src/engine/device.ts';
import { openDevice } from '../../src/engine/index.ts';
import { evaluateChampion } from '../../src/export/evaluate-champion.ts';
import { exportChampion } from '../../src/export/export-champion.ts';
import { formats } from '../../src/export/formats.ts';
import { readChampion } from '../../src/export/read-champion.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import type { ElmanNet } from '../../src/nets/net.ts';
import { collectReport } from '../../src/report/collect.ts';
import { pastOf } from '../../src/store/past-of.ts';
import { createRun, openRun, type RunFile } from '../../src/store/run-file.ts';
import { runTournament } from '../../src/tournament/run-tournament.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import type { TournamentEvent, TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { type Standing, standingAfter, standingBefore } from '../../src/tournament/standing.ts';
import { deviceExaminer, examSets } from '../../src/tournament/trial/examine.ts';
import { incumbentOf } from '../../src/tournament/trial/incumbent.ts';
import { assembleTrial } from '../../src/tournament/trial/problem.ts';
import { testSpecimens } from '../../src/tournament/trial/specimens.ts';
import { runTrial, type TrialContext } from '../../src/tournament/trial/trial.ts';
import { pastStory } from '../../src/ui/model/earlier-story.ts';
import { Nets } from '../../src/ui/panels/nets.tsx';
import { followRun } from '../../src/watch/follow-run.ts';
import { type Story, storyAfter, storyBefore } from '../../src/watch/story.ts';
import { about } from '../support/store/example-run.ts';
import { runContent } from '../support/store/run-content.ts';
import { type Grow, growingCatalogue } from '../support/tournament/growing-catalogue.ts';
import { timeless } from '../support/tournament/toys.ts';
import { rowsOf } from '../support/ui/frames.tsx';

const UPDATES = 5;
const HIDDEN = 3;
const catalogue = new URL('../support/tournament/growing-catalogue.ts', import.meta.url).href;

const spec: TournamentSpec = {
  tasks: [resolveTask('temporal-order', { length: 10 })],
  contestants: [
    resolveContestant('genitor', { hidden: HIDDEN, population: 12, sequences: 16 }),
    resolveContestant('msgd', { hidden: HIDDEN }),
  ],
  seeds: 2,
  seed: 1,
  budget: { updates: UPDATES, evaluations: 100 },
  device: 'wasm',
};
const grown = trialsOf(spec).find(({ contestant }) => contestant.name === 'msgd')!;
const task = spec.tasks[0]!;

const hiddenIn = (net: object | undefined): number | undefined => (net as ElmanNet | undefined)?.hidden;

/** Plays the growing trial in this thread. */
async function play(given: Partial<TrialContext> = {}, grow?: Grow) {
  const own = growingCatalogue(grow);
  const device = await openDevice('wasm');
  const events: TournamentEvent[] = [];
  const examiner = deviceExaminer(
    assembleTrial(grown, own),
    examSets(own.task(task.name), grown),
    device,
    () => false,
  );
  const emit = (event: TournamentEvent) => void events.push(event);
  const result = await runTrial(grown, { catalogue: own, device, examiner, emit, ...given });
  const checkpoints = events.filter((event) => event.type === 'checkpoint');
  return { result, checkpoints, events };
}

describe('a trial of a learner whose net grows', () => {
  it('has each net with the validation that found it, but for the contestant’s own', async () => {
    const { result, checkpoints } = await play();
    expect(checkpoints.map(({ champion }) => hiddenIn(champion?.net))).toEqual([
      undefined,
      ...Array.from({ length: UPDATES }, (_, step) => HIDDEN + step + 1),
    ]);
    expect(checkpoints[0]!.champion!.net).toBeUndefined();
    const { net, parameters } = result.champion!;
    expect(net).toEqual(elmanNet({ unit: 'tanh', inputs: 6, hidden: HIDDEN + UPDATES, outputs: 4 }));
    expect(parameters).toHaveLength(net!.parameters);
    expect(result.parameters).toBe(net!.parameters);
    expect(result.testError).not.toBeNull();
  });

  it('ends the same when it goes on from any of its checkpoints', async () => {
    const { result, checkpoints } = await play();
    expect(checkpoints).toHaveLength(UPDATES + 1);
    for (const { snapshot } of checkpoints) {
      const json = JSON.parse(JSON.stringify(snapshot!.values));
      const resumed = await play({ resume: { arrays: snapshot!.arrays, values: json } });
      expect(timeless(resumed.result)).toEqual(timeless(result));
    }
  });

  it('keeps the net when it goes on and finds no better one', async () => {
    const { checkpoints } = await play();
    const { result } = await play({
      resume: checkpoints[3]!.snapshot!,
      control: () => 'stop',
    });
    expect(hiddenIn(result.champion!.net)).toBe(HIDDEN + 3);
  });

  it.each<[string, Grow, string]>([
    [
      'another number of inputs',
      (given) => elmanNet({ ...given, inputs: 9 }),
      'learner sgd: its champion has 9 inputs and 4 outputs, the task asks for 6 and 4',
    ],
    [
      'another architecture',
      (given) => ({ ...elmanNet({ ...given, hidden: 9 }), architecture: 'graph' }) as unknown as ElmanNet,
      "learner sgd: its champion is a net graph, the contestant's is elman",
    ],
  ])('fails in one line with a champion of %s', async (_, grow, detail) => {
    const { result } = await play({}, grow);
    expect(result.stop).toEqual({ reason: 'failed', detail });
    expect(result.champion!.net).toBeUndefined();
  });

  it('is looked at before anything computes with its net', () => {
    const parts = assembleTrial(grown, growingCatalogue());
    const net = elmanNet({ unit: 'tanh', inputs: 6, hidden: 9, outputs: 4 });
    const device = { name: 'small', lacks: () => 'it has no room for 9 units' } as unknown as Device;
    const given = (parameters: number) => ({
      champion: () => ({ net, parameters: new Float32Array(parameters) }),
    });
    expect(() => incumbentOf(given(3), parts, device)).toThrow(
      `its champion has 3 parameters, its net ${net.parameters}`,
    );
    expect(() => incumbentOf(given(net.parameters), parts, device)).toThrow(
      'device small: it has no room for 9 units',
    );
    const { restore: _, ...architecture } = parts.architecture;
    expect(() => incumbentOf(given(net.parameters), { ...parts, architecture }, device)).toThrow(
      'its champion is a net of its own, but nets elman cannot be stored yet',
    );
  });
});

describe('a run with nets of their own', () => {
  let folder = '';
  const live: { story: Story; standing: Standing } = { story: storyBefore(0), standing: new Map() };
  let run: RunFile;
  const at = (name: string): string => join(folder, name);

  async function record(path: string, workers: number, hear = (_: TournamentEvent): void => {}) {
    const writer = createRun(path, spec, about);
    for await (const event of runTournament(spec, { workers, catalogue })) {
      writer.record(event);
      hear(event);
    }
    writer.close();
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'genoprop-own-nets-'));
    const trials = trialsOf(spec);
    live.story = storyBefore(trials.length);
    live.standing = standingBefore(trials);
    await record(at('one.sqlite'), 1, (event) => {
      live.story = storyAfter(live.story, event);
      live.standing = standingAfter(live.standing, event);
    });
    run = openRun(at('one.sqlite'), { readOnly: true });
  });
  afterAll(() => {
    run.close();
    rmSync(folder, { recursive: true });
  });

  it('is the same with three workers', async () => {
    await record(at('three.sqlite'), 3);
    expect(runContent(at('three.sqlite'))).toEqual(runContent(at('one.sqlite')));
  });

  it('holds the net in the champion’s metadata, and nothing of it where it is the contestant’s', () => {
    for (const { id, contestant } of run.trials()) {
      const { net, parameters, metadata } = run.champion(id)!;
      if (contestant === 'genitor') {
        expect(net).toBeUndefined();
        expect(metadata).not.toHaveProperty('net');
      } else {
        expect(hiddenIn(net)).toBe(HIDDEN + UPDATES);
        expect(metadata.net).toEqual(net);
        expect(parameters).toHaveLength(net!.parameters);
      }
    }
  });

  it('goes on from its last checkpoint, net and all', async () => {
    const path = at('interrupted.sqlite');
    let writer = createRun(path, spec, about);
    let told = 0;
    for await (const event of runTournament(spec, { workers: 1, catalogue })) {
      writer.record(event);
      if (event.type === 'checkpoint' && event.id === grown.id && ++told === 3) break;
    }
    writer.close();
    const { champion } = openRun(path, { readOnly: true }).checkpoint(grown.id)!;
    expect(hiddenIn(champion!.net)).toBe(HIDDEN + 2);
    writer = openRun(path);
    const past = pastOf(writer);
    const finished = new Set(past.finished.keys());
    for await (const event of runTournament(spec, { workers: 1, catalogue, resume: past.resume, finished }))
      writer.record(event);
    writer.close();
    const { champions, checkpoints, metrics, summary } = runContent(path);
    expect({ champions, checkpoints, metrics, summary }).toEqual(
      (({ trials: _, ...rest }) => rest)(runContent(at('one.sqlite'))),
    );
  });

  it.each<[string, (net: Record<string, unknown>) => unknown, string]>([
    ['of an unknown architecture', (net) => ({ ...net, architecture: 'x' }), 'a net of the architecture "x"'],
    ['of other sizes', (net) => ({ ...net, hidden: 2 }), 'the net is none'],
    [
      'that is another one',
      () => elmanNet({ unit: 'tanh', inputs: 6, hidden: 2, outputs: 4 }),
      `has ${elmanNet({ unit: 'tanh', inputs: 6, hidden: HIDDEN + UPDATES, outputs: 4 }).parameters} parameters, its net 30`,
    ],
  ])('is damaged by a net %s, and says so in one line', (_, change, message) => {
    const path = at('damaged.sqlite');
    rmSync(path, { force: true });
    new DatabaseSync(at('one.sqlite'), { readOnly: true }).exec(`VACUUM INTO '${path}'`);
    const database = new DatabaseSync(path);
    const [{ metadata }] = database
      .prepare('SELECT metadata FROM champions WHERE trial = ?')
      .all(grown.id) as unknown as [{ metadata: string }];
    const { checksum: _checksum, net, ...notes } = JSON.parse(metadata);
    database
      .prepare('UPDATE champions SET metadata = ? WHERE trial = ?')
      .run(JSON.stringify({ ...notes, net: change(net) }), grown.id);
    database.close();
    const damaged = openRun(path, { readOnly: true });
    expect(() => damaged.champion(grown.id)).toThrow(message);
    expect(() => damaged.champion(grown.id)).toThrow(/^run file .*: is damaged: champion of .*$/);
    damaged.close();
  });

  it('exports them in every format, and they score, bit for bit, what their trial found', async () => {
    const device = await openDevice('wasm');
    const { result } = run.trials().find(({ id }) => id === grown.id)!;
    for (const { name } of formats) {
      const { bytes } = exportChampion(run, { format: name, trial: grown.id });
      const champion = readChampion(bytes, `a.${name}`);
      expect(hiddenIn(champion.net)).toBe(HIDDEN + UPDATES);
      expect(champion.about.net).toMatchObject({ options: { hidden: HIDDEN }, own: champion.net });
      const evaluation = await evaluateChampion(champion, { task, seed: spec.seed, device });
      expect(evaluation.loss).toBe(result!.testLoss);
      expect(evaluation.error).toBe(result!.testError);
    }
  });

  it('says nothing of a net in an exported champion that has its contestant’s', () => {
    expect(() => exportChampion(run, {} as never)).toThrow(
      /^exportChampion: format is .*, it must be one of saf/,
    );
    expect(() => exportChampion(run, { format: 'npz' as never })).toThrow(
      /^exportChampion: unknown format 'npz'/,
    );
    const { champion } = exportChampion(run, { format: 'json', contestant: 'genitor' });
    expect(champion.about.net).not.toHaveProperty('own');
  });

  it('refuses an exported net that is not the one that its section names', () => {
    const { bytes } = exportChampion(run, { format: 'json', trial: grown.id });
    const { checksum: _, ...file } = JSON.parse(new TextDecoder().decode(bytes));
    const own = elmanNet({ unit: 'tanh', inputs: 6, hidden: 2, outputs: 4 });
    const changed = { ...file, net: { ...file.net, own } };
    expect(() => readChampion(new TextEncoder().encode(JSON.stringify(changed)), 'a.json')).toThrow(
      /^a\.json: .*net\.own is a net elman of 30 parameters, net names one elman of \d+$/,
    );
  });

  it('pictures them in the report', async () => {
    const { tasks } = await collectReport(run, { made: '2026-11-24T10:00:00.000Z', genoprop: '9.9.9' });
    const { champions } = tasks[0]!.specimens!;
    expect(champions.map(({ contestant, hidden }) => [contestant, hidden])).toEqual([
      ['genitor', HIDDEN],
      ['msgd', HIDDEN + UPDATES],
    ]);
  });

  it('shows them in the nets panel, live, watched and resumed', async () => {
    const past = pastStory({ past: pastOf(run), standing: live.standing, path: run.path });
    const watched = followRun(run)()!.reduce(storyAfter, storyBefore(4));
    const batch = await testSpecimens(task, { seed: 1 }, 4);
    for (const { champions } of [live.story, watched, past]) {
      expect(champions.get(`${task.label}/msgd`)).toEqual(live.story.champions.get(`${task.label}/msgd`));
      const rows = rowsOf(
        <Nets
          spec={spec}
          champions={champions}
          task={task}
          specimens={{ state: 'there', batch }}
          sequence={0}
          above={0}
          below={0}
          strip={0}
          focused={false}
          width={80}
          height={40}
        />,
        { width: 80, height: 40 },
      ).join('\n');
      expect(rows).toMatch(new RegExp(`\n h${HIDDEN + UPDATES} `));
      expect(rows).not.toContain('Too large');
    }
  });
});
