/** `genoprop play`: summaries and pages of champions in episodes, and what it refuses. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import type { Champion } from '../../src/export/champion.ts';
import { formatFor } from '../../src/export/formats.ts';
import { endText, replayChampion } from '../../src/export/replay-champion.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { episodePlayer } from '../../src/tasks/play-episodes.ts';
import { recordEpisode } from '../../src/tasks/record-episode.ts';
import { closePlugins, openTask } from '../../src/tournament/plugins/plugin.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import { examSet } from '../../src/tournament/trial/examine-episodes.ts';
import { testEpisodes } from '../../src/tournament/trial/test-episodes.ts';
import walk from '../fixtures/plugins/walk.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { episodeChampion } from '../support/export/episode-champion.ts';
import { sampleChampion } from '../support/export/sample-champion.ts';
import { type SmallRun, smallRun } from '../support/export/small-run.ts';

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = recordingTerminal({ columns: 200 });
  const code = await runCommandLine(args, terminal);
  return { code, ...terminal.written };
}

const folder = mkdtempSync(join(tmpdir(), 'genoprop-play-'));
const inFolder = (name: string): string => join(folder, name);
const write = (name: string, champion: Champion): string => {
  const file = inFolder(name);
  writeFileSync(file, formatFor(file).write(champion));
  return file;
};

const FIXTURE = new URL('../fixtures/plugins/walk.ts', import.meta.url).href;
const pole = episodeChampion('single-pole', { steps: 300 });
let small: SmallRun;
const played = 'single-pole:steps=300/breeder/1';

beforeAll(async () => {
  const task = resolveTask('single-pole', { steps: 300 });
  const breeder = resolveContestant('genitor', { hidden: 2, population: 6, inFlight: 2 }, { as: 'breeder' });
  const spec = { tasks: [task], contestants: [breeder], seeds: 2, seed: 5, budget: { evaluations: 20 } };
  small = await smallRun({ ...spec, device: 'wasm' }, (id) => id === played);
});
afterAll(() => {
  small.remove();
  rmSync(folder, { recursive: true });
});

describe('genoprop play', () => {
  it('tells of the episode in plain text where there is no terminal', async () => {
    const { code, out, err } = await run('play', write('pole.json', pole), '--steps', '5');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { outcome } = await replayChampion(pole, { start: 1, most: 5 }, 'pole.json');
    expect(out).toContain('trial     single-pole:steps=300/small "ß"/2, the champion of the file\n');
    expect(out).toContain('task      single-pole:steps=300, start 1 of 1 of its test\n');
    expect(out).toMatch(new RegExp(`\\nepisode +${endText({ outcome })}, loss 0\\.\\d+, balanced \\d+\\n`));
    expect(out).toContain('recorded  the first 5 steps; --steps gives more\n');
  });

  it('plays the best trial of a run, or the one that is named, with the same episode', async () => {
    const best = await run('play', small.path);
    expect(best.err).toBe('');
    expect(best.out).toContain(`trial    ${played}, the only trial of the run that has a champion\n`);
    const named = await run('play', small.path, '--trial', played);
    expect(named.out.split('\n').slice(1)).toEqual(best.out.split('\n').slice(1));
  });

  it('plays as the test does', async () => {
    const maze = episodeChampion('t-maze');
    const choice = resolveTask('t-maze', {});
    const { seed } = maze.about.trial;
    const test = await testEpisodes(choice, { seed }, maze, 2);
    const replays = [1, 2].map((start) => replayChampion(maze, { start, most: 1 }, 'maze'));
    const losses = (await Promise.all(replays)).map(({ outcome }) => outcome.loss);
    expect(losses.reduce((sum, loss) => sum + loss, 0) / 2).toBe(test.loss);
  });

  it('writes a page that holds every recorded step, the same bytes each time', async () => {
    const file = write('again.json', pole);
    const [first, second] = [inFolder('first.html'), inFolder('second.html')];
    const { code, out } = await run('play', file, '-o', first);
    expect(code).toBe(0);
    expect(out).toContain(`page     ${first} (`);
    await run('play', file, '-o', second);
    const page = readFileSync(first, 'utf8');
    expect(readFileSync(second, 'utf8')).toBe(page);
    const { recording } = await replayChampion(pole, { start: 1, most: 1000 }, file);
    const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)![1]!);
    expect(data.observations).toHaveLength(recording.observations.length);
    expect(data.pictures).toHaveLength(recording.pictures.length);
    expect(page).not.toMatch(/https?:\/\//);
  });

  it.each([
    ['play RUN --start 2', '--start 2: the test of single-pole:steps=300 has one start, 1'],
    ['play RUN --start 0', '--start 0: must be a whole number from 1 to'],
    ['play RUN --trial single-pole:steps=300/breeder/2', 'has not begun, so it has no champion yet'],
    ['play RUN --trial x --task y', '--trial names one trial; leave --contestant and --task out'],
    ['play SEQUENCES', 'its task temporal-order is not played in episodes, so there is nothing to replay'],
    ['play POLE --trial x', '--trial x: POLE holds one champion, of trial single-pole:steps=300/small "ß"/2'],
    [
      'play PLUGIN',
      "its task 'single-pole' comes from own.ts; name that file after the champion's: genoprop play PLUGIN path/to/own.ts",
    ],
    ['play PLUGIN gone.ts', "its task 'single-pole' comes from gone.ts, which does not exist here"],
    ['play POLE own.ts', 'own.ts: POLE needs no file of a task, for its task single-pole is a built-in one'],
    ['play POLE -o play.txt', '-o play.txt: must end with .html'],
    ['play POLE -o POLE', 'must end with .html'],
    ['play nothing.json', 'nothing.json: there is no such file'],
  ])('refuses %s with one line', async (text, message) => {
    const module = { ...pole, about: { ...pole.about, task: { ...pole.about.task, module: 'own.ts' } } };
    const files = {
      RUN: small.path,
      POLE: write('p.json', pole),
      SEQUENCES: write('s.json', sampleChampion()),
      PLUGIN: write('m.json', module),
    };
    const path = (word: string): string => files[word as keyof typeof files] ?? word;
    const { code, out, err } = await run(...text.split(' ').map(path));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message.replace('POLE', files.POLE).replace('PLUGIN', files.PLUGIN));
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  describe('of a task from a file', () => {
    const choose = async (options = {}) => (await openTask(FIXTURE)).choose(options);
    const champion = async (options = {}): Promise<Champion> => {
      const { module: _, ...choice } = await choose(options);
      const { shape, fingerprint, success, chance } = choice.facts;
      const net = elmanNet({ unit: 'tanh', inputs: shape.inputs.size, hidden: 3, outputs: shape.outputs });
      const parameters = Float32Array.from({ length: net.parameters }, (_, at) => ((at * 7) % 11) / 5 - 1);
      const own = { name: 'walk', module: 'walk.ts', options: choice.options };
      const sizes = { ...pole.about.net, inputs: 2, outputs: 1, parameters: net.parameters };
      const about = {
        ...pole.about,
        task: { ...own, shape, success, chance, fingerprint },
        net: { ...sizes, options: { ...pole.about.net.options, hidden: 3 } },
      };
      return { net, parameters, about };
    };
    afterAll(closePlugins);

    it('plays in its own thread, to what the same code gives in this one', async () => {
      const own = await champion();
      const replay = await replayChampion(own, { start: 4, most: 1000, task: FIXTURE }, 'walk.json');
      const { module: _, ...choice } = await choose();
      const set = examSet(choice, walk, { seed: own.about.trial.seed }, 'test', 100);
      const here = recordEpisode(walk, own.net, own.parameters, set, 3, 1000);
      expect(replay.recording).toEqual({ ...here, shown: [] });
      expect(replay.recording.pictures[0]).toMatchObject({ text: 'kept 0', lines: [{ role: 'actor' }] });
      expect(replay.outcome).toEqual(episodePlayer(walk)(own.net, own.parameters)(set, 3));
      expect(replay.starts).toBe(100);
    });

    it('is found where a run had it, and where its file is named', async () => {
      const file = write('walk.json', await champion());
      const { code, out, err } = await run('play', file, fileURLToPath(FIXTURE), '--start', '4');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('task     walk, start 4 of 100 of its test\n');
      const page = inFolder('walk.html');
      expect((await run('play', file, fileURLToPath(FIXTURE), '-o', page)).code).toBe(0);
      expect(readFileSync(page, 'utf8')).toContain('kept 0');
      const task = await choose();
      const breeder = resolveContestant('genitor', { hidden: 2, population: 6, inFlight: 2 });
      const spec = { tasks: [task], contestants: [breeder], seeds: 1, seed: 5, device: 'wasm' };
      const played = await smallRun({ ...spec, budget: { evaluations: 20 } }, undefined, walk);
      const replayed = await run('play', played.path);
      expect(replayed.err).toBe('');
      expect(replayed.out).toContain('trial    walk/genitor/1, the only trial');
      played.remove();
    });

    it.each([
      ['has changed', {}, ["its task 'walk' has changed: its episodes are others now"]],
      ['throws', { fault: 'act-throw' }, ['task walk: action 4 of episode 0: it broke']],
      ['draws nothing', { fault: 'picture-none' }, ['picture: gave undefined, it must give { view, lines }']],
    ])('is refused in one line where it %s', async (what, options, [message]) => {
      const own = await champion(options);
      const task =
        what === 'has changed' ? { ...own.about.task, fingerprint: '0'.repeat(32) } : own.about.task;
      const file = write('wrong.json', { ...own, about: { ...own.about, task } });
      const { code, out, err } = await run('play', file, fileURLToPath(FIXTURE));
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(message);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    });
  });

  it('overwrites a page only when told to', async () => {
    const page = inFolder('there.html');
    writeFileSync(page, 'precious');
    const refused = await run('play', write('q.json', pole), '-o', page);
    expect(refused.err).toContain(`-o ${page}: exists already`);
    expect(readFileSync(page, 'utf8')).toBe('precious');
    expect((await run('play', write('q.json', pole), '-o', page, '--force')).code).toBe(0);
    expect(existsSync(page) && readFileSync(page, 'utf8')).toContain('genoprop.play/1');
  });
});
