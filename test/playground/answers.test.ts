import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { duelCommand } from '../../src/cli/duel/command.ts';
import type { DuelFlags } from '../../src/cli/duel/flags.ts';
import { planDuel } from '../../src/cli/duel/plan.ts';
import { openWasmWithFeedback } from '../../src/engine/wasm/with-feedback.ts';
import { evaluateChampion } from '../../src/export/evaluate-champion.ts';
import { readJson } from '../../src/export/json-file.ts';
import { contestantPresets } from '../../src/learners/index.ts';
import { architectures } from '../../src/nets/index.ts';
import type { Ask, Asks, PlainResult, Plan, ToldEvent, Wish } from '../../src/playground/messages.ts';
import { Answers } from '../../src/playground/worker/answers.ts';
import { resultLines } from '../../src/session/closing-lines.ts';
import type { Checkpoint, TrialSpec } from '../../src/tournament/spec/tournament.ts';
import type { TrialChampion } from '../../src/tournament/spec/trial-champion.ts';
import { tasks } from '../../tasks/index.ts';
import { recordingTerminal } from '../support/cli/recording.ts';

const device = openWasmWithFeedback();
const answers = new Answers(device);
let count = 0;
const ask = <Name extends Ask>(name: Name, given: Asks[Name]['given'], tell?: (event: ToldEvent) => void) =>
  answers.answer({ id: ++count, ask: name, ...given } as never, tell) as Promise<Asks[Name]['answer']>;

/** Small duel on short sequences, its trials cut short. */
const SMALL: Wish = {
  set: ['length=8'],
  contestants: ['genitor:hidden=3,population=12,sequences=16', 'msgd-cr:hidden=4'],
  budget: ['2e7mac'],
};

interface Played {
  readonly trial: TrialSpec;
  readonly checkpoints: readonly Checkpoint[];
  readonly champion: TrialChampion;
  readonly result: PlainResult;
}

async function played(trial: TrialSpec): Promise<Played> {
  const checkpoints: Checkpoint[] = [];
  let champion: TrialChampion | null = null;
  const { result } = await ask('play', { trial }, (event) => {
    if (event.type !== 'checkpoint') return;
    checkpoints.push(event.checkpoint);
    champion = event.champion ?? champion;
  });
  return { trial, checkpoints, champion: champion!, result };
}

/** Flags that the command line reads from these arguments. */
function flagsOf(command: readonly string[]): { task: string; flags: DuelFlags } {
  const [npx, genoprop, duel, ...rest] = command;
  expect([npx, genoprop, duel]).toEqual(['npx', 'genoprop', 'duel']);
  const program = new Command();
  duelCommand(program, recordingTerminal(), { exitCode: 0 });
  const [read] = program.commands;
  const { operands, unknown } = read!.parseOptions([...rest]);
  expect(unknown).toEqual([]);
  return { task: operands[0]!, flags: read!.opts() };
}

describe('the offer', () => {
  it('has every task, contestant and net of the registries, and says what a browser lacks', async () => {
    const offer = await ask('offer', {});
    expect(offer.tasks.map(({ name }) => name)).toEqual(tasks.map(({ name }) => name));
    expect(offer.contestants.map(({ name }) => name)).toEqual(contestantPresets().map(({ name }) => name));
    expect(offer.nets.map(({ name }) => name)).toEqual(architectures.map(({ name }) => name));
    expect(structuredClone(offer)).toEqual(offer);
    const lacking = offer.tasks.filter(({ lacks }) => lacks !== null).map(({ name }) => name);
    expect(lacking).toEqual(['piano-roll', 'ptb-characters', 'sequential-mnist', 'gait-2d', 'gait']);
    expect(offer.tasks.filter(({ usual }) => usual === null).map(({ name }) => name)).toEqual(lacking);
    expect(offer.opening).toEqual({
      ...{ task: 'temporal-order', set: [], contestants: ['genitor', 'msgd-cr'] },
      ...{ seed: '1', seeds: '1', budget: ['3e10mac'] },
    });
  });

  it('has a duel of two for every task that can be played, which can be planned', async () => {
    const { tasks: offered } = await ask('offer', {});
    for (const { name, usual, isEpisodes } of offered) {
      if (usual === null) continue;
      expect(usual.contestants).toHaveLength(2);
      if (!['sine', 'parity', 't-maze', 'platform'].includes(name)) continue;
      const { spec } = await ask('plan', { wish: usual });
      expect(spec.tasks[0]!.facts.shape.episode !== undefined).toBe(isEpisodes);
    }
  });

  it('tells which contestants cannot play a task', async () => {
    const { reasons } = await ask('unfit', { wish: { task: 'temporal-order' } });
    expect(reasons.rpg).toMatch(/^rpg on temporal-order: learner rpg: it learns from episodes/);
    expect(Object.keys(reasons)).not.toContain('genitor');
    const { reasons: others } = await ask('unfit', { wish: { task: 'single-pole' } });
    expect(others['msgd-cr']).toMatch(/single-pole/);
    expect(Object.keys(others)).not.toContain('rpg');
  });
});

describe('the plan of a wish', () => {
  const wishes: readonly Wish[] = [
    {},
    { ...SMALL, seed: '7', seeds: '3' },
    { task: 'xor', contestants: ['a b=genitor:hidden=4', 'msgd'], seeds: '2,5-6', budget: ['60s', '1e9mac'] },
    { task: 'single-pole' },
    { task: 'addition', contestants: ['genitor>msgd-cr@0.3', 'random'] },
  ];

  it.each(wishes)('gives the command of a duel with the same spec: %j', async (wish) => {
    const { spec, command, wish: whole } = await ask('plan', { wish });
    const { task, flags } = flagsOf(command);
    expect((await planDuel(task, flags)).spec).toEqual(spec);
    expect(spec.tasks[0]!.facts.fingerprint).toMatch(/^[0-9a-f]{32}$/);
    // A page writes the whole wish into its address, and reads it again.
    expect((await ask('plan', { wish: whole })).spec).toEqual(spec);
  });

  it('tells of the task in words', async () => {
    const { words, notes, contestants } = await ask('plan', { wish: {} });
    expect(words).toEqual({
      task: 'say in which order two symbols came, long after they did',
      length: 'Sequences of 20 steps on average.',
      solved: 'less than 1.0 % of 10,000 test sequences wrong',
      chance: '75.0 % wrong, loss 1.386, for whoever ignores the input',
      budget: '3e10mac',
    });
    expect(notes).toEqual([]);
    expect(contestants.map(({ kind }) => kind)).toEqual(['genetic', 'gradient']);
  });

  it.each<[Wish, RegExp]>([
    [{ task: 'temporal-ordr' }, /^unknown task 'temporal-ordr', did you mean 'temporal-order'\?/],
    [{ task: 'gait' }, /^task gait: it needs a physics engine/],
    [{ task: 'ptb-characters' }, /^task ptb-characters: its data come from files/],
    [{ set: ['lenght=4'] }, /^--set lenght=4: unknown option 'lenght', did you mean 'length'\?/],
    [{ set: ['length=3'] }, /^--set length=3: task temporal-order: shape: length 3 leaves/],
    [{ contestants: ['genitr'] }, /^unknown contestant 'genitr', did you mean 'genitor'\?/],
    [{ contestants: ['genitor:hiden=3'] }, /hiden=3: unknown option 'hiden', did you mean 'hidden'\?/],
    [{ contestants: ['msgd', 'msgd'] }, /^--contestant msgd: takes part twice/],
    [{ contestants: [] }, /^--contestant: no contestant takes part/],
    [{ contestants: ['rpg'] }, /^contestant rpg on temporal-order: learner rpg: it learns from episodes/],
    [{ contestants: ['msgd-cr:net=graph'] }, /^contestant msgd-cr:net=graph on temporal-order: learner sgd/],
    [{ budget: ['3'] }, /^--budget 3: no such budget/],
    [{ budget: ['5update'] }, /^--budget 5update: genitor makes evaluations and no updates/],
    [{ seed: '-1' }, /^--seed -1: must be a whole number/],
    [{ seeds: '0' }, /^--seeds 0: must be/],
    [{ seeds: '101' }, /^--seeds 101: makes 202 trials, a page plays at most 200/],
  ])('refuses in one line what the command line refuses: %j', async (wish, line) => {
    await expect(ask('plan', { wish })).rejects.toThrow(line);
    await expect(ask('plan', { wish })).rejects.not.toThrow(/\n/);
  });
});

describe('a trial', () => {
  it('stands still after each validation where it is asked to, goes on, and stops', async () => {
    const { trials } = await ask('plan', { wish: { ...SMALL, budget: ['1e12mac'] } });
    const told: string[] = [];
    const id = count + 1;
    let stills = 0;
    const { result } = await ask('play', { trial: trials[0]!, paused: true }, ({ type }) => {
      if (type !== 'progress') told.push(type);
      if (type === 'paused') setTimeout(() => answers.order(id, ++stills < 3 ? 'one validation' : 'stop'));
    });
    const step = ['checkpoint', 'paused', 'going on'];
    expect(told).toEqual(['started', ...step, ...step, ...step, 'finished']);
    expect(result.stop.reason).toBe('stopped');
  });

  it('is refused while another is played', async () => {
    const { trials } = await ask('plan', { wish: SMALL });
    const first = played(trials[1]!);
    await expect(ask('play', { trial: trials[0]! })).rejects.toThrow('a trial is played here already');
    expect((await first).result.stop.reason).not.toBe('failed');
  });
});

describe('a champion', () => {
  it('answers test sequences step by step, and the reader’s own likewise', async () => {
    const { trials } = await ask('plan', { wish: SMALL });
    const { trial, champion } = await played(trials[1]!);
    const { sequences, isWritable, outputNames } = await ask('sequences', { trial, first: 3, count: 2 });
    expect({ isWritable, outputNames }).toEqual({ isWritable: true, outputNames: ['AA', 'BA', 'AB', 'BB'] });
    const { symbols, length, targets } = sequences[1]!;
    expect(targets).toHaveLength(1);
    const given = await ask('trace', { trial, champion, sequence: { number: 4 } });
    const own = await ask('trace', { trial, champion, sequence: { symbols: symbols! } });
    expect(own).toEqual(given);
    expect(own.outputs).toHaveLength(length);
    expect(own.outputs.at(-1)!.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
    expect(own.strips.map(({ values }) => [values.length, values[0]!.length])).toEqual([[length, 4]]);
    await expect(ask('trace', { trial, champion, sequence: { symbols: [9] } })).rejects.toThrow(/symbol/);
    await expect(ask('sequences', { trial, first: 10_000, count: 1 })).rejects.toThrow(/has 10000/);
  });

  it('is exported as a file by which it scores as in its trial', async () => {
    const { trials } = await ask('plan', { wish: SMALL });
    const { trial, champion, checkpoints, result } = await played(trials[0]!);
    const provenance = { created: '2026-11-29T08:00:00.000Z', browser: 'Chromium 140' };
    const { name, text } = await ask('export', { trial, champion, checkpoints, result, ...provenance });
    expect(name).toMatch(/^temporal-order-length=8-genitor-.*-1\.json$/);
    const read = readJson(new TextEncoder().encode(text), (what): never => {
      throw new Error(what);
    });
    expect(read.parameters).toEqual(champion.parameters);
    expect(read.about.provenance).toMatchObject({ node: 'Chromium 140', created: provenance.created });
    const { task, seed } = trial;
    const { error, loss } = await evaluateChampion(read, { task, seed, device });
    expect({ error, loss }).toEqual({ error: result.testError, loss: result.testLoss });
  });
});

it('a summary has the words and the table of the command line', async () => {
  const { trials, spec } = await ask('plan', { wish: SMALL });
  const results: PlainResult[] = [];
  for (const trial of trials) results.push((await played(trial)).result);
  const { text, heads, rows, remarks, summary } = await ask('summary', { spec, results });
  const byId = new Map(results.map((result) => [result.id, result]));
  const lines = resultLines({ spec, results: byId, summary }, { columns: 1000, colours: false });
  expect(lines).toContain(text);
  expect(text).toMatch(/^Not enough evidence: a single seed/);
  const cells = ([first, ...rest]: readonly string[]) => [first!.trim(), ...rest.map((cell) => cell.trim())];
  const table = lines.slice(0, 3).map((line) => cells(line.split(/ {2,}/)));
  expect(table).toEqual([heads.map((head) => head.text), ...rows.map((row) => [...row.cells])]);
  expect(lines).toEqual(expect.arrayContaining([...remarks]));
});

describe('episodes', () => {
  it('of a net are recorded as films, and its graph is drawn', async () => {
    const { trials } = (await ask('plan', {
      wish: { task: 'single-pole', contestants: ['neat:population=20'], budget: ['20evaluation'] },
    })) as Plan;
    const { trial, champion } = await played(trials[0]!);
    const film = await ask('episode', { trial, champion, start: 1 });
    expect(film.pictures).toHaveLength(film.at.length);
    expect(film.observations).toHaveLength(film.recorded);
    expect(film.sees).toHaveLength(film.observations[0]!.length);
    await expect(ask('episode', { trial, champion, start: 2 })).rejects.toThrow(/has one start/);
    const { graph } = await ask('graph', { trial, champion });
    expect(graph!.nodes.map(({ kind }) => kind)).toContain('output');
  });

  it('in which the reader acts go on by these actions, to their end', async () => {
    const { trials } = await ask('plan', { wish: { task: 'single-pole' } });
    const [trial] = trials as [TrialSpec];
    const begun = await ask('world', { trial, start: 1 });
    expect(begun).toMatchObject({ step: 0, outcome: null });
    const other = await ask('world', { trial, start: 1 });
    const actions = begun.does.map(() => 1);
    let now = await ask('act', { world: begun.world, actions });
    expect(now.picture).not.toEqual(begun.picture);
    while (now.outcome === null) now = await ask('act', { world: begun.world, actions, times: 5 });
    expect(now.outcome).toMatchObject({ lost: true, measures: { steps: now.step } });
    await expect(ask('act', { world: begun.world, actions })).rejects.toThrow(/is over/);
    // The other world is the same one, and stands where it stood.
    const again = await ask('act', { world: other.world, actions, times: 1000 });
    expect({ ...again, world: now.world }).toEqual(now);
    await ask('leave', { world: other.world });
    await expect(ask('act', { world: other.world, actions })).rejects.toThrow(/is not there any more/);
    await expect(ask('world', { trial, start: 2 })).rejects.toThrow(/has one start/);
  });
});
